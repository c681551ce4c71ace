// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

#include "simulation_text.h"

static void print_time(const struct sample *sample, FILE *out)
{
	const uint64_t us = sample->event->time_ns / 1000;

	fprintf(out, ", at %" PRIu64 ".%06" PRIu64 " s\n", us / 1000000,
		us % 1000000);
}

static void print_extremes(const struct simulation *simulation, FILE *out)
{
	const struct extremes *x = &simulation->extremes;

	if (!x->fullest.event)
		return;
	fprintf(out, "used         at most %" PRIu64 " pages",
		x->fullest.used_pages);
	print_time(&x->fullest, out);
	fprintf(out, "largest run  at least %" PRIu64 " of %" PRIu64 " free pages",
		x->least_run.largest_run_pages, x->least_run.free_pages);
	print_time(&x->least_run, out);
	fprintf(out, "  aligned    at least %" PRIu64 " of %" PRIu64
		" free pages from a multiple of 2^%u on",
		x->least_aligned_run.largest_aligned_run_pages,
		x->least_aligned_run.free_pages, simulation->align_order);
	print_time(&x->least_aligned_run, out);
	if (!x->freest_failure.event)
		return;
	fprintf(out, "free         at most %" PRIu64
		" pages when an allocation failed",
		x->freest_failure.free_pages);
	print_time(&x->freest_failure, out);
}

static void print_preferred(const struct replay_result *result, FILE *out)
{
	if (!result->preferred_wanted)
		return;
	fprintf(out, "preferred    %zu of %zu that prefer more alignment than they need got it (%.1f %%)\n",
		result->preferred_got, result->preferred_wanted,
		100.0 * (double)result->preferred_got /
		(double)result->preferred_wanted);
}

void simulation_print_text(const struct simulation *s, FILE *out)
{
	const struct trace *trace = s->trace;
	const struct replay_result *result = &s->result;

	fprintf(out, "trace        %s\n", trace->name);
	fprintf(out, "placement    %s\n", placement_name(s->setup.placement));
	if (s->setup.align_min != ALIGN_MIN_NONE)
		fprintf(out, "align-min    %d\n", s->setup.align_min);
	fprintf(out, "area         %" PRIu64 " pages", s->setup.area_pages);
	if (trace->peak_pages)
		fprintf(out, " (%.3f times the peak of %" PRIu64 " live pages)",
			(double)s->setup.area_pages / (double)trace->peak_pages,
			trace->peak_pages);
	fprintf(out, "\nallocations  %zu\n", trace->nr_allocs);
	fprintf(out, "failed       %zu", result->failed);
	if (trace->nr_allocs)
		fprintf(out, " (%.2f %%)", 100.0 * (double)result->failed /
			(double)trace->nr_allocs);
	fprintf(out, ", %" PRIu64 " pages\n", result->failed_pages);
	for (int i = 0; i < NR_ROOM_REASONS; i++)
		fprintf(out, "  %-10s %zu\n", reason_name(i),
			result->failed_by_reason[i]);
	print_preferred(result, out);
	if (s->setup.occupancy.percent)
		fprintf(out, "migrated     %" PRIu64 " pages\n",
			result->migrated_pages);
	print_extremes(s, out);
}
