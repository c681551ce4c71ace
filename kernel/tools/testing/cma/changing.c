// SPDX-License-Identifier: GPL-2.0
/*
 * Walks over a bitmap that others change between two calls, as they may while
 * cma_alloc() tries to empty a candidate and has let go of the lock. The next
 * candidate must then be the oracle's on the bitmap as it is now, further on in
 * the walk's direction than all before: so no start is offered twice, nothing
 * in use is offered at all, and the walk ends.
 */
#include <stdlib.h>

#include <linux/bitmap.h>

#include "oracle.h"
#include "rnd.h"
#include "tests.h"

#define MAX_BITS	512

static void check_walk(struct rnd_area *area, enum cma_place_policy policy)
{
	struct cma_place_request req;
	struct cma_place_walk walk;
	unsigned long last, want, got;

	rnd_request(area, &req);
	cma_place_begin(&walk, policy, &req, area->bits);
	last = walk.downwards ? area->bits : -1UL;
	for (;;) {
		want = walk.downwards ?
		       oracle_down(area->bitmap, area->bits, &req, last) :
		       oracle_up(area->bitmap, area->bits, &req, last + 1);
		got = cma_place_next(&walk, area->bitmap);
		report_choice("oracle", &walk, area->bitmap, last, want, got);
		if (want >= area->bits || got != want)
			break;

		/* What cma_alloc() does with a candidate that is busy */
		bitmap_set(area->bitmap, got, req.nr_bits);
		while (rnd_below(2))
			rnd_area_change(area);
		bitmap_clear(area->bitmap, got, req.nr_bits);
		last = got;
	}
}

static void test_changing(void)
{
	unsigned long long end = nr_cases + options.random_cases / 10;
	struct rnd_area area;
	int i;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		rnd_area_init(&area, MAX_BITS);
		for (i = 0; i < 8; i++)
			check_walk(&area, i % NR_CMA_PLACE_POLICIES);
		rnd_area_exit(&area);
	}
}

const struct cma_test changing_tests[] = {
	{ "walks over a bitmap that changes", test_changing },
	{ }
};
