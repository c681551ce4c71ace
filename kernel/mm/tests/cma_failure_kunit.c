// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of how a failed CMA allocation is explained (mm/cma_failure.c), on
 * bitmaps of their own, and of what is seen of one (mm/cma_witness.c): what was
 * tried, the page in the way, and memory.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "../cma_failure.h"

#define MAX_BITS	512

/* What cma_runs_add() gets of a bitmap. */
struct bits {
	unsigned long nr;
	unsigned long align_mask;
	unsigned long align_offset;
	unsigned int order_per_bit;
	DECLARE_BITMAP(map, MAX_BITS);
};

static void add(struct cma_runs *runs, const struct bits *bits)
{
	cma_runs_add(runs, bits->map, bits->nr, bits->align_mask,
		     bits->align_offset, bits->order_per_bit);
}

/* Pictures: '#' is in use, '.' is free. */
static void draw(struct bits *bits, const char *picture)
{
	unsigned long i;

	memset(bits, 0, sizeof(*bits));
	bits->nr = strlen(picture);
	for (i = 0; i < bits->nr; i++)
		if (picture[i] == '#')
			__set_bit(i, bits->map);
}

/*
 * A request for @pages at an alignment to 2^@align, in an area that begins @offset
 * pages behind an address of that alignment; @tried ranges came to nothing, with
 * @err in the end.
 */
struct reason_case {
	const char *picture;
	unsigned long pages;
	unsigned int align, offset;
	unsigned int tried;
	int err;
	unsigned long free, run, aligned_run;
	enum cma_failure_reason reason;
};

static const struct reason_case reason_cases[] = {
	{ "########", 1, 0, 0, 0, -ENOMEM, 0, 0, 0, CMA_FAILURE_NOSPACE },
	{ "..#.#.##", 5, 0, 0, 0, -ENOMEM, 4, 2, 2, CMA_FAILURE_NOSPACE },
	{ "........", 9, 0, 0, 0, -ENOMEM, 8, 8, 8, CMA_FAILURE_NOSPACE },
	{ "..#.#.##", 4, 0, 0, 0, -ENOMEM, 4, 2, 2, CMA_FAILURE_FRAGMENTED },
	/* 8 pages from 1 on, 5 of them from an aligned start, 4, on. */
	{ "#........###", 6, 2, 0, 0, -ENOMEM, 8, 8, 5, CMA_FAILURE_ALIGNMENT },
	{ "#..#", 2, 2, 0, 0, -ENOMEM, 2, 2, 0, CMA_FAILURE_ALIGNMENT },
	/* The first bit is one page behind an aligned address: so is not the fourth. */
	{ "###...", 3, 2, 1, 0, -ENOMEM, 3, 3, 3, CMA_FAILURE_FRAGMENTED },
	{ "##....", 4, 2, 1, 0, -ENOMEM, 4, 4, 3, CMA_FAILURE_ALIGNMENT },
	/* It would fit now, as it did not a moment before. */
	{ "........", 2, 0, 0, 0, -ENOMEM, 8, 8, 8, CMA_FAILURE_FRAGMENTED },
	/* Where a range was tried, the error decides. */
	{ "........", 2, 0, 0, 3, -EBUSY, 8, 8, 8, CMA_FAILURE_BUSY },
	{ "########", 2, 0, 0, 1, -EBUSY, 0, 0, 0, CMA_FAILURE_BUSY },
	{ "########", 2, 0, 0, 1, -ENOMEM, 0, 0, 0, CMA_FAILURE_NOMEM },
	{ "........", 2, 0, 0, 1, -EINTR, 8, 8, 8, CMA_FAILURE_INTERRUPTED },
	{ "........", 2, 0, 0, 1, -EINVAL, 8, 8, 8, CMA_FAILURE_BUSY },
};

static void reason_to_desc(const struct reason_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %lu pages, %u tried: %s",
		 c->picture, c->pages, c->tried, cma_failure_names[c->reason]);
	/* In KTAP a '#' begins a remark: kunit.py would not see the name. */
	strreplace(desc, '#', 'x');
}

KUNIT_ARRAY_PARAM(reason, reason_cases, reason_to_desc);

static void test_reason(struct kunit *test)
{
	const struct reason_case *c = test->param_value;
	struct cma_failure failure = {
		.nr_pages = c->pages,
		.tried = c->tried,
		.ret = c->err,
	};
	struct cma_runs runs = {};
	struct bits bits;

	draw(&bits, c->picture);
	bits.align_mask = BIT(c->align) - 1;
	bits.align_offset = c->offset;
	add(&runs, &bits);
	cma_failure_decide(&failure, &runs);

	KUNIT_EXPECT_EQ(test, failure.free, c->free);
	KUNIT_EXPECT_EQ(test, failure.run, c->run);
	KUNIT_EXPECT_EQ(test, failure.aligned_run, c->aligned_run);
	KUNIT_EXPECT_STREQ(test, cma_failure_names[failure.reason],
			   cma_failure_names[c->reason]);
}

/*
 * A log from the field: 456 pages of order 8 do not fit into the run of 511 pages
 * at 58881, which has an aligned start at 59136, 256 pages before its end.
 */
static void test_field(struct kunit *test)
{
	const unsigned long total = 286720, first = 58881, nr_pages = 511;
	unsigned long *map = bitmap_alloc(total, GFP_KERNEL);
	struct cma_failure failure = { .nr_pages = 456, .ret = -ENOMEM };
	struct cma_runs runs = {};

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, map);
	bitmap_fill(map, total);
	bitmap_clear(map, first, nr_pages);
	cma_runs_add(&runs, map, total, 255, 0, 0);
	cma_failure_decide(&failure, &runs);
	bitmap_free(map);

	KUNIT_EXPECT_EQ(test, failure.reason, CMA_FAILURE_ALIGNMENT);
	KUNIT_EXPECT_EQ(test, failure.run, nr_pages);
	KUNIT_EXPECT_EQ(test, failure.aligned_run, 256UL);
}

/* Page after page, as a reader would. */
static void runs_naive(struct cma_runs *runs, const struct bits *bits)
{
	const unsigned int order = bits->order_per_bit;
	unsigned long bit, end, at, i, nr_pages;

	for (bit = 0; bit < bits->nr; bit = end + 1) {
		for (end = bit; end < bits->nr && !test_bit(end, bits->map);)
			end++;
		if (end == bit)
			continue;
		nr_pages = (end - bit) << order;
		runs->free += nr_pages;
		for (i = 0; nr_pages >> (i + 1);)
			i++;
		runs->nr_by_order[i]++;
		for (at = bit; at < end; at++) {
			if ((at + bits->align_offset) & bits->align_mask)
				continue;
			runs->aligned = max(runs->aligned, (end - at) << order);
			break;
		}
		/* Before the first that is smaller; the last one drops out. */
		for (i = 0; i < CMA_LARGEST_RUNS; i++)
			if (nr_pages > runs->largest[i].nr_pages)
				break;
		if (i == CMA_LARGEST_RUNS)
			continue;
		memmove(&runs->largest[i + 1], &runs->largest[i],
			(CMA_LARGEST_RUNS - 1 - i) * sizeof(struct cma_run));
		runs->largest[i] = (struct cma_run){ nr_pages, bit << order };
	}
}

/* Random bitmaps, one after the other, as those of an area of several ranges. */
static void test_random(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int round, i;

	prandom_seed_state(&rnd, 20261125);
	for (round = 0; round < 2000; round++) {
		struct cma_runs runs = {}, want = {};
		unsigned int nr_ranges = 1 + prandom_u32_state(&rnd) % 3;

		while (nr_ranges--) {
			struct bits bits = {
				.nr = 1 + prandom_u32_state(&rnd) % MAX_BITS,
				.align_mask = BIT(prandom_u32_state(&rnd) % 7) - 1,
				.order_per_bit = prandom_u32_state(&rnd) % 3,
			};
			/* Of runs that are short, long or in between. */
			unsigned int rarely = 2 << prandom_u32_state(&rnd) % 6;

			bits.align_offset = prandom_u32_state(&rnd) &
					    bits.align_mask;
			for (i = 0; i < bits.nr; i++)
				if (!(prandom_u32_state(&rnd) % rarely))
					__set_bit(i, bits.map);
			add(&runs, &bits);
			runs_naive(&want, &bits);
		}
		KUNIT_ASSERT_EQ(test, memcmp(&runs, &want, sizeof(runs)), 0);
	}
}

static void test_format(struct kunit *test)
{
	struct cma_failure failure = {
		.reason = CMA_FAILURE_ALIGNMENT,
		.align = 8,
		.prefer_align = 9,
		.ret = -ENOMEM,
		.nr_pages = 456,
		.total = 286720,
		.free = 81234,
		.run = 511,
		.aligned_run = 256,
	};
	char line[CMA_FAILURE_LINE];
	int len;

	len = cma_failure_format(line, sizeof(line), &failure);
	KUNIT_EXPECT_STREQ(test, line,
			   "failure reason=alignment pages=456 align=8 prefer=9 ret=-12 total=286720 free=81234 run=511 aligned_run=256 tried=0 migrated=0 time_us=0");
	KUNIT_EXPECT_EQ(test, (size_t)len, strlen(line));

	failure.reason = CMA_FAILURE_BUSY;
	failure.ret = -EBUSY;
	failure.tried = 3;
	failure.nr_migrated = 17;
	failure.time_us = 5120;
	failure.pfn = 0x48123;
	failure.refcount = 3;
	failure.mapcount = 1;
	failure.page_type = CMA_PAGE_ANON;
	cma_failure_format(line, sizeof(line), &failure);
	KUNIT_EXPECT_STREQ(test, line,
			   "failure reason=busy pages=456 align=8 prefer=9 ret=-16 total=286720 free=81234 run=511 aligned_run=256 tried=3 migrated=17 time_us=5120 pfn=0x48123 refcount=3 mapcount=1 type=anon");

	failure.reason = CMA_FAILURE_NOMEM;
	failure.ret = -ENOMEM;
	failure.page_type = CMA_PAGE_UNKNOWN;
	failure.mem_free = 812;
	failure.mem_min = 1024;
	cma_failure_format(line, sizeof(line), &failure);
	KUNIT_EXPECT_STREQ(test, line,
			   "failure reason=nomem pages=456 align=8 prefer=9 ret=-12 total=286720 free=81234 run=511 aligned_run=256 tried=3 migrated=17 time_us=5120 mem_free=812 mem_min=1024 swap_free=0");
}

static void test_format_runs(struct kunit *test)
{
	char line[CMA_FAILURE_LINE];
	struct cma_runs runs = {};
	struct bits bits;

	draw(&bits, "..#...#..#....#.");
	add(&runs, &bits);
	cma_runs_format_orders(line, sizeof(line), &runs);
	KUNIT_EXPECT_STREQ(test, line, "free runs by order: 0:1 1:3 2:1");
	cma_runs_format_largest(line, sizeof(line), &runs);
	KUNIT_EXPECT_STREQ(test, line, "largest free runs: 4@10 3@3 2@0 2@7 1@15");
}

/* The longest that can be: every line has its end, as far as there is room. */
static void test_format_bounds(struct kunit *test)
{
	struct cma_failure failure = {
		.reason = CMA_FAILURE_NOMEM,
		.align = 51,
		.prefer_align = 51,
		.ret = -ENOMEM,
		.nr_pages = 1UL << 31,
		.total = 1UL << 31,
		.free = 1UL << 31,
		.run = 1UL << 31,
		.aligned_run = 1UL << 31,
		.tried = UINT_MAX,
		.nr_migrated = 1UL << 31,
		.time_us = U32_MAX,
		.pfn = ULONG_MAX,
		.refcount = INT_MIN,
		.mapcount = INT_MIN,
		.page_type = CMA_PAGE_RESERVED,
		.mem_free = 1UL << 31,
		.mem_min = 1UL << 31,
		.swap_free = 1UL << 31,
	};
	char line[CMA_FAILURE_LINE];
	size_t size;

	cma_failure_format(line, sizeof(line), &failure);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, strstr(line, " swap_free=2147483648"));
	KUNIT_EXPECT_LT(test, strlen(line), sizeof(line) - 1);

	for (size = 1; size < sizeof(line); size++) {
		memset(line, 'x', sizeof(line));
		cma_failure_format(line, size, &failure);
		KUNIT_ASSERT_LT(test, strnlen(line, sizeof(line)), size);
	}
}

/* An area in thousands of pieces takes no more room than another. */
static void test_format_pieces(struct kunit *test)
{
	const unsigned long total = 65536;
	unsigned long *map = bitmap_zalloc(total, GFP_KERNEL);
	char line[CMA_FAILURE_LINE];
	struct cma_runs runs = {};
	unsigned long bit;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, map);
	for (bit = 20; bit < total; bit += 21)
		__set_bit(bit, map);
	cma_runs_add(&runs, map, total, 0, 0, 0);
	bitmap_free(map);

	cma_runs_format_orders(line, sizeof(line), &runs);
	KUNIT_EXPECT_STREQ(test, line, "free runs by order: 4:3121");
	cma_runs_format_largest(line, sizeof(line), &runs);
	KUNIT_EXPECT_STREQ(test, line,
			   "largest free runs: 20@0 20@21 20@42 20@63 20@84 20@105 20@126 20@147");
}

static void test_witness_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *object = kmalloc(64, GFP_KERNEL);
	struct cma_failure failure = {};

	if (page) {
		get_page(page);
		cma_witness_page(&failure, page_to_pfn(page));
		put_page(page);
		__free_page(page);
		KUNIT_EXPECT_EQ(test, failure.pfn, page_to_pfn(page));
		KUNIT_EXPECT_EQ(test, failure.refcount, 2);
		KUNIT_EXPECT_EQ(test, failure.mapcount, 0);
		KUNIT_EXPECT_STREQ(test, "other",
				   cma_page_type_names[failure.page_type]);
	}
	if (object) {
		cma_witness_page(&failure, page_to_pfn(virt_to_page(object)));
		kfree(object);
		KUNIT_EXPECT_STREQ(test, "slab",
				   cma_page_type_names[failure.page_type]);
	}
	cma_witness_page(&failure, page_to_pfn(ZERO_PAGE(0)));
	KUNIT_EXPECT_STREQ(test, "reserved",
			   cma_page_type_names[failure.page_type]);
}

static void test_witness_memory(struct kunit *test)
{
	const struct cma_attempts none = {}, one = { .nr = 1 };
	struct cma_failure failure = { .ret = -ENOMEM };

	cma_witness(&failure, &none);
	KUNIT_EXPECT_EQ(test, failure.mem_free, 0UL);
	cma_witness(&failure, &one);
	KUNIT_EXPECT_GT(test, failure.mem_free, 0UL);
	KUNIT_EXPECT_GT(test, failure.mem_min, 0UL);
}

static void test_witness_attempts(struct kunit *test)
{
	const unsigned long pfn = page_to_pfn(ZERO_PAGE(0));
	struct cma_failure failure = { .ret = -EBUSY }, slow = failure;
	struct cma_attempts attempts = {}, late = { .nr_migrated = 7 };
	u64 start;

	/* A range that is free is not worth timing. */
	cma_attempt_begins(&attempts, 0);
	KUNIT_EXPECT_EQ(test, attempts.start, (u64)0);
	cma_attempt_begins(&attempts, 1);
	start = attempts.start;
	KUNIT_EXPECT_NE(test, start, (u64)0);

	/* Of the pages that would not move the first one is told. */
	cma_attempt_failed(&attempts, ULONG_MAX);
	cma_attempt_failed(&attempts, pfn);
	cma_attempt_failed(&attempts, pfn + 1);
	KUNIT_EXPECT_EQ(test, attempts.start, start);
	cma_witness(&failure, &attempts);
	KUNIT_EXPECT_EQ(test, failure.tried, 3U);
	KUNIT_EXPECT_EQ(test, failure.pfn, pfn);
	KUNIT_EXPECT_STREQ(test, "reserved",
			   cma_page_type_names[failure.page_type]);
	KUNIT_EXPECT_EQ(test, failure.mem_free, 0UL);

	/* What came to nothing is timed from then on, in any case. */
	cma_attempt_begins(&late, 0);
	cma_attempt_failed(&late, ULONG_MAX);
	KUNIT_EXPECT_NE(test, late.start, (u64)0);
	late.start -= 5 * NSEC_PER_MSEC;
	cma_witness(&slow, &late);
	KUNIT_EXPECT_EQ(test, slow.nr_migrated, 7UL);
	KUNIT_EXPECT_GE(test, slow.time_us, 5000UL);
	KUNIT_EXPECT_EQ(test, slow.pfn, 0UL);
}

static struct kunit_case cma_failure_cases[] = {
	KUNIT_CASE_PARAM(test_reason, reason_gen_params),
	KUNIT_CASE(test_field),
	KUNIT_CASE(test_random),
	KUNIT_CASE(test_format),
	KUNIT_CASE(test_format_runs),
	KUNIT_CASE(test_format_bounds),
	KUNIT_CASE(test_format_pieces),
	KUNIT_CASE(test_witness_page),
	KUNIT_CASE(test_witness_memory),
	KUNIT_CASE(test_witness_attempts),
	{}
};

static struct kunit_suite cma_failure_suite = {
	.name = "cma_failure",
	.test_cases = cma_failure_cases,
};

kunit_test_suite(cma_failure_suite);
