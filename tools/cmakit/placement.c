// SPDX-License-Identifier: GPL-2.0
/*
 * Where a request goes. The kernel's policies are mm/cma_place.c itself,
 * compiled into this program. best-fit exists only here, to compare with. The
 * kernel does not have it: it wins on some workloads and fails several times as
 * often as first-fit on others.
 */
#include <string.h>

#include <linux/types.h>

#include "cma_place.h"
#include "placement.h"

#define PLACEMENT_BEST_FIT	((unsigned int)NR_CMA_PLACE_POLICIES)
#define NR_PLACEMENTS		(PLACEMENT_BEST_FIT + 1)

/* From this share of an area on, the preferred alignment is not tried first. */
#define CROWDED_PERCENT		30

const char *placement_name(unsigned int placement)
{
	if (placement == PLACEMENT_BEST_FIT)
		return "best-fit";
	return cma_place_policy_names[placement];
}

bool placement_by_name(const char *name, unsigned int *placement)
{
	for (unsigned int i = 0; i < NR_PLACEMENTS; i++) {
		if (!strcmp(placement_name(i), name)) {
			*placement = i;
			return true;
		}
	}
	return false;
}

unsigned int placement_default(void)
{
	return CMA_PLACE_ZONED;
}

/*
 * The alignment in bits less one, as cma_bitmap_aligned_mask() has it. An
 * alignment beyond the area's size leaves bit 0 only, and any larger one the
 * same; so the mask stops there, before the shift leaves an unsigned long.
 */
static unsigned long align_mask(const struct area *area, unsigned int order)
{
	unsigned int bits_order;

	if (order <= area->order_per_bit)
		return 0;
	bits_order = order - area->order_per_bit;
	if (bits_order >= BITS_PER_LONG - 1 || 1UL << bits_order > AREA_MAX_BITS)
		return AREA_MAX_BITS - 1;
	return (1UL << bits_order) - 1;
}

/* The smallest hole that can hold the aligned request; the lowest of several. */
static unsigned long best_fit(const struct area *area,
			      const struct cma_place_request *req)
{
	unsigned long best = area->nr_bits, best_bits = 0;
	struct hole hole = { 0 };

	while (area_next_hole(area, hole.end, &hole)) {
		unsigned long start = (hole.start + req->align_mask) &
				      ~req->align_mask;
		unsigned long bits = hole.end - hole.start;

		if (start > hole.end || hole.end - start < req->nr_bits)
			continue;
		if (best == area->nr_bits || bits < best_bits) {
			best = start;
			best_bits = bits;
		}
	}
	return best;
}

static unsigned long find_aligned(const struct area *area, unsigned int placement,
				  struct cma_place_request *req,
				  unsigned int order)
{
	struct cma_place_walk walk;

	req->align_mask = align_mask(area, order);
	if (placement == PLACEMENT_BEST_FIT)
		return best_fit(area, req);
	cma_place_begin(&walk, (enum cma_place_policy)placement, req,
			area->nr_bits);
	return cma_place_next(&walk, area->bitmap);
}

/*
 * Preferred and required alignment. Trying the preferred one first and falling
 * back to the required one loses most of what the lower requirement gains: by
 * the time the first try fails, the area is full of rests between aligned
 * requests. So the required one decides from the start, except in an area that
 * is less than CROWDED_PERCENT occupied: there, there is room for both.
 */
unsigned long placement_find(const struct area *area, unsigned int placement,
			     const struct place_request *request)
{
	const uint64_t nr_bits = area_request_bits(request->pages,
						   area->order_per_bit);
	struct cma_place_request req = { .align_offset = 0 };
	unsigned long start;
	bool crowded;

	/* Like cma_alloc(); what is left fits an unsigned long. */
	if (nr_bits > area->nr_bits)
		return area->nr_bits;
	req.nr_bits = (unsigned long)nr_bits;
	req.nr_pages = request->pages > ~0UL ? ~0UL :
		       (unsigned long)request->pages;

	crowded = (uint64_t)area->used_bits * 100 >=
		  (uint64_t)area->nr_bits * CROWDED_PERCENT;
	if (request->preferred_order != request->required_order && !crowded) {
		start = find_aligned(area, placement, &req,
				     request->preferred_order);
		if (start < area->nr_bits)
			return start;
	}
	return find_aligned(area, placement, &req, request->required_order);
}
