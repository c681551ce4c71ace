/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MAP_TEXT_H
#define CMAKIT_MAP_TEXT_H

#include <stdio.h>

#include "map.h"

/**
 * struct map_style - how to draw in a terminal
 * @width: columns that it has
 * @has_color: use its colours
 * @is_utf8: use block characters, otherwise ASCII
 */
struct map_style {
	unsigned int width;
	bool has_color;
	bool is_utf8;
};

/* The narrowest terminal in which there is room for a picture. */
#define MAP_MIN_WIDTH	40

/* Draw @map, with a legend, and list the largest runs. */
void map_print_text(const struct map *map, const struct map_style *style,
		    FILE *out);

#endif /* CMAKIT_MAP_TEXT_H */
