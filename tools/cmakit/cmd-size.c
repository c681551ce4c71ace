// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit size: the smallest area on which a trace replays without a failure.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "geometric_mean.h"
#include "json_print.h"
#include "least_area.h"
#include "memory.h"
#include "placement.h"
#include "progress.h"
#include "replay.h"
#include "replay_options.h"
#include "table.h"
#include "trace.h"
#include "verb.h"

static const char help[] =
"Usage: cmakit size [OPTION]... TRACE\n"
"       cmakit size --compare [OPTION]... TRACE...\n"
"\n"
"The smallest area on which a trace (cmatrace 1; - is standard input) replays\n"
"without a failure: the first multiple of 512 pages that will do, from the peak\n"
"of live pages up.\n"
"\n"
"  -P, --placement NAME   first-fit, zoned (default), or one that the kernel does\n"
"                         not have, such as best-fit (see the man page)\n"
"  -a, --align-min K      a request needs only order K (MIN_ALIGN if more, ALIGN\n"
"                         if less) and prefers ALIGN\n"
"  -c, --compare[=NAME,...]\n"
"                         a table of these placements (or all) and any traces\n"
"  -j, --json             print JSON, with --compare an array\n"
"  -h, --help             this text\n"
"\n"
"On a larger area something may fail again, except with first-fit.\n"
"Exit status: 0 found, 1 no area is enough, 2 usage, 4 bad trace.\n";

static enum exit_status parse_options(int argc, char **argv,
				      struct replay_options *o, bool *wants_help)
{
	static const struct option options[] = {
		REPLAY_LONG_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	enum exit_status status = STATUS_DONE;
	int opt;

	while (!status &&
	       (opt = getopt_long(argc, argv, REPLAY_SHORT_OPTIONS "h", options,
				  NULL)) != -1) {
		if (opt == 'h') {
			*wants_help = true;
			return STATUS_DONE;
		}
		status = replay_option(o, &verb_size, opt, optarg);
	}
	return status;
}

/**
 * struct sized - one answer
 * @placement: for which placement
 * @least: the area
 * @stock: first-fit's, for comparison
 */
struct sized {
	unsigned int placement;
	struct least_area least;
	struct least_area stock;
};

/* @sized's size as a multiple of first-fit's, NAN if it has none. */
static double ratio_to_stock(const struct sized *sized)
{
	if (!sized->least.found || !sized->stock.found || !sized->stock.pages)
		return NAN;
	return (double)sized->least.pages / (double)sized->stock.pages;
}

static struct json_object *sized_json(const struct trace *trace,
				      const struct sized *sized)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "trace", json_object_new_string(trace->name));
	json_object_object_add(o, "placement", json_object_new_string(
				       placement_name(sized->placement)));
	json_object_object_add(o, "allocs",
			       json_object_new_uint64(trace->nr_allocs));
	json_object_object_add(o, "peak_live_pages",
			       json_object_new_uint64(trace->peak_pages));
	json_object_object_add(o, "min_pages", sized->least.found ?
			       json_object_new_uint64(sized->least.pages) :
			       NULL);
	return o;
}

static struct json_object *sized_json_compared(const struct trace *trace,
					       const struct sized *sized)
{
	struct json_object *o = sized_json(trace, sized);
	const double ratio = ratio_to_stock(sized);

	json_object_object_add(o, "ratio_to_first_fit", isnan(ratio) ? NULL :
			       json_object_new_double(ratio));
	return o;
}

static void print_text(const struct trace *trace, const struct sized *sized,
		       int align_min)
{
	printf("trace        %s\n", trace->name);
	printf("placement    %s\n", placement_name(sized->placement));
	if (align_min != ALIGN_MIN_NONE)
		printf("align-min    %d\n", align_min);
	printf("allocations  %zu\n", trace->nr_allocs);
	printf("peak         %" PRIu64 " live pages\n", trace->peak_pages);
	if (!sized->least.found)
		printf("area         none of up to %" PRIu64 " pages is enough\n",
		       sized->least.pages);
	else if (trace->peak_pages)
		printf("area         %" PRIu64 " pages (%.3f times the peak)\n",
		       sized->least.pages, (double)sized->least.pages /
		       (double)trace->peak_pages);
	else
		printf("area         %" PRIu64 " pages\n", sized->least.pages);
}

static const struct table_column columns[] = {
	{ .heading = "trace", .is_text = true },
	{ .heading = "peak" },
	{ .heading = "placement", .is_text = true },
	{ .heading = "pages" },
	{ .heading = "of peak" },
	{ .heading = "ratio" },
};

static void number_cell(struct table *table, double value)
{
	if (isfinite(value))
		table_cell(table, "%.3f", value);
	else
		table_cell(table, "-");
}

/* The trace is named in its first row. */
static void add_row(struct table *table, const struct trace *trace,
		    const struct sized *sized, bool is_first)
{
	table_cell(table, "%s", is_first ? trace->name : "");
	if (is_first)
		table_cell(table, "%" PRIu64, trace->peak_pages);
	else
		table_cell(table, "%s", "");
	table_cell(table, "%s", placement_name(sized->placement));
	if (sized->least.found)
		table_cell(table, "%" PRIu64, sized->least.pages);
	else
		table_cell(table, "none");
	number_cell(table, sized->least.found && trace->peak_pages ?
		    (double)sized->least.pages / (double)trace->peak_pages :
		    NAN);
	number_cell(table, ratio_to_stock(sized));
}

/**
 * struct report - what has been found so far
 * @o: the command line
 * @rows: with --json and --compare, an array
 * @table: with --compare, the rows for people
 * @of_peak: for each placement, its sizes as multiples of the peaks
 * @ratio: for each placement, its sizes as multiples of first-fit's
 * @all_found: there was an answer every time
 * @progress: for who waits for all of it
 */
struct report {
	const struct replay_options *o;
	struct json_object *rows;
	struct table table;
	struct geometric_mean *of_peak;
	struct geometric_mean *ratio;
	bool all_found;
	struct progress progress;
};

static void report_compared(struct report *report, const struct trace *trace,
			    const struct sized *sized, unsigned int nr)
{
	const double ratio = ratio_to_stock(sized);

	if (report->rows)
		json_object_array_add(report->rows,
				      sized_json_compared(trace, sized));
	add_row(&report->table, trace, sized, nr == 0);
	if (sized->least.found && trace->peak_pages)
		geometric_mean_add(&report->of_peak[nr],
				   (double)sized->least.pages /
				   (double)trace->peak_pages);
	if (!isnan(ratio))
		geometric_mean_add(&report->ratio[nr], ratio);
}

/*
 * Answer for @trace and placement number @nr of the command line. @stock is
 * first-fit's answer if placements are compared.
 */
static void size_placement(struct report *report, const struct trace *trace,
			   unsigned int nr, struct least_area stock)
{
	const struct replay_options *o = report->o;
	struct sized sized = { .placement = o->placements[nr], .stock = stock };

	if (o->compare && sized.placement == placement_stock())
		sized.least = stock;
	else
		sized.least = least_area_find(trace, sized.placement,
					      o->align_min, &report->progress);
	progress_end(&report->progress);
	if (!sized.least.found)
		report->all_found = false;
	if (o->compare)
		report_compared(report, trace, &sized, nr);
	else if (o->json)
		json_print(sized_json(trace, &sized), JSON_C_TO_STRING_SPACED,
			   stdout);
	else
		print_text(trace, &sized, o->align_min);
}

static enum exit_status size_traces(struct report *report)
{
	const struct replay_options *o = report->o;

	for (int i = 0; i < o->nr_traces; i++) {
		struct least_area stock = { 0 };
		struct trace trace;

		if (trace_read(&trace, o->traces[i]))
			return STATUS_BAD;
		if (o->compare)
			stock = least_area_find(&trace, placement_stock(),
						o->align_min, &report->progress);
		for (unsigned int nr = 0; nr < o->nr_placements; nr++)
			size_placement(report, &trace, nr, stock);
		trace_free(&trace);
	}
	return STATUS_DONE;
}

static void add_means(struct report *report)
{
	for (unsigned int i = 0; i < report->o->nr_placements; i++) {
		table_cell(&report->table, "%s", i ? "" : "geometric mean");
		table_cell(&report->table, "%s", "");
		table_cell(&report->table, "%s",
			   placement_name(report->o->placements[i]));
		table_cell(&report->table, "%s", "");
		number_cell(&report->table,
			    geometric_mean_value(&report->of_peak[i]));
		number_cell(&report->table,
			    geometric_mean_value(&report->ratio[i]));
	}
}

/* What comes behind the last trace. */
static void conclude(struct report *report)
{
	if (report->rows) {
		json_print(json_object_get(report->rows),
			   JSON_C_TO_STRING_SPACED, stdout);
		return;
	}
	if (report->o->nr_traces > 1)
		add_means(report);
	table_print(&report->table, stdout);
	fputs("\nof peak: pages / peak of live pages. ratio: pages / first-fit's pages.\n",
	      stdout);
	if (!report->all_found)
		fputs("none: no area is enough; means leave it out.\n",
		      stdout);
}

static enum exit_status run(const struct replay_options *o)
{
	struct report report = {
		.o = o,
		.of_peak = calloc_or_exit(o->nr_placements,
					  sizeof(*report.of_peak)),
		.ratio = calloc_or_exit(o->nr_placements,
					sizeof(*report.ratio)),
		.all_found = true,
	};
	enum exit_status status;

	table_init(&report.table, columns, sizeof(columns) / sizeof(columns[0]));
	if (o->compare && o->json)
		report.rows = json_object_new_array();
	progress_begin(&report.progress);
	status = size_traces(&report);
	if (!status && o->compare)
		conclude(&report);
	json_object_put(report.rows);
	table_free(&report.table);
	free(report.of_peak);
	free(report.ratio);
	if (!status && !report.all_found)
		status = STATUS_NO;
	return status;
}

static enum exit_status size(int argc, char **argv)
{
	bool wants_help = false;
	struct replay_options o;
	enum exit_status status;

	replay_options_init(&o);
	status = parse_options(argc, argv, &o, &wants_help);
	if (!status && wants_help) {
		fputs(help, stdout);
	} else if (!status) {
		status = replay_arguments(&o, &verb_size, argv + optind,
					  argc - optind);
		if (!status)
			status = run(&o);
	}
	replay_options_free(&o);
	return status;
}

const struct verb verb_size = {
	.name = "size",
	.summary = "find the smallest area on which a trace has no failure",
	.help = help,
	.run = size,
};
