// SPDX-License-Identifier: GPL-2.0
/*
 * Random bitmaps of up to 286720 bits (1120 MiB), against the kernel's own
 * search both ways, and against the oracle where that does not take too long.
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

#include "oracle.h"
#include "rnd.h"
#include "stock.h"
#include "tests.h"

#define MAX_BITS		286720
#define REQUESTS_PER_BITMAP	64
#define CHOICES_PER_WALK	4
/* The oracle judges all areas of that many bits, and the larger the fewer. */
#define ORACLE_BITS		512

static unsigned long long nr_oracle_cases;

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

/* Up to CHOICES_PER_WALK choices of a walk from a random position. */
static void check_walk(const struct rnd_area *area,
		       const unsigned long *mirror,
		       enum cma_place_policy policy)
{
	struct cma_place_request req;
	struct cma_place_walk walk;
	unsigned long bound, got, want;
	bool use_oracle;
	int i;

	rnd_request(area, &req);
	cma_place_begin(&walk, policy, &req, area->bits);
	if (rnd_below(4))
		walk.bound = rnd_below(area->bits + 1);
	use_oracle = rnd_below(area->bits) < ORACLE_BITS;

	bound = walk.bound;
	for (i = 0; i < CHOICES_PER_WALK; i++) {
		want = walk.downwards ? stock_down(mirror, &walk, bound) :
		       stock_up(area->bitmap, area->bits, &req, bound);
		got = cma_place_next(&walk, area->bitmap);
		report_choice("kernel", &walk, area->bitmap, bound, want, got);
		if (use_oracle) {
			nr_oracle_cases++;
			want = walk.downwards ?
			       oracle_down(area->bitmap, area->bits, &req,
					   bound) :
			       oracle_up(area->bitmap, area->bits, &req, bound);
			if (want != got)
				report_difference("oracle", &walk, area->bitmap,
						  bound, want, got);
		}
		if (got >= area->bits)
			break;
		/* Upwards, where cma_alloc() goes on after a busy range */
		bound = walk.downwards ? got : got + req.align_mask + 1;
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
	printf("#   %llu also judged by the oracle\n", nr_oracle_cases);
}

const struct cma_test random_tests[] = {
	{ "random bitmaps of up to 286720 bits", test_random },
	{ }
};
