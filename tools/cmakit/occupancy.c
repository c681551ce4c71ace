// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include <linux/bitmap.h>
#include <linux/find.h>

#include "cma_occupancy.h"
#include "memory.h"
#include "occupancy.h"

/* Of the pages in use, one in so many goes at every event, in runs this long. */
#define GOING_ONE_IN		100
#define GOING_RUN_PAGES		16

/* Pages that come in a row, on average. */
#define COMING_RUN_PAGES	256

static const struct occupancy *shown;

void occupancy_init(struct occupancy *o, const struct area *area,
		    const struct occupancy_setup *setup)
{
	*o = (struct occupancy) {
		.area = area,
		.setup = *setup,
		.nr_pages = area->nr_bits << area->order_per_bit,
	};
	if (!setup->percent)
		return;
	rng_seed(&o->rng, setup->seed);
	o->in_use = calloc_or_exit(BITS_TO_LONGS(o->nr_pages),
				   sizeof(*o->in_use));
	occupancy_pass_time(o);
}

void occupancy_destroy(struct occupancy *o)
{
	if (shown == o)
		shown = NULL;
	free(o->in_use);
	o->in_use = NULL;
}

static bool is_in_use(const struct occupancy *o, unsigned long page)
{
	return find_next_bit(o->in_use, page + 1, page) <= page;
}

static bool is_allocated(const struct occupancy *o, unsigned long page)
{
	const unsigned long bit = page >> o->area->order_per_bit;

	return find_next_bit(o->area->bitmap, bit + 1, bit) <= bit;
}

/* Free what is in use of [@first, @end); returns how much that was. */
static unsigned long let_go(struct occupancy *o, unsigned long first,
			    unsigned long end)
{
	unsigned long nr = 0;

	for (first = find_next_bit(o->in_use, end, first); first < end;
	     first = find_next_bit(o->in_use, end, first)) {
		bitmap_clear(o->in_use, first, 1);
		nr++;
	}
	o->nr_in_use -= nr;
	return nr;
}

static void some_go(struct occupancy *o)
{
	unsigned long nr = o->nr_in_use / GOING_ONE_IN / GOING_RUN_PAGES;

	while (nr--) {
		const unsigned long first = rng_below(&o->rng, o->nr_pages);
		unsigned long end = first + GOING_RUN_PAGES;

		if (end > o->nr_pages)
			end = o->nr_pages;
		let_go(o, first, end);
	}
}

static void one_comes(struct occupancy *o)
{
	if (!rng_below(&o->rng, COMING_RUN_PAGES))
		o->hand = rng_below(&o->rng, o->nr_pages);
	while (is_in_use(o, o->hand) || is_allocated(o, o->hand))
		o->hand = (o->hand + 1) % o->nr_pages;
	bitmap_set(o->in_use, o->hand, 1);
	o->nr_in_use++;
}

void occupancy_pass_time(struct occupancy *o)
{
	const struct area *area = o->area;
	unsigned long free, wanted;

	if (!o->in_use)
		return;
	free = (area->nr_bits - area->used_bits) << area->order_per_bit;
	wanted = (unsigned long)((uint64_t)free * o->setup.percent / 100);
	some_go(o);
	while (o->nr_in_use < wanted)
		one_comes(o);
}

void occupancy_make_room(struct occupancy *o, unsigned long start,
			 unsigned long nr_bits)
{
	const unsigned int order = o->area->order_per_bit;

	if (o->in_use)
		o->nr_migrated += let_go(o, start << order,
					 (start + nr_bits) << order);
}

void occupancy_show(const struct occupancy *o)
{
	shown = o;
}

/* Instead of the kernel's, which looks at struct pages. Nothing here is stuck. */
struct cma_occupancy cma_occupancy(unsigned long pfn, unsigned long nr_pages,
				   unsigned long enough)
{
	struct cma_occupancy seen = {
		.first_in_use = CMA_NO_PFN,
		.stuck = CMA_NO_PFN,
	};
	const unsigned long end = pfn + nr_pages;

	if (!shown || !shown->in_use)
		return seen;
	pfn = find_next_bit(shown->in_use, end, pfn);
	if (pfn < end)
		seen.first_in_use = pfn;
	for (; pfn < end && seen.in_use < enough;
	     pfn = find_next_bit(shown->in_use, end, pfn + 1))
		seen.in_use++;
	return seen;
}
