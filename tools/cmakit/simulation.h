/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_H
#define CMAKIT_SIMULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay.h"
#include "trace.h"

/**
 * struct sample - how the area stood after an event
 * @event: the event
 * @failure: for an allocation that failed, why
 * @failed: allocations that have failed so far
 * @live_pages: pages that the allocations in the area asked for
 * @used_pages: pages that they take, whole bits each
 * @free_pages: the others
 * @largest_run_pages: the largest free run
 * @largest_aligned_run_pages: the largest free run that begins at a multiple of the
 *	simulation's alignment, up to its end
 */
struct sample {
	const struct trace_event *event;
	enum reason failure;
	size_t failed;
	uint64_t live_pages;
	uint64_t used_pages;
	uint64_t free_pages;
	uint64_t largest_run_pages;
	uint64_t largest_aligned_run_pages;
};

/**
 * struct extremes - the samples that say most, the first ones of several; those
 *	whose @event is NULL do not exist
 * @fullest: most pages used
 * @least_run: smallest @largest_run_pages
 * @least_aligned_run: smallest @largest_aligned_run_pages
 * @freest_failure: an allocation failed with the most pages free
 */
struct extremes {
	struct sample fullest;
	struct sample least_run;
	struct sample least_aligned_run;
	struct sample freest_failure;
};

/**
 * struct simulation - a replay from start to end, and what was seen of it
 * @trace: what was replayed; not owned
 * @setup: how
 * @result: what failed
 * @align_order: the alignment that counts for aligned runs, 2^order pages: the
 *	largest ALIGN in the trace
 * @extremes: over all events
 * @samples: one for each event of the trace, if they were asked for, else NULL
 */
struct simulation {
	const struct trace *trace;
	struct replay_setup setup;
	struct replay_result result;
	unsigned int align_order;
	struct extremes extremes;
	struct sample *samples;
};

/*
 * Replay @trace, which has to outlive @simulation, and keep the samples if asked
 * to. Returns 0, or -1 after a message if the area is too large to simulate. The
 * caller ends it with simulation_free() after success.
 */
int simulation_run(struct simulation *simulation, const struct trace *trace,
		   const struct replay_setup *setup, bool keep_samples);

void simulation_free(struct simulation *simulation);

#endif /* CMAKIT_SIMULATION_H */
