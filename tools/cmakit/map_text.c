// SPDX-License-Identifier: GPL-2.0
/*
 *	AREA: N pages, N free in N runs, largest N
 *	from SOURCE
 *	456 pages at a multiple of 2^8, alignment: ...
 *
 *	    0 |########++....####
 *	  512 |##################
 *
 *	a cell is N pages: # used  + partly used  . free
 *
 *	the largest runs
 *	the largest request that fits, by alignment
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "map_answer.h"
#include "map_cells.h"
#include "map_text.h"
#include "memory.h"
#include "table.h"

#define MAX_ROWS	24
#define MAX_RUNS	8

/**
 * struct glyph - how a kind of cell looks
 * @ascii: without UTF-8
 * @utf8: with it
 * @color: ANSI's parameter, with colours
 */
struct glyph {
	const char *ascii;
	const char *utf8;
	const char *color;
};

static const struct glyph glyphs[NR_MAP_KINDS] = {
	[MAP_BOTH]	= { "B", "B", "1;36" },
	[MAP_FIRST_FIT]	= { "F", "F", "1;36" },
	[MAP_ZONED]	= { "Z", "Z", "1;36" },
	[MAP_FREE]	= { ".", "·", "32" },
	[MAP_MIXED]	= { "+", "▒", "33" },
	[MAP_MISALIGNED] = { "/", "╱", "35" },
	[MAP_SMALL]	= { "-", "╌", "31" },
	[MAP_USED]	= { "#", "█", "90" },
};

static void print_cell(enum map_kind kind, const struct map_style *style,
		       FILE *out)
{
	fputs(style->is_utf8 ? glyphs[kind].utf8 : glyphs[kind].ascii, out);
}

static void print_color(enum map_kind kind, const struct map_style *style,
			FILE *out)
{
	if (style->has_color)
		fprintf(out, "\033[%sm", glyphs[kind].color);
}

static void print_plain(const struct map_style *style, FILE *out)
{
	if (style->has_color)
		fputs("\033[0m", out);
}

/* Colours are switched where they change only. */
static void print_cells(const enum map_kind *cells, unsigned long nr,
			const struct map_style *style, FILE *out)
{
	for (unsigned long i = 0; i < nr; i++) {
		if (!i || cells[i] != cells[i - 1])
			print_color(cells[i], style, out);
		print_cell(cells[i], style, out);
	}
	print_plain(style, out);
	fputc('\n', out);
}

static int digits(uint64_t number)
{
	return snprintf(NULL, 0, "%" PRIu64, number);
}

static void print_range(const struct map *map, const struct map_grid *grid,
			size_t index, bool seen[NR_MAP_KINDS],
			const struct map_style *style, FILE *out)
{
	const struct area_range *range = &map->state->ranges[index];
	const unsigned long nr = map_grid_cells(grid, range);
	const int width = digits(area_state_pages(map->state));
	enum map_kind *cells = map_cells(map, grid, index);

	for (unsigned long i = 0; i < nr; i += grid->columns) {
		fprintf(out, "%*lu ", width, i * grid->cell_pages);
		print_cells(cells + i, nr - i < grid->columns ? nr - i :
			    grid->columns, style, out);
	}
	for (unsigned long i = 0; i < nr; i++)
		seen[cells[i]] = true;
	free(cells);
}

/* A power of two, so that rows begin at round numbers. */
static unsigned int choose_columns(const struct map *map,
				   const struct map_style *style)
{
	const unsigned int room = style->width - 1 -
				  (unsigned int)digits(area_state_pages(map->state));
	unsigned int columns = 1;

	while (2 * columns <= room)
		columns *= 2;
	return columns;
}

static void print_legend(const struct map *map, const struct map_grid *grid,
			 const bool seen[NR_MAP_KINDS],
			 const struct map_style *style, FILE *out)
{
	fprintf(out, "\na cell is %lu page%s:\n", grid->cell_pages,
		grid->cell_pages == 1 ? "" : "s");
	for (int kind = 0; kind < NR_MAP_KINDS; kind++) {
		if (!seen[kind])
			continue;
		fputs("  ", out);
		print_color(kind, style, out);
		print_cell(kind, style, out);
		print_plain(style, out);
		fprintf(out, "  %s\n", map_kind_name(kind, map->has_request));
	}
}

/* Print @line, a new string or NULL, in lines as wide as @style, and free it. */
static void print_folded(char *line, const struct map_style *style, FILE *out)
{
	const char *rest = line;
	const char *indent = "";

	while (rest && *rest) {
		const size_t room = style->width - strlen(indent);
		size_t len = strlen(rest);

		if (len > room) {
			/* The last blank that fits, or the first one at all. */
			for (len = room; len && rest[len] != ' '; len--)
				;
			if (!len)
				len = strcspn(rest, " ");
		}
		fprintf(out, "%s%.*s\n", indent, (int)len, rest);
		rest += len + strspn(rest + len, " ");
		indent = "  ";
	}
	free(line);
}

static void print_picture(const struct map *map, const struct map_style *style,
			  FILE *out)
{
	const struct map_grid grid = map_grid_make(map->state,
						   choose_columns(map, style),
						   MAX_ROWS);
	bool seen[NR_MAP_KINDS] = { false };

	for (size_t i = 0; i < map->state->nr_ranges; i++) {
		fputc('\n', out);
		if (map->state->nr_ranges > 1)
			print_folded(map_range_title(map, i), style, out);
		print_range(map, &grid, i, seen, style, out);
	}
	print_legend(map, &grid, seen, style, out);
}

static void print_run(struct table *table, const struct map *map,
		      const struct ranged_run *run)
{
	const struct area_range *range = &map->state->ranges[run->range];
	char *name = map_run_name(map, run);
	struct area_fit fit;

	table_cell(table, "%s", name);
	free(name);
	table_cell(table, "%lu", run->run.first);
	table_cell(table, "%lu", run->run.first + run->run.nr_pages - 1);
	table_cell(table, "%lu", run->run.nr_pages);
	if (!map->has_request)
		return;
	fit = area_state_fit(map->state, range, &run->run, &map->request);
	if (fit.usable_pages)
		table_cell(table, "%lu", fit.aligned_first);
	else
		table_cell(table, "-");
	table_cell(table, "%lu", fit.usable_pages);
	if (fit.reason == REASON_NONE)
		table_cell(table, "-");
	else
		table_cell(table, "%" PRIu64, fit.missing_pages);
}

static void print_runs(const struct map *map, FILE *out)
{
	static const struct table_column columns[] = {
		{ "run", true }, { "first", false }, { "last", false },
		{ "pages", false }, { "aligned first", false },
		{ "usable", false }, { "missing", false },
	};
	struct ranged_run runs[MAX_RUNS];
	const size_t nr = area_state_largest_runs(map->state, runs, MAX_RUNS);
	struct table table;

	if (!nr)
		return;
	table_init(&table, columns, map->has_request ? 7 : 4);
	for (size_t i = 0; i < nr; i++)
		print_run(&table, map, &runs[i]);
	fprintf(out, "\nthe largest of %zu free run%s:\n",
		area_state_nr_runs(map->state),
		area_state_nr_runs(map->state) == 1 ? "" : "s");
	table_print(&table, out);
	table_free(&table);
}

/* "0-1: 2240, 2: 2238": orders in a row of which the same would fit are one. */
static char *list_orders(const struct map *map)
{
	char *list = asprintf_or_exit("the largest request that fits, by the order of its alignment:");

	for (unsigned int low = 0, high; low <= AREA_MAX_LISTED_ORDER;
	     low = high + 1) {
		const uint64_t pages = area_state_largest_aligned(map->state, low);
		char *longer;

		for (high = low; high < AREA_MAX_LISTED_ORDER; high++)
			if (area_state_largest_aligned(map->state, high + 1) !=
			    pages)
				break;
		if (low == high)
			longer = asprintf_or_exit("%s%s %u: %" PRIu64, list,
						  low ? "," : "", low, pages);
		else
			longer = asprintf_or_exit("%s%s %u-%u: %" PRIu64, list,
						  low ? "," : "", low, high,
						  pages);
		free(list);
		list = longer;
	}
	return list;
}

void map_print_text(const struct map *map, const struct map_style *style,
		    FILE *out)
{
	print_folded(map_summary(map), style, out);
	print_folded(map_origin(map), style, out);
	print_folded(map_gaps(map), style, out);
	if (map->has_request)
		print_folded(map_answer(map), style, out);
	print_picture(map, style, out);
	print_runs(map, out);
	fputc('\n', out);
	print_folded(list_orders(map), style, out);
}
