/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MAP_CELLS_H
#define CMAKIT_MAP_CELLS_H

#include "map.h"

/*
 * What a cell of the picture shows, of what is in it that which comes first here:
 * an answer to the request is never hidden by what is around it.
 */
enum map_kind {
	MAP_BOTH,	/* first-fit and zoned would put the request here */
	MAP_FIRST_FIT,	/* first-fit would */
	MAP_ZONED,	/* zoned would */
	MAP_FREE,	/* free, and in a run that holds the request if there is one */
	MAP_MIXED,	/* partly used, otherwise the same */
	MAP_MISALIGNED,	/* free, in runs that are long enough and not aligned */
	MAP_SMALL,	/* free, in runs that are too small for the request */
	MAP_USED,	/* used */
	NR_MAP_KINDS,
};

/**
 * struct map_grid - how an area is cut into cells
 * @cell_pages: pages of a cell, a power of two
 * @columns: cells in a row
 */
struct map_grid {
	unsigned long cell_pages;
	unsigned int columns;
};

/*
 * The smallest cells, of at least a bit, for which @state's ranges, each beginning
 * a row, have at most @max_rows rows of @columns; where there are more ranges than
 * that, a row each.
 */
struct map_grid map_grid_make(const struct area_state *state,
			      unsigned int columns, unsigned int max_rows);

/* Rows of a range. */
unsigned long map_grid_rows(const struct map_grid *grid,
			    const struct area_range *range);

/* Cells of a range; the last one may go beyond its end. */
unsigned long map_grid_cells(const struct map_grid *grid,
			     const struct area_range *range);

/* The kinds of the cells of range @index of @map's area. The caller frees them. */
enum map_kind *map_cells(const struct map *map, const struct map_grid *grid,
			 size_t index);

/* What a kind is, for a legend: "free", or how it stands to a request. */
const char *map_kind_name(enum map_kind kind, bool has_request);

#endif /* CMAKIT_MAP_CELLS_H */
