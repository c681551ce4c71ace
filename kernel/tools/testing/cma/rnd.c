// SPDX-License-Identifier: GPL-2.0
/* Random areas, bitmaps and requests; the same from the same seed. */
#include <stdlib.h>

#include <linux/bitmap.h>
#include <linux/minmax.h>

#include "rnd.h"

static unsigned long long state;

void rnd_seed(unsigned long long seed)
{
	state = seed;
}

/* splitmix64 */
static unsigned long long rnd_next(void)
{
	unsigned long long x = state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;

	return x ^ x >> 31;
}

/* From 0 to @n - 1; n is not 0 and below 2^32. */
unsigned long rnd_below(unsigned long n)
{
	return (rnd_next() >> 32) * n >> 32;
}

/* From 1 to @max, each power of two about as likely as the next. */
unsigned long rnd_skewed(unsigned long max)
{
	unsigned long limit = 2UL << rnd_below(__fls(max) + 1);

	return 1 + rnd_below(min(limit, max));
}

/* Holes of @hole bits between runs of @used bits, from a random phase. */
static void fill_periodic(struct rnd_area *area, unsigned long hole,
			  unsigned long used)
{
	unsigned long start = rnd_below(hole + 1);

	bitmap_set(area->bitmap, 0, area->bits);
	for (start = min(start, area->bits); start < area->bits;
	     start += hole + used)
		bitmap_clear(area->bitmap, start,
			     min(hole, area->bits - start));
}

/* Runs and holes of random lengths up to @used and @hole. */
static void fill_runs(struct rnd_area *area, unsigned long hole,
		      unsigned long used)
{
	unsigned long start = 0, nr;

	while (start < area->bits) {
		nr = min(rnd_skewed(hole), area->bits - start);
		bitmap_clear(area->bitmap, start, nr);
		start += nr;
		nr = min(rnd_skewed(used), area->bits - start);
		bitmap_set(area->bitmap, start, nr);
		start += nr;
	}
}

/* Single bits, set with a probability of about 1/2, 1/4, 3/4 ... */
static void fill_noise(struct rnd_area *area)
{
	unsigned long nr_ands = rnd_below(5), i, idx;
	unsigned long invert = rnd_below(2) ? ~0UL : 0;

	for (idx = 0; idx < BITS_TO_LONGS(area->bits); idx++) {
		unsigned long word = rnd_next();

		for (i = 0; i < nr_ands; i++)
			word &= rnd_next();
		area->bitmap[idx] = word ^ invert;
	}
}

static void fill(struct rnd_area *area)
{
	switch (rnd_below(8)) {
	case 0: /* empty, or full but for what rnd_area_change() does */
		if (rnd_below(2))
			bitmap_set(area->bitmap, 0, area->bits);
		break;
	case 1: /* one hole */
		bitmap_set(area->bitmap, 0, area->bits);
		rnd_area_change(area);
		break;
	case 2: /* no room for 256 bits anywhere */
		fill_periodic(area, 255, 1);
		break;
	case 3: /* 1 and 1: no room for 2 bits anywhere */
		fill_periodic(area, rnd_skewed(8), rnd_skewed(8));
		break;
	case 4:
		fill_periodic(area, rnd_skewed(600), rnd_skewed(600));
		break;
	case 5:
		fill_runs(area, 1 + rnd_below(64), 1 + rnd_below(64));
		break;
	case 6:
		fill_runs(area, rnd_skewed(8192), rnd_skewed(8192));
		break;
	case 7:
		fill_noise(area);
		break;
	}
}

/*
 * What an area may remember; most sizes live about as long as others. Below 2^30,
 * for oracle_order().
 */
static void rnd_state(struct cma_place_state *state)
{
	unsigned long lifetime = rnd_skewed(1 << 8);
	int size;

	for (size = 0; size < NR_CMA_PLACE_SIZES; size++) {
		state->taken[size] = rnd_below(8) ? rnd_skewed(1 << 16) : 0;
		state->live[size] = state->taken[size] * lifetime;
		if (rnd_below(2))
			state->live[size] = rnd_skewed(1 << 24);
		state->nr_freed[size] = rnd_below(2) ? 64 : rnd_below(65);
	}
	state->max_taken = rnd_skewed(1 << 20);
	state->peak = rnd_skewed(1 << 18);
	state->taken_coarse = rnd_below(state->taken[CMA_PLACE_LARGE] + 1);
}

/**
 * rnd_area_init() - makes a random area with a random bitmap
 * @area: what to initialise
 * @max_bits: its bitmap has from 1 to that many bits; the bitmap is of the
 *	exact size, and the bits of the last word that are behind the area are
 *	random; and so is what the area remembers
 */
void rnd_area_init(struct rnd_area *area, unsigned long max_bits)
{
	unsigned long words;

	area->bits = rnd_below(32) ? rnd_skewed(max_bits) : max_bits;
	area->order_per_bit = rnd_below(2) ? 0 : rnd_below(7);
	/* Areas are aligned to a pageblock, but for odd firmware */
	area->base_pfn = rnd_below(1UL << 20);
	if (rnd_below(2))
		area->base_pfn &= ~1023UL;
	area->base_pfn &= ~0UL << area->order_per_bit;

	words = BITS_TO_LONGS(area->bits);
	area->bitmap = calloc(words, sizeof(long));
	if (!area->bitmap)
		abort();
	area->bitmap[words - 1] = rnd_next();
	bitmap_clear(area->bitmap, 0, area->bits);
	fill(area);
	rnd_state(&area->state);
}

void rnd_area_exit(struct rnd_area *area)
{
	free(area->bitmap);
}

/* Some range somewhere is given back or taken, whoever holds it. */
void rnd_area_change(struct rnd_area *area)
{
	unsigned long start = rnd_below(area->bits);
	unsigned long nr = min(rnd_skewed(1024), area->bits - start);

	if (rnd_below(2))
		bitmap_set(area->bitmap, start, nr);
	else
		bitmap_clear(area->bitmap, start, nr);
	rnd_state(&area->state);
}

static unsigned long mask_of(const struct rnd_area *area, unsigned int order)
{
	return order <= area->order_per_bit ? 0 :
	       (1UL << (order - area->order_per_bit)) - 1;
}

/**
 * rnd_request() - makes a random request
 * @area: the area it is made of
 * @req: the request, with bits, masks and offset as mm/cma.c derives them from
 *	a number of pages and align orders
 */
void rnd_request(const struct rnd_area *area, struct cma_place_request *req)
{
	const unsigned int order_per_bit = area->order_per_bit;
	unsigned long max_pages = (area->bits + 1) << order_per_bit;
	unsigned int align_order = rnd_below(3) ? rnd_below(10) :
						  rnd_below(16);
	unsigned int prefer_order = 0, larger;

	req->nr_pages = rnd_skewed(min(max_pages, 1UL << rnd_below(20)));
	switch (rnd_below(4)) {
	case 0: /* for nothing, or as far as it changes the offset */
		prefer_order = rnd_below(16);
		break;
	case 1: /* as a huge page */
		prefer_order = __fls(req->nr_pages);
		req->nr_pages = 1UL << prefer_order;
		align_order = rnd_below(prefer_order + 1);
		break;
	}
	larger = max(align_order, prefer_order);

	req->nr_bits = (req->nr_pages + (1UL << order_per_bit) - 1) >>
		       order_per_bit;
	req->align_mask = mask_of(area, align_order);
	req->prefer_mask = mask_of(area, prefer_order);
	req->align_offset = (area->base_pfn & ((1UL << larger) - 1)) >>
			    order_per_bit;
	req->state = rnd_below(4) ? &area->state : NULL;
}
