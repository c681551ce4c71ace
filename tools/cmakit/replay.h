/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_REPLAY_H
#define CMAKIT_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "area.h"
#include "occupancy.h"
#include "placement.h"
#include "reason.h"
#include "trace.h"

/* No --align-min: every request needs the alignment that it asks for. */
#define ALIGN_MIN_NONE	(-1)

/**
 * struct replay_setup - on what a trace is replayed, and how
 * @area_pages: size of the area
 * @placement: see placement.h
 * @align_min: order that is enough for a request unless the trace says more, or
 *	ALIGN_MIN_NONE
 * @occupancy: what the rest of the system has of the area
 */
struct replay_setup {
	uint64_t area_pages;
	unsigned int placement;
	int align_min;
	struct occupancy_setup occupancy;
};

/* The request of @alloc, see struct replay_setup for @align_min. */
struct place_request replay_request(const struct trace_alloc *alloc,
				    int align_min);

/**
 * struct replay_result - what came of it
 * @failed: allocations that failed
 * @failed_pages: pages that these asked for; at its largest value if they are
 *	too many to count
 * @failed_by_reason: @failed, by reason
 * @preferred_wanted: allocations that were made and prefer more alignment than
 *	they need; none without @align_min
 * @preferred_got: those of them that got it
 * @migrated_pages: pages of the rest of the system that had to make room
 */
struct replay_result {
	size_t failed;
	uint64_t failed_pages;
	size_t failed_by_reason[NR_ROOM_REASONS];
	size_t preferred_wanted;
	size_t preferred_got;
	uint64_t migrated_pages;
};

/**
 * struct replay_step - what one event did
 * @event: the event
 * @failure: for an allocation that failed, why
 * @start: first of the bits that were taken or freed
 * @nr_bits: number of them; 0 if the event left the area as it was
 */
struct replay_step {
	const struct trace_event *event;
	enum reason failure;
	unsigned long start;
	unsigned long nr_bits;
};

/**
 * struct replay - a trace on its way through one simulated area
 * @trace: the trace
 * @setup: how
 * @area: the area after the last step
 * @live_pages: pages that the allocations in @area asked for: those of its used
 *	bits, less what the last bit of each has too many
 * @result: of the steps so far
 * @occupancy: what the rest of the system has of it
 * @placer: who finds the places
 * @allocs: what became of the trace's allocations, by their index
 * @next_event: index of the event that is next
 *
 * Stays where replay_begin() has been told that it is.
 */
struct replay {
	const struct trace *trace;
	struct replay_setup setup;
	struct area area;
	uint64_t live_pages;
	struct replay_result result;
	struct occupancy occupancy;
	struct placer placer;
	struct replayed_alloc *allocs;
	size_t next_event;
};

/*
 * Begin to replay @trace, which has to outlive @replay. Returns 0, or -1 after a
 * message if the area is too large to simulate. The caller ends it with
 * replay_end() after success.
 */
int replay_begin(struct replay *replay, const struct trace *trace,
		 const struct replay_setup *setup);

/*
 * Replay the next event and tell of it in @step. False if there is none left. An
 * allocation that fails stays away: its F does nothing.
 */
bool replay_next(struct replay *replay, struct replay_step *step);

void replay_end(struct replay *replay);

#endif /* CMAKIT_REPLAY_H */
