// SPDX-License-Identifier: GPL-2.0
#include <linux/types.h>

#include "cma_occupancy.h"
#include "cma_search.h"
#include "rejected.h"

#define TOP_PAGES		16
#define CROWDED_PERCENT		30

const char *rejected_name(unsigned int rejected)
{
	static const char *const names[NR_REJECTED] = {
		[REJECTED_BEST_FIT]		= "best-fit",
		[REJECTED_WORST_FIT]		= "worst-fit",
		[REJECTED_NEXT_FIT]		= "next-fit",
		[REJECTED_ZONED_16]		= "zoned-16",
		[REJECTED_ZONED_BY_SIZE]	= "zoned-by-size",
		[REJECTED_ZONED_SMALL_TOP]	= "zoned-small-top",
		[REJECTED_ZONED_ALIGNED]	= "zoned-aligned",
		[REJECTED_ZONED_ALIGNED_30]	= "zoned-aligned-30",
		[REJECTED_ZONED_BLIND]		= "zoned-blind",
		[REJECTED_ZONED_CHEAPEST]	= "zoned-cheapest",
	};

	return names[rejected];
}

static unsigned long align_up(unsigned long bit, unsigned long mask)
{
	return (bit + mask) & ~mask;
}

/* The hole whose length is least (or @largest: greatest), the lowest of several. */
static unsigned long by_hole_length(const struct area *area,
				    const struct cma_place_request *req,
				    bool largest)
{
	unsigned long best = area->nr_bits, best_bits = 0;
	struct hole hole = { 0 };

	while (area_next_hole(area, hole.end, &hole)) {
		unsigned long start = align_up(hole.start, req->align_mask);
		unsigned long bits = hole.end - hole.start;

		if (start > hole.end || hole.end - start < req->nr_bits)
			continue;
		if (best == area->nr_bits ||
		    (largest ? bits > best_bits : bits < best_bits)) {
			best = start;
			best_bits = bits;
		}
	}
	return best;
}

/* The first place at @from or above; from the bottom where there is none. */
static unsigned long next_fit(const struct area *area, unsigned long from,
			      const struct cma_place_request *req)
{
	struct hole hole = { .end = from };

	while (area_next_hole(area, hole.end, &hole)) {
		unsigned long start = align_up(hole.start, req->align_mask);

		if (start <= hole.end && hole.end - start >= req->nr_bits)
			return start;
	}
	return from ? next_fit(area, 0, req) : area->nr_bits;
}

/* The first of the kernel's candidates. */
static unsigned long by_kernel(const struct area *area,
			       enum cma_place_policy policy,
			       const struct cma_place_request *req)
{
	struct cma_place_walk walk;

	cma_place_begin(&walk, policy, req, area->nr_bits);
	return cma_place_next(&walk, area->bitmap);
}

/* The same for zoned, of an area that remembers nothing. */
static unsigned long zoned_by_size(const struct area *area,
				   const struct cma_place_request *req)
{
	struct cma_place_request forgetful = *req;

	forgetful.state = NULL;
	return by_kernel(area, CMA_PLACE_ZONED, &forgetful);
}

/* The same of one that knows nothing about small ones, medium ones as ever. */
static unsigned long zoned_small_top(const struct area *area,
				     const struct cma_place_request *req)
{
	struct cma_place_state state = *req->state;
	struct cma_place_request forgetful = *req;

	state.taken[CMA_PLACE_SMALL] = 0;
	forgetful.state = &state;
	return by_kernel(area, CMA_PLACE_ZONED, &forgetful);
}

static unsigned long zoned_16(const struct area *area,
			      const struct cma_place_request *req)
{
	if (req->nr_pages > TOP_PAGES)
		return by_kernel(area, CMA_PLACE_FIRST_FIT, req);
	return zoned_by_size(area, req);
}

static unsigned long zoned_aligned(const struct area *area,
				   const struct cma_place_request *req)
{
	struct cma_place_request preferred = *req;
	unsigned long start;

	preferred.align_mask = req->prefer_mask;
	start = by_kernel(area, CMA_PLACE_ZONED, &preferred);
	if (start < area->nr_bits)
		return start;
	return by_kernel(area, CMA_PLACE_ZONED, req);
}

static bool is_crowded(const struct area *area)
{
	return (uint64_t)area->used_bits * 100 >=
	       (uint64_t)area->nr_bits * CROWDED_PERCENT;
}

/* Of the first candidates, the one with the fewest pages in use. */
static unsigned long zoned_cheapest(const struct area *area,
				    const struct cma_place_request *req)
{
	unsigned long best = area->nr_bits, least = ~0UL;
	struct cma_place_walk walk;

	cma_place_begin(&walk, CMA_PLACE_ZONED, req, area->nr_bits);
	for (int i = 0; i < CMA_SEARCH_CHOICES && least; i++) {
		const unsigned long start = cma_place_next(&walk, area->bitmap);
		struct cma_occupancy seen;

		if (start >= area->nr_bits)
			break;
		seen = cma_occupancy(start << area->order_per_bit,
				     req->nr_pages, least);
		if (seen.in_use < least) {
			best = start;
			least = seen.in_use;
		}
		cma_place_pass(&walk, start, start + req->nr_bits - 1);
	}
	return best;
}

unsigned long rejected_find(enum rejected rejected, const struct area *area,
			    unsigned long cursor,
			    const struct cma_place_request *req)
{
	switch (rejected) {
	case REJECTED_BEST_FIT:
		return by_hole_length(area, req, false);
	case REJECTED_WORST_FIT:
		return by_hole_length(area, req, true);
	case REJECTED_NEXT_FIT:
		return next_fit(area, cursor, req);
	case REJECTED_ZONED_16:
		return zoned_16(area, req);
	case REJECTED_ZONED_BY_SIZE:
		return zoned_by_size(area, req);
	case REJECTED_ZONED_SMALL_TOP:
		return zoned_small_top(area, req);
	case REJECTED_ZONED_ALIGNED:
		return zoned_aligned(area, req);
	case REJECTED_ZONED_ALIGNED_30:
		if (!is_crowded(area))
			return zoned_aligned(area, req);
		return by_kernel(area, CMA_PLACE_ZONED, req);
	case REJECTED_ZONED_BLIND:
		return by_kernel(area, CMA_PLACE_ZONED, req);
	case REJECTED_ZONED_CHEAPEST:
		return zoned_cheapest(area, req);
	default:
		return area->nr_bits;
	}
}
