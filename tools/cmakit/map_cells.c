// SPDX-License-Identifier: GPL-2.0
#include "map_cells.h"
#include "memory.h"

unsigned long map_grid_cells(const struct map_grid *grid,
			     const struct area_range *range)
{
	return (range->nr_pages + grid->cell_pages - 1) / grid->cell_pages;
}

unsigned long map_grid_rows(const struct map_grid *grid,
			    const struct area_range *range)
{
	return (map_grid_cells(grid, range) + grid->columns - 1) / grid->columns;
}

static bool is_small_enough(const struct map_grid *grid,
			    const struct area_state *state, unsigned int max_rows)
{
	unsigned long rows = 0, ranges_of_more = 0;

	for (size_t i = 0; i < state->nr_ranges; i++) {
		const unsigned long of_range = map_grid_rows(grid,
							     &state->ranges[i]);

		rows += of_range;
		ranges_of_more += of_range > 1;
	}
	return rows <= max_rows || !ranges_of_more;
}

struct map_grid map_grid_make(const struct area_state *state,
			      unsigned int columns, unsigned int max_rows)
{
	struct map_grid grid = {
		.cell_pages = 1UL << state->order_per_bit,
		.columns = columns,
	};

	while (!is_small_enough(&grid, state, max_rows))
		grid.cell_pages *= 2;
	return grid;
}

/* Pages [@first, @end) are @kind, as far as nothing above it is there already. */
static void paint(enum map_kind *cells, const struct map_grid *grid,
		  unsigned long first, unsigned long end, enum map_kind kind)
{
	const unsigned long last = (end - 1) / grid->cell_pages;

	for (unsigned long i = first / grid->cell_pages; i <= last; i++)
		if (kind < cells[i])
			cells[i] = kind;
}

/*
 * A run of free pages. Cells that it fills are free. Those at its ends may be used
 * in part; whether the neighbour in such a cell is free too does not matter, there
 * is at least a used bit between two runs.
 */
static void paint_run(enum map_kind *cells, const struct map_grid *grid,
		      const struct run *run, unsigned long range_end)
{
	const unsigned long size = grid->cell_pages;
	const unsigned long end = run->first + run->nr_pages;
	const unsigned long whole_first = (run->first + size - 1) / size * size;
	const unsigned long whole_end = end == range_end ?
					(end + size - 1) / size * size :
					end / size * size;

	paint(cells, grid, run->first, end, MAP_MIXED);
	if (whole_first < whole_end)
		paint(cells, grid, whole_first, whole_end, MAP_FREE);
}

static void paint_place(enum map_kind *cells, const struct map_grid *grid,
			const struct map *map, size_t index)
{
	const struct map_place *first_fit = &map->first_fit;
	const struct map_place *zoned = &map->zoned;
	const uint64_t pages = map->request.pages;

	if (zoned->found && zoned->range == index)
		paint(cells, grid, zoned->first,
		      zoned->first + (unsigned long)pages, MAP_ZONED);
	if (!first_fit->found || first_fit->range != index)
		return;
	for (unsigned long i = first_fit->first / grid->cell_pages;
	     i <= (first_fit->first + pages - 1) / grid->cell_pages; i++)
		cells[i] = cells[i] == MAP_ZONED ? MAP_BOTH : MAP_FIRST_FIT;
}

enum map_kind *map_cells(const struct map *map, const struct map_grid *grid,
			 size_t index)
{
	const struct area_state *state = map->state;
	const struct area_range *range = &state->ranges[index];
	const unsigned long nr = map_grid_cells(grid, range);
	enum map_kind *cells = calloc_or_exit(nr, sizeof(*cells));

	for (unsigned long i = 0; i < nr; i++)
		cells[i] = MAP_USED;
	for (size_t i = 0; i < range->free.nr; i++) {
		const struct run *run = &range->free.runs[i];
		enum reason reason = REASON_NONE;

		if (map->has_request)
			reason = area_state_fit(state, range, run,
						    &map->request).reason;
		if (reason == REASON_NONE)
			paint_run(cells, grid, run, range->nr_pages);
		else
			paint(cells, grid, run->first,
			      run->first + run->nr_pages,
			      reason == REASON_ALIGNMENT ? MAP_MISALIGNED :
			      MAP_SMALL);
	}
	if (map->has_request)
		paint_place(cells, grid, map, index);
	return cells;
}

const char *map_kind_name(enum map_kind kind, bool has_request)
{
	static const char *const names[NR_MAP_KINDS] = {
		[MAP_BOTH]	= "first-fit and zoned would take this",
		[MAP_FIRST_FIT]	= "first-fit would take this",
		[MAP_ZONED]	= "zoned would take this",
		[MAP_FREE]	= "free, in a run that holds it",
		[MAP_MIXED]	= "partly used, partly in such a run",
		[MAP_MISALIGNED] = "free, long enough, not aligned",
		[MAP_SMALL]	= "free, too small",
		[MAP_USED]	= "used",
	};

	if (!has_request && kind == MAP_FREE)
		return "free";
	if (!has_request && kind == MAP_MIXED)
		return "partly used";
	return names[kind];
}
