/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MAP_JSON_H
#define CMAKIT_MAP_JSON_H

#include <stdio.h>

#include "map.h"

/* Print @map, all its runs, as one JSON object. */
void map_print_json(const struct map *map, FILE *out);

#endif /* CMAKIT_MAP_JSON_H */
