// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the placement in CMA areas (mm/cma_place.c).
 *
 * Three independent answers are held against it: pictures that a reader can
 * check by eye, an oracle that looks at one bit after the other, and
 * bitmap_find_next_zero_area_off(), which cma_alloc() used to call.
 *
 * Random tests start from a seed that every failure prints. To repeat one, boot
 * with cma_place_kunit.random_seed=<seed>.
 *
 * Here are what all tests share, and those of first-fit.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "cma_place_kunit.h"

static unsigned int random_seed;
module_param(random_seed, uint, 0400);
MODULE_PARM_DESC(random_seed, "Seed of the random tests, 0 to draw one");

struct cma_place_request cma_place_make_request(unsigned long nr_pages,
						unsigned long nr_bits,
						unsigned long align,
						unsigned long offset)
{
	return (struct cma_place_request) {
		.nr_pages = nr_pages,
		.nr_bits = nr_bits,
		.align_mask = align - 1,
		.align_offset = offset,
	};
}

void cma_place_picture_to_desc(const struct picture *picture, char *desc)
{
	strscpy(desc, picture->name, KUNIT_PARAM_DESC_SIZE);
}

/* A picture that shows a candidate must itself be right. */
static void check_drawing(struct kunit *test, const struct picture *picture,
			  const char *drawn)
{
	const char *area = picture->area;
	unsigned long i, nr_new = 0;

	KUNIT_ASSERT_EQ_MSG(test, strlen(drawn), strlen(area),
			    "badly drawn: %s", drawn);
	for (i = 0; drawn[i]; i++) {
		if (drawn[i] == 'N')
			nr_new++;
		KUNIT_ASSERT_EQ_MSG(test, area[i],
				    drawn[i] == 'N' ? '.' : drawn[i],
				    "badly drawn: %s", drawn);
	}
	KUNIT_ASSERT_EQ_MSG(test, nr_new, picture->nr_bits,
			    "badly drawn: %s", drawn);
}

static struct cma_place_request picture_request(const struct picture *picture)
{
	struct cma_place_request req =
		cma_place_make_request(picture->nr_pages, picture->nr_bits,
				       picture->align, picture->offset);

	if (picture->prefer)
		req.prefer_mask = picture->prefer - 1;

	return req;
}

void cma_place_check_picture(struct kunit *test, const struct picture *picture,
			     enum cma_place_policy policy)
{
	const struct cma_place_request req = picture_request(picture);
	const unsigned long area_bits = strlen(picture->area);
	DECLARE_BITMAP(bitmap, PICTURE_BITS);
	struct cma_place_walk walk;
	unsigned long i;

	KUNIT_ASSERT_LE(test, area_bits, PICTURE_BITS);
	bitmap_zero(bitmap, PICTURE_BITS);
	for (i = 0; i < area_bits; i++)
		if (picture->area[i] == '#')
			__set_bit(i, bitmap);

	cma_place_begin(&walk, policy, &req, area_bits);
	for (i = 0; picture->walk[i]; i++) {
		const char *drawn = picture->walk[i];

		check_drawing(test, picture, drawn);
		KUNIT_ASSERT_EQ_MSG(test, cma_place_next(&walk, bitmap),
				    strchr(drawn, 'N') - drawn,
				    "candidate %lu of %s should be %s",
				    i, picture->area, drawn);
	}

	/* None left, however often one asks. */
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ_MSG(test, cma_place_next(&walk, bitmap),
				    area_bits, "one candidate too many in %s",
				    picture->area);
}

/* Random areas. */
const struct shape cma_place_shapes[NR_CMA_PLACE_SHAPES] = {
	{ 1, 200 }, { 2, 200 }, { 31, 500 }, { 32, 500 }, { 33, 500 },
	{ 63, 500 }, { 64, 500 }, { 65, 500 }, { 128, 500 }, { 1000, 200 },
	{ 16384, 20 },		/* 64 MiB of 4 KiB pages */
	{ 286720, 4 },		/* 1120 MiB */
};

void cma_place_shape_to_desc(const struct shape *shape, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%lu bits", shape->area_bits);
}

KUNIT_ARRAY_PARAM(shape, cma_place_shapes, cma_place_shape_to_desc);

unsigned long cma_place_random_length(struct rnd_state *rng, unsigned long max)
{
	unsigned long scale = 1UL << (prandom_u32_state(rng) % 11);

	return 1 + prandom_u32_state(rng) % min(scale, max);
}

/*
 * Runs of used and of free bits, whose typical lengths are drawn anew for each
 * bitmap. What is in the last word behind the area is as random as the rest,
 * and the search must not care.
 */
static void random_bitmap(struct rnd_state *rng, unsigned long *bitmap,
			  unsigned long area_bits)
{
	unsigned long nr = BITS_TO_LONGS(area_bits) * BITS_PER_LONG;
	unsigned long max_used = cma_place_random_length(rng, area_bits);
	unsigned long max_free = cma_place_random_length(rng, area_bits);
	unsigned long pos = 0, len;

	bitmap_zero(bitmap, nr);
	while (pos < nr) {
		pos += prandom_u32_state(rng) % (max_free + 1);
		if (pos >= nr)
			break;
		len = min(cma_place_random_length(rng, max_used), nr - pos);
		bitmap_set(bitmap, pos, len);
		pos += len;
	}
}

/*
 * Any alignment, any preferred one, any place of the area in them, 1 to 16 pages
 * a bit. One in four is as long as it had better be aligned.
 */
static void random_request(struct rnd_state *rng, struct cma_place_request *req,
			   unsigned long area_bits)
{
	unsigned int order_per_bit = prandom_u32_state(rng) % 5;
	unsigned long unused_pages;

	req->nr_bits = cma_place_random_length(rng, area_bits + 1);
	if (prandom_u32_state(rng) % 4 == 0)
		req->nr_bits = rounddown_pow_of_two(req->nr_bits);
	req->align_mask = (1UL << (prandom_u32_state(rng) % 10)) - 1;
	req->prefer_mask = roundup_pow_of_two(req->nr_bits) - 1;
	req->align_offset = prandom_u32_state(rng) &
			    (req->align_mask | req->prefer_mask);

	/* The last bit of the request need not be filled. */
	unused_pages = prandom_u32_state(rng) % (1UL << order_per_bit);
	req->nr_pages = (req->nr_bits << order_per_bit) - unused_pages;
}

void cma_place_check_next(struct kunit *test, struct cma_place_walk *walk,
			  const struct round *round, unsigned long want)
{
	const struct cma_place_request *req = &round->req;

	KUNIT_ASSERT_EQ_MSG(test, cma_place_next(walk, round->bitmap), want,
			    "random_seed %u, round %u: %lu pages, %lu of %lu bits, align mask %lu prefer %lu offset %lu",
			    random_seed, round->nr, req->nr_pages, req->nr_bits,
			    round->area_bits, req->align_mask,
			    req->prefer_mask, req->align_offset);
}

/*
 * The walk must offer every place there is, from the bottom to the top. The
 * number of free bits in a row is kept, so that every bit is seen once and every
 * start is considered.
 */
static void check_upwards(struct kunit *test, struct cma_place_walk *walk,
			  const struct round *round)
{
	const struct cma_place_request *req = &round->req;
	unsigned long bit, start, nr_free = 0;

	for (bit = 0; bit < round->area_bits; bit++) {
		nr_free = test_bit(bit, round->bitmap) ? 0 : nr_free + 1;
		if (nr_free < req->nr_bits)
			continue;
		start = bit + 1 - req->nr_bits;
		if (cma_place_is_aligned(req, start))
			cma_place_check_next(test, walk, round, start);
	}
	cma_place_check_next(test, walk, round, round->area_bits);
}

void cma_place_run_rounds(struct kunit *test, check_round_fn check)
{
	const struct shape *shape = test->param_value;
	size_t nr_longs = BITS_TO_LONGS(shape->area_bits);
	struct round round = { .area_bits = shape->area_bits };
	struct rnd_state rng;
	unsigned long *bitmap;

	bitmap = kunit_kzalloc(test, nr_longs * sizeof(long), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bitmap);
	round.bitmap = bitmap;

	cma_place_seed(test, &rng);
	for (round.nr = 0; round.nr < shape->nr_rounds; round.nr++) {
		random_bitmap(&rng, bitmap, shape->area_bits);
		random_request(&rng, &round.req, shape->area_bits);
		check(test, &round);
		cond_resched();
	}
}

/* First-fit: every request at the lowest place that fits. */

static void begin_first_fit(struct cma_place_walk *walk,
			    const struct cma_place_request *req,
			    unsigned long area_bits)
{
	cma_place_begin(walk, CMA_PLACE_FIRST_FIT, req, area_bits);
}

static const struct picture first_fit_pictures[] = {
	{ "empty area", 3, 3, 1, 0, ".....",
		{ "NNN..", ".NNN.", "..NNN" } },
	{ "full area", 1, 1, 1, 0, "#####", { } },
	{ "one page too few", 3, 3, 1, 0, "#..##..", { } },
	{ "hole of the very size", 3, 3, 1, 0, "#...#..",
		{ "#NNN#.." } },
	{ "smaller holes are passed over", 3, 3, 1, 0, "#.#..#...#",
		{ "#.#..#NNN#" } },
	{ "last pages of the area", 2, 2, 1, 0, "######..",
		{ "######NN" } },
	{ "would end behind the area", 3, 3, 1, 0, "######..", { } },
	{ "as large as the area", 4, 4, 1, 0, "....", { "NNNN" } },
	{ "larger than the area", 5, 5, 1, 0, "....", { } },
	{ "starts are aligned, ends are not", 3, 3, 4, 0, "#...........",
		{ "#...NNN.....", "#.......NNN." } },
	/* Seven free pages, and not five from a multiple of four onwards. */
	{ "hole without an aligned start", 5, 5, 4, 0, "#.......####",
		{ } },
	{ "the same hole, not aligned", 5, 5, 1, 0, "#.......####",
		{ "#NNNNN..####", "#.NNNNN.####", "#..NNNNN####" } },
	/* The area starts one page above a multiple of four. */
	{ "area off the boundary", 2, 2, 4, 1, "..........",
		{ "...NN.....", ".......NN." } },
	{ "area off the boundary, used below", 2, 2, 4, 3, "##........",
		{ "##...NN..." } },
	/* Busy pages: one step of the alignment at a time, ranges overlap. */
	{ "retry goes upwards", 6, 6, 4, 0, "...............",
		{ "NNNNNN.........", "....NNNNNN.....", "........NNNNNN." } },
	{ "retry goes on in the next hole", 2, 2, 2, 0, "....#.#...",
		{ "NN..#.#...", "..NN#.#...", "....#.#.NN" } },
	/* Nine pages, four a bit. */
	{ "pages are counted in bits", 9, 3, 1, 0, "..#...#",
		{ "..#NNN#" } },
};

KUNIT_ARRAY_PARAM(first_fit_picture, first_fit_pictures,
		  cma_place_picture_to_desc);

static void first_fit_picture_test(struct kunit *test)
{
	cma_place_check_picture(test, test->param_value, CMA_PLACE_FIRST_FIT);
}

/* Every candidate, against the oracle. */
static void check_first_fit(struct kunit *test, const struct round *round)
{
	struct cma_place_walk walk;

	begin_first_fit(&walk, &round->req, round->area_bits);
	check_upwards(test, &walk, round);
}

static void first_fit_oracle_test(struct kunit *test)
{
	cma_place_run_rounds(test, check_first_fit);
}

/* Every candidate, against the search and the retry cma_alloc() used to have. */
static void check_like_bitmap(struct kunit *test, const struct round *round)
{
	const struct cma_place_request *req = &round->req;
	unsigned long start = 0, want;
	struct cma_place_walk walk;

	begin_first_fit(&walk, req, round->area_bits);
	for (;;) {
		want = bitmap_find_next_zero_area_off((void *)round->bitmap,
						      round->area_bits, start,
						      req->nr_bits,
						      req->align_mask,
						      req->align_offset);
		if (want >= round->area_bits)
			break;
		cma_place_check_next(test, &walk, round, want);
		start = want + req->align_mask + 1;
	}
	cma_place_check_next(test, &walk, round, round->area_bits);
}

static void first_fit_like_bitmap_test(struct kunit *test)
{
	cma_place_run_rounds(test, check_like_bitmap);
}

/*
 * A failure from the field: 456 pages, aligned to 256, in an area whose only
 * hole has 511.
 *
 *   58881              59136                          59392
 *   |..................|..............................|#####
 *                      |<-------- 456 pages --------->.....|
 */
static void worked_example_test(struct kunit *test)
{
	const unsigned long area_bits = 286720, hole = 58881, hole_bits = 511;
	struct cma_place_request req = cma_place_make_request(456, 456, 256, 0);
	struct cma_place_walk walk;
	unsigned long *bitmap;

	bitmap = kunit_kzalloc(test, BITS_TO_LONGS(area_bits) * sizeof(long),
			       GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bitmap);
	bitmap_set(bitmap, 0, area_bits);
	bitmap_clear(bitmap, hole, hole_bits);

	begin_first_fit(&walk, &req, area_bits);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), area_bits);

	/* Any start will do: the first page of the hole. */
	req.align_mask = 0;
	begin_first_fit(&walk, &req, area_bits);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), hole);

	/* One page more in front of it, and the hole has an aligned start. */
	req.align_mask = 255;
	bitmap_clear(bitmap, hole - 1, 1);
	begin_first_fit(&walk, &req, area_bits);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), hole - 1);
}

/*
 * The bitmap may change between two candidates: the walk goes on from where it
 * was, and not from what it saw.
 *
 *   NN......    the first candidate; its pages are busy
 *   .####...    somebody else takes four pages, the next is behind them
 *   .....NN.
 *   ........    these are freed again, but the walk has passed them
 *   ......NN
 */
static void first_fit_change_test(struct kunit *test)
{
	const struct cma_place_request req = cma_place_make_request(2, 2, 1, 0);
	DECLARE_BITMAP(bitmap, 8);
	struct cma_place_walk walk;

	bitmap_zero(bitmap, 8);
	begin_first_fit(&walk, &req, 8);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 0);
	bitmap_set(bitmap, 1, 4);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 5);
	bitmap_clear(bitmap, 1, 4);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 6);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 8);
}

/* The names are what users write, so they stay. */
static void policy_names_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, NR_CMA_PLACE_POLICIES, 2);
	KUNIT_EXPECT_STREQ(test, cma_place_policy_names[CMA_PLACE_FIRST_FIT],
			   "first-fit");
	KUNIT_EXPECT_STREQ(test, cma_place_policy_names[CMA_PLACE_ZONED],
			   "zoned");
}

void cma_place_seed(struct kunit *test, struct rnd_state *rng)
{
	while (!random_seed)
		random_seed = get_random_u32();
	kunit_info(test, "random_seed %u\n", random_seed);
	prandom_seed_state(rng, random_seed);
}

static struct kunit_case cma_place_cases[] = {
	KUNIT_CASE_PARAM(first_fit_picture_test, first_fit_picture_gen_params),
	KUNIT_CASE_PARAM(first_fit_oracle_test, shape_gen_params),
	KUNIT_CASE_PARAM(first_fit_like_bitmap_test, shape_gen_params),
	KUNIT_CASE(worked_example_test),
	KUNIT_CASE(first_fit_change_test),
	KUNIT_CASE(policy_names_test),
	{ }
};

static struct kunit_suite cma_place_suite = {
	.name = "cma_place",
	.test_cases = cma_place_cases,
};

kunit_test_suite(cma_place_suite);
