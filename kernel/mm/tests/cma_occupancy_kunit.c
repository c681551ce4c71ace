// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the look at what a range of pages is used for
 * (mm/cma_occupancy.c), on pages as the page allocator hands them out. The window
 * of alloc_contig_kunit.c has the free blocks.
 */
#include <linux/file.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swap.h>

#include "../cma_occupancy.h"
#include "../internal.h"
#include "alloc_contig_kunit.h"

#ifndef FOLIO_MAPPING_ANON
#define FOLIO_MAPPING_ANON	PAGE_MAPPING_ANON
#endif

#ifdef EMPTY_VMA_FLAGS
#define NO_VMA_FLAGS	EMPTY_VMA_FLAGS
#else
#define NO_VMA_FLAGS	0
#endif

/*
 * What a folio is used for; how many references that comes to, the one that
 * allocating it gave among them; and whether that is more than moving it accounts
 * for. Only single pages are mapped here.
 */
struct use {
	const char *name;
	unsigned int order;
	int refs;
	int mapped;
	bool is_anon, is_swapcache, has_private, is_reserved;
	bool is_off_list;
	bool stuck;
};

static const struct use uses[] = {
	{ "anonymous, mapped", 0, 1, 1, .is_anon = true },
	{ "anonymous, mapped twice", 0, 2, 2, .is_anon = true },
	{ "anonymous, mapped, and held", 0, 2, 1, .is_anon = true,
		.stuck = true },
	{ "anonymous, not mapped, and held", 0, 1, 0, .is_anon = true,
		.stuck = true },

	{ "swap cache", 0, 1, 0, .is_anon = true, .is_swapcache = true },
	{ "swap cache, mapped", 0, 2, 1, .is_anon = true, .is_swapcache = true },
	{ "swap cache, mapped, and held", 0, 3, 1, .is_anon = true,
		.is_swapcache = true, .stuck = true },

	{ "page cache", 0, 1, 0 },
	{ "page cache, mapped twice", 0, 3, 2 },
	{ "page cache, and held", 0, 2, 0, .stuck = true },
	{ "page cache, mapped, and held", 0, 3, 1, .stuck = true },
	{ "page cache with a file system's data", 0, 2, 0, .has_private = true },
	{ "page cache with a file system's data, and held", 0, 3, 0,
		.has_private = true, .stuck = true },

	{ "page cache, 16 pages", 4, 16, 0 },
	{ "page cache, 16 pages, and held", 4, 17, 0, .stuck = true },
	{ "page cache, 16 pages with a file system's data", 4, 17, 0,
		.has_private = true },
	{ "page cache, 16 pages with data, and held", 4, 18, 0,
		.has_private = true, .stuck = true },

	{ "reserved", 0, 1, 0, .is_reserved = true, .stuck = true },
	{ "reserved, on no list", 0, 1, 0, .is_reserved = true,
		.is_off_list = true, .stuck = true },
	{ "on no list, and held", 0, 5, 0, .is_off_list = true },
};

static void use_to_desc(const struct use *use, char *desc)
{
	strscpy(desc, use->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(use, uses, use_to_desc);

/* The folio is on no list, so the flag must not stay for others to see. */
static void put_to_use(struct folio *folio, const struct use *use)
{
	folio_ref_add(folio, use->refs - 1);
	if (use->mapped)
		atomic_set(&folio->_mapcount, use->mapped - 1);
	if (use->is_anon) {
		folio->mapping = (void *)FOLIO_MAPPING_ANON;
		folio_set_swapbacked(folio);
	}
	if (use->is_swapcache)
		folio_set_swapcache(folio);
	if (use->has_private)
		folio_set_private(folio);
	if (use->is_reserved)
		SetPageReserved(&folio->page);
	if (!use->is_off_list)
		folio_set_lru(folio);
}

static void take_out_of_use(struct folio *folio, const struct use *use)
{
	folio_clear_lru(folio);
	ClearPageReserved(&folio->page);
	folio_clear_private(folio);
	folio_clear_swapcache(folio);
	folio_clear_swapbacked(folio);
	folio->mapping = NULL;
	if (use->mapped)
		atomic_set(&folio->_mapcount, -1);
	folio_ref_sub(folio, use->refs - 1);
}

static void use_test(struct kunit *test)
{
	const struct use *use = test->param_value;
	unsigned long nr = 1UL << use->order, pfn;
	struct cma_occupancy all, middle, end;
	struct folio *folio;
	int refs;

	folio = folio_alloc(GFP_KERNEL, use->order);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, folio);
	pfn = folio_pfn(folio);

	put_to_use(folio, use);
	all = cma_occupancy(pfn, nr, ULONG_MAX);
	middle = cma_occupancy(pfn + nr / 4, nr - nr / 2, 1);
	end = cma_occupancy(pfn + nr - 1, 1, 1);
	refs = folio_ref_count(folio);
	take_out_of_use(folio, use);

	KUNIT_EXPECT_EQ(test, all.in_use, nr);
	KUNIT_EXPECT_EQ(test, all.first_in_use, pfn);
	KUNIT_EXPECT_EQ(test, all.stuck, use->stuck ? pfn : CMA_NO_PFN);
	/* A part of it has those pages only, but is as stuck as all of it. */
	KUNIT_EXPECT_EQ(test, middle.in_use, nr - nr / 2);
	KUNIT_EXPECT_EQ(test, middle.first_in_use, pfn + nr / 4);
	KUNIT_EXPECT_EQ(test, middle.stuck,
			use->stuck ? pfn + nr / 4 : CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, end.in_use, 1);
	KUNIT_EXPECT_EQ(test, end.first_in_use, pfn + nr - 1);
	/* No reference stays. */
	KUNIT_EXPECT_EQ(test, refs, use->refs);
	folio_put(folio);
}

static struct cma_occupancy look(const struct contig_window *w,
				 unsigned long offset, unsigned long nr)
{
	return cma_occupancy(w->start + offset, nr, ULONG_MAX);
}

static void expect_free(struct kunit *test, unsigned long offset,
			unsigned long nr)
{
	struct cma_occupancy seen = look(test->priv, offset, nr);

	KUNIT_EXPECT_EQ_MSG(test, seen.in_use, 0, "%lu pages at %lu", nr, offset);
	KUNIT_EXPECT_EQ(test, seen.first_in_use, CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, seen.stuck, CMA_NO_PFN);
}

/* One page is in use, at @used. */
static void expect_used(struct kunit *test, unsigned long offset,
			unsigned long nr, unsigned long used)
{
	struct contig_window *w = test->priv;
	struct cma_occupancy seen = look(w, offset, nr);

	KUNIT_EXPECT_EQ_MSG(test, seen.in_use, 1, "%lu pages at %lu", nr, offset);
	KUNIT_EXPECT_EQ_MSG(test, seen.first_in_use, w->start + used,
			    "%lu pages at %lu", nr, offset);
	KUNIT_EXPECT_EQ(test, seen.stuck, CMA_NO_PFN);
}

static void free_ranges_test(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NR_CONTIG_RANGES; i++)
		expect_free(test, contig_ranges[i].offset, contig_ranges[i].nr);
}

/* Right behind a free block of each order, and right before it. */
static void free_blocks_test(struct kunit *test)
{
	unsigned long size;

	for (size = 1; size < BLOCK; size *= 2) {
		contig_must_alloc(test, size, 1);
		contig_check_window(test);
		expect_used(test, 0, 2 * BLOCK, size);
		expect_used(test, 0, size + 1, size);
		expect_free(test, 0, size);
		/* From the middle of the block. */
		expect_used(test, size / 2, BLOCK, size);
		expect_free(test, size + 1, BLOCK);
		contig_free_range(test, size, 1);
	}
	contig_check_window(test);
}

/* What a kernel thread puts is closed later; a page of it may be one of the area. */
static void close_now(struct file *file)
{
	fput(file);
	flush_delayed_fput();
}

/* The pages of a file in memory are in the page cache and on an LRU list. */
static void shmem_test(struct kunit *test)
{
	struct cma_occupancy idle, held;
	unsigned long pfn;
	struct file *file;
	struct page *page;

	file = shmem_kernel_file_setup("cma_occupancy", PAGE_SIZE, NO_VMA_FLAGS);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	page = shmem_read_mapping_page(file->f_mapping, 0);
	if (IS_ERR(page)) {
		close_now(file);
		KUNIT_FAIL(test, "no page: %ld", PTR_ERR(page));
		return;
	}
	pfn = page_to_pfn(page);
	lru_add_drain_all();
	KUNIT_EXPECT_TRUE(test, PageLRU(page));
	held = cma_occupancy(pfn, 1, ULONG_MAX);
	put_page(page);
	idle = cma_occupancy(pfn, 1, ULONG_MAX);
	close_now(file);

	KUNIT_EXPECT_EQ(test, held.in_use, 1);
	KUNIT_EXPECT_EQ(test, held.stuck, pfn);
	KUNIT_EXPECT_EQ(test, idle.in_use, 1);
	KUNIT_EXPECT_EQ(test, idle.first_in_use, pfn);
	KUNIT_EXPECT_EQ(test, idle.stuck, CMA_NO_PFN);
}

/*
 * Slab pages are in no area. Should one be looked at, it is left as it is; with
 * no references, as they are since 6.15, it looks free.
 */
static void slab_test(struct kunit *test)
{
	void *object = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct cma_occupancy seen;
	struct folio *folio;
	int refs;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, object);
	folio = page_folio(virt_to_page(object));
	refs = folio_ref_count(folio);
	seen = cma_occupancy(page_to_pfn(virt_to_page(object)), 1, ULONG_MAX);
	KUNIT_EXPECT_EQ(test, seen.in_use, !!refs);
	KUNIT_EXPECT_EQ(test, seen.stuck, CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, folio_ref_count(folio), refs);
}

#ifdef CONFIG_HUGETLB_PAGE
static void make_hugetlb(struct folio *folio, bool is_hugetlb)
{
	/* It is a type of pages since 6.9, in later versions of 6.6, too. */
#if defined(alloc_hooks) || defined(PG_hugetlb)
	if (is_hugetlb)
		__folio_set_hugetlb(folio);
	else
		__folio_clear_hugetlb(folio);
#else
	set_compound_page_dtor(&folio->page,
			       is_hugetlb ? HUGETLB_PAGE_DTOR : COMPOUND_PAGE_DTOR);
#endif
}
#endif

/*
 * A huge page is in use, in hugetlb's reserve as well, where it has no reference;
 * whether it will move its references do not tell.
 */
static void hugetlb_test(struct kunit *test)
{
#ifdef CONFIG_HUGETLB_PAGE
	struct cma_occupancy held, reserved;
	struct folio *folio;
	unsigned long pfn;

	folio = folio_alloc(GFP_KERNEL, 4);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, folio);
	pfn = folio_pfn(folio);
	make_hugetlb(folio, true);

	folio_ref_add(folio, 20);
	held = cma_occupancy(pfn + 4, 8, ULONG_MAX);
	folio_ref_sub(folio, 20);
	KUNIT_EXPECT_TRUE(test, folio_ref_freeze(folio, 1));
	reserved = cma_occupancy(pfn + 4, 8, ULONG_MAX);
	folio_ref_unfreeze(folio, 1);

	make_hugetlb(folio, false);
	folio_put(folio);

	KUNIT_EXPECT_EQ(test, held.in_use, 8);
	KUNIT_EXPECT_EQ(test, held.first_in_use, pfn + 4);
	KUNIT_EXPECT_EQ(test, held.stuck, CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, reserved.in_use, 8);
	KUNIT_EXPECT_EQ(test, reserved.first_in_use, pfn + 4);
	KUNIT_EXPECT_EQ(test, reserved.stuck, CMA_NO_PFN);
#else
	kunit_skip(test, "no CONFIG_HUGETLB_PAGE");
#endif
}

static struct kunit_case cma_occupancy_cases[] = {
	KUNIT_CASE_PARAM(use_test, use_gen_params),
	KUNIT_CASE(free_ranges_test),
	KUNIT_CASE(free_blocks_test),
	KUNIT_CASE(shmem_test),
	KUNIT_CASE(slab_test),
	KUNIT_CASE(hugetlb_test),
	{}
};

static struct kunit_suite cma_occupancy_suite = {
	.name = "cma_occupancy",
	.init = contig_window_init,
	.exit = contig_window_exit,
	.test_cases = cma_occupancy_cases,
};

kunit_test_suite(cma_occupancy_suite);
