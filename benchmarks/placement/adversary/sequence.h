/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_SEQUENCE_H
#define ADVERSARY_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "rng.h"
#include "trace.h"

/* More than this is no short trace. */
#define SEQUENCE_MAX_ALLOCS	256

/**
 * struct sequence - a short trace that can be changed, and the area it is for
 * @area_pages: size of the area, a multiple of AREA_SIZE_STEP_PAGES
 * @nr_allocs: allocations
 * @nr_events: events: one A for every allocation, and an F behind it or none
 * @allocs: the allocations, in any order
 * @events: the events in order; their times mean nothing
 */
struct sequence {
	uint64_t area_pages;
	size_t nr_allocs;
	size_t nr_events;
	struct trace_alloc allocs[SEQUENCE_MAX_ALLOCS];
	struct trace_event events[2 * SEQUENCE_MAX_ALLOCS];
};

void sequence_copy(struct sequence *to, const struct sequence *from);

/*
 * Fill @sequence, with at most @max_allocs, from @source, which has at least one
 * event: what happens from a random time on, and a random part of what is live
 * then, allocated in advance. The area is 1 to 1.25 times the peak.
 */
void sequence_cut(struct sequence *sequence, const struct trace *source,
		  size_t max_allocs, struct rng *rng);

/*
 * The sequence as a trace called @name, with an event every microsecond. Refers to
 * @sequence, and is not to be freed.
 */
struct trace sequence_trace(struct sequence *sequence, const char *name);

/* Insert @event at place @at; behind the last if that is their number. */
void sequence_insert_event(struct sequence *sequence, size_t at,
			   struct trace_event event);
void sequence_remove_event(struct sequence *sequence, size_t at);

/* The place of the allocation's A or F; the number of events if it has no F. */
size_t sequence_find(const struct sequence *sequence, size_t alloc, bool is_free);

/* Remove an allocation and its events. The last one gets its number. */
void sequence_remove_alloc(struct sequence *sequence, size_t alloc);

/* Write a cmatrace 1, with @how in the header as its source. */
void sequence_write(const struct sequence *sequence, const char *how, FILE *out);

#endif /* ADVERSARY_SEQUENCE_H */
