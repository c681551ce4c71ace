// SPDX-License-Identifier: GPL-2.0
/*
 * Searches whose instructions are to be counted, on the bitmaps that are worst
 * for them: an area of 286720 pages, and mostly nothing fits. To be run under
 *
 *   valgrind --tool=callgrind --toggle-collect='search_*'
 *            --dump-before=next_search --callgrind-out-file=FILE
 *
 * which counts what happens within a search_*() function, exactly, and writes
 * FILE.1, FILE.2, ... before each search, and after the last one: FILE.n+1
 * holds the n-th search, and line n of the output says what it was:
 *
 *   ORDER_PER_BIT<tab>CASE<tab>SEARCH<tab>none or the start
 */
#include <stdio.h>
#include <stdlib.h>

#include <linux/array_size.h>
#include <linux/bitmap.h>

#include "stock.h"

#define AREA_PAGES	286720

/*
 * How the area looks: @used used bits, @hole free ones, and so on, of which the
 * first @phase bits lie below the area.
 */
struct fill {
	const char *name;
	unsigned long used;
	unsigned long hole;
	unsigned long phase;
	/* below that, holes of @nr bits and more, each a rank better */
	bool improving;
};

static const struct fill full = { "full", 1, 0, 0, false };
static const struct fill empty = { "empty", 0, AREA_PAGES, 0, false };
static const struct fill holes_1 = { "1-bit holes", 1, 1, 1, false };
static const struct fill holes_2 = { "2-bit holes", 1, 2, 1, false };
static const struct fill holes_3 = { "3-bit holes", 1, 3, 1, false };
static const struct fill holes_15 = { "15-bit holes", 1, 15, 1, false };
static const struct fill holes_33 = { "33-bit holes", 1, 33, 1, false };
static const struct fill holes_34 = { "34-bit holes", 1, 34, 1, false };
static const struct fill holes_128 = { "128-bit holes", 1, 128, 1, false };
static const struct fill holes_255 = { "255-bit holes", 1, 255, 1, false };
static const struct fill holes_456 = { "456-bit holes", 56, 456, 56, false };
/* The used bit is the one at which an aligned request would start. */
static const struct fill unaligned_15 = { "15-bit holes off by 1", 1, 15, 0,
					  false };
static const struct fill unaligned_255 = { "255-bit holes off by 1", 1, 255, 0,
					   false };
static const struct fill unaligned_4095 = { "4095-bit holes off by 1", 1, 4095,
					    0, false };
/* No hole begins at an even bit. */
static const struct fill odd_2 = { "2-bit holes at odd bits", 2, 2, 1, false };
static const struct fill odd_64 = { "64-bit holes at odd bits", 64, 64, 63,
				    false };
static const struct fill improving = { "each hole a rank better, then 1-bit holes",
				       1, 1, 1, true };

struct count_case {
	const struct fill *fill;
	unsigned int order_per_bit;
	unsigned long nr_pages;
	unsigned int align_order;
	unsigned int prefer_order;
	/* zoned ranks a small request, as it has learned that it should */
	bool reclassed;
	/* zoned has offered all the best holes; what comes then is counted */
	bool offered;
};

static const struct count_case cases[] = {
	/* Nothing fits. */
	{ &full,		0, 456, 8, 8, false, false },
	{ &holes_1,		0, 456, 0, 0, false, false },
	{ &holes_1,		0, 456, 8, 8, false, false },
	{ &holes_1,		0, 33, 0, 0, false, false },
	{ &holes_15,		0, 456, 8, 8, false, false },
	{ &holes_15,		0, 33, 0, 0, false, false },
	{ &holes_255,		0, 456, 8, 8, false, false },
	{ &holes_255,		0, 456, 0, 0, false, false },
	{ &holes_255,		0, 256, 0, 0, false, false },
	{ &unaligned_255,	0, 456, 8, 8, false, false },
	{ &unaligned_255,	0, 64, 8, 8, false, false },
	{ &unaligned_4095,	0, 4096, 12, 12, false, false },
	{ &full,		0, 16, 0, 0, false, false },
	{ &holes_1,		0, 2, 0, 0, false, false },
	{ &holes_1,		0, 2, 1, 1, false, false },
	{ &holes_15,		0, 16, 0, 0, false, false },
	{ &holes_15,		0, 16, 4, 4, false, false },
	{ &unaligned_255,	0, 16, 8, 8, false, false },
	{ &full,		0, 16, 0, 0, true, false },
	{ &holes_1,		0, 2, 0, 0, true, false },
	{ &holes_1,		0, 2, 1, 1, true, false },
	{ &full,		4, 456, 8, 8, false, false },
	{ &holes_1,		4, 456, 8, 8, false, false },
	{ &holes_1,		4, 33, 0, 0, false, false },
	{ &holes_2,		4, 33, 0, 0, false, false },
	{ &holes_15,		4, 456, 8, 8, false, false },
	{ &holes_15,		4, 256, 0, 0, false, false },
	{ &full,		4, 16, 0, 0, false, false },
	{ &holes_1,		4, 32, 0, 0, false, false },
	{ &holes_1,		4, 32, 0, 0, true, false },
	{ &unaligned_15,	4, 16, 8, 8, false, false },

	/* Something fits, and a better place may be further on. */
	{ &empty,		0, 456, 8, 8, false, false },
	{ &empty,		0, 16, 0, 0, false, false },
	{ &holes_33,		0, 33, 0, 0, false, true },
	{ &holes_34,		0, 33, 0, 0, false, false },
	{ &holes_34,		0, 33, 0, 0, false, true },
	{ &holes_128,		0, 64, 0, 0, false, false },
	{ &holes_128,		0, 64, 0, 0, false, true },
	{ &odd_64,		0, 64, 0, 6, false, false },
	{ &odd_64,		0, 64, 0, 6, false, true },
	{ &holes_456,		0, 456, 8, 8, false, true },
	{ &improving,		0, 33, 0, 0, false, false },
	{ &improving,		0, 456, 0, 0, false, false },
	{ &improving,		0, 33, 0, 0, false, true },
	{ &holes_1,		0, 1, 0, 0, true, true },
	{ &holes_2,		0, 1, 0, 0, true, false },
	{ &holes_2,		0, 1, 0, 0, true, true },
	{ &holes_3,		0, 2, 0, 0, true, true },
	{ &holes_2,		0, 2, 0, 1, true, true },
	{ &odd_2,		0, 2, 0, 1, true, false },
	{ &odd_2,		0, 2, 0, 1, true, true },
	{ &empty,		4, 456, 8, 8, false, false },
	{ &empty,		4, 16, 0, 0, false, false },
	{ &holes_3,		4, 33, 0, 0, false, true },
	{ &holes_15,		4, 33, 0, 0, false, true },
	{ &improving,		4, 33, 0, 0, false, false },
	{ &holes_1,		4, 16, 0, 0, true, true },
	{ &odd_2,		4, 32, 0, 5, true, false },
	{ &odd_2,		4, 32, 0, 5, true, true },
};

static unsigned long area_bits;
static unsigned long *bitmap;
static struct cma_place_walk walk;

static unsigned long search_stock(const struct cma_place_request *req)
{
	return bitmap_find_next_zero_area_off(bitmap, area_bits, 0,
					      req->nr_bits, req->align_mask,
					      req->align_offset);
}

static unsigned long search_first_fit(const struct cma_place_request *req)
{
	cma_place_begin(&walk, CMA_PLACE_FIRST_FIT, req, area_bits);
	return cma_place_next(&walk, bitmap);
}

/* Small requests live as long as large ones, which are aligned to more. */
static const struct cma_place_state learned = {
	.taken = { 1000, 0, 1000 },
	.taken_coarse = 1000,
	.live = { 200, 0, 200 },
	.nr_freed = { 64, 0, 64 },
};

static unsigned long search_zoned(const struct cma_place_request *req)
{
	cma_place_begin(&walk, CMA_PLACE_ZONED, req, area_bits);
	return cma_place_next(&walk, bitmap);
}

static unsigned long search_next(const struct cma_place_request *req)
{
	(void)req;
	return cma_place_next(&walk, bitmap);
}

/* Where callgrind begins to count anew; must not look as if it did nothing. */
static void next_search(void)
{
	__asm__ volatile("");
}

/*
 * Holes for requests of @nr_bits from bit 0 on: what is left of the last one is
 * nothing, of the one before a little, and of each one below half an octave
 * more. Returns where they end.
 */
static unsigned long fill_improving(unsigned long nr_bits)
{
	unsigned long long left[64];
	unsigned long start = 0, sum = 0;
	unsigned int nr;

	for (nr = 0; nr < ARRAY_SIZE(left); nr++) {
		left[nr] = (((2ULL + nr % 2) << (nr / 2 + 3)) - 16) * nr_bits /
			   256 + (nr > 0);
		if (sum + left[nr] + nr_bits + 1 > area_bits / 2)
			break;
		sum += left[nr] + nr_bits + 1;
	}
	while (nr-- > 0) {
		start += nr_bits + left[nr];
		bitmap_set(bitmap, start++, 1);
	}

	return start;
}

static void fill_area(const struct count_case *c, unsigned long nr_bits)
{
	const struct fill *fill = c->fill;
	unsigned long bit = 0, skip = fill->phase, used;

	area_bits = AREA_PAGES >> c->order_per_bit;
	bitmap_clear(bitmap, 0, area_bits);
	if (!fill->used)
		return;
	if (fill->improving)
		bit = fill_improving(nr_bits);
	for (; bit < area_bits; bit += used + fill->hole) {
		used = fill->used - skip;
		if (used > area_bits - bit)
			used = area_bits - bit;
		bitmap_set(bitmap, bit, used);
		skip = 0;
	}
}

/* @order in pages, as a mask in bits */
static unsigned long mask_of(const struct count_case *c, unsigned int order)
{
	return order <= c->order_per_bit ? 0 :
	       (1UL << (order - c->order_per_bit)) - 1;
}

static void count(const struct count_case *c, const char *name,
		  unsigned long (*search)(const struct cma_place_request *req),
		  const struct cma_place_request *req)
{
	unsigned long found;

	next_search();
	found = search(req);
	printf("%u\t%s: %lu pages, align order %u", c->order_per_bit,
	       c->fill->name, c->nr_pages, c->align_order);
	if (c->prefer_order != c->align_order)
		printf(" or better %u", c->prefer_order);
	printf("%s%s\t%s\t", c->reclassed ? ", ranked" : "",
	       c->offered ? ", best ones offered" : "", name);
	if (found < area_bits)
		printf("%lu\n", found);
	else
		printf("none\n");
}

static void run_case(const struct count_case *c)
{
	const struct cma_place_request req = {
		.nr_pages = c->nr_pages,
		.nr_bits = ((c->nr_pages - 1) >> c->order_per_bit) + 1,
		.align_mask = mask_of(c, c->align_order),
		.prefer_mask = mask_of(c, c->prefer_order),
		.state = c->reclassed ? &learned : NULL,
	};

	fill_area(c, req.nr_bits);
	count(c, "stock", search_stock, &req);
	count(c, "first-fit", search_first_fit, &req);
	if (c->offered) {
		search_zoned(&req);
		/* As when it has offered the last candidate of this rank */
		walk.bound = area_bits;
		count(c, "zoned", search_next, &req);
	} else {
		count(c, "zoned", search_zoned, &req);
	}
}

int main(void)
{
	unsigned int i;

	bitmap = calloc(BITS_TO_LONGS(AREA_PAGES), sizeof(long));
	if (!bitmap)
		return 1;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		run_case(&cases[i]);
	next_search();
	free(bitmap);

	return 0;
}
