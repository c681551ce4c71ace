// SPDX-License-Identifier: GPL-2.0
/*
 * The naive answer: holes are found bit by bit, every start in them is tried,
 * ranks are divided out, and the list is put in order at the end. Nothing here
 * is shared with mm/cma_place.c, and nothing is clever, so that it can be
 * checked by eye.
 */
#include <stdlib.h>

#include "oracle.h"

/* What a start is worse by if it comes without the preferred alignment. */
#define UNPREFERRED	6

static bool bit_is_set(const unsigned long *bitmap, unsigned long bit)
{
	return bitmap[bit / BITS_PER_LONG] & (1UL << (bit % BITS_PER_LONG));
}

static bool is_aligned(const struct cma_place_request *req, unsigned long start,
		       unsigned long mask)
{
	return (start + req->align_offset) % (mask + 1) == 0;
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

	if (!is_aligned(req, start, req->align_mask))
		return false;
	if (start + req->nr_bits > area_bits)
		return false;
	for (bit = start; bit < start + req->nr_bits; bit++)
		if (bit_is_set(bitmap, bit))
			return false;

	return true;
}

/*
 * Half octaves of what is left of a hole, relative to the request. Less than
 * 1/32 of it is 0, and so is the lower half of the octave that begins there.
 */
static unsigned int rank_of_rest(unsigned long left, unsigned long nr_bits)
{
	unsigned long long z = 256ULL * left / nr_bits + 16;
	unsigned int octave = 0, half;

	while (z >> (octave + 1))
		octave++;
	half = z >> (octave - 1) & 1;

	return 2 * octave + half - 8;
}

/* The candidates of the hole [@start, @end), added to @list from the bottom. */
static unsigned long list_hole(const struct cma_place_request *req,
			       unsigned long start, unsigned long end,
			       struct oracle_candidate *list)
{
	unsigned long nr = 0, preferred;
	unsigned int rank;

	while (start < end && !is_aligned(req, start, req->align_mask))
		start++;
	if (start + req->nr_bits > end)
		return 0;
	rank = rank_of_rest(end - start - req->nr_bits, req->nr_bits);

	/* Only who is as long as the preferred alignment has a preference. */
	preferred = start;
	if (req->nr_bits == req->prefer_mask + 1)
		while (preferred < end &&
		       !is_aligned(req, preferred, req->prefer_mask))
			preferred++;
	if (preferred + req->nr_bits > end)
		preferred = end;

	for (; start + req->nr_bits <= end; start += req->align_mask + 1) {
		list[nr].start = start;
		list[nr].rank = rank + (start < preferred ? UNPREFERRED : 0);
		nr++;
	}

	return nr;
}

/* All candidates, from the bottom of the area to its top. */
static unsigned long list_area(const unsigned long *bitmap,
			       unsigned long area_bits,
			       const struct cma_place_request *req,
			       struct oracle_candidate *list)
{
	unsigned long start = 0, nr = 0, bit;

	for (bit = 0; bit < area_bits; bit++) {
		if (!bit_is_set(bitmap, bit))
			continue;
		nr += list_hole(req, start, bit, list + nr);
		start = bit + 1;
	}

	return nr + list_hole(req, start, area_bits, list + nr);
}

static void swap(struct oracle_candidate *a, struct oracle_candidate *b)
{
	struct oracle_candidate c = *a;

	*a = *b;
	*b = c;
}

static int compare(const void *a, const void *b)
{
	const struct oracle_candidate *left = a, *right = b;

	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return 0;
}

/* qsort() for the long lists, something quicker for the very many short ones. */
static void sort(struct oracle_candidate *list, unsigned long nr)
{
	unsigned long i, j;

	if (nr > 64) {
		qsort(list, nr, sizeof(*list), compare);
		return;
	}
	for (i = 1; i < nr; i++)
		for (j = i; j > 0 && compare(&list[j], &list[j - 1]) < 0; j--)
			swap(&list[j], &list[j - 1]);
}

/**
 * oracle_walk() - all candidates of a request, in the order of the walk
 * @bitmap: the area's bitmap
 * @area_bits: bits in it
 * @req: the request
 * @order: the order
 * @list: where they go; has room for @area_bits of them
 *
 * Return: how many they are.
 */
unsigned long oracle_walk(const unsigned long *bitmap, unsigned long area_bits,
			  const struct cma_place_request *req,
			  enum oracle_order order,
			  struct oracle_candidate *list)
{
	unsigned long nr = list_area(bitmap, area_bits, req, list), i;

	if (order == ORACLE_RANKED) {
		sort(list, nr);
		return nr;
	}
	for (i = 0; i < nr; i++)
		list[i].rank = 0;
	if (order == ORACLE_DOWNWARDS)
		for (i = 0; i < nr / 2; i++)
			swap(&list[i], &list[nr - 1 - i]);

	return nr;
}
