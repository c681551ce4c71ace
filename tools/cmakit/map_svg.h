/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MAP_SVG_H
#define CMAKIT_MAP_SVG_H

#include <stdio.h>

#include "map.h"

/* Draw @map as SVG: light or dark as the viewer has it. */
void map_print_svg(const struct map *map, FILE *out);

#endif /* CMAKIT_MAP_SVG_H */
