// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "free_runs.h"
#include "memory.h"
#include "simulation.h"

static unsigned int largest_align_order(const struct trace *trace)
{
	unsigned int order = 0;

	for (size_t i = 0; i < trace->nr_allocs; i++)
		if (trace->allocs[i].align_order > order)
			order = trace->allocs[i].align_order;
	return order;
}

static struct sample take_sample(const struct replay *replay,
				 const struct replay_step *step,
				 const struct free_runs *runs)
{
	const struct area *area = &replay->area;
	const unsigned int order = area->order_per_bit;

	return (struct sample) {
		.event = step->event,
		.failure = step->failure,
		.failed = replay->result.failed,
		.live_pages = replay->live_pages,
		.used_pages = (uint64_t)area->used_bits << order,
		.free_pages = (uint64_t)(area->nr_bits - area->used_bits) << order,
		.largest_run_pages =
			(uint64_t)free_runs_largest(runs) << order,
		.largest_aligned_run_pages =
			(uint64_t)free_runs_largest_aligned(runs) << order,
	};
}

static void keep_extremes(struct extremes *x, const struct sample *s)
{
	if (!x->fullest.event || s->used_pages > x->fullest.used_pages)
		x->fullest = *s;
	if (!x->least_run.event ||
	    s->largest_run_pages < x->least_run.largest_run_pages)
		x->least_run = *s;
	if (!x->least_aligned_run.event ||
	    s->largest_aligned_run_pages <
	    x->least_aligned_run.largest_aligned_run_pages)
		x->least_aligned_run = *s;
	if (s->failure != REASON_NONE &&
	    (!x->freest_failure.event ||
	     s->free_pages > x->freest_failure.free_pages))
		x->freest_failure = *s;
}

/* Replay to the end, and look at the area after every event. */
static void watch(struct simulation *simulation, struct replay *replay)
{
	struct free_runs runs;
	struct replay_step step;

	free_runs_init(&runs, &replay->area, simulation->align_order);
	for (size_t i = 0; replay_next(replay, &step); i++) {
		struct sample sample;

		if (step.nr_bits)
			free_runs_update(&runs, step.start, step.nr_bits);
		sample = take_sample(replay, &step, &runs);
		keep_extremes(&simulation->extremes, &sample);
		if (simulation->samples)
			simulation->samples[i] = sample;
	}
	free_runs_destroy(&runs);
}

int simulation_run(struct simulation *simulation, const struct trace *trace,
		   const struct replay_setup *setup, bool keep_samples)
{
	struct replay replay;

	if (replay_begin(&replay, trace, setup))
		return -1;
	memset(simulation, 0, sizeof(*simulation));
	simulation->trace = trace;
	simulation->setup = *setup;
	simulation->align_order = largest_align_order(trace);
	if (keep_samples)
		simulation->samples = calloc_or_exit(trace->nr_events,
						     sizeof(struct sample));
	watch(simulation, &replay);
	simulation->result = replay.result;
	replay_end(&replay);
	return 0;
}

void simulation_free(struct simulation *simulation)
{
	free(simulation->samples);
	simulation->samples = NULL;
}
