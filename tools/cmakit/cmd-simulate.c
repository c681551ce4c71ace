// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit simulate: replay traces on an area, count what fails, and show how the
 * area fared.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area_size.h"
#include "json_print.h"
#include "memory.h"
#include "number.h"
#include "output_file.h"
#include "placement.h"
#include "replay_options.h"
#include "simulation.h"
#include "simulation_csv.h"
#include "simulation_json.h"
#include "simulation_state.h"
#include "simulation_svg.h"
#include "simulation_table.h"
#include "simulation_text.h"
#include "trace.h"
#include "verb.h"

/* The size of an area that neither --pages nor the trace tells. */
#define DEFAULT_SIZE	"1.1x"

/**
 * struct simulate_options - the command line
 * @replay: what the verbs that replay have in common
 * @size: --pages
 * @size_text: the same as it was written, NULL without
 * @occupancy: --occupancy
 * @csv: --csv, NULL without
 * @plot: --plot, NULL without
 * @state: --state, NULL without
 * @wants_help: --help
 */
struct simulate_options {
	struct replay_options replay;
	struct area_size size;
	const char *size_text;
	struct occupancy_setup occupancy;
	const char *csv;
	const char *plot;
	const char *state;
	bool wants_help;
};

static const char help[] =
"Usage: cmakit simulate [OPTION]... TRACE\n"
"       cmakit simulate --compare [OPTION]... TRACE...\n"
"Replay a trace (cmatrace 1; - is standard input) on a simulated area, with the\n"
"search of the kernel series, and count the allocations that fail.\n"
"  -p, --pages N|Rx       area of N pages, or R times the trace's peak of live\n"
"                         pages, rounded down to a multiple of 512\n"
"                         (default: the trace's 'pages' header, else " DEFAULT_SIZE ")\n"
"  -P, --placement NAME   first-fit, zoned (default), or one that the kernel does\n"
"                         not have, such as best-fit (see the man page)\n"
"  -a, --align-min K      a request needs only order K (MIN_ALIGN if more, ALIGN\n"
"                         if less) and prefers ALIGN\n"
"  -o, --occupancy P[:S]  the rest of the system uses P percent of the free\n"
"                         pages, and they are migrated; random, from seed S (0:1)\n"
"  -c, --compare[=NAME,...]\n"
"                         a table of these placements (or all) and any traces\n"
"  -t, --csv FILE         write the area after every event (- is standard output)\n"
"  -g, --plot FILE        draw the same as SVG, a panel for each placement\n"
"  -s, --state FILE       write the bitmap at the first failure for cmakit map\n"
"  -j, --json             print JSON, with --compare an array\n"
"  -h, --help             this text\n"
"\n"
"Failures: nospace (fewer free pages than requested), else fragmented (no free\n"
"run of that length), else alignment (none with an aligned start in it).\n"
"Exit status: 0 also when allocations fail, 2 usage, 4 bad trace.\n";

static enum exit_status size_option(struct simulate_options *o)
{
	o->size_text = optarg;
	if (area_size_parse(optarg, &o->size))
		return STATUS_DONE;
	return usage_error(&verb_simulate,
			   "--pages: expected N from 1 to 2^52, or Rx such as 1.05x, found '%s'",
			   optarg);
}

static enum exit_status occupancy_option(struct simulate_options *o)
{
	uint64_t percent, seed = 1;
	char *colon = strchr(optarg, ':');

	if (colon)
		*colon = '\0';
	if (!parse_number(optarg, 100, &percent) ||
	    (colon && !parse_number(colon + 1, UINT64_MAX, &seed)))
		return usage_error(&verb_simulate,
				   "--occupancy: expected P or P:S, a percentage and a seed, found '%s%s%s'",
				   optarg, colon ? ":" : "",
				   colon ? colon + 1 : "");
	o->occupancy.percent = (unsigned int)percent;
	o->occupancy.seed = seed;
	return STATUS_DONE;
}

static enum exit_status parse_options(int argc, char **argv,
				      struct simulate_options *o)
{
	static const struct option options[] = {
		REPLAY_LONG_OPTIONS,
		{ "pages", required_argument, NULL, 'p' },
		{ "occupancy", required_argument, NULL, 'o' },
		{ "csv", required_argument, NULL, 't' },
		{ "plot", required_argument, NULL, 'g' },
		{ "state", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	enum exit_status status = STATUS_DONE;
	int opt;

	while (!status && !o->wants_help &&
	       (opt = getopt_long(argc, argv, REPLAY_SHORT_OPTIONS "p:o:t:g:s:h",
				  options, NULL)) != -1) {
		switch (opt) {
		case 'p':
			status = size_option(o);
			break;
		case 'o':
			status = occupancy_option(o);
			break;
		case 't':
			o->csv = optarg;
			break;
		case 'g':
			o->plot = optarg;
			break;
		case 's':
			o->state = optarg;
			break;
		case 'h':
			o->wants_help = true;
			break;
		default:
			status = replay_option(&o->replay, &verb_simulate, opt,
					       optarg);
		}
	}
	return status;
}

static bool is_stdout(const char *path)
{
	return path && !strcmp(path, "-");
}

/* How many of the outputs are to go to standard output, which takes one only. */
static int nr_on_stdout(const struct simulate_options *o)
{
	return is_stdout(o->csv) + is_stdout(o->plot) + is_stdout(o->state);
}

static enum exit_status check_outputs(const struct simulate_options *o)
{
	const int nr = nr_on_stdout(o);

	if ((o->csv || o->plot) && o->replay.nr_traces > 1)
		return usage_error(&verb_simulate,
				   "expected one trace with --csv or --plot");
	if (o->state && o->replay.compare)
		return usage_error(&verb_simulate,
				   "expected --state or --compare, found both");
	if (nr && o->replay.json)
		return usage_error(&verb_simulate,
				   "expected a file for --csv, --plot or --state with --json");
	if (nr > 1)
		return usage_error(&verb_simulate,
				   "expected a file for all but one of --csv, --plot and --state");
	return STATUS_DONE;
}

/* The size of the area in pages; warns about sizes that surprise. */
static uint64_t choose_pages(const struct simulate_options *o,
			     const struct trace *trace)
{
	struct area_size size = o->size;
	const char *text = o->size_text;
	uint64_t pages, unused;

	if (!text && trace->area_pages) {
		pages = trace->area_pages;
	} else {
		if (!text) {
			text = DEFAULT_SIZE;
			area_size_parse(text, &size);
		}
		pages = area_size_pages(&size, trace->peak_pages);
		if (!pages && trace->peak_pages)
			fprintf(stderr, "cmakit simulate: %s of the peak of %llu pages, rounded down to a multiple of %d, is an area of 0 pages; try --pages N\n",
				text, (unsigned long long)trace->peak_pages,
				AREA_SIZE_STEP_PAGES);
	}
	unused = pages & (((uint64_t)1 << trace->order_per_bit) - 1);
	if (unused)
		fprintf(stderr, "cmakit simulate: the last %llu pages of the area are not used, a bit of its bitmap is %llu pages\n",
			(unsigned long long)unused,
			1ULL << trace->order_per_bit);
	return pages;
}

/* Write what @print makes of @nr simulations to the file @name, if that is set. */
static enum exit_status write_samples(const char *name,
				      void (*print)(const struct simulation *,
						    size_t, FILE *),
				      const struct simulation *simulations,
				      size_t nr)
{
	struct output_file file;

	if (!name)
		return STATUS_DONE;
	if (output_file_begin(&file, name))
		return STATUS_BAD;
	print(simulations, nr, file.out);
	return output_file_complete(&file) ? STATUS_BAD : STATUS_DONE;
}

static enum exit_status write_files(const struct simulate_options *o,
				    const struct simulation *simulations)
{
	const size_t nr = o->replay.nr_placements;
	enum exit_status status;

	status = write_samples(o->csv, simulation_print_csv, simulations, nr);
	if (!status)
		status = write_samples(o->plot, simulation_print_svg,
				       simulations, nr);
	if (!status)
		status = write_samples(o->state, simulation_print_state,
				       simulations, nr);
	return status;
}

/**
 * struct report - what has been simulated so far
 * @o: the command line
 * @rows: with --json and --compare, an array
 * @totals: with --compare, one for each placement
 * @stock_failed: first-fit's failures
 */
struct report {
	const struct simulate_options *o;
	struct json_object *rows;
	struct simulation_total *totals;
	size_t stock_failed;
};

static void report_one(const struct simulate_options *o,
		       const struct simulation *simulation)
{
	if (o->replay.json)
		json_print(simulation_json(simulation),
			   JSON_C_TO_STRING_SPACED, stdout);
	else
		simulation_print_text(simulation, stdout);
}

/*
 * First-fit's failures on what @simulations have been made of, which have to be
 * simulated if it is not among them. Returns 0, or -1 after a message.
 */
static int stock_failures(const struct simulation *simulations, size_t nr,
			  size_t *failed)
{
	struct replay_setup setup = simulations[0].setup;
	struct simulation stock;

	for (size_t i = 0; i < nr; i++) {
		if (simulations[i].setup.placement == placement_stock()) {
			*failed = simulations[i].result.failed;
			return 0;
		}
	}
	setup.placement = placement_stock();
	if (simulation_run(&stock, simulations[0].trace, &setup, false))
		return -1;
	*failed = stock.result.failed;
	simulation_free(&stock);
	return 0;
}

static enum exit_status report_compared(struct report *report,
					const struct simulation *simulations)
{
	const size_t nr = report->o->replay.nr_placements;
	size_t stock_failed;

	if (stock_failures(simulations, nr, &stock_failed))
		return STATUS_BAD;
	report->stock_failed += stock_failed;
	for (size_t i = 0; i < nr; i++) {
		simulation_total_add(&report->totals[i], &simulations[i],
				     stock_failed);
		if (report->rows)
			json_object_array_add(report->rows,
					      simulation_json_compared(
						      &simulations[i],
						      stock_failed));
	}
	if (!report->rows)
		simulation_print_table(simulations, nr, stock_failed, stdout);
	return STATUS_DONE;
}

/* Files first: after an error, no figures that look like success. */
static enum exit_status report_simulations(struct report *report,
					   const struct simulation *simulations)
{
	const struct simulate_options *o = report->o;
	enum exit_status status = write_files(o, simulations);

	if (status || nr_on_stdout(o))
		return status;
	if (o->replay.compare)
		return report_compared(report, simulations);
	report_one(o, &simulations[0]);
	return STATUS_DONE;
}

static enum exit_status simulate_trace(struct report *report,
				       const struct trace *trace)
{
	const struct simulate_options *o = report->o;
	const size_t nr = o->replay.nr_placements;
	struct simulation *simulations = calloc_or_exit(nr, sizeof(*simulations));
	struct replay_setup setup = {
		.area_pages = choose_pages(o, trace),
		.align_min = o->replay.align_min,
		.occupancy = o->occupancy,
	};
	enum exit_status status = STATUS_DONE;
	size_t nr_done = 0;

	while (!status && nr_done < nr) {
		setup.placement = o->replay.placements[nr_done];
		if (simulation_run(&simulations[nr_done], trace, &setup,
				   o->csv || o->plot))
			status = STATUS_BAD;
		else
			nr_done++;
	}
	if (!status)
		status = report_simulations(report, simulations);
	while (nr_done)
		simulation_free(&simulations[--nr_done]);
	free(simulations);
	return status;
}

static enum exit_status simulate_traces(struct report *report)
{
	const struct replay_options *o = &report->o->replay;
	enum exit_status status = STATUS_DONE;

	for (int i = 0; !status && i < o->nr_traces; i++) {
		struct trace trace;

		if (trace_read(&trace, o->traces[i]))
			return STATUS_BAD;
		status = simulate_trace(report, &trace);
		trace_free(&trace);
	}
	return status;
}

/* What comes behind the last trace. */
static void conclude(struct report *report)
{
	const struct simulate_options *o = report->o;
	const bool has_totals = o->replay.nr_traces > 1;

	if (nr_on_stdout(o))
		return;
	if (report->rows) {
		json_print(json_object_get(report->rows),
			   JSON_C_TO_STRING_SPACED, stdout);
		return;
	}
	if (has_totals)
		simulation_print_totals(report->totals, o->replay.nr_placements,
					o->replay.nr_traces,
					report->stock_failed,
					o->occupancy.percent, stdout);
	simulation_print_legend(has_totals, o->occupancy.percent, stdout);
}

static enum exit_status run(const struct simulate_options *o)
{
	const struct replay_options *replay = &o->replay;
	struct report report = {
		.o = o,
		.totals = calloc_or_exit(replay->nr_placements,
					 sizeof(*report.totals)),
	};
	enum exit_status status;

	for (unsigned int i = 0; i < replay->nr_placements; i++)
		report.totals[i].placement = replay->placements[i];
	if (replay->compare && replay->json)
		report.rows = json_object_new_array();
	status = simulate_traces(&report);
	if (!status && replay->compare)
		conclude(&report);
	json_object_put(report.rows);
	free(report.totals);
	return status;
}

static enum exit_status simulate(int argc, char **argv)
{
	struct simulate_options o = { 0 };
	enum exit_status status;

	replay_options_init(&o.replay);
	status = parse_options(argc, argv, &o);
	if (!status && o.wants_help) {
		fputs(help, stdout);
	} else if (!status) {
		status = replay_arguments(&o.replay, &verb_simulate,
					  argv + optind, argc - optind);
		if (!status)
			status = check_outputs(&o);
		if (!status)
			status = run(&o);
	}
	replay_options_free(&o.replay);
	return status;
}

const struct verb verb_simulate = {
	.name = "simulate",
	.summary = "replay a trace on an area and count what fails",
	.help = help,
	.run = simulate,
};
