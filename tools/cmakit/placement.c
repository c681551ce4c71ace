// SPDX-License-Identifier: GPL-2.0
/*
 * Where a request goes. The kernel's policies are mm/cma_place.c and
 * mm/cma_search.c themselves, compiled into this program; rejected.c has those
 * that lost to them.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/types.h>

#include "cma_place.h"
#include "cma_search.h"
#include "memory.h"
#include "occupancy.h"
#include "placement.h"
#include "rejected.h"

#define NR_PLACEMENTS	((unsigned int)NR_CMA_PLACE_POLICIES + \
			 (unsigned int)NR_REJECTED)

/**
 * struct placer_memory - what a placer remembers
 * @state: what the kernel remembers of an area
 * @cursor: where the last request ended
 */
struct placer_memory {
	struct cma_place_state state;
	unsigned long cursor;
};

const char *placement_name(unsigned int placement)
{
	if (placement >= NR_CMA_PLACE_POLICIES)
		return rejected_name(placement - NR_CMA_PLACE_POLICIES);
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

unsigned int placement_count(void)
{
	return NR_PLACEMENTS;
}

unsigned int placement_default(void)
{
	return CMA_PLACE_ZONED;
}

unsigned int placement_stock(void)
{
	return CMA_PLACE_FIRST_FIT;
}

/*
 * First-fit takes the lowest place, and which places are lower than that has
 * nothing to do with the end.
 */
bool placement_ignores_end(unsigned int placement)
{
	return placement == CMA_PLACE_FIRST_FIT;
}

unsigned long placer_find(struct placer *placer,
			  const struct place_request *request)
{
	const struct area *area = placer->area;
	const uint64_t nr_bits = area_request_bits(request->pages,
						   area->order_per_bit);
	struct cma_place_request req = {
		.align_mask = area_align_mask(area, request->required_order),
		.prefer_mask = area_align_mask(area, request->preferred_order),
		.state = &placer->memory->state,
	};
	struct cma_search search;
	spinlock_t lock = { 0 };

	/* Like cma_alloc(); what is left fits an unsigned long. */
	if (nr_bits > area->nr_bits)
		return area->nr_bits;
	req.nr_bits = (unsigned long)nr_bits;
	req.nr_pages = request->pages > ~0UL ? ~0UL :
		       (unsigned long)request->pages;

	occupancy_show(placer->occupancy);
	if (placer->placement >= NR_CMA_PLACE_POLICIES)
		return rejected_find((enum rejected)(placer->placement -
						     NR_CMA_PLACE_POLICIES),
				     area, placer->memory->cursor, &req);
	cma_search_begin(&search, (enum cma_place_policy)placer->placement,
			 &req, area->bitmap, area->nr_bits, 0,
			 area->order_per_bit);
	return cma_search_next(&search, &lock);
}

void placer_init(struct placer *placer, const struct area *area,
		 const struct occupancy *occupancy, unsigned int placement)
{
	placer->area = area;
	placer->occupancy = occupancy;
	placer->placement = placement;
	placer->memory = calloc_or_exit(1, sizeof(*placer->memory));
	cma_place_init(&placer->memory->state,
		       area->nr_bits << area->order_per_bit);
}

void placer_destroy(struct placer *placer)
{
	free(placer->memory);
	placer->memory = NULL;
}

void placer_taken(struct placer *placer, const struct place_request *request,
		  unsigned long start)
{
	cma_place_taken(&placer->memory->state, (unsigned long)request->pages,
			request->required_order);
	placer->memory->cursor =
		start + (unsigned long)
		area_request_bits(request->pages, placer->area->order_per_bit);
}

void placer_freed(struct placer *placer, const struct place_request *request)
{
	cma_place_freed(&placer->memory->state, (unsigned long)request->pages);
}

unsigned long placement_find(unsigned int placement, const struct area *area,
			     unsigned long align_offset,
			     const struct place_request *request)
{
	const uint64_t nr_bits = area_request_bits(request->pages,
						   area->order_per_bit);
	const struct cma_place_request req = {
		.nr_pages = (unsigned long)request->pages,
		.nr_bits = (unsigned long)nr_bits,
		.align_mask = area_align_mask(area, request->required_order),
		.prefer_mask = area_align_mask(area, request->preferred_order),
		.align_offset = align_offset,
	};
	struct cma_place_walk walk;

	if (nr_bits > area->nr_bits)
		return area->nr_bits;
	cma_place_begin(&walk, (enum cma_place_policy)placement, &req,
			area->nr_bits);
	return cma_place_next(&walk, area->bitmap);
}

bool placement_begins_at_last_range(unsigned int placement, uint64_t pages)
{
	return placement == CMA_PLACE_ZONED && pages <= CMA_PLACE_SMALL_PAGES;
}
