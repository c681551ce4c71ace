// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of alloc_contig_range() and free_contig_range().
 *
 * Each test has a window of the default CMA area to itself: its pages are
 * allocated in the area's bitmap and free in the page allocator, so that nobody
 * but the test allocates ranges there. What the window's free blocks have to look
 * like follows from which of its pages the test has: the largest aligned blocks
 * that hold none of them. contig_check_window() compares that, page after page.
 *
 * Random tests start from a seed that every run prints. To repeat one, boot with
 * alloc_contig_kunit.random_seed=<seed>.
 *
 * Here are the window, and the tests for which one CPU is enough.
 */
#include <linux/dma-map-ops.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/moduleparam.h>
#include <linux/page-isolation.h>
#include <linux/random.h>
#include <linux/sched/signal.h>

#include "../internal.h"
#ifdef alloc_contig_frozen_range
#include "../page_alloc.h"
#endif
#include "alloc_contig_kunit.h"

static unsigned int random_seed;
module_param(random_seed, uint, 0400);
MODULE_PARM_DESC(random_seed, "Seed of the random tests, 0 to draw one");

/* The interfaces that isolation has had, ... */
#ifdef ACR_FLAGS_CMA
#define FOR_CMA		ACR_FLAGS_CMA

static int isolate_range(unsigned long start, unsigned long end)
{
	return start_isolate_page_range(start, end, PB_ISOLATE_MODE_CMA_ALLOC);
}

static void unisolate_range(unsigned long start, unsigned long end)
{
	undo_isolate_page_range(start, end);
}
#else
#define FOR_CMA		MIGRATE_CMA

static int isolate_range(unsigned long start, unsigned long end)
{
#ifdef pageblock_start_pfn
	return start_isolate_page_range(start, end, MIGRATE_CMA, 0, GFP_KERNEL);
#else
	return start_isolate_page_range(start, end, MIGRATE_CMA, 0);
#endif
}

static void unisolate_range(unsigned long start, unsigned long end)
{
	undo_isolate_page_range(start, end, MIGRATE_CMA);
}
#endif

/* ... and alloc_contig_range_busy(). */
#ifdef alloc_contig_frozen_range
/* Small blocks are freed to the per-CPU lists. */
static const bool small_blocks_wait = true;

static int alloc_range_gfp(unsigned long start, unsigned long nr, gfp_t gfp,
			   unsigned long *busy)
{
	int ret = alloc_contig_frozen_range_busy(start, start + nr, FOR_CMA,
						 gfp, busy, NULL);

	if (!ret)
		set_pages_refcounted(pfn_to_page(start),
				     gfp & __GFP_COMP ? 1 : nr);
	return ret;
}
#else
static const bool small_blocks_wait;

static int alloc_range_gfp(unsigned long start, unsigned long nr, gfp_t gfp,
			   unsigned long *busy)
{
	return alloc_contig_range_busy(start, start + nr, FOR_CMA, gfp, busy,
				       NULL);
}
#endif

int contig_alloc_range(unsigned long start, unsigned long nr,
		       unsigned long *busy)
{
	return alloc_range_gfp(start, nr, GFP_KERNEL | __GFP_NOWARN, busy);
}

/* The order that the free block at @offset has to have. */
static unsigned int free_block_order(struct contig_window *w, unsigned long offset)
{
	unsigned int order = 0;
	unsigned long size;

	for (size = 2; size <= BLOCK; size *= 2, order++)
		if (offset % size ||
		    find_next_bit(w->used, offset + size, offset) < offset + size)
			break;
	return order;
}

/*
 * The window's free pages are in the largest blocks that are possible, and
 * nothing else is free. Blocks of a pageblock's size need not have merged.
 * Returns the offset of the first page of which this is not true, or WINDOW.
 */
unsigned long contig_first_wrong_page(struct contig_window *w)
{
	unsigned long offset = 0, flags;

	spin_lock_irqsave(&w->zone->lock, flags);
	while (offset < WINDOW) {
		struct page *page = pfn_to_page(w->start + offset);
		unsigned int want = free_block_order(w, offset);
		bool used = test_bit(offset, w->used);

		if (PageBuddy(page) == used)
			break;
		if (used) {
			offset++;
			continue;
		}
		if (buddy_order(page) != want &&
		    !(buddy_order(page) < want &&
		      buddy_order(page) >= pageblock_order))
			break;
		offset += 1UL << buddy_order(page);
	}
	spin_unlock_irqrestore(&w->zone->lock, flags);

	return offset;
}

void contig_check_window(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned long wrong, at, offset;
	struct page *page;

	drain_all_pages(w->zone);
	wrong = contig_first_wrong_page(w);
	/* What the message needs is asked for, on 5.x, where all is well, too. */
	at = min(wrong, WINDOW - 1);
	page = pfn_to_page(w->start + at);
	KUNIT_EXPECT_EQ_MSG(test, wrong, WINDOW,
			    "page %lu: used %d, free %d, order %u, not %u",
			    wrong, test_bit(at, w->used), PageBuddy(page),
			    PageBuddy(page) ? buddy_order(page) : 0,
			    free_block_order(w, at));

	for (offset = 0; offset < WINDOW; offset += pageblock_nr_pages) {
		page = pfn_to_page(w->start + offset);
		KUNIT_EXPECT_EQ(test, (int)get_pageblock_migratetype(page),
				(int)MIGRATE_CMA);
	}
	KUNIT_EXPECT_EQ(test,
			zone_page_state_snapshot(w->zone, NR_FREE_CMA_PAGES),
			w->free_cma - bitmap_weight(w->used, WINDOW));
}

/* The number of free blocks that the zone counts is that of those on its lists. */
static void check_free_areas(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned int order, type;
	struct list_head *pos;

	for (order = 0; (1UL << order) <= BLOCK; order++) {
		struct free_area *area = &w->zone->free_area[order];
		unsigned long flags, counted, listed = 0;

		spin_lock_irqsave(&w->zone->lock, flags);
		for (type = 0; type < MIGRATE_TYPES; type++)
			list_for_each(pos, &area->free_list[type])
				listed++;
		counted = area->nr_free;
		spin_unlock_irqrestore(&w->zone->lock, flags);
		KUNIT_EXPECT_EQ_MSG(test, counted, listed, "order %u", order);
	}
}

void contig_stamp_pages(struct contig_window *w, unsigned long offset,
			unsigned long nr, unsigned long tag)
{
	for (; nr--; offset++) {
		unsigned long *to =
			kmap_local_page(pfn_to_page(w->start + offset));

		to[0] = tag + offset;
		to[PAGE_SIZE / sizeof(*to) - 1] = ~(tag + offset);
		kunmap_local(to);
	}
}

/* How many of the pages do not hold what contig_stamp_pages() wrote. */
unsigned long contig_count_changed(struct contig_window *w, unsigned long offset,
				   unsigned long nr, unsigned long tag)
{
	unsigned long changed = 0;

	for (; nr--; offset++) {
		unsigned long *from =
			kmap_local_page(pfn_to_page(w->start + offset));

		changed += from[0] != tag + offset ||
			   from[PAGE_SIZE / sizeof(*from) - 1] !=
			   ~(tag + offset);
		kunmap_local(from);
	}
	return changed;
}

void contig_must_alloc(struct kunit *test, unsigned long offset,
		       unsigned long nr)
{
	struct contig_window *w = test->priv;
	unsigned long busy = ULONG_MAX, i;

	KUNIT_ASSERT_EQ_MSG(test, contig_alloc_range(w->start + offset, nr, &busy), 0,
			    "%lu pages at %lu, busy %lu", nr, offset,
			    busy - w->start);
	KUNIT_EXPECT_EQ(test, busy, ULONG_MAX);
	bitmap_set(w->used, offset, nr);
	for (i = offset; i < offset + nr; i++)
		if (page_count(pfn_to_page(w->start + i)) != 1)
			break;
	KUNIT_EXPECT_EQ_MSG(test, i, offset + nr, "a reference count is not 1");
}

static void must_be_busy(struct kunit *test, unsigned long offset,
			 unsigned long nr, unsigned long busy_pfn)
{
	struct contig_window *w = test->priv;
	unsigned long busy = ULONG_MAX;

	KUNIT_ASSERT_EQ_MSG(test, contig_alloc_range(w->start + offset, nr, &busy),
			    -EBUSY, "%lu pages at %lu", nr, offset);
	KUNIT_EXPECT_EQ_MSG(test, busy, busy_pfn, "%lu pages at %lu", nr,
			    offset);
}

void contig_free_range(struct kunit *test, unsigned long offset,
		       unsigned long nr)
{
	struct contig_window *w = test->priv;

	free_contig_range(w->start + offset, nr);
	bitmap_clear(w->used, offset, nr);
}

int contig_window_init(struct kunit *test)
{
	struct contig_window *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	w->cma = dev_get_cma_area(NULL);
	if (!w->cma)
		kunit_skip(test, "there is no default CMA area");
	w->pages = cma_alloc(w->cma, WINDOW, ilog2(BLOCK), true);
	if (!w->pages)
		kunit_skip(test, "the default CMA area has no %lu pages", WINDOW);

	w->start = page_to_pfn(w->pages);
	w->zone = page_zone(w->pages);
	free_contig_range(w->start, WINDOW);
	drain_all_pages(w->zone);
	w->free_cma = zone_page_state_snapshot(w->zone, NR_FREE_CMA_PAGES);
	test->priv = w;
	contig_check_window(test);

	return 0;
}

void contig_window_exit(struct kunit *test)
{
	struct contig_window *w = test->priv;

	/* Did not get as far as having a window. */
	if (!w)
		return;

	KUNIT_EXPECT_TRUE_MSG(test, bitmap_empty(w->used, WINDOW),
			      "a test did not free what it had");
	contig_check_window(test);
	check_free_areas(test);
	if (contig_alloc_range(w->start, WINDOW, NULL)) {
		KUNIT_FAIL(test, "the window is lost");
		return;
	}
	cma_release(w->cma, w->pages, WINDOW);
}

const struct contig_range contig_ranges[NR_CONTIG_RANGES] = {
	/* at the start, in the middle and at the end of a block */
	{ 0, 1 }, { BLOCK / 2, 1 }, { BLOCK - 1, 1 }, { 333, 1 },
	{ 0, 16 }, { 504, 16 }, { BLOCK - 16, 16 }, { 1, 15 },
	{ 0, BLOCK / 4 }, { BLOCK / 4, BLOCK / 4 }, { BLOCK * 3 / 4, BLOCK / 4 },
	{ 0, 765 }, { 100, 765 }, { BLOCK - 765, 765 },
	/* a block, and all of it but one page */
	{ 0, BLOCK }, { BLOCK, BLOCK }, { 1, BLOCK - 1 }, { 0, BLOCK - 1 },
	/* across blocks, and all of the window */
	{ BLOCK - 1, 2 }, { BLOCK - 7, 765 }, { 0, BLOCK + 1 },
	{ 1, 2 * BLOCK }, { BLOCK - 1, 2 * BLOCK + 2 }, { 1, WINDOW - 2 },
	{ 0, WINDOW },
};

/* Only the range is taken; what is beside it is free, in the largest blocks. */
static void test_ranges(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned int i;

	for (i = 0; i < NR_CONTIG_RANGES; i++) {
		unsigned long offset = contig_ranges[i].offset;
		unsigned long nr = contig_ranges[i].nr;

		contig_must_alloc(test, offset, nr);
		contig_check_window(test);
		contig_stamp_pages(w, offset, nr, i);
		KUNIT_EXPECT_EQ(test, contig_count_changed(w, offset, nr, i), 0);
		contig_free_range(test, offset, nr);
		contig_check_window(test);
	}
}

/* What was freed is free at once, and on no per-CPU list. */
static void test_free(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned int i;

	for (i = 0; i < NR_CONTIG_RANGES; i++) {
		if (small_blocks_wait &&
		    (contig_ranges[i].offset | contig_ranges[i].nr) % BLOCK)
			continue;
		contig_must_alloc(test, contig_ranges[i].offset,
				  contig_ranges[i].nr);
		contig_free_range(test, contig_ranges[i].offset,
				  contig_ranges[i].nr);
		KUNIT_EXPECT_EQ_MSG(test, contig_first_wrong_page(w), WINDOW,
				    "%lu pages at %lu", contig_ranges[i].nr,
				    contig_ranges[i].offset);
	}
}

u32 contig_draw_seed(struct kunit *test)
{
	u32 seed = random_seed ?: get_random_u32();

	kunit_info(test, "random_seed=%u", seed);
	return seed;
}

/* Ranges come and go beside each other, in the same blocks. */
static void test_neighbours(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned long offset[32], nr[32] = {}, tag[32];
	struct rnd_state rnd;
	unsigned int step, i;

	prandom_seed_state(&rnd, contig_draw_seed(test));
	for (step = 0; step < 600; step++) {
		i = prandom_u32_state(&rnd) % ARRAY_SIZE(nr);
		if (nr[i]) {
			KUNIT_EXPECT_EQ(test, 0,
					contig_count_changed(w, offset[i], nr[i],
							     tag[i]));
			contig_free_range(test, offset[i], nr[i]);
			nr[i] = 0;
		} else {
			offset[i] = prandom_u32_state(&rnd) % WINDOW;
			nr[i] = 1 + prandom_u32_state(&rnd) % 300;
			if (offset[i] + nr[i] > WINDOW ||
			    find_next_bit(w->used, offset[i] + nr[i],
					  offset[i]) < offset[i] + nr[i]) {
				nr[i] = 0;
				continue;
			}
			contig_must_alloc(test, offset[i], nr[i]);
			tag[i] = prandom_u32_state(&rnd);
			contig_stamp_pages(w, offset[i], nr[i], tag[i]);
		}
		contig_check_window(test);
	}
	for (i = 0; i < ARRAY_SIZE(nr); i++)
		if (nr[i])
			contig_free_range(test, offset[i], nr[i]);
}

/* A page in use is named, the first of several, and nothing else changes. */
static void test_busy_page(struct kunit *test)
{
	struct contig_window *w = test->priv;
	const unsigned long first = BLOCK / 2 + 3, second = BLOCK + 77;

	contig_must_alloc(test, first, 1);
	contig_must_alloc(test, second, 1);
	contig_check_window(test);

	must_be_busy(test, first, 1, w->start + first);
	must_be_busy(test, 0, BLOCK, w->start + first);
	must_be_busy(test, first - 3, 16, w->start + first);
	must_be_busy(test, 0, WINDOW, w->start + first);
	must_be_busy(test, first + 1, BLOCK, w->start + second);
	contig_check_window(test);

	/* Right beside them all is as ever. */
	contig_must_alloc(test, 0, first);
	contig_must_alloc(test, first + 1, second - first - 1);
	contig_must_alloc(test, second + 1, 765);
	contig_check_window(test);
	contig_free_range(test, 0, second + 766);
	contig_check_window(test);
}

/* Somebody else has isolated a pageblock: no page is to be blamed. */
static void test_isolated_elsewhere(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned long start = w->start + BLOCK;

	KUNIT_ASSERT_EQ(test, isolate_range(start, start + pageblock_nr_pages),
			0);
	must_be_busy(test, BLOCK, 1, ULONG_MAX);
	must_be_busy(test, 0, WINDOW, ULONG_MAX);
	contig_must_alloc(test, BLOCK - 765, 765);
	unisolate_range(start, start + pageblock_nr_pages);
	contig_check_window(test);
	contig_free_range(test, BLOCK - 765, 765);
}

/* A killed task gets -EINTR, from a free range too. */
static void test_killed(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned long busy = ULONG_MAX;
	int ret;

	/* No lock: nobody else sends a signal to a test's thread. */
	sigaddset(&current->pending.signal, SIGKILL);
	set_thread_flag(TIF_SIGPENDING);

	ret = contig_alloc_range(w->start, 16, &busy);

	sigdelset(&current->pending.signal, SIGKILL);
	clear_thread_flag(TIF_SIGPENDING);

	KUNIT_EXPECT_EQ(test, ret, -EINTR);
	KUNIT_EXPECT_EQ(test, busy, ULONG_MAX);
	contig_check_window(test);
}

/* A compound page from the middle of a larger block. */
static void test_compound(struct kunit *test)
{
#ifdef alloc_hooks
	struct contig_window *w = test->priv;
	struct page *head = pfn_to_page(w->start + 24);

	KUNIT_ASSERT_EQ(test, alloc_range_gfp(w->start + 24, 8,
					      GFP_KERNEL | __GFP_COMP, NULL), 0);
	bitmap_set(w->used, 24, 8);
	KUNIT_EXPECT_TRUE(test, PageHead(head));
	KUNIT_EXPECT_EQ(test, compound_order(head), 3);
	contig_check_window(test);
	__free_pages(head, 3);
	bitmap_clear(w->used, 24, 8);
	contig_check_window(test);
#else
	kunit_skip(test, "alloc_contig_range() knows no compound pages");
#endif
}

static struct kunit_case alloc_contig_cases[] = {
	KUNIT_CASE(test_ranges),
	KUNIT_CASE(test_free),
	KUNIT_CASE(test_neighbours),
	KUNIT_CASE(test_busy_page),
	KUNIT_CASE(test_isolated_elsewhere),
	KUNIT_CASE(test_killed),
	KUNIT_CASE(test_compound),
	{}
};

static struct kunit_suite alloc_contig_suite = {
	.name = "alloc_contig",
	.init = contig_window_init,
	.exit = contig_window_exit,
	.test_cases = alloc_contig_cases,
};

kunit_test_suite(alloc_contig_suite);
