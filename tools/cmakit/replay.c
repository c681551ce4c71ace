// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "input_error.h"
#include "memory.h"
#include "replay.h"

/* Where an allocation is that failed. */
#define NOWHERE		(~0UL)

/**
 * struct replayed_alloc - an allocation that was made, or failed
 * @request: what it asked for
 * @start: its first bit, NOWHERE when it failed
 */
struct replayed_alloc {
	struct place_request request;
	unsigned long start;
};

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

struct place_request replay_request(const struct trace_alloc *alloc,
				    int align_min)
{
	return (struct place_request) {
		.pages = alloc->pages,
		.preferred_order = alloc->align_order,
		.required_order = required_order(alloc, align_min),
	};
}

/*
 * For a request for which no place was found. Free pages are whole bits and a
 * request takes whole bits: comparing bits is comparing pages.
 */
static enum reason why_failed(const struct area *area, uint64_t nr_bits)
{
	return reason_of_room(nr_bits, area->nr_bits - area->used_bits,
			      area_has_hole(area, nr_bits) ? nr_bits : 0, 0);
}

static void count_failure(struct replay_result *result, uint64_t pages,
			  enum reason reason)
{
	result->failed++;
	result->failed_by_reason[reason]++;
	if (__builtin_add_overflow(result->failed_pages, pages,
				   &result->failed_pages))
		result->failed_pages = UINT64_MAX;
}

/* @request was given the bits from @start on. Alignments are compared as bits. */
static void count_preferred(struct replay_result *result,
			    const struct area *area,
			    const struct place_request *request,
			    unsigned long start)
{
	const unsigned long wanted = area_align_mask(area,
						     request->preferred_order);

	if (wanted == area_align_mask(area, request->required_order))
		return;
	result->preferred_wanted++;
	if (!(start & wanted))
		result->preferred_got++;
}

/* Place the request of @alloc, which is @nr_bits. */
static void make(struct replay *r, struct replayed_alloc *alloc,
		 uint64_t nr_bits, struct replay_step *step)
{
	alloc->start = placer_find(&r->placer, &alloc->request);
	if (alloc->start >= r->area.nr_bits) {
		alloc->start = NOWHERE;
		step->failure = why_failed(&r->area, nr_bits);
		count_failure(&r->result, alloc->request.pages, step->failure);
		return;
	}
	step->start = alloc->start;
	step->nr_bits = (unsigned long)nr_bits;
	occupancy_make_room(&r->occupancy, step->start, step->nr_bits);
	r->result.migrated_pages = r->occupancy.nr_migrated;
	area_take(&r->area, step->start, step->nr_bits);
	placer_taken(&r->placer, &alloc->request, step->start);
	count_preferred(&r->result, &r->area, &alloc->request, step->start);
	r->live_pages += alloc->request.pages;
}

static void unmake(struct replay *r, const struct replayed_alloc *alloc,
		   uint64_t nr_bits, struct replay_step *step)
{
	if (alloc->start == NOWHERE)
		return;
	step->start = alloc->start;
	step->nr_bits = (unsigned long)nr_bits;
	area_give_back(&r->area, step->start, step->nr_bits);
	placer_freed(&r->placer, &alloc->request);
	r->live_pages -= alloc->request.pages;
}

int replay_begin(struct replay *r, const struct trace *trace,
		 const struct replay_setup *setup)
{
	const uint64_t nr_bits = area_pages_to_whole_bits(setup->area_pages,
							  trace->order_per_bit);

	if (nr_bits > AREA_MAX_BITS)
		return file_error(trace->name,
				  "expected an area of at most %lu bits, found %llu pages of order_per_bit %u",
				  AREA_MAX_BITS,
				  (unsigned long long)setup->area_pages,
				  trace->order_per_bit);

	memset(r, 0, sizeof(*r));
	r->trace = trace;
	r->setup = *setup;
	area_init(&r->area, (unsigned long)nr_bits, trace->order_per_bit);
	occupancy_init(&r->occupancy, &r->area, &setup->occupancy);
	placer_init(&r->placer, &r->area, &r->occupancy, setup->placement);
	r->allocs = calloc_or_exit(trace->nr_allocs, sizeof(*r->allocs));
	return 0;
}

bool replay_next(struct replay *r, struct replay_step *step)
{
	const struct trace_event *event;
	struct replayed_alloc *alloc;
	uint64_t nr_bits;

	if (r->next_event == r->trace->nr_events)
		return false;
	event = &r->trace->events[r->next_event++];
	alloc = &r->allocs[event->alloc];
	if (!event->is_free)
		alloc->request = replay_request(&r->trace->allocs[event->alloc],
						r->setup.align_min);
	nr_bits = area_request_bits(alloc->request.pages,
				    r->area.order_per_bit);

	*step = (struct replay_step) {
		.event = event,
		.failure = REASON_NONE,
	};
	occupancy_pass_time(&r->occupancy);
	if (event->is_free)
		unmake(r, alloc, nr_bits, step);
	else
		make(r, alloc, nr_bits, step);
	return true;
}

void replay_end(struct replay *r)
{
	placer_destroy(&r->placer);
	occupancy_destroy(&r->occupancy);
	area_free(&r->area);
	free(r->allocs);
	r->allocs = NULL;
}
