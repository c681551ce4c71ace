/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_PLACEMENT_H
#define CMAKIT_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "area.h"

/*
 * A placement is a number: the policies of the kernel's mm/cma_place.c under its
 * own numbers and names, then those that only this program has.
 */
const char *placement_name(unsigned int placement);

/* The placement called @name; false if there is none. */
bool placement_by_name(const char *name, unsigned int *placement);

/* How many there are; every lower number is one. */
unsigned int placement_count(void);

/* What the series makes the kernel's default. */
unsigned int placement_default(void);

/* The one that everything is compared with: what kernels without the series do. */
unsigned int placement_stock(void);

/**
 * struct place_request - one allocation, as the search sees it
 * @pages: pages asked for, 1 to MAX_PAGES
 * @preferred_order: alignment that is good to have, 2^order pages
 * @required_order: alignment that it must have; not above @preferred_order
 */
struct place_request {
	uint64_t pages;
	unsigned int preferred_order;
	unsigned int required_order;
};

/*
 * Whether @placement puts a request where it does whatever the area's end, as
 * long as that place is below it: a larger area changes nothing, and a smaller
 * one leaves no place at all.
 */
bool placement_ignores_end(unsigned int placement);

struct occupancy;
struct placer_memory;

/**
 * struct placer - a placement at work on one area, with what it remembers
 * @area: the area; not the placer's own, and never changed by it
 * @placement: which placement
 * @occupancy: what the rest of the system has of the area; not the placer's own
 * @memory: what it remembers; private
 */
struct placer {
	const struct area *area;
	unsigned int placement;
	const struct occupancy *occupancy;
	struct placer_memory *memory;
};

/*
 * Make a placer for @area, which has to outlive it and to be empty, like
 * @occupancy. The caller ends it with placer_destroy().
 */
void placer_init(struct placer *placer, const struct area *area,
		 const struct occupancy *occupancy, unsigned int placement);
void placer_destroy(struct placer *placer);

/*
 * Where to put @request. Returns the number of the first bit, or the area's
 * nr_bits if no place has the required alignment. The area stays as it is.
 */
unsigned long placer_find(struct placer *placer,
			  const struct place_request *request);

/*
 * Tell @placer that @request was given the bits from @start on, which are
 * marked as used by now. Every allocation in the area is told of.
 */
void placer_taken(struct placer *placer, const struct place_request *request,
		  unsigned long start);

/*
 * Tell @placer that what @request was given is free again, and marked as free by
 * now.
 */
void placer_freed(struct placer *placer, const struct place_request *request);

/*
 * Where one of the kernel's policies puts @request if it remembers nothing of
 * @area and does not look at what the rest of the system has in it. The first bit
 * is @align_offset bits above a boundary of every alignment of @request. Returns
 * the number of the first bit, or the area's nr_bits.
 */
unsigned long placement_find(unsigned int placement, const struct area *area,
			     unsigned long align_offset,
			     const struct place_request *request);

/* Whether it tries the ranges of an area from the last one down. */
bool placement_begins_at_last_range(unsigned int placement, uint64_t pages);

#endif /* CMAKIT_PLACEMENT_H */
