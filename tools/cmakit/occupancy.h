/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_OCCUPANCY_H
#define CMAKIT_OCCUPANCY_H

#include <stdint.h>

#include "area.h"
#include "rng.h"

/**
 * struct occupancy_setup - how much of the free pages the rest of the system has
 * @percent: share of the area's free pages, 0 to 100; 0 for an area that nobody
 *	else uses
 * @seed: what the random numbers start from
 */
struct occupancy_setup {
	unsigned int percent;
	uint64_t seed;
};

/**
 * struct occupancy - pages of an area that the rest of the system uses
 *
 * A model of what the kernel lends: movable pages, which come in runs, since the
 * page allocator fills up a block that it has broken before it breaks the next.
 * A run of some 256 pages on average goes on where the last one stopped, around
 * what is used; some pages go and others come at every event. What has to make
 * room for an allocation is counted, and comes back elsewhere.
 *
 * @area: the area; not owned
 * @setup: how
 * @rng: random numbers
 * @in_use: bitmap of the pages, not bits, that are in use
 * @nr_pages: pages in the area
 * @nr_in_use: how many of them are in use
 * @hand: where the next page comes to
 * @nr_migrated: pages that have had to make room
 */
struct occupancy {
	const struct area *area;
	struct occupancy_setup setup;
	struct rng rng;
	unsigned long *in_use;
	unsigned long nr_pages;
	unsigned long nr_in_use;
	unsigned long hand;
	uint64_t nr_migrated;
};

/*
 * Make a model of @area, which has to outlive it. The caller ends it with
 * occupancy_destroy().
 */
void occupancy_init(struct occupancy *o, const struct area *area,
		    const struct occupancy_setup *setup);
void occupancy_destroy(struct occupancy *o);

/* Time goes by: some pages go, and others come until the share is reached. */
void occupancy_pass_time(struct occupancy *o);

/* The pages of bits [@start, @start + @nr_bits) make room. */
void occupancy_make_room(struct occupancy *o, unsigned long start,
			 unsigned long nr_bits);

/*
 * The model that the kernel's cma_occupancy() looks at from now on, NULL for
 * none: then nothing is in use. Its pfn 0 is the area's first page.
 */
void occupancy_show(const struct occupancy *o);

#endif /* CMAKIT_OCCUPANCY_H */
