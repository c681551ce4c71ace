// SPDX-License-Identifier: GPL-2.0
/*
 *	+----------------------------------+
 *	| area, pages, free                |
 *	| source                           |
 *	| answer to the request            |
 *	| legend                           |
 *	|      0 |=====  ===== 511@58881   |  a row of cells
 *	|  16384 |==========               |
 *	| the largest runs                 |
 *
 * Neighbours of a kind in a row are one rectangle. Over them lie the largest runs,
 * to the page, with their names.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "map_answer.h"
#include "map_cells.h"
#include "map_svg.h"
#include "xml_text.h"

#define WIDTH		960
#define LEFT		92
#define RIGHT		(WIDTH - 24)
#define COLUMNS		256
#define MAX_ROWS	24
#define ROW		22
#define BAR		18
#define HEAD_TITLE	28
#define HEAD_LINE	20
#define RANGE_TITLE	24
#define LEGEND_COLUMNS	3
#define LEGEND_ROW	20
#define RUN_LINE	18

/* Runs that are named, and those of them that are listed below the picture. */
#define MAX_NAMED	64
#define MAX_LISTED	8
/* A name is written into its run where the run is at least as wide as this. */
#define NAME_WIDTH	96

static const char *const classes[NR_MAP_KINDS] = {
	[MAP_BOTH]	= "both",
	[MAP_FIRST_FIT]	= "first-fit",
	[MAP_ZONED]	= "zoned",
	[MAP_FREE]	= "free",
	[MAP_MIXED]	= "mixed",
	[MAP_MISALIGNED] = "misaligned",
	[MAP_SMALL]	= "small",
	[MAP_USED]	= "used",
};

/**
 * struct drawing - where things are
 * @out: the file
 * @map: what is drawn
 * @grid: its cells
 * @legend: height of the legend
 * @y: how far it has been drawn
 */
struct drawing {
	FILE *out;
	const struct map *map;
	struct map_grid grid;
	int legend;
	int y;
};

static void print_style(FILE *out)
{
	fputs("<style>\n"
	      "text { font: 13px sans-serif; fill: #1f2328; }\n"
	      ".title { font-size: 16px; font-weight: bold; }\n"
	      ".end { text-anchor: end; }\n"
	      ".name { font-size: 12px; fill: #0a3069; text-anchor: middle; pointer-events: none; }\n"
	      ".run { fill: #ffffff; fill-opacity: 0; }\n"
	      ".run:hover { stroke: #1f2328; stroke-width: 2; }\n"
	      ".paper { fill: #ffffff; }\n"
	      ".used { fill: #6e7781; }\n"
	      ".mixed { fill: #9cc3e8; }\n"
	      ".free { fill: #ddf4ff; stroke: #54aeff; stroke-width: 0.5; }\n"
	      ".misaligned { fill: #f2cc60; }\n"
	      ".small { fill: #ff8182; }\n"
	      ".first-fit { fill: #d8b9ff; }\n"
	      ".zoned { fill: #7ee787; }\n"
	      ".both { fill: #79c0ff; }\n"
	      "@media (prefers-color-scheme: dark) {\n"
	      "text { fill: #e6edf3; }\n"
	      ".name { fill: #cae8ff; }\n"
	      ".run:hover { stroke: #e6edf3; }\n"
	      ".paper { fill: #0d1117; }\n"
	      ".used { fill: #484f58; }\n"
	      ".mixed { fill: #2f5d8c; }\n"
	      ".free { fill: #0c2d6b; stroke: #388bfd; }\n"
	      ".misaligned { fill: #9e6a03; }\n"
	      ".small { fill: #b62324; }\n"
	      ".first-fit { fill: #6e40c9; }\n"
	      ".zoned { fill: #1a7f37; }\n"
	      ".both { fill: #1158c7; }\n"
	      "}\n"
	      "</style>\n", out);
}

/* Write @text, a new string, as XML, and free it. */
static void print_text(char *text, FILE *out)
{
	xml_text(text, out);
	free(text);
}

static double x_of(const struct drawing *d, unsigned long page_of_row)
{
	return LEFT + (double)page_of_row * (RIGHT - LEFT) /
		      ((double)d->grid.cell_pages * COLUMNS);
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int picture_height(const struct drawing *d)
{
	const struct area_state *state = d->map->state;
	int height = 0;

	for (size_t i = 0; i < state->nr_ranges; i++)
		height += RANGE_TITLE + ROW *
			  (int)map_grid_rows(&d->grid, &state->ranges[i]);
	return height;
}

/* @text, a new string or NULL, as the next line of the head. */
static void print_head_line(struct drawing *d, char *text)
{
	if (!text)
		return;
	d->y += HEAD_LINE;
	fprintf(d->out, "<text x=\"24\" y=\"%d\">", d->y);
	print_text(text, d->out);
	fputs("</text>\n", d->out);
}

static void print_head(struct drawing *d)
{
	const struct map *map = d->map;
	char *gaps = map_gaps(map);
	const int lines = 1 + map->has_request + !!gaps;
	const size_t nr_listed = min_size(area_state_nr_runs(map->state),
					  MAX_LISTED);
	const int height = HEAD_TITLE + (lines + 1) * HEAD_LINE + d->legend +
			   picture_height(d) +
			   (nr_listed ? 30 : 0) + (int)nr_listed * RUN_LINE + 12;

	fprintf(d->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
		WIDTH, height, WIDTH, height);
	print_text(map_summary(map), d->out);
	fputs("</title>\n", d->out);
	print_style(d->out);
	fprintf(d->out, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n<text class=\"title\" x=\"24\" y=\"%d\">",
		WIDTH, height, HEAD_TITLE);
	print_text(map_summary(map), d->out);
	fputs("</text>\n", d->out);
	d->y = HEAD_TITLE;
	print_head_line(d, map_origin(map));
	print_head_line(d, gaps);
	if (map->has_request)
		print_head_line(d, map_answer(map));
	d->y += HEAD_LINE + 4;
}

static void print_legend(struct drawing *d, const bool seen[NR_MAP_KINDS])
{
	int nr = 0;

	for (int kind = 0; kind < NR_MAP_KINDS; kind++) {
		const int x = 24 + nr % LEGEND_COLUMNS * 304;
		const int y = d->y + nr / LEGEND_COLUMNS * LEGEND_ROW;

		if (!seen[kind])
			continue;
		fprintf(d->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"18\" height=\"13\"/><text x=\"%d\" y=\"%d\">%s</text>\n",
			classes[kind], x, y - 11, x + 26, y,
			map_kind_name(kind, d->map->has_request));
		nr++;
	}
	d->y += d->legend;
}

/* Cells [@first, @end) of a row at @y, all of @kind; the last may be cut. */
static void print_cells(const struct drawing *d, const struct area_range *range,
			unsigned long first, unsigned long end,
			enum map_kind kind, int y)
{
	const unsigned long size = d->grid.cell_pages;
	const unsigned long row = first / COLUMNS * COLUMNS * size;
	const unsigned long end_page = end * size < range->nr_pages ?
				       end * size : range->nr_pages;
	const double x = x_of(d, first * size - row);

	fprintf(d->out, "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>%s, pages %lu to %lu</title></rect>\n",
		classes[kind], x, y, x_of(d, end_page - row) - x, BAR,
		map_kind_name(kind, d->map->has_request), first * size,
		end_page - 1);
}

static void print_rows(const struct drawing *d, const struct area_range *range,
		       const enum map_kind *cells, int y)
{
	const unsigned long nr = map_grid_cells(&d->grid, range);
	unsigned long first = 0;

	for (unsigned long i = 0; i < nr; i++) {
		const bool is_last = i + 1 == nr || (i + 1) % COLUMNS == 0;
		const int row_y = y + ROW * (int)(i / COLUMNS);

		if (i % COLUMNS == 0) {
			first = i;
			fprintf(d->out, "<text class=\"end\" x=\"%d\" y=\"%d\">%lu</text>\n",
				LEFT - 8, row_y + 14, i * d->grid.cell_pages);
		}
		if (is_last || cells[i + 1] != cells[i]) {
			print_cells(d, range, first, i + 1, cells[i], row_y);
			first = i + 1;
		}
	}
}

/* "511@58881: aligned from 59136 on, 256 usable pages, 200 missing" */
static void print_run_facts(const struct drawing *d, const struct ranged_run *run)
{
	const struct map *map = d->map;
	struct area_fit fit;

	print_text(map_run_name(map, run), d->out);
	if (!map->has_request)
		return;
	fit = area_state_fit(map->state, &map->state->ranges[run->range],
				 &run->run, &map->request);
	if (!fit.usable_pages)
		fputs(": no aligned page", d->out);
	else
		fprintf(d->out, ": aligned from %lu on, %lu usable page%s",
			fit.aligned_first, fit.usable_pages,
			fit.usable_pages == 1 ? "" : "s");
	if (fit.missing_pages)
		fprintf(d->out, ", %" PRIu64 " missing", fit.missing_pages);
}

/* The part of @run in the row of pages that begins at @row, at @y. */
static void print_run_part(const struct drawing *d, const struct ranged_run *run,
			   unsigned long row, int y, bool *is_named)
{
	const unsigned long row_pages = d->grid.cell_pages * COLUMNS;
	const unsigned long run_end = run->run.first + run->run.nr_pages;
	const unsigned long first = run->run.first > row ? run->run.first : row;
	const unsigned long end = run_end - row < row_pages ? run_end :
				  row + row_pages;
	const double x = x_of(d, first - row);
	const double width = x_of(d, end - row) - x;

	fprintf(d->out, "<rect class=\"run\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"><title>",
		x, y, width < 1 ? 1 : width, BAR);
	print_run_facts(d, run);
	fputs("</title></rect>\n", d->out);
	if (*is_named || width < NAME_WIDTH)
		return;
	*is_named = true;
	fprintf(d->out, "<text class=\"name\" x=\"%.1f\" y=\"%d\">%lu@%lu</text>\n",
		x + width / 2, y + 13, run->run.nr_pages, run->run.first);
}

static void print_run(const struct drawing *d, const struct ranged_run *run, int y)
{
	const unsigned long row_pages = d->grid.cell_pages * COLUMNS;
	const unsigned long last = run->run.first + run->run.nr_pages - 1;
	bool is_named = false;

	for (unsigned long i = run->run.first / row_pages; i <= last / row_pages;
	     i++)
		print_run_part(d, run, i * row_pages, y + ROW * (int)i,
			       &is_named);
}

static void print_range(struct drawing *d, const enum map_kind *cells,
			size_t index, const struct ranged_run *runs, size_t nr)
{
	const struct area_range *range = &d->map->state->ranges[index];
	char *title = map_range_title(d->map, index);

	fprintf(d->out, "<g class=\"range\">\n<text x=\"%d\" y=\"%d\">",
		LEFT, d->y + 14);
	if (d->map->state->nr_ranges > 1)
		fprintf(d->out, "%s; ", title);
	free(title);
	fprintf(d->out, "a row is %lu pages</text>\n",
		d->grid.cell_pages * COLUMNS);
	d->y += RANGE_TITLE;
	print_rows(d, range, cells, d->y);
	for (size_t i = 0; i < nr; i++)
		if (runs[i].range == index)
			print_run(d, &runs[i], d->y);
	fputs("</g>\n", d->out);
	d->y += ROW * (int)map_grid_rows(&d->grid, range);
}

static void print_list(struct drawing *d, const struct ranged_run *runs, size_t nr)
{
	if (!nr)
		return;
	d->y += 24;
	fprintf(d->out, "<text x=\"24\" y=\"%d\">The largest of %zu free run%s:</text>\n",
		d->y, area_state_nr_runs(d->map->state),
		area_state_nr_runs(d->map->state) == 1 ? "" : "s");
	for (size_t i = 0; i < min_size(nr, MAX_LISTED); i++) {
		d->y += RUN_LINE;
		fprintf(d->out, "<text x=\"48\" y=\"%d\">", d->y);
		print_run_facts(d, &runs[i]);
		fputs("</text>\n", d->out);
	}
}

void map_print_svg(const struct map *map, FILE *out)
{
	const struct area_state *state = map->state;
	struct drawing d = {
		.out = out,
		.map = map,
		.grid = map_grid_make(state, COLUMNS, MAX_ROWS),
	};
	enum map_kind *cells[state->nr_ranges];
	struct ranged_run runs[MAX_NAMED];
	const size_t nr = area_state_largest_runs(state, runs, MAX_NAMED);
	bool seen[NR_MAP_KINDS] = { false };
	int nr_seen = 0;

	for (size_t i = 0; i < state->nr_ranges; i++) {
		cells[i] = map_cells(map, &d.grid, i);
		for (unsigned long j = 0;
		     j < map_grid_cells(&d.grid, &state->ranges[i]); j++) {
			nr_seen += !seen[cells[i][j]];
			seen[cells[i][j]] = true;
		}
	}
	d.legend = (nr_seen + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS * LEGEND_ROW;
	print_head(&d);
	print_legend(&d, seen);
	for (size_t i = 0; i < state->nr_ranges; i++) {
		print_range(&d, cells[i], i, runs, nr);
		free(cells[i]);
	}
	print_list(&d, runs, nr);
	fputs("</svg>\n", out);
}
