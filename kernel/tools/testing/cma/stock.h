/* SPDX-License-Identifier: GPL-2.0 */
/* The search of the kernel in KTREE, from its own lib/bitmap.c. */
#ifndef _CMA_TEST_STOCK_H
#define _CMA_TEST_STOCK_H

#include "../../../mm/cma_place.h"

unsigned long bitmap_find_next_zero_area_off(unsigned long *map,
					     unsigned long size,
					     unsigned long start,
					     unsigned int nr,
					     unsigned long align_mask,
					     unsigned long align_offset);

/*
 * stock_up() - the lowest candidate at @start or above, as cma_alloc() looks
 * for it in a kernel without mm/cma_place.c
 *
 * Return: the candidate's first bit, or @area_bits if there is none: the kernel
 * then returns some number that is larger than @area_bits.
 */
static inline unsigned long stock_up(const unsigned long *bitmap,
				     unsigned long area_bits,
				     const struct cma_place_request *req,
				     unsigned long start)
{
	unsigned long found;

	found = bitmap_find_next_zero_area_off((unsigned long *)bitmap,
					       area_bits, start, req->nr_bits,
					       req->align_mask,
					       req->align_offset);

	return found < area_bits ? found : area_bits;
}

#endif /* _CMA_TEST_STOCK_H */
