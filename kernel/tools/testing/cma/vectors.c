// SPDX-License-Identifier: GPL-2.0
/* Named examples: large areas with known answers, size classes, ranks. */
#include <stdlib.h>

#include <linux/array_size.h>
#include <linux/bitmap.h>

#include "oracle.h"
#include "stock.h"
#include "tests.h"

#define AREA_BITS	286720

/*
 * An area of 1120 MiB in which everything is in use but for 511 pages. They
 * hold one start that is aligned to 256 pages, and 256 pages behind it:
 *
 *            58881      59136                 59392
 *       #####|..........|.....................|#####
 *             255 pages        256 pages
 */
static void check_511_page_run(unsigned long nr_pages, unsigned long want)
{
	const struct cma_place_request req = {
		.nr_pages = nr_pages,
		.nr_bits = nr_pages,
		.align_mask = 255,
	};
	struct cma_place_walk walk;
	unsigned long *bitmap;
	unsigned int policy;

	bitmap = calloc(BITS_TO_LONGS(AREA_BITS), sizeof(long));
	if (!bitmap)
		abort();
	bitmap_set(bitmap, 0, AREA_BITS);
	bitmap_clear(bitmap, 58881, 511);

	for (policy = 0; policy < NR_CMA_PLACE_POLICIES; policy++) {
		cma_place_begin(&walk, policy, &req, AREA_BITS);
		report_choice("example", &walk, bitmap, want,
			      cma_place_next(&walk, bitmap));
		report_choice("kernel", &walk, bitmap, want,
			      stock_up(bitmap, AREA_BITS, &req, 0));
	}
	free(bitmap);
}

/* 59136 + 456 = 59592, which is 200 pages beyond the end of the run */
static void test_456_pages(void)
{
	check_511_page_run(456, AREA_BITS);
}

static void test_257_pages(void)
{
	check_511_page_run(257, AREA_BITS);
}

static void test_256_pages(void)
{
	check_511_page_run(256, 59136);
}

static void test_16_pages(void)
{
	check_511_page_run(16, 59136);
}

/*
 * Up to 32 pages are small. Pages count, not bits: with 16 pages to a bit, 32
 * pages are two bits and small, 33 are three bits and not.
 *
 *       first-fit  |N...............................................|
 *       zoned, 32  |..............................................NN|
 *       zoned, 33  |NNN.............................................|
 */
static void test_size_classes(void)
{
	const unsigned long bitmap[BITS_TO_LONGS(256)] = { 0 };
	struct cma_place_request req = { 0 };
	struct cma_place_walk walk;
	unsigned int policy, order;

	for (req.nr_pages = 1; req.nr_pages <= 256; req.nr_pages++) {
		for (order = 0; order <= 4; order += 4) {
			req.nr_bits = ((req.nr_pages - 1) >> order) + 1;
			for (policy = 0; policy < NR_CMA_PLACE_POLICIES;
			     policy++) {
				bool top = policy == CMA_PLACE_ZONED &&
					   req.nr_pages <= 32;

				cma_place_begin(&walk, policy, &req, 256);
				report_choice("example", &walk, bitmap,
					      top ? 256 - req.nr_bits : 0,
					      cma_place_next(&walk, bitmap));
			}
		}
	}
}

/*
 * Where ranks begin, in what is left of a hole behind 64 bits. Of two holes, the
 * upper one is taken only if it has a lower rank:
 *
 *       |<-- 64 + left -->|#|<-- 64 + left -->|#################|
 *                          ^ UPPER
 */
static void test_rank_borders(void)
{
	static const struct {
		unsigned long left;
		unsigned int rank;
	} holes[] = {
		{ 0, 0 }, { 1, 0 }, { 2, 1 }, { 3, 1 }, { 4, 2 }, { 7, 2 },
		{ 8, 3 }, { 11, 3 }, { 12, 4 }, { 19, 4 }, { 20, 5 }, { 27, 5 },
		{ 28, 6 }, { 43, 6 }, { 44, 7 }, { 59, 7 }, { 60, 8 },
		{ 91, 8 }, { 92, 9 }, { 123, 9 }, { 124, 10 },
	};
	const struct cma_place_request req = { .nr_pages = 200, .nr_bits = 64 };
	DECLARE_BITMAP(bitmap, 512);
	struct cma_place_walk walk;
	unsigned long lower, upper, start;

	for (lower = 0; lower < ARRAY_SIZE(holes); lower++) {
		for (upper = 0; upper < ARRAY_SIZE(holes); upper++) {
			start = 64 + holes[lower].left + 1;
			bitmap_set(bitmap, 0, 512);
			bitmap_clear(bitmap, 0, start - 1);
			bitmap_clear(bitmap, start, 64 + holes[upper].left);
			if (holes[upper].rank >= holes[lower].rank)
				start = 0;
			cma_place_begin(&walk, CMA_PLACE_ZONED, &req, 512);
			report_choice("example", &walk, bitmap, start,
				      cma_place_next(&walk, bitmap));
		}
	}
}

const struct cma_test vector_tests[] = {
	{ "456 pages, align order 8, do not fit into 511", test_456_pages },
	{ "257 pages, align order 8, do not fit into 511", test_257_pages },
	{ "256 pages, align order 8, fit into 511", test_256_pages },
	{ "16 pages, align order 8, fit into 511", test_16_pages },
	{ "requests of up to 32 pages are small", test_size_classes },
	{ "the rank of a hole grows in half octaves", test_rank_borders },
	{ }
};
