// SPDX-License-Identifier: GPL-2.0
/*
 * Every small bitmap, with every request that can be made of it, from every
 * position of the walk: against the oracle and, upwards, against the kernel's
 * own search.
 */
#include <stdlib.h>

#include <linux/bitmap.h>

#include "oracle.h"
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

/* The right answers from each of the window's positions, both ways. */
struct answers {
	unsigned long up[MAX_BITS + 1];
	unsigned long down[MAX_BITS + 1];
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

/* One pass over the window's starts, with the oracle's verdict on each. */
static void find_answers(const struct window *win,
			 const struct cma_place_request *req,
			 struct answers *right)
{
	bool candidate[MAX_BITS];
	unsigned long i;

	for (i = 0; i < win->len; i++)
		candidate[i] = oracle_is_candidate(win->bitmap, win->area_bits,
						   req, win->skip + i);

	right->up[win->len] = win->area_bits;
	for (i = win->len; i-- > 0;)
		right->up[i] = candidate[i] ? win->skip + i : right->up[i + 1];

	right->down[0] = win->area_bits;
	for (i = 0; i < win->len; i++)
		right->down[i + 1] = candidate[i] ? win->skip + i :
						    right->down[i];
}

/* One call of cma_place_next() from each position, up and down. */
static void check_positions(const struct window *win,
			    const struct cma_place_walk *first_up,
			    const struct cma_place_walk *first_down,
			    const struct answers *right)
{
	struct cma_place_walk up = *first_up, down = *first_down;
	unsigned long i, bound, got, stock;

	for (i = 0; i <= win->len; i++) {
		bound = win->skip + i;
		up.bound = bound;
		down.bound = bound;

		stock = stock_up(win->bitmap, win->area_bits, &up.req, bound);
		got = cma_place_next(&up, win->bitmap);
		report_choice("oracle", &up, win->bitmap, bound, right->up[i],
			      got);
		if (got != stock)
			report_difference("kernel", &up, win->bitmap, bound,
					  stock, got);

		got = cma_place_next(&down, win->bitmap);
		report_choice("oracle", &down, win->bitmap, bound,
			      right->down[i], got);
	}
}

/* A whole walk offers all candidates, each once, in order. */
static void check_walk(const struct window *win,
		       const struct cma_place_walk *first,
		       const struct answers *right)
{
	struct cma_place_walk walk = *first;
	unsigned long i = walk.downwards ? win->len : 0;
	unsigned long bound, want, got;

	do {
		want = walk.downwards ? right->down[i] : right->up[i];
		bound = walk.bound;
		got = cma_place_next(&walk, win->bitmap);
		report_choice("walk", &walk, win->bitmap, bound, want, got);
		i = want - win->skip + !walk.downwards;
	} while (want < win->area_bits && want == got);
}

static void check_request(const struct window *win,
			  const struct cma_place_request *req)
{
	struct cma_place_walk up, down;
	struct answers right;

	find_answers(win, req, &right);
	cma_place_begin(&up, CMA_PLACE_FIRST_FIT, req, win->area_bits);
	cma_place_begin(&down, CMA_PLACE_ZONED, req, win->area_bits);
	check_positions(win, &up, &down, &right);
	check_walk(win, &up, &right);
	check_walk(win, &down, &right);
}

/* All requests: every number of bits, every mask, every offset. */
static void check_bitmap(const struct window *win)
{
	/* One page, as only the number of bits matters here: a small request */
	struct cma_place_request req = { .nr_pages = 1 };

	for (req.nr_bits = 1; req.nr_bits <= win->len + 1; req.nr_bits++)
		for (req.align_mask = 0; req.align_mask <= MAX_MASK;
		     req.align_mask = req.align_mask * 2 + 1)
			for (req.align_offset = 0;
			     req.align_offset <= req.align_mask;
			     req.align_offset++)
				check_request(win, &req);
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
