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
 *   CASE<tab>SEARCH<tab>none or the start
 */
#include <stdio.h>
#include <stdlib.h>

#include <linux/array_size.h>
#include <linux/bitmap.h>

#include "stock.h"

#define AREA_PAGES	286720

/* Holes of @hole_pages, each with one used bit above or below it. */
struct fill {
	const char *name;
	unsigned long hole_pages;
	bool used_first;
};

static const struct fill full = { "full", 0, false };
static const struct fill empty = { "empty", AREA_PAGES, false };
static const struct fill holes_1 = { "1-page holes", 1, false };
static const struct fill holes_15 = { "15-page holes", 15, false };
static const struct fill holes_255 = { "255-page holes", 255, false };
/* The used page is the one at which an aligned request would start. */
static const struct fill unaligned_255 = { "255-page holes off by 1", 255,
					   true };
static const struct fill unaligned_4095 = { "4095-page holes off by 1", 4095,
					    true };
/* The same with 16 pages to a bit. */
static const struct fill holes_240 = { "240-page holes", 240, false };
static const struct fill unaligned_240 = { "240-page holes off by 16", 240,
					   true };

struct count_case {
	const struct fill *fill;
	unsigned int order_per_bit;
	unsigned long nr_pages;
	unsigned int align_order;
};

static const struct count_case cases[] = {
	{ &holes_255,		0, 456, 8 },
	{ &holes_255,		0, 256, 0 },
	{ &holes_15,		0, 456, 8 },
	{ &holes_1,		0, 456, 8 },
	{ &holes_1,		0, 456, 0 },
	{ &unaligned_255,	0, 456, 8 },
	{ &unaligned_4095,	0, 4096, 12 },
	{ &full,		0, 456, 8 },
	{ &empty,		0, 456, 8 },
	{ &unaligned_255,	0, 16, 8 },
	{ &holes_15,		0, 16, 0 },
	{ &holes_15,		0, 16, 4 },
	{ &holes_1,		0, 2, 0 },
	{ &holes_1,		0, 2, 1 },
	{ &full,		0, 16, 0 },
	{ &empty,		0, 16, 0 },
	{ &holes_240,		4, 456, 8 },
	{ &holes_240,		4, 256, 0 },
	{ &full,		4, 456, 8 },
	{ &empty,		4, 456, 8 },
	{ &unaligned_240,	4, 16, 8 },
	{ &full,		4, 16, 0 },
	{ &empty,		4, 16, 0 },
};

static unsigned long area_bits;
static unsigned long *bitmap;

static unsigned long
search_stock(const struct cma_place_request *req)
{
	return bitmap_find_next_zero_area_off(bitmap, area_bits, 0,
					      req->nr_bits, req->align_mask,
					      req->align_offset);
}

static unsigned long
search_first_fit(const struct cma_place_request *req)
{
	struct cma_place_walk walk;

	cma_place_begin(&walk, CMA_PLACE_FIRST_FIT, req, area_bits);
	return cma_place_next(&walk, bitmap);
}

static unsigned long
search_zoned(const struct cma_place_request *req)
{
	struct cma_place_walk walk;

	cma_place_begin(&walk, CMA_PLACE_ZONED, req, area_bits);
	return cma_place_next(&walk, bitmap);
}

/* Where callgrind begins to count anew; must not look as if it did nothing. */
static void next_search(void)
{
	__asm__ volatile("");
}

static void fill_area(const struct count_case *c)
{
	unsigned long hole = c->fill->hole_pages >> c->order_per_bit;
	unsigned long bit;

	area_bits = AREA_PAGES >> c->order_per_bit;
	bitmap_clear(bitmap, 0, area_bits);
	for (bit = c->fill->used_first ? 0 : hole; bit < area_bits;
	     bit += hole + 1)
		bitmap_set(bitmap, bit, 1);
}

static void run_case(const struct count_case *c)
{
	static const struct {
		const char *name;
		unsigned long (*search)(const struct cma_place_request *req);
	} searches[] = {
		{ "stock", search_stock },
		{ "first-fit", search_first_fit },
		{ "zoned", search_zoned },
	};
	const struct cma_place_request req = {
		.nr_pages = c->nr_pages,
		.nr_bits = ((c->nr_pages - 1) >> c->order_per_bit) + 1,
		.align_mask = c->align_order <= c->order_per_bit ? 0 :
			(1UL << (c->align_order - c->order_per_bit)) - 1,
	};
	unsigned long found;
	unsigned int i;

	fill_area(c);
	for (i = 0; i < ARRAY_SIZE(searches); i++) {
		next_search();
		found = searches[i].search(&req);
		printf("%s, order_per_bit %u: %lu pages, align order %u\t%s\t",
		       c->fill->name, c->order_per_bit, c->nr_pages,
		       c->align_order, searches[i].name);
		if (found < area_bits)
			printf("%lu\n", found);
		else
			printf("none\n");
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
