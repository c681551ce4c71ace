// SPDX-License-Identifier: GPL-2.0
/*
 * Random bitmaps of up to 286720 bits (1120 MiB), against the kernel's own
 * search both ways, and against the oracle where that does not take too long.
 * Ranked walks, which the kernel does not know, must find something where it does.
 *
 * The kernel searches upwards only. What is right downwards is found by its
 * search all the same, in the mirror image of the area:
 *
 *       0                                     area_bits
 *       |..##....#####..#.....####...[sss]..##|
 *       |##..[sss]...####.....#..#####....##..|
 *            ^ area_bits - nr_bits - start
 */
#include <stdio.h>
#include <stdlib.h>

#include <linux/bitmap.h>

#include "rnd.h"
#include "state_oracle.h"
#include "stock.h"
#include "tests.h"

#define MAX_BITS		286720
#define REQUESTS_PER_BITMAP	64
#define CHOICES_PER_WALK	4
/* The oracle judges all areas of that many bits, and the larger the fewer. */
#define ORACLE_BITS		512

static unsigned long long nr_by_oracle;

static unsigned long *mirror_bitmap(const struct rnd_area *area)
{
	unsigned long *mirror, bit, last = area->bits - 1;

	mirror = calloc(BITS_TO_LONGS(area->bits), sizeof(long));
	if (!mirror)
		abort();
	for (bit = find_next_bit(area->bitmap, area->bits, 0); bit < area->bits;
	     bit = find_next_bit(area->bitmap, area->bits, bit + 1))
		mirror[(last - bit) / BITS_PER_LONG] |=
			1UL << ((last - bit) % BITS_PER_LONG);

	return mirror;
}

/* The highest candidate below @bound, by the kernel's search upwards. */
static unsigned long stock_down(const unsigned long *mirror,
				const struct cma_place_walk *walk,
				unsigned long bound)
{
	struct cma_place_request req = walk->req;
	unsigned long highest = walk->area_bits - req.nr_bits;
	unsigned long found;

	if (!bound || req.nr_bits > walk->area_bits)
		return walk->area_bits;

	/* found + offset and highest - found + offset are aligned together */
	req.align_offset = -(highest + req.align_offset) & req.align_mask;
	found = stock_up(mirror, walk->area_bits, &req,
			 bound > highest ? 0 : highest - (bound - 1));

	return found < walk->area_bits ? highest - found : walk->area_bits;
}

/* Choices of a walk up or down from a random position, against the kernel. */
static void check_straight(const struct rnd_area *area,
			   const unsigned long *mirror,
			   const struct cma_place_walk *first, bool downwards)
{
	struct cma_place_walk walk = *first;
	unsigned long bound, want, got;
	int i;

	walk.order = downwards ? CMA_PLACE_DOWNWARDS : CMA_PLACE_UPWARDS;
	bound = rnd_below(area->bits + 1);
	walk.bound = bound;
	for (i = 0; i < CHOICES_PER_WALK; i++) {
		want = downwards ? stock_down(mirror, &walk, bound) :
		       stock_up(area->bitmap, area->bits, &walk.req, bound);
		got = cma_place_next(&walk, area->bitmap);
		report_choice("kernel", &walk, area->bitmap, want, got);
		if (got >= area->bits)
			break;
		/* Upwards, where cma_alloc() goes on after a busy range */
		bound = downwards ? got : got + walk.req.align_mask + 1;
	}
}

/* Choices from number @nr of @list on, its end included. */
static void check_list(const struct rnd_area *area, struct cma_place_walk *walk,
		       const struct oracle_candidate *list,
		       unsigned long nr_listed, unsigned long nr)
{
	unsigned long i;

	for (i = nr; i < nr + CHOICES_PER_WALK && i <= nr_listed; i++)
		report_choice("oracle", walk, area->bitmap,
			      i < nr_listed ? list[i].start : area->bits,
			      cma_place_next(walk, area->bitmap));
}

/* Choices from the beginning of a walk, from somewhere, and to its end. */
static void check_by_oracle(const struct rnd_area *area,
			    const struct cma_place_walk *first,
			    enum oracle_order order)
{
	struct cma_place_walk walk = *first;
	struct oracle_candidate *list;
	unsigned long positions[2], nr;
	int i;

	list = calloc(area->bits, sizeof(*list));
	if (!list)
		abort();
	nr = oracle_walk(area->bitmap, area->bits, &walk.req, order, list);
	check_list(area, &walk, list, nr, 0);
	if (order == ORACLE_RANKED && nr) {
		positions[0] = 1 + rnd_below(nr);
		positions[1] = nr;
		for (i = 0; i < 2; i++) {
			walk.rank = list[positions[i] - 1].rank;
			walk.bound = list[positions[i] - 1].start + 1;
			check_list(area, &walk, list, nr, positions[i]);
		}
	}
	free(list);
}

/* What the kernel can say of any walk: whether there is a place at all. */
static void check_first(const struct rnd_area *area,
			const struct cma_place_walk *first)
{
	struct cma_place_walk walk = *first;
	unsigned long want, got;

	want = stock_up(area->bitmap, area->bits, &walk.req, 0);
	got = cma_place_next(&walk, area->bitmap);
	if (want < area->bits && got < area->bits &&
	    oracle_is_candidate(area->bitmap, area->bits, &walk.req, got))
		want = got;
	report_choice("kernel", &walk, area->bitmap, want, got);
}

static void check_walk(const struct rnd_area *area,
		       const unsigned long *mirror,
		       enum cma_place_policy policy)
{
	struct cma_place_request req;
	struct cma_place_walk walk;
	enum oracle_order order;

	rnd_request(area, &req);
	order = oracle_order(policy, req.state, req.nr_pages);
	cma_place_begin(&walk, policy, &req, area->bits);

	check_first(area, &walk);
	if (order != ORACLE_RANKED)
		check_straight(area, mirror, &walk, order == ORACLE_DOWNWARDS);
	if (rnd_below(area->bits) < ORACLE_BITS) {
		nr_by_oracle++;
		check_by_oracle(area, &walk, order);
	}
}

static void test_random(void)
{
	unsigned long long end = nr_cases + options.random_cases;
	struct rnd_area area;
	unsigned long *mirror;
	int i;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		rnd_area_init(&area, MAX_BITS);
		for (i = rnd_below(4); i > 0; i--)
			rnd_area_change(&area);
		mirror = mirror_bitmap(&area);
		for (i = 0; i < REQUESTS_PER_BITMAP; i++)
			check_walk(&area, mirror, i % NR_CMA_PLACE_POLICIES);
		free(mirror);
		rnd_area_exit(&area);
	}
	printf("#   %llu walks also judged by the oracle\n", nr_by_oracle);
}

const struct cma_test random_tests[] = {
	{ "random bitmaps of up to 286720 bits", test_random },
	{ }
};
