// SPDX-License-Identifier: GPL-2.0
/*
 * The naive answer: every start is tried, every bit behind it is looked at.
 * Nothing here is shared with mm/cma_place.c, and nothing is clever, so that
 * it can be checked by eye.
 */
#include "oracle.h"

static bool bit_is_set(const unsigned long *bitmap, unsigned long bit)
{
	return bitmap[bit / BITS_PER_LONG] & (1UL << (bit % BITS_PER_LONG));
}

/**
 * oracle_is_candidate() - may the request be put at @start?
 * @bitmap: the area's bitmap
 * @area_bits: bits in it
 * @req: the request
 * @start: the bit where the request would begin
 */
bool oracle_is_candidate(const unsigned long *bitmap, unsigned long area_bits,
			 const struct cma_place_request *req,
			 unsigned long start)
{
	unsigned long bit;

	if ((start + req->align_offset) & req->align_mask)
		return false;
	if (start + req->nr_bits > area_bits)
		return false;
	for (bit = start; bit < start + req->nr_bits; bit++)
		if (bit_is_set(bitmap, bit))
			return false;

	return true;
}

/**
 * oracle_up() - the lowest candidate at @start or above
 * @bitmap: the area's bitmap
 * @area_bits: bits in it
 * @req: the request
 * @start: the lowest start allowed
 *
 * Return: the candidate's first bit, or @area_bits if there is none.
 */
unsigned long oracle_up(const unsigned long *bitmap, unsigned long area_bits,
			const struct cma_place_request *req,
			unsigned long start)
{
	for (; start < area_bits; start++)
		if (oracle_is_candidate(bitmap, area_bits, req, start))
			return start;

	return area_bits;
}

/**
 * oracle_down() - the highest candidate below @bound
 * @bitmap: the area's bitmap
 * @area_bits: bits in it
 * @req: the request
 * @bound: one more than the highest start allowed
 *
 * Return: the candidate's first bit, or @area_bits if there is none.
 */
unsigned long oracle_down(const unsigned long *bitmap, unsigned long area_bits,
			  const struct cma_place_request *req,
			  unsigned long bound)
{
	while (bound-- > 0)
		if (oracle_is_candidate(bitmap, area_bits, req, bound))
			return bound;

	return area_bits;
}
