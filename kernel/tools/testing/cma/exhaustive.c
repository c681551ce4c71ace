// SPDX-License-Identifier: GPL-2.0
/*
 * Every small bitmap, with every request that can be made of it: whole walks
 * against the oracle and, first-fit, every position against the kernel's own
 * search.
 */
#include <stdlib.h>

#include <linux/bitmap.h>

#include "state_oracle.h"
#include "stock.h"
#include "tests.h"

#define MAX_BITS	16
#define MAX_MASK	15
#define MAX_WORDS	4

/*
 * The bits under test are the last @len ones of an area; the @skip bits below
 * them are in use. With skip = 0 they are the whole area, otherwise they lie
 * across the border between two words:
 *
 *       0                     skip                  area_bits
 *       |#####################|.#..##..#..#...#.....|
 *                                     |
 *                                word border
 */
struct window {
	unsigned long *bitmap;
	unsigned long skip;
	unsigned long len;
	unsigned long area_bits;
};

static void fill_window(struct window *win, unsigned long bits)
{
	unsigned long bit;

	for (bit = 0; bit < win->len; bit++) {
		if (bits >> bit & 1)
			bitmap_set(win->bitmap, win->skip + bit, 1);
		else
			bitmap_clear(win->bitmap, win->skip + bit, 1);
	}
	/*
	 * Nobody may look at what is behind the area. One half of the bitmaps
	 * has zeros there, the other ones.
	 */
	if (win->area_bits % BITS_PER_LONG) {
		unsigned long last = win->area_bits / BITS_PER_LONG;
		unsigned long behind = BITMAP_FIRST_WORD_MASK(win->area_bits);

		win->bitmap[last] &= ~behind;
		if (bits & 1)
			win->bitmap[last] |= behind;
	}
}

/* The window's candidates, lowest bit first, with the oracle's look at each. */
static unsigned long find_candidates(const struct window *win,
				     const struct cma_place_request *req)
{
	unsigned long found = 0, i;

	for (i = 0; i < win->len; i++)
		if (oracle_is_candidate(win->bitmap, win->area_bits, req,
					win->skip + i))
			found |= 1UL << i;

	return found;
}

/* First-fit from each position, as the kernel searches from there. */
static void check_positions(const struct window *win,
			    const struct cma_place_walk *first)
{
	struct cma_place_walk walk = *first;
	unsigned long i;

	for (i = 0; i <= win->len; i++) {
		walk.bound = win->skip + i;
		report_choice("kernel", &walk, win->bitmap,
			      stock_up(win->bitmap, win->area_bits, &walk.req,
				       win->skip + i),
			      cma_place_next(&walk, win->bitmap));
	}
}

/* A whole walk: the oracle's list, and with it each candidate exactly once. */
static void check_walk(const struct window *win,
		       const struct cma_place_walk *first,
		       enum oracle_order order, unsigned long candidates)
{
	struct oracle_candidate list[MAX_BITS * (MAX_WORDS + 1)];
	struct cma_place_walk walk = *first;
	unsigned long nr, i;

	nr = oracle_walk(win->bitmap, win->area_bits, &walk.req, order, list);
	for (i = 0; i < nr; i++) {
		report_choice("walk", &walk, win->bitmap, list[i].start,
			      cma_place_next(&walk, win->bitmap));
		candidates ^= 1UL << (list[i].start - win->skip);
	}
	report_choice("walk", &walk, win->bitmap, win->area_bits,
		      cma_place_next(&walk, win->bitmap));
	if (candidates)
		report_difference("oracle", &walk, win->bitmap, 0, candidates);
}

static void check_request(const struct window *win,
			  struct cma_place_request *req, unsigned long nr_pages,
			  enum cma_place_policy policy,
			  unsigned long candidates)
{
	struct cma_place_walk walk;

	req->nr_pages = nr_pages;
	cma_place_begin(&walk, policy, req, win->area_bits);
	check_walk(win, &walk, oracle_order(policy, NULL, nr_pages),
		   candidates);
	if (policy == CMA_PLACE_FIRST_FIT)
		check_positions(win, &walk);
}

/*
 * All orders, as the size in pages matters for nothing else; and a preference
 * matters in none but the ranked one.
 */
static void check_orders(const struct window *win,
			 struct cma_place_request *req)
{
	unsigned long candidates = find_candidates(win, req);

	check_request(win, req, 1000, CMA_PLACE_ZONED, candidates);
	if (req->prefer_mask)
		return;
	check_request(win, req, 1, CMA_PLACE_ZONED, candidates);
	check_request(win, req, 1, CMA_PLACE_FIRST_FIT, candidates);
}

/* All requests: every number of bits, every offset, and no preference or any. */
static void check_masks(const struct window *win, unsigned long align_mask,
			unsigned long prefer_mask)
{
	struct cma_place_request req = {
		.align_mask = align_mask,
		.prefer_mask = prefer_mask,
	};

	for (req.nr_bits = 1; req.nr_bits <= win->len + 1; req.nr_bits++)
		for (req.align_offset = 0;
		     req.align_offset <= (align_mask | prefer_mask);
		     req.align_offset++)
			check_orders(win, &req);
}

static void check_bitmap(const struct window *win)
{
	unsigned long align_mask, prefer_mask;

	for (align_mask = 0; align_mask <= MAX_MASK;
	     align_mask = align_mask * 2 + 1) {
		check_masks(win, align_mask, 0);
		for (prefer_mask = align_mask * 2 + 1; prefer_mask <= MAX_MASK;
		     prefer_mask = prefer_mask * 2 + 1)
			check_masks(win, align_mask, prefer_mask);
	}
}

/* All bitmaps of @len bits behind @skip bits that are in use. */
static void check_length(unsigned long len, unsigned long skip)
{
	struct window win = {
		.skip = skip,
		.len = len,
		.area_bits = skip + len,
	};
	unsigned long bits;

	/* Of the exact size, so that the sanitizer sees who looks behind it */
	win.bitmap = calloc(BITS_TO_LONGS(win.area_bits), sizeof(long));
	if (!win.bitmap)
		abort();
	bitmap_set(win.bitmap, 0, skip);
	for (bits = 0; bits < 1UL << len; bits++) {
		fill_window(&win, bits);
		check_bitmap(&win);
	}
	free(win.bitmap);
}

static void test_all_bitmaps(void)
{
	unsigned long len;

	for (len = 1; len <= options.exhaustive_bits; len++)
		check_length(len, 0);
}

/* Four bits less: the answers are the same, the code's way to them is not. */
static void test_all_bitmaps_across_words(void)
{
	unsigned long len, words;

	for (words = 1; words < MAX_WORDS; words++)
		for (len = 2; len + 4 <= options.exhaustive_bits; len++)
			check_length(len, words * BITS_PER_LONG - len / 2);
}

const struct cma_test exhaustive_tests[] = {
	{ "all small bitmaps, counts, masks, offsets and starts",
	  test_all_bitmaps },
	{ "the same across a word border", test_all_bitmaps_across_words },
	{ }
};
