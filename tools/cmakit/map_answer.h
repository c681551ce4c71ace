/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MAP_ANSWER_H
#define CMAKIT_MAP_ANSWER_H

#include "map.h"

/* What text and picture say in the same words, as new strings. */

/* "reserved: 16384 pages, 4594 free in 4 runs, largest 4029" */
char *map_summary(const struct map *map);

/* "from FILE, base pfn N", and what is special about the area. */
char *map_origin(const struct map *map);

/* What the map leaves out, NULL if nothing. */
char *map_gaps(const struct map *map);

/* "3907 pages at a multiple of 2^8: ...". For maps with a request. */
char *map_answer(const struct map *map);

/* "range 0: 4096 pages, base pfn N", or as much of it as is known. */
char *map_range_title(const struct map *map, size_t index);

/* "511@58881", with the range where there are several. */
char *map_run_name(const struct map *map, const struct ranged_run *run);

#endif /* CMAKIT_MAP_ANSWER_H */
