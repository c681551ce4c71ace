/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __MM_CMA_PLACE_H
#define __MM_CMA_PLACE_H

#include <linux/types.h>

/*
 * Requests of at most this many pages are small: the zoned policy keeps them
 * at the top of the area, away from the large ones.
 */
#define CMA_PLACE_SMALL_PAGES	16

enum cma_place_policy {
	CMA_PLACE_FIRST_FIT,	/* every request at the lowest place that fits */
	CMA_PLACE_ZONED,	/* small ones at the highest, others at the lowest */
	NR_CMA_PLACE_POLICIES,
};

/* The policies' names in the boot parameter, in debugfs and in userland. */
extern const char *const cma_place_policy_names[NR_CMA_PLACE_POLICIES];

/**
 * struct cma_place_request - what one allocation asks of an area's bitmap
 * @nr_pages: pages asked for, at least 1; decides the size class and nothing
 *	else
 * @nr_bits: bits that hold them, at least 1
 * @align_mask: alignment in bits less one, a power of two less one
 * @align_offset: what has to be added to a bit's number before it is aligned:
 *	the area's distance, in bits, from the alignment boundary below it
 */
struct cma_place_request {
	unsigned long nr_pages;
	unsigned long nr_bits;
	unsigned long align_mask;
	unsigned long align_offset;
};

/**
 * struct cma_place_walk - the candidates of one request, in order of preference
 * @req: the request
 * @area_bits: bits in the area's bitmap
 * @bound: upwards, the lowest start not offered yet; downwards, one more than
 *	the highest start not offered yet
 * @downwards: candidates come from the top of the area
 */
struct cma_place_walk {
	struct cma_place_request req;
	unsigned long area_bits;
	unsigned long bound;
	bool downwards;
};

void cma_place_begin(struct cma_place_walk *walk, enum cma_place_policy policy,
		     const struct cma_place_request *req,
		     unsigned long area_bits);
unsigned long cma_place_next(struct cma_place_walk *walk,
			     const unsigned long *bitmap);

#endif /* __MM_CMA_PLACE_H */
