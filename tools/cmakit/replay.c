// SPDX-License-Identifier: GPL-2.0
/*
 * Replay of a trace on one simulated area. An allocation that fails stays away:
 * its F is passed over.
 */
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "input_error.h"
#include "memory.h"
#include "placement.h"
#include "replay.h"

/* Where an allocation is that failed, or that was not made yet. */
#define NOWHERE		(~0UL)

static unsigned int required_order(const struct trace_alloc *alloc, int align_min)
{
	unsigned int least;

	if (align_min == ALIGN_MIN_NONE)
		return alloc->align_order;
	least = (unsigned int)align_min;
	if (least < alloc->min_align_order)
		least = alloc->min_align_order;
	return least < alloc->align_order ? least : alloc->align_order;
}

/*
 * For a request for which no place was found. Free pages are whole bits and a
 * request takes whole bits: comparing bits is comparing pages.
 */
static enum failure_reason why_failed(const struct area *area, uint64_t nr_bits)
{
	if (area->nr_bits - area->used_bits < nr_bits)
		return FAILURE_NOSPACE;
	if (!area_has_hole(area, nr_bits))
		return FAILURE_FRAGMENTED;
	return FAILURE_ALIGNMENT;
}

static void count_failure(struct replay_result *result, uint64_t pages,
			  enum failure_reason reason)
{
	result->failed++;
	result->failed_by_reason[reason]++;
	if (__builtin_add_overflow(result->failed_pages, pages,
				   &result->failed_pages))
		result->failed_pages = UINT64_MAX;
}

/* Place @alloc. Returns its first bit, or NOWHERE when it failed. */
static unsigned long make(struct area *area, const struct trace_alloc *alloc,
			  const struct replay_setup *setup,
			  struct replay_result *result)
{
	const uint64_t nr_bits = area_request_bits(alloc->pages,
						   area->order_per_bit);
	const struct place_request request = {
		.pages = alloc->pages,
		.preferred_order = alloc->align_order,
		.required_order = required_order(alloc, setup->align_min),
	};
	unsigned long start = placement_find(area, setup->placement, &request);

	if (start >= area->nr_bits) {
		count_failure(result, alloc->pages, why_failed(area, nr_bits));
		return NOWHERE;
	}
	area_take(area, start, (unsigned long)nr_bits);
	return start;
}

int replay(const struct trace *trace, const struct replay_setup *setup,
	   struct replay_result *result)
{
	const uint64_t nr_bits = area_pages_to_whole_bits(setup->area_pages,
							  trace->order_per_bit);
	unsigned long *starts;
	struct area area;

	memset(result, 0, sizeof(*result));
	if (nr_bits > AREA_MAX_BITS)
		return file_error(trace->name,
				  "expected an area of at most %lu bits, found %llu pages of order_per_bit %u",
				  AREA_MAX_BITS,
				  (unsigned long long)setup->area_pages,
				  trace->order_per_bit);

	area_init(&area, (unsigned long)nr_bits, trace->order_per_bit);
	starts = calloc_or_exit(trace->nr_allocs, sizeof(*starts));
	for (size_t i = 0; i < trace->nr_events; i++) {
		const struct trace_event *event = &trace->events[i];
		const struct trace_alloc *alloc = &trace->allocs[event->alloc];
		unsigned long *start = &starts[event->alloc];

		if (!event->is_free)
			*start = make(&area, alloc, setup, result);
		else if (*start != NOWHERE)
			area_give_back(&area, *start, (unsigned long)
				       area_request_bits(alloc->pages,
							 trace->order_per_bit));
	}
	free(starts);
	area_free(&area);
	return 0;
}
