/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_REJECTED_H
#define CMAKIT_REJECTED_H

#include "area.h"
#include "cma_place.h"

/*
 * Placements that were tried and that the kernel does not have, to compare with.
 * Which of them lose where is in Documentation/placement.md.
 */
enum rejected {
	REJECTED_BEST_FIT,	/* the smallest hole that fits */
	REJECTED_WORST_FIT,	/* the largest hole */
	REJECTED_NEXT_FIT,	/* the first place behind the last request */
	REJECTED_ZONED_16,	/* up to 16 pages from the top, else first-fit */
	REJECTED_ZONED_BY_SIZE,	/* zoned, without what the area remembers */
	REJECTED_ZONED_SMALL_TOP, /* zoned, small ones always from the top */
	REJECTED_ZONED_ALIGNED,	/* zoned, the preferred alignment tried first */
	REJECTED_ZONED_ALIGNED_30, /* the same below 30 % occupancy */
	REJECTED_ZONED_BLIND,	/* zoned, whatever is in the way */
	REJECTED_ZONED_CHEAPEST, /* zoned, but the least in the way always wins */
	NR_REJECTED,
};

const char *rejected_name(unsigned int rejected);

/*
 * Where @rejected would put @req in @area. @cursor is the bit behind the last
 * request. Returns the number of the first bit, or @area->nr_bits if no place has
 * the required alignment.
 */
unsigned long rejected_find(enum rejected rejected, const struct area *area,
			    unsigned long cursor,
			    const struct cma_place_request *req);

#endif /* CMAKIT_REJECTED_H */
