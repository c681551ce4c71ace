// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "area_state.h"
#include "memory.h"
#include "number.h"

void area_state_free(struct area_state *state)
{
	for (size_t i = 0; i < state->nr_ranges; i++)
		run_list_free(&state->ranges[i].free);
	free(state->ranges);
	free(state->name);
	free(state->source);
	*state = (struct area_state) { 0 };
}

struct area_range *area_state_add_range(struct area_state *state)
{
	state->ranges = realloc_or_exit(state->ranges, state->nr_ranges + 1,
					sizeof(*state->ranges));
	state->ranges[state->nr_ranges] = (struct area_range) { 0 };
	return &state->ranges[state->nr_ranges++];
}

uint64_t area_state_pages(const struct area_state *state)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < state->nr_ranges; i++)
		pages += state->ranges[i].nr_pages;
	return pages;
}

/* What the others lack the last one has, if it is known how much that is. */
bool area_state_has_pages(const struct area_state *state)
{
	return state->ranges[state->nr_ranges - 1].length != LENGTH_AT_LEAST;
}

bool area_state_is_complete(const struct area_state *state)
{
	return area_state_has_pages(state) && !state->free_is_open &&
	       !state->unplaced_pages;
}

uint64_t area_state_free_pages(const struct area_state *state)
{
	uint64_t pages = state->unplaced_pages;

	for (size_t i = 0; i < state->nr_ranges; i++)
		pages += run_list_pages(&state->ranges[i].free);
	return pages;
}

size_t area_state_nr_runs(const struct area_state *state)
{
	size_t nr = 0;

	for (size_t i = 0; i < state->nr_ranges; i++)
		nr += state->ranges[i].free.nr;
	return nr;
}

uint64_t area_state_largest_run(const struct area_state *state)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < state->nr_ranges; i++) {
		const struct run *run = run_list_largest(&state->ranges[i].free);

		if (run && run->nr_pages > pages)
			pages = run->nr_pages;
	}
	return pages;
}

/*
 * As the kernel's cma_bitmap_aligned_mask() has it: where a bit is as large as the
 * alignment, any bit will do.
 */
static unsigned int order_of_bits(const struct area_state *state,
				  unsigned int align_order)
{
	return align_order <= state->order_per_bit ? 0 : align_order;
}

/* And cma_bitmap_aligned_offset(): whole bits. */
unsigned long area_range_align_offset(const struct area_state *state,
				      const struct area_range *range,
				      unsigned int align_order)
{
	const uint64_t mask = align_order > MAX_ORDER ? UINT64_MAX :
			      ((uint64_t)1 << align_order) - 1;

	return (unsigned long)((range->base_pfn & mask) >>
			       state->order_per_bit << state->order_per_bit);
}

uint64_t area_state_largest_aligned(const struct area_state *state,
				    unsigned int align_order)
{
	const unsigned int order = order_of_bits(state, align_order);
	uint64_t pages = 0;

	for (size_t i = 0; i < state->nr_ranges; i++) {
		const struct area_range *range = &state->ranges[i];
		const uint64_t most = run_list_largest_aligned(&range->free, order,
				area_range_align_offset(state, range, order));

		if (most > pages)
			pages = most;
	}
	return pages;
}

enum reason area_state_judge(const struct area_state *state,
				     const struct area_request *request)
{
	const enum reason reason =
		reason_of_room(request->pages, state->free_is_open ?
			       PAGES_UNKNOWN : area_state_free_pages(state),
			       area_state_largest_run(state),
			       area_state_largest_aligned(state,
							  request->align_order));

	/* What is missing may be few pages or many. */
	return reason == REASON_FRAGMENTED && state->free_is_open ?
	       REASON_UNKNOWN : reason;
}

struct area_fit area_state_fit(const struct area_state *state,
				  const struct area_range *range,
				  const struct run *run,
				  const struct area_request *request)
{
	const unsigned int order = order_of_bits(state, request->align_order);
	const unsigned long offset = area_range_align_offset(state, range, order);
	struct area_fit fit = {
		.aligned_first = run_aligned_first(run, order, offset),
		.usable_pages = run_aligned_pages(run, order, offset),
	};

	fit.reason = reason_of_room(request->pages, PAGES_UNKNOWN, run->nr_pages,
				    fit.usable_pages);
	if (fit.reason != REASON_NONE)
		fit.missing_pages = request->pages - fit.usable_pages;
	return fit;
}

/* Insert @run where it belongs among the @nr largest so far, of at most @max. */
static size_t insert_run(struct ranged_run *largest, size_t nr, size_t max,
			 const struct ranged_run *run)
{
	size_t i = nr < max ? nr++ : max;

	for (; i && largest[i - 1].run.nr_pages < run->run.nr_pages; i--)
		if (i < max)
			largest[i] = largest[i - 1];
	if (i < max)
		largest[i] = *run;
	return nr;
}

size_t area_state_largest_runs(const struct area_state *state,
			       struct ranged_run *largest, size_t max)
{
	size_t nr = 0;

	for (size_t i = 0; i < state->nr_ranges; i++) {
		const struct run_list *list = &state->ranges[i].free;

		for (size_t j = 0; j < list->nr; j++) {
			const struct ranged_run run = { i, list->runs[j] };

			nr = insert_run(largest, nr, max, &run);
		}
	}
	return nr;
}
