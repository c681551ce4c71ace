// SPDX-License-Identifier: GPL-2.0
/*
 * Placement inside a CMA area: where in the bitmap a request should go.
 *
 * A bit stands for 1 << order_per_bit pages; a set bit is in use. A hole is a
 * run of zero bits. A candidate is an aligned start with as many zero bits
 * behind it as the request needs. This file lists the candidates of a request
 * in the order in which the policy would like to have them:
 *
 *   first-fit   every request walks upwards from the bottom of the area.
 *   zoned       small requests walk downwards from the top, the others upwards
 *               from the bottom. A few pages that stay for as long as a driver
 *               is loaded then do not stand where the large buffers come and
 *               go: above the last aligned slot of an area there is often a
 *               rest that no large buffer can use anyway.
 *
 *       0                                                     area_bits
 *       |LLLLLLLLLLLLL....LLLLLLLLLLLLLL................sss.sss.ss|
 *        large, upwards >                        < small, downwards
 *
 * There is no border between the two. A request of either class may end up
 * anywhere, and because a walk visits every candidate, both policies find a
 * place on exactly those bitmaps on which any search would.
 *
 * The file knows neither struct page nor locks, and allocates and prints
 * nothing: the same file is compiled by the kernel, by KUnit and by programs in
 * userland (tools/testing/cma). The caller holds whatever lock keeps the bitmap
 * still while cma_place_next() looks at it. Between two calls the bitmap may
 * change, as the walk remembers where it was and not what it saw.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/minmax.h>

#include "cma_place.h"

const char *const cma_place_policy_names[NR_CMA_PLACE_POLICIES] = {
	[CMA_PLACE_FIRST_FIT]	= "first-fit",
	[CMA_PLACE_ZONED]	= "zoned",
};

/*
 * The highest bit in [start, end) that differs from the bits of @invert (all
 * zeros to look for a set bit, all ones to look for a clear one), or @end if
 * there is none. The counterpart of find_next_bit(); find_last_bit() can look
 * neither for zeros nor stop above bit 0.
 */
static inline unsigned long find_prev(const unsigned long *bitmap,
				      unsigned long start, unsigned long end,
				      unsigned long invert)
{
	unsigned long idx, word, bit;

	if (start >= end)
		return end;

	idx = (end - 1) / BITS_PER_LONG;
	word = (bitmap[idx] ^ invert) & BITMAP_LAST_WORD_MASK(end);
	while (!word) {
		if (idx * BITS_PER_LONG <= start)
			return end;
		word = bitmap[--idx] ^ invert;
	}
	bit = idx * BITS_PER_LONG + __fls(word);

	return bit >= start ? bit : end;
}

/* The lowest candidate that starts at @start or above, or @area_bits. */
static unsigned long first_fit(const unsigned long *bitmap,
			       unsigned long area_bits, unsigned long start,
			       const struct cma_place_request *req)
{
	/* Copies, as the compiler would read @req anew after every call. */
	const unsigned long nr = req->nr_bits;
	const unsigned long mask = req->align_mask;
	const unsigned long offset = req->align_offset;
	unsigned long end, used;

	for (;;) {
		start = find_next_zero_bit(bitmap, area_bits, start);
		start = ((start + offset + mask) & ~mask) - offset;
		end = start + nr;
		if (end > area_bits)
			return area_bits;

		used = find_next_bit(bitmap, end, start);
		if (used >= end)
			return start;
		start = used + 1;
	}
}

/* The highest candidate that starts below @bound, or @area_bits. */
static unsigned long last_fit(const unsigned long *bitmap,
			      unsigned long area_bits, unsigned long bound,
			      const struct cma_place_request *req)
{
	const unsigned long nr = req->nr_bits;
	unsigned long start, used, zero, end;

	if (!bound || nr > area_bits)
		return area_bits;

	/* The candidate may use the bits below @end. */
	end = min(bound - 1, area_bits - nr) + nr;
	for (;;) {
		zero = find_prev(bitmap, 0, end, ~0UL);
		if (zero == end || zero + 1 < nr)
			return area_bits;

		start = zero + 1 - nr + req->align_offset;
		start &= ~req->align_mask;
		if (start < req->align_offset)
			return area_bits;
		start -= req->align_offset;

		used = find_prev(bitmap, start, start + nr, 0);
		if (used == start + nr)
			return start;
		end = used;
	}
}

/**
 * cma_place_begin() - start to walk the candidates of a request
 * @walk: the walk to initialise
 * @policy: which candidates are preferred; stays as it is for the whole walk
 * @req: the request; copied
 * @area_bits: number of bits in the area's bitmap
 *
 * Needs no lock.
 */
void cma_place_begin(struct cma_place_walk *walk, enum cma_place_policy policy,
		     const struct cma_place_request *req,
		     unsigned long area_bits)
{
	walk->req = *req;
	walk->area_bits = area_bits;
	walk->downwards = policy == CMA_PLACE_ZONED &&
			  req->nr_pages <= CMA_PLACE_SMALL_PAGES;
	walk->bound = walk->downwards ? area_bits : 0;
}

/**
 * cma_place_next() - the next candidate of a walk
 * @walk: a walk that cma_place_begin() has initialised
 * @bitmap: the area's bitmap, @walk->area_bits long; must not change meanwhile
 *
 * Each aligned start is offered at most once in a walk. A caller that could not
 * use a candidate (its pages were busy) clears the bits it had set for it and
 * calls again. On a bitmap that nobody else changes, all candidates have been
 * offered when the walk ends, so that it never makes a request fail for which
 * there was room.
 *
 * Return: the number of the candidate's first bit, or @walk->area_bits if there
 * is no further one.
 */
unsigned long cma_place_next(struct cma_place_walk *walk,
			     const unsigned long *bitmap)
{
	unsigned long start;

	if (walk->downwards) {
		start = last_fit(bitmap, walk->area_bits, walk->bound,
				 &walk->req);
		if (start < walk->area_bits)
			walk->bound = start;
	} else {
		start = first_fit(bitmap, walk->area_bits, walk->bound,
				  &walk->req);
		if (start < walk->area_bits)
			walk->bound = start + walk->req.align_mask + 1;
	}

	return start;
}
