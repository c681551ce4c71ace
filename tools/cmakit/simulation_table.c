// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include "simulation_table.h"
#include "table.h"

/* What simulations and totals have in common; the last one with occupancy only. */
static const struct table_column result_columns[] = {
	{ .heading = "placement", .is_text = true },
	{ .heading = "failed" },
	{ .heading = "ratio" },
	{ .heading = "pages" },
	{ .heading = "nospace" },
	{ .heading = "fragmented" },
	{ .heading = "alignment" },
	{ .heading = "preferred" },
	{ .heading = "migrated" },
};

static const struct table_column extremes_columns[] = {
	{ .heading = "least run" },
	{ .heading = "least aligned" },
	{ .heading = "most free" },
};

static const struct table_column mean_columns[] = {
	{ .heading = "mean ratio" },
};

#define NR_COLUMNS(columns)	(sizeof(columns) / sizeof((columns)[0]))
#define MAX_COLUMNS		(NR_COLUMNS(result_columns) + \
				 NR_COLUMNS(extremes_columns))

/**
 * struct result_table - a table whose rows begin with a result
 * @table: the table
 * @columns: its columns
 * @with_migrated: whether "migrated" is among them
 */
struct result_table {
	struct table table;
	struct table_column columns[MAX_COLUMNS];
	bool with_migrated;
};

/* The columns of results, and behind them @nr_more others. */
static void result_table_init(struct result_table *t, bool with_migrated,
			      const struct table_column *more, size_t nr_more)
{
	const size_t nr = NR_COLUMNS(result_columns) - !with_migrated;

	memcpy(t->columns, result_columns, nr * sizeof(*more));
	memcpy(t->columns + nr, more, nr_more * sizeof(*more));
	table_init(&t->table, t->columns, nr + nr_more);
	t->with_migrated = with_migrated;
}

static void result_table_end(struct result_table *t, FILE *out)
{
	table_print(&t->table, out);
	table_free(&t->table);
	fputc('\n', out);
}

static void add_saturated(uint64_t *sum, uint64_t n)
{
	if (__builtin_add_overflow(*sum, n, sum))
		*sum = UINT64_MAX;
}

void simulation_total_add(struct simulation_total *total,
			  const struct simulation *simulation,
			  size_t stock_failed)
{
	const struct replay_result *result = &simulation->result;

	total->result.failed += result->failed;
	add_saturated(&total->result.failed_pages, result->failed_pages);
	for (int i = 0; i < NR_ROOM_REASONS; i++)
		total->result.failed_by_reason[i] += result->failed_by_reason[i];
	total->result.preferred_wanted += result->preferred_wanted;
	total->result.preferred_got += result->preferred_got;
	total->result.migrated_pages += result->migrated_pages;
	geometric_mean_add(&total->ratio, ((double)result->failed + 1) /
			   ((double)stock_failed + 1));
}

/* The columns that a simulation and a total have in common. */
static void result_cells(struct result_table *t, unsigned int placement,
			 const struct replay_result *result, size_t stock_failed)
{
	struct table *table = &t->table;

	table_cell(table, "%s", placement_name(placement));
	table_cell(table, "%zu", result->failed);
	if (stock_failed)
		table_cell(table, "%.3f", (double)result->failed /
			   (double)stock_failed);
	else
		table_cell(table, "-");
	table_cell(table, "%" PRIu64, result->failed_pages);
	for (int i = 0; i < NR_ROOM_REASONS; i++)
		table_cell(table, "%zu", result->failed_by_reason[i]);
	if (result->preferred_wanted)
		table_cell(table, "%.1f %%", 100.0 *
			   (double)result->preferred_got /
			   (double)result->preferred_wanted);
	else
		table_cell(table, "-");
	if (t->with_migrated)
		table_cell(table, "%" PRIu64, result->migrated_pages);
}

/* @value of a sample that exists only if it has an event. */
static void sample_cell(struct table *table, const struct sample *sample,
			uint64_t value)
{
	if (sample->event)
		table_cell(table, "%" PRIu64, value);
	else
		table_cell(table, "-");
}

static void extremes_cells(struct table *table, const struct extremes *x)
{
	sample_cell(table, &x->least_run, x->least_run.largest_run_pages);
	sample_cell(table, &x->least_aligned_run,
		    x->least_aligned_run.largest_aligned_run_pages);
	sample_cell(table, &x->freest_failure, x->freest_failure.free_pages);
}

static void print_title(const struct simulation *s, FILE *out)
{
	fprintf(out, "%s\n%zu allocations, area %" PRIu64 " pages",
		s->trace->name, s->trace->nr_allocs, s->setup.area_pages);
	if (s->trace->peak_pages)
		fprintf(out, " (%.3f times the peak of %" PRIu64 ")",
			(double)s->setup.area_pages /
			(double)s->trace->peak_pages, s->trace->peak_pages);
	fprintf(out, "; aligned runs begin at multiples of 2^%u", s->align_order);
	if (s->setup.align_min != ALIGN_MIN_NONE)
		fprintf(out, "; align-min %d", s->setup.align_min);
	if (s->setup.occupancy.percent)
		fprintf(out, "; occupancy %u %%", s->setup.occupancy.percent);
	fputc('\n', out);
}

void simulation_print_table(const struct simulation *simulations, size_t nr,
			    size_t stock_failed, FILE *out)
{
	struct result_table t;

	print_title(&simulations[0], out);
	result_table_init(&t, simulations[0].setup.occupancy.percent,
			  extremes_columns, NR_COLUMNS(extremes_columns));
	for (size_t i = 0; i < nr; i++) {
		result_cells(&t, simulations[i].setup.placement,
			     &simulations[i].result, stock_failed);
		extremes_cells(&t.table, &simulations[i].extremes);
	}
	result_table_end(&t, out);
}

void simulation_print_totals(const struct simulation_total *totals, size_t nr,
			     size_t nr_traces, size_t stock_failed,
			     bool with_migrated, FILE *out)
{
	struct result_table t;

	fprintf(out, "all %zu traces\n", nr_traces);
	result_table_init(&t, with_migrated, mean_columns,
			  NR_COLUMNS(mean_columns));
	for (size_t i = 0; i < nr; i++) {
		result_cells(&t, totals[i].placement, &totals[i].result,
			     stock_failed);
		table_cell(&t.table, "%.3f",
			   geometric_mean_value(&totals[i].ratio));
	}
	result_table_end(&t, out);
}

void simulation_print_legend(bool with_totals, bool with_migrated, FILE *out)
{
	fputs("ratio: failed / first-fit's failed; - if that is 0. pages: what failed asked for.\n"
	      "preferred: of the allocations that were made and prefer more alignment than they\n"
	      "need, how many got it; - if there are none.\n", out);
	if (with_migrated)
		fputs("migrated: pages of the rest of the system that had to make room.\n",
		      out);
	fputs("least run, least aligned: the largest free run and the largest aligned one, in\n"
	      "pages, when they were smallest. most free: most pages free at a failure.\n",
	      out);
	if (with_totals)
		fputs("mean ratio: geometric mean over the traces of (failed + 1) / (first-fit's failed + 1);\n"
		      "the ones are for traces on which nothing fails.\n", out);
}
