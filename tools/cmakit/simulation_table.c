// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

#include "simulation_table.h"
#include "table.h"

static const struct table_column columns[] = {
	{ .heading = "placement", .is_text = true },
	{ .heading = "failed" },
	{ .heading = "ratio" },
	{ .heading = "pages" },
	{ .heading = "nospace" },
	{ .heading = "fragmented" },
	{ .heading = "alignment" },
	{ .heading = "preferred" },
	{ .heading = "migrated" },
	{ .heading = "least run" },
	{ .heading = "least aligned" },
	{ .heading = "most free" },
};

static const struct table_column total_columns[] = {
	{ .heading = "placement", .is_text = true },
	{ .heading = "failed" },
	{ .heading = "ratio" },
	{ .heading = "pages" },
	{ .heading = "nospace" },
	{ .heading = "fragmented" },
	{ .heading = "alignment" },
	{ .heading = "preferred" },
	{ .heading = "migrated" },
	{ .heading = "mean ratio" },
};

#define NR_COLUMNS(columns)	(sizeof(columns) / sizeof((columns)[0]))

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
	for (int i = 0; i < NR_FAILURE_REASONS; i++)
		total->result.failed_by_reason[i] += result->failed_by_reason[i];
	total->result.preferred_wanted += result->preferred_wanted;
	total->result.preferred_got += result->preferred_got;
	total->result.migrated_pages += result->migrated_pages;
	geometric_mean_add(&total->ratio, ((double)result->failed + 1) /
			   ((double)stock_failed + 1));
}

/* The columns that a simulation and a total have in common. */
static void result_cells(struct table *table, unsigned int placement,
			 const struct replay_result *result, size_t stock_failed)
{
	table_cell(table, "%s", placement_name(placement));
	table_cell(table, "%zu", result->failed);
	if (stock_failed)
		table_cell(table, "%.3f", (double)result->failed /
			   (double)stock_failed);
	else
		table_cell(table, "-");
	table_cell(table, "%" PRIu64, result->failed_pages);
	for (int i = 0; i < NR_FAILURE_REASONS; i++)
		table_cell(table, "%zu", result->failed_by_reason[i]);
	if (result->preferred_wanted)
		table_cell(table, "%.1f %%", 100.0 *
			   (double)result->preferred_got /
			   (double)result->preferred_wanted);
	else
		table_cell(table, "-");
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
	struct table table;

	print_title(&simulations[0], out);
	table_init(&table, columns, NR_COLUMNS(columns));
	for (size_t i = 0; i < nr; i++) {
		result_cells(&table, simulations[i].setup.placement,
			     &simulations[i].result, stock_failed);
		extremes_cells(&table, &simulations[i].extremes);
	}
	table_print(&table, out);
	table_free(&table);
	fputc('\n', out);
}

void simulation_print_totals(const struct simulation_total *totals, size_t nr,
			     size_t nr_traces, size_t stock_failed, FILE *out)
{
	struct table table;

	fprintf(out, "all %zu traces\n", nr_traces);
	table_init(&table, total_columns, NR_COLUMNS(total_columns));
	for (size_t i = 0; i < nr; i++) {
		result_cells(&table, totals[i].placement, &totals[i].result,
			     stock_failed);
		table_cell(&table, "%.3f",
			   geometric_mean_value(&totals[i].ratio));
	}
	table_print(&table, out);
	table_free(&table);
	fputc('\n', out);
}

void simulation_print_legend(bool with_totals, FILE *out)
{
	fputs("ratio: failed / first-fit's failed; - if that is 0. pages: what failed asked for.\n"
	      "preferred: of the allocations that were made and prefer more alignment than they\n"
	      "need, how many got it; - if there are none.\n"
	      "migrated: pages of the rest of the system that had to make room.\n"
	      "least run, least aligned: the largest free run and the largest aligned one, in\n"
	      "pages, when they were smallest. most free: most pages free at a failure.\n",
	      out);
	if (with_totals)
		fputs("mean ratio: geometric mean over the traces of (failed + 1) / (first-fit's failed + 1);\n"
		      "the ones are for traces on which nothing fails.\n", out);
}
