// SPDX-License-Identifier: GPL-2.0
/*
 * Walks over a bitmap that others change between two calls, as they may while
 * cma_alloc() tries to empty a candidate and has let go of the lock. The next
 * candidate must then be the oracle's on the bitmap as it is now, further on in
 * the walk's order than all before: so nothing in use is offered, and the walk
 * ends.
 *
 * Upwards and downwards, no start is offered twice, and one that is free all the
 * time is not left out. A ranked walk cannot promise that, as a start's rank
 * changes with the length of its hole; how often it happens is printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bitmap.h>

#include "rnd.h"
#include "state_oracle.h"
#include "tests.h"

#define MAX_BITS	512

/* What the ranked walks did. */
static unsigned long long nr_ranked, nr_repeated, nr_left_out;

/* Per start: how often it was offered, and whether it always was a candidate. */
struct starts {
	unsigned char offered[MAX_BITS];
	bool always[MAX_BITS];
};

static void look_at_starts(const struct rnd_area *area,
			   const struct cma_place_request *req,
			   struct starts *starts)
{
	unsigned long start;

	for (start = 0; start < area->bits; start++)
		starts->always[start] &=
			oracle_is_candidate(area->bitmap, area->bits, req,
					    start);
}

static void count_starts(const struct rnd_area *area,
			 const struct cma_place_walk *walk,
			 const struct starts *starts)
{
	unsigned long start;
	bool left_out;

	for (start = 0; start < area->bits; start++) {
		left_out = starts->always[start] && !starts->offered[start];
		if (walk->order == CMA_PLACE_RANKED) {
			nr_repeated += starts->offered[start] > 1;
			nr_left_out += left_out;
		} else if (left_out || starts->offered[start] > 1) {
			report_difference("times offered", walk, area->bitmap,
					  1, starts->offered[start]);
		}
	}
}

/* Is @a further on in the walk's order than @b? */
static bool is_behind(enum oracle_order order, const struct oracle_candidate *a,
		      const struct oracle_candidate *b)
{
	if (order == ORACLE_DOWNWARDS)
		return a->start < b->start;
	if (a->rank != b->rank)
		return a->rank > b->rank;
	return a->start > b->start;
}

/* The oracle's next candidate behind @last, in place; false if there is none. */
static bool find_next_candidate(const struct rnd_area *area,
				const struct cma_place_request *req,
				enum oracle_order order, bool first,
				struct oracle_candidate *last)
{
	struct oracle_candidate list[MAX_BITS];
	unsigned long nr, i;

	nr = oracle_walk(area->bitmap, area->bits, req, order, list);
	for (i = 0; i < nr; i++) {
		if (first || is_behind(order, &list[i], last)) {
			*last = list[i];
			return true;
		}
	}

	return false;
}

static void check_walk(struct rnd_area *area, enum cma_place_policy policy)
{
	struct oracle_candidate last = { 0 };
	struct cma_place_request req;
	struct cma_place_walk walk;
	struct starts starts;
	enum oracle_order order;
	bool found, first = true;
	unsigned long got;

	rnd_request(area, &req);
	memset(starts.offered, 0, sizeof(starts.offered));
	memset(starts.always, true, sizeof(starts.always));
	order = oracle_order(policy, req.state, req.nr_pages);
	cma_place_begin(&walk, policy, &req, area->bits);
	do {
		look_at_starts(area, &req, &starts);
		found = find_next_candidate(area, &req, order, first, &last);
		got = cma_place_next(&walk, area->bitmap);
		report_choice("oracle", &walk, area->bitmap,
			      found ? last.start : area->bits, got);
		if (got >= area->bits || got != last.start)
			break;
		starts.offered[got]++;
		first = false;

		/* What cma_alloc() does with a candidate that is busy */
		bitmap_set(area->bitmap, got, req.nr_bits);
		while (rnd_below(2))
			rnd_area_change(area);
		bitmap_clear(area->bitmap, got, req.nr_bits);
	} while (found);

	count_starts(area, &walk, &starts);
	nr_ranked += order == ORACLE_RANKED;
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
	printf("#   %llu ranked walks: %llu starts offered again, %llu left out\n",
	       nr_ranked, nr_repeated, nr_left_out);
}

const struct cma_test changing_tests[] = {
	{ "walks over a bitmap that changes", test_changing },
	{ }
};
