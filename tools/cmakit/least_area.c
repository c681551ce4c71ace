// SPDX-License-Identifier: GPL-2.0
/*
 * The answer is that of trying one size after the other. What saves time: sizes
 * below packing_bound()'s need no replay, a replay ends at its first failure,
 * and a placement for which the area's end does not matter needs one only.
 */
#include <inttypes.h>

#include "area_size.h"
#include "least_area.h"
#include "number.h"
#include "packing_bound.h"
#include "replay.h"

/**
 * struct search - what is looked for, and where
 * @trace: the trace
 * @setup: placement and alignment; the size is that of the last replay
 * @bound: see packing_bound.h
 * @first_pages: the first size
 * @last_pages: the last size
 */
struct search {
	const struct trace *trace;
	struct replay_setup setup;
	struct packing_bound bound;
	uint64_t first_pages;
	uint64_t last_pages;
};

static uint64_t round_up_to_step(uint64_t pages)
{
	const uint64_t rest = pages % AREA_SIZE_STEP_PAGES;

	return rest ? pages - rest + AREA_SIZE_STEP_PAGES : pages;
}

/* The last size that is tried: neither its pages nor its bits are too many. */
static uint64_t last_pages(const struct packing_bound *bound,
			   unsigned int order_per_bit)
{
	uint64_t bits = MAX_PAGES >> order_per_bit;

	if (bits > AREA_MAX_BITS)
		bits = AREA_MAX_BITS;
	if (bits > bound->enough_bits)
		bits = bound->enough_bits;
	return round_up_to_step(bits << order_per_bit);
}

/*
 * Replay on @area_pages until something fails. Returns the highest end of an
 * allocation in bits, or UINT64_MAX if one failed.
 */
static uint64_t replay_end_bits(struct search *search, uint64_t area_pages)
{
	uint64_t highest = 0;
	struct replay_step step;
	struct replay replay;

	search->setup.area_pages = area_pages;
	if (replay_begin(&replay, search->trace, &search->setup))
		return UINT64_MAX;
	while (replay_next(&replay, &step)) {
		if (step.failure != REASON_NONE) {
			highest = UINT64_MAX;
			break;
		}
		if (step.start + step.nr_bits > highest)
			highest = step.start + step.nr_bits;
	}
	replay_end(&replay);
	return highest;
}

/*
 * For a placement that ignores the area's end: replay on the largest area, and
 * let e be the highest end of an allocation. On any area of e bits or more every
 * request goes to the same place, by induction over the events: the bitmap is
 * the same so far, and the place is below the end. On a smaller one the first
 * request whose place reaches beyond the end meets the same bitmap, and there is
 * no other place for it: it fails. So e bits are what is needed, exactly. And if
 * something fails on the largest area, it fails on all.
 */
static struct least_area find_by_end(struct search *search)
{
	const uint64_t end_bits = replay_end_bits(search, search->last_pages);
	uint64_t pages;

	if (end_bits == UINT64_MAX)
		return (struct least_area) { .pages = search->last_pages };
	pages = round_up_to_step(end_bits << search->trace->order_per_bit);
	return (struct least_area) {
		.found = true,
		.pages = pages > search->first_pages ? pages :
			 search->first_pages,
	};
}

static void show(const struct search *search, uint64_t pages,
		 struct progress *progress)
{
	progress_show(progress, "%s: trying %" PRIu64 " pages, %.3f times the peak",
		      placement_name(search->setup.placement), pages,
		      (double)pages / (double)search->trace->peak_pages);
}

/*
 * One size after the other; sizes of the same number of bits are the same area.
 */
static struct least_area find_by_scan(struct search *search,
				      struct progress *progress)
{
	const unsigned int order = search->trace->order_per_bit;
	const uint64_t least_pages = search->bound.least_bits << order;
	struct least_area least = { .pages = search->last_pages };
	uint64_t pages = search->first_pages;

	if (pages < least_pages)
		pages = round_up_to_step(least_pages);
	while (!least.found && pages <= search->last_pages) {
		const uint64_t more = ((pages >> order) + 1) << order;

		show(search, pages, progress);
		if (replay_end_bits(search, pages) != UINT64_MAX) {
			least.found = true;
			least.pages = pages;
		}
		pages += AREA_SIZE_STEP_PAGES;
		if (pages < more)
			pages = more;
	}
	return least;
}

struct least_area least_area_find(const struct trace *trace,
				  unsigned int placement, int align_min,
				  struct progress *progress)
{
	struct search search = {
		.trace = trace,
		.setup = { .placement = placement, .align_min = align_min },
		.bound = packing_bound(trace, align_min),
		.first_pages = round_up_to_step(trace->peak_pages),
	};

	search.last_pages = last_pages(&search.bound, trace->order_per_bit);
	if (search.bound.least_bits > search.last_pages >> trace->order_per_bit)
		return (struct least_area) { .pages = search.last_pages };
	if (placement_ignores_end(search.setup.placement))
		return find_by_end(&search);
	return find_by_scan(&search, progress);
}
