// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the zoned placement in CMA areas (mm/cma_place.c), held against
 * pictures and against an oracle that ranks every start by division.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "cma_place_kunit.h"

/* Small requests: up to 32 pages, at the highest place that fits. */

static const struct picture small_pictures[] = {
	{ "from the top", 2, 2, 1, 0, "......",
		{ "....NN", "...NN.", "..NN..", ".NN...", "NN...." } },
	/* Four pages a bit: the class goes by pages, not by bits. */
	{ "thirty-two pages are small", 32, 8, 1, 0, "..........",
		{ "..NNNNNNNN", ".NNNNNNNN.", "NNNNNNNN.." } },
	{ "thirty-three pages are not", 33, 9, 1, 0, "..........",
		{ "NNNNNNNNN.", ".NNNNNNNNN" } },
	{ "crosses before it fails", 2, 2, 1, 0, "#..######.#",
		{ "#NN######.#" } },
	{ "one page too few", 3, 3, 1, 0, "..##..#..", { } },
	{ "smaller holes are passed under", 3, 3, 1, 0, "#...#..#.#",
		{ "#NNN#..#.#" } },
	{ "no exact fit is looked for", 2, 2, 1, 0, "#..#...#",
		{ "#..#.NN#", "#..#NN.#", "#NN#...#" } },
	{ "larger than the area", 5, 5, 1, 0, "....", { } },
	{ "highest aligned start", 3, 3, 4, 0, "..........",
		{ "....NNN...", "NNN......." } },
	/* Six free pages, and not five from a multiple of four onwards. */
	{ "hole without an aligned start", 5, 5, 4, 0, "####.......##......#",
		{ "####NNNNN..##......#" } },
	{ "off the boundary", 2, 2, 4, 1, "..........",
		{ ".......NN.", "...NN....." } },
	{ "boundary below the area", 2, 2, 4, 1, "...#######", { } },
	/* Busy pages: one step of the alignment at a time, ranges overlap. */
	{ "retry goes downwards", 6, 6, 4, 0, "...............",
		{ "........NNNNNN.", "....NNNNNN.....", "NNNNNN........." } },
};

/*
 * Larger requests: 200 pages here, in a few bits. By what is left of the
 * hole, relative to the request: less than 1/32, 3/32, 5/32, 8/32, 12/32 of it,
 * and so on in half octaves.
 */
static const struct picture ranked_pictures[] = {
	{ "from the bottom", 200, 4, 1, 0, ".......",
		{ "NNNN...", ".NNNN..", "..NNNN.", "...NNNN" } },
	{ "full area", 200, 1, 1, 0, "#####", { } },
	{ "larger than the area", 200, 5, 1, 0, "....", { } },
	{ "exact fit first, untouched rest last", 200, 4, 1, 0,
		"......#....#.....",
		{ "......#NNNN#.....", "......#....#NNNN.", "......#....#.NNNN",
		  "NNNN..#....#.....", ".NNNN.#....#.....", "..NNNN#....#....." } },
	{ "the lowest of a rank", 200, 4, 1, 0, "#....##....#.....#",
		{ "#NNNN##....#.....#", "#....##NNNN#.....#",
		  "#....##....#NNNN.#", "#....##....#.NNNN#" } },
	/* Of the first hole 4 bits are left, of the second 1. */
	{ "a hole as it is after alignment", 200, 4, 4, 0,
		"........#........###",
		{ "........#...NNNN.###", "NNNN....#........###",
		  "....NNNN#........###" } },
	{ "hole without an aligned start", 200, 5, 4, 0, "#.......####", { } },
	{ "off the boundary", 200, 4, 4, 1, ".......####....",
		{ "...NNNN####....", ".......####NNNN" } },
	{ "a few pages in many bits", 33, 9, 1, 0, "..........#.........",
		{ "..........#NNNNNNNNN", "NNNNNNNNN.#.........",
		  ".NNNNNNNNN#........." } },
	{ "many pages in a bit", 200, 1, 1, 0, "..#.#",
		{ "..#N#", "N.#.#", ".N#.#" } },

	/* As long as the preferred alignment. */
	{ "preferred starts tile the area", 200, 4, 1, 0, ".####.......",
		{ ".####...NNNN", ".####NNNN...", ".####.NNNN..",
		  ".####..NNNN." }, 4 },
	{ "off the preferred boundary", 200, 4, 2, 2, "..........",
		{ "..NNNN....", "....NNNN..", "......NNNN", "NNNN......" }, 4 },
	/* Six, or three times an octave of what is left. */
	{ "a preferred start is worth a few ranks", 200, 4, 2, 0,
		"##....##.....",
		{ "##....##NNNN.", "##NNNN##....." }, 4 },
	{ "but not an untouched rest", 200, 4, 2, 0,
		"##....##............",
		{ "##NNNN##............", "##....##NNNN........",
		  "##....##..NNNN......", "##....##....NNNN....",
		  "##....##......NNNN..", "##....##........NNNN" }, 4 },
	{ "the required alignment is enough", 200, 4, 2, 0, "##....#..#",
		{ "##NNNN#..#" }, 4 },
	/* Of any other length, it does not count. */
	{ "shorter than the preferred alignment", 200, 3, 1, 0, ".####.....",
		{ ".####NNN..", ".####.NNN.", ".####..NNN" }, 4 },
	{ "longer than the preferred alignment", 200, 5, 1, 0, ".####......",
		{ ".####NNNNN.", ".####.NNNNN" }, 4 },
};

KUNIT_ARRAY_PARAM(small_picture, small_pictures, cma_place_picture_to_desc);
KUNIT_ARRAY_PARAM(ranked_picture, ranked_pictures, cma_place_picture_to_desc);

KUNIT_ARRAY_PARAM(shape, cma_place_shapes, cma_place_shape_to_desc);

static void picture_test(struct kunit *test)
{
	cma_place_check_picture(test, test->param_value, CMA_PLACE_ZONED);
}

/* The walk must offer every place there is, from the top to the bottom. */
static void check_downwards(struct kunit *test, struct cma_place_walk *walk,
			    const struct round *round)
{
	const struct cma_place_request *req = &round->req;
	unsigned long start, nr_free = 0;

	for (start = round->area_bits; start-- > 0; ) {
		nr_free = test_bit(start, round->bitmap) ? 0 : nr_free + 1;
		if (nr_free >= req->nr_bits && cma_place_is_aligned(req, start))
			cma_place_check_next(test, walk, round, start);
	}
	cma_place_check_next(test, walk, round, round->area_bits);
}

/* Rank by the leftover, then start, as one number. */
static u64 candidate_key(const struct cma_place_request *req,
			 unsigned long left, bool preferred,
			 unsigned long start)
{
	u64 z = div_u64((u64)left << 8, req->nr_bits) + 16;
	unsigned int octave = ilog2(z);
	unsigned int rank = 2 * octave + (z >> (octave - 1) & 1);

	return (u64)(preferred ? rank : rank + 6) << 32 | start;
}

/* Of the hole [start, end), the candidate that comes next after key @last. */
static u64 hole_next(const struct cma_place_request *req, unsigned long start,
		     unsigned long end, u64 last)
{
	const unsigned long nr = req->nr_bits;
	const unsigned long prefer = nr == req->prefer_mask + 1 ?
				     req->prefer_mask : 0;
	u64 best = U64_MAX, key;
	unsigned long left;
	bool preferred = false;

	while (start < end && !cma_place_is_aligned(req, start))
		start++;
	left = end - start - nr;
	for (; start + nr <= end; start += req->align_mask + 1) {
		if (!((start + req->align_offset) & prefer))
			preferred = true;
		key = candidate_key(req, left, preferred, start);
		if (key > last)
			best = min(best, key);
	}

	return best;
}

/* The same of the whole area, or U64_MAX. */
static u64 area_next(const struct round *round, u64 last)
{
	unsigned long hole = 0, bit;
	u64 best = U64_MAX;

	for (bit = 0; bit < round->area_bits; bit++) {
		if (!test_bit(bit, round->bitmap))
			continue;
		best = min(best, hole_next(&round->req, hole, bit, last));
		hole = bit + 1;
	}

	return min(best, hole_next(&round->req, hole, round->area_bits, last));
}

/* The walk must offer every place there is, or, in large areas, the first ones. */
static void check_ranked(struct kunit *test, struct cma_place_walk *walk,
			 const struct round *round)
{
	unsigned long i, nr = 1000000 / round->area_bits;
	u64 key = 0;

	for (i = 0; i <= nr && key < U64_MAX; i++) {
		key = area_next(round, key);
		cma_place_check_next(test, walk, round, key < U64_MAX ?
			   lower_32_bits(key) : round->area_bits);
	}
}

/* Candidates of either kind, against the oracle. */
static void check_zoned(struct kunit *test, const struct round *round)
{
	struct cma_place_walk walk;

	cma_place_begin(&walk, CMA_PLACE_ZONED, &round->req, round->area_bits);
	if (round->req.nr_pages <= CMA_PLACE_SMALL_PAGES)
		check_downwards(test, &walk, round);
	else
		check_ranked(test, &walk, round);
}

static void oracle_test(struct kunit *test)
{
	cma_place_run_rounds(test, check_zoned);
}

/*
 * first_fit_change_test() upside down.
 *
 *   ......NN    the first candidate; its pages are busy
 *   ...####.    somebody else takes four pages, the next is below them
 *   .NN.....
 *   ........    these are freed again, but the walk has passed them
 *   NN......
 */
static void small_change_test(struct kunit *test)
{
	const struct cma_place_request req = cma_place_make_request(2, 2, 1, 0);
	DECLARE_BITMAP(bitmap, 8);
	struct cma_place_walk walk;

	bitmap_zero(bitmap, 8);
	cma_place_begin(&walk, CMA_PLACE_ZONED, &req, 8);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 6);
	bitmap_set(bitmap, 3, 4);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 1);
	bitmap_clear(bitmap, 3, 4);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 0);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 8);
}

/*
 * A ranked walk goes on to higher ranks, wherever these are by now.
 *
 *   NN#...#.....   exact, rank 0; its pages are busy
 *   ......#NN...   the pages below are freed: a hole of 6, rank 10; 5 are rank 9
 *   ......##....   of these one is taken: 4 are rank 8, which the walk has passed
 *   NN....##....   rank 10, a second time
 */
static void ranked_change_test(struct kunit *test)
{
	const struct cma_place_request req = cma_place_make_request(200, 2, 1, 0);
	DECLARE_BITMAP(bitmap, 12);
	struct cma_place_walk walk;
	unsigned long start;

	bitmap_zero(bitmap, 12);
	__set_bit(2, bitmap);
	__set_bit(6, bitmap);
	cma_place_begin(&walk, CMA_PLACE_ZONED, &req, 12);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 0);
	__clear_bit(2, bitmap);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 7);
	__set_bit(7, bitmap);
	for (start = 0; start <= 4; start++)
		KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), start);
	KUNIT_EXPECT_EQ(test, cma_place_next(&walk, bitmap), 12);
}

/* Takes the first candidate; true if there was one. */
static bool take(unsigned long *bitmap, unsigned long area_bits,
		 enum cma_place_policy policy,
		 const struct cma_place_request *req)
{
	struct cma_place_walk walk;
	unsigned long start;

	cma_place_begin(&walk, policy, req, area_bits);
	start = cma_place_next(&walk, bitmap);
	if (start >= area_bits)
		return false;
	bitmap_set(bitmap, start, req->nr_bits);
	return true;
}

/*
 * 64 MiB, 69 single pages that stay, then buffers of 3907 pages aligned to 256.
 *
 *   first-fit   |sss..|LLLLLLLLLL.|LLLLLLLLLL.|LLLLLLLLLL.|........|
 *   zoned       |LLLLLLLLLL.|LLLLLLLLLL.|LLLLLLLLLL.|LLLLLLLLLL.sss|
 */
static void small_residents_test(struct kunit *test)
{
	static const unsigned int want[NR_CMA_PLACE_POLICIES] = {
		[CMA_PLACE_FIRST_FIT]	= 3,
		[CMA_PLACE_ZONED]	= 4,
	};
	const struct cma_place_request resident =
		cma_place_make_request(1, 1, 1, 0);
	const struct cma_place_request buffer =
		cma_place_make_request(3907, 3907, 256, 0);
	const unsigned long area_bits = 16384;
	enum cma_place_policy policy;
	unsigned int i, nr_buffers;
	unsigned long *bitmap;

	bitmap = kunit_kzalloc(test, BITS_TO_LONGS(area_bits) * sizeof(long),
			       GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bitmap);

	for (policy = 0; policy < NR_CMA_PLACE_POLICIES; policy++) {
		bitmap_zero(bitmap, area_bits);
		for (i = 0; i < 69; i++)
			KUNIT_ASSERT_TRUE(test, take(bitmap, area_bits, policy,
						     &resident));
		nr_buffers = 0;
		while (take(bitmap, area_bits, policy, &buffer))
			nr_buffers++;
		KUNIT_EXPECT_EQ_MSG(test, nr_buffers, want[policy], "%s",
				    cma_place_policy_names[policy]);
	}
}

/*
 * What an area remembers, and what follows from it. A request of one bit goes to
 * the top of an empty area, or to its bottom where it is ranked.
 */
static bool goes_to_top(struct kunit *test, const struct cma_place_state *state,
			unsigned long nr_pages)
{
	struct cma_place_request req = cma_place_make_request(nr_pages, 1, 1, 0);
	DECLARE_BITMAP(bitmap, 64);
	struct cma_place_walk walk;
	unsigned long start;

	req.state = state;
	bitmap_zero(bitmap, 64);
	cma_place_begin(&walk, CMA_PLACE_ZONED, &req, 64);
	start = cma_place_next(&walk, bitmap);
	KUNIT_EXPECT_TRUE(test, start == 63 || start == 0);

	return start == 63;
}

/*
 * The borders of what is concluded. Of 2000 large pages 1000 are live: a page
 * lives half as long as the area takes to be filled.
 */
struct border {
	const char *name;
	unsigned long nr_pages, live, taken, taken_coarse;
	unsigned int nr_freed;
	bool top;
};

static const struct border borders[] = {
	{ "small, under 3/4 of large", 32, 374, 1000, 2000, 64, true },
	{ "small, 3/4 of large", 32, 375, 1000, 2000, 64, false },
	{ "small, under twice large", 32, 999, 1000, 2000, 64, false },
	{ "small, twice large", 32, 1000, 1000, 2000, 64, true },
	{ "small, too few freed", 32, 500, 1000, 2000, 63, true },
	{ "small, half of large coarse", 32, 500, 1000, 1000, 64, false },
	{ "small, under half coarse", 32, 500, 1000, 999, 64, true },
	{ "small, none taken", 32, 0, 0, 2000, 64, true },
	{ "medium, under four times large", 33, 1999, 1000, 2000, 16, false },
	{ "medium, four times large", 128, 2000, 1000, 2000, 16, true },
	{ "medium, too few freed", 33, 2000, 1000, 2000, 15, false },
	{ "medium, none taken", 33, 0, 0, 2000, 16, false },
	{ "large", 129, 2000, 1000, 2000, 64, false },
};

static void border_to_desc(const struct border *border, char *desc)
{
	strscpy(desc, border->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(border, borders, border_to_desc);

/* In pages, and in numbers too large to be multiplied. */
static void border_test(struct kunit *test)
{
	const struct border *border = test->param_value;
	const u64 live = border->live, taken = border->taken;
	struct cma_place_state state = {
		.nr_freed = { border->nr_freed, border->nr_freed, 64 },
	};
	unsigned int shift, i;

	for (shift = 0; shift <= 40; shift += 40) {
		for (i = 0; i < CMA_PLACE_LARGE; i++) {
			state.live[i] = live << shift;
			state.taken[i] = taken << shift;
		}
		state.live[CMA_PLACE_LARGE] = 1000ULL << shift;
		state.taken[CMA_PLACE_LARGE] = 2000ULL << shift;
		state.taken_coarse = (u64)border->taken_coarse << shift;
		KUNIT_EXPECT_EQ_MSG(test, border->top,
				    goes_to_top(test, &state, border->nr_pages),
				    "numbers shifted by %u", shift);
	}
}

/* Of 3200 small pages 640 are freed: the rest lives about as long as large ones. */
static void evidence_test(struct kunit *test)
{
	struct cma_place_state state;
	unsigned int i;

	cma_place_init(&state, 100000);
	cma_place_taken(&state, 1000, 8);
	for (i = 0; i < 320; i++)
		cma_place_taken(&state, 10, 0);
	for (i = 0; i < 64; i++) {
		KUNIT_EXPECT_TRUE(test, goes_to_top(test, &state, 10));
		cma_place_freed(&state, 10);
	}
	KUNIT_EXPECT_FALSE(test, goes_to_top(test, &state, 10));
}

/* Four times the area is remembered in full; one page more halves it. */
static void halving_test(struct kunit *test)
{
	struct cma_place_state state;
	unsigned int i;

	cma_place_init(&state, 1000);
	for (i = 0; i < 4; i++) {
		cma_place_taken(&state, 1000, i % 2 ? 6 : 5);
		cma_place_freed(&state, 1000);
	}
	KUNIT_EXPECT_EQ(test, state.taken[CMA_PLACE_LARGE], 4000);
	KUNIT_EXPECT_EQ(test, state.taken_coarse, 2000);
	cma_place_taken(&state, 33, 0);
	KUNIT_EXPECT_EQ(test, state.taken[CMA_PLACE_LARGE], 2000);
	KUNIT_EXPECT_EQ(test, state.taken[CMA_PLACE_MEDIUM], 16);
	KUNIT_EXPECT_EQ(test, state.taken_coarse, 1000);
	KUNIT_EXPECT_EQ(test, state.live[CMA_PLACE_MEDIUM], 33);
}

static void expect_live(struct kunit *test, const struct cma_place_state *state,
			u64 small, u64 medium, u64 large)
{
	KUNIT_EXPECT_EQ(test, state->live[CMA_PLACE_SMALL], small);
	KUNIT_EXPECT_EQ(test, state->live[CMA_PLACE_MEDIUM], medium);
	KUNIT_EXPECT_EQ(test, state->live[CMA_PLACE_LARGE], large);
}

/* What is given back in other pieces than it was taken in. */
static void partial_release_test(struct kunit *test)
{
	struct cma_place_state state;

	cma_place_init(&state, 10000);
	cma_place_taken(&state, 100, 0);
	cma_place_taken(&state, 5000, 0);
	cma_place_freed(&state, 1);	/* the first page of a buffer */
	cma_place_freed(&state, 4000);
	expect_live(test, &state, 0, 100, 999);

	cma_place_taken(&state, 20, 0);
	cma_place_taken(&state, 20, 0);
	cma_place_freed(&state, 40);	/* two buffers at once */
	expect_live(test, &state, 40, 60, 999);

	cma_place_freed(&state, 1019);	/* all that is large, and a part more */
	expect_live(test, &state, 40, 40, 0);
	cma_place_freed(&state, 80);
	expect_live(test, &state, 0, 0, 0);
}

/* However often it happens, an allocation that fails leaves nothing behind. */
static void untaken_test(struct kunit *test)
{
	struct cma_place_state state, before;
	unsigned int i;

	cma_place_init(&state, 100000);
	cma_place_taken(&state, 1000, 0);
	cma_place_taken(&state, 10, 0);
	before = state;
	for (i = 0; i < 100; i++) {
		cma_place_taken(&state, 2000, 8);
		cma_place_untaken(&state, 2000, 8);
		cma_place_taken(&state, 5, 0);
		cma_place_untaken(&state, 5, 0);
	}
	KUNIT_EXPECT_EQ(test, state.taken_coarse, 0);
	for (i = 0; i < NR_CMA_PLACE_SIZES; i++) {
		KUNIT_EXPECT_EQ(test, state.taken[i], before.taken[i]);
		KUNIT_EXPECT_EQ(test, state.live[i], before.live[i]);
		KUNIT_EXPECT_EQ(test, state.nr_freed[i], 0);
	}
}

/* Whatever is taken and given back in whatever pieces, the sums are right. */
static void random_events_test(struct kunit *test)
{
	const unsigned long area_pages = 16384;
	unsigned long used = 0, nr;
	struct cma_place_state state;
	struct rnd_state rng;
	unsigned int i;

	cma_place_seed(test, &rng);
	cma_place_init(&state, area_pages);
	for (i = 0; i < 20000; i++) {
		if (prandom_u32_state(&rng) % area_pages >= used) {
			nr = cma_place_random_length(&rng, area_pages - used);
			cma_place_taken(&state, nr,
					prandom_u32_state(&rng) % 10);
			used += nr;
		} else {
			nr = cma_place_random_length(&rng, used);
			cma_place_freed(&state, nr);
			used -= nr;
		}
		KUNIT_ASSERT_EQ(test, used, state.live[CMA_PLACE_SMALL] +
				state.live[CMA_PLACE_MEDIUM] +
				state.live[CMA_PLACE_LARGE]);
		KUNIT_ASSERT_LE(test, state.taken[CMA_PLACE_SMALL] +
				state.taken[CMA_PLACE_MEDIUM] +
				state.taken[CMA_PLACE_LARGE], 4 * area_pages);
	}
	cma_place_freed(&state, used);
	expect_live(test, &state, 0, 0, 0);
}

static struct kunit_case cma_place_zoned_cases[] = {
	KUNIT_CASE_PARAM(picture_test, small_picture_gen_params),
	KUNIT_CASE_PARAM(picture_test, ranked_picture_gen_params),
	KUNIT_CASE_PARAM(oracle_test, shape_gen_params),
	KUNIT_CASE(small_change_test),
	KUNIT_CASE(ranked_change_test),
	KUNIT_CASE(small_residents_test),
	KUNIT_CASE_PARAM(border_test, border_gen_params),
	KUNIT_CASE(evidence_test),
	KUNIT_CASE(halving_test),
	KUNIT_CASE(partial_release_test),
	KUNIT_CASE(untaken_test),
	KUNIT_CASE(random_events_test),
	{ }
};

static struct kunit_suite cma_place_zoned_suite = {
	.name = "cma_place_zoned",
	.test_cases = cma_place_zoned_cases,
};

kunit_test_suite(cma_place_zoned_suite);
