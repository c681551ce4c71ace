/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KUnit tests of alloc_contig_range() share; see alloc_contig_kunit.c.
 */
#ifndef _MM_ALLOC_CONTIG_KUNIT_H
#define _MM_ALLOC_CONTIG_KUNIT_H

#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/cma.h>
#include <linux/mmzone.h>
#include <linux/prandom.h>

/*
 * pageblock_start_pfn() came with 6.1. Before that drain_all_pages() has work done
 * on each CPU that has pages on its lists, and waits for it.
 */
#ifdef pageblock_start_pfn
#define DRAIN_WAITS	false
#else
#define DRAIN_WAITS	true
#endif

#define BLOCK		((unsigned long)MAX_ORDER_NR_PAGES)
#define WINDOW		(4 * BLOCK)

struct contig_window {
	struct cma *cma;
	struct zone *zone;
	struct page *pages;
	unsigned long start;		/* PFN, aligned to BLOCK */
	unsigned long free_cma;		/* NR_FREE_CMA_PAGES, nothing used */
	DECLARE_BITMAP(used, WINDOW);	/* pages that the test has */
};

struct contig_range {
	unsigned long offset, nr;
};

/* Ranges of a window that are worth a try. */
#define NR_CONTIG_RANGES	25
extern const struct contig_range contig_ranges[NR_CONTIG_RANGES];

/* All offsets are in pages, from the window's start. test->priv is the window. */
int contig_window_init(struct kunit *test);
void contig_window_exit(struct kunit *test);

/* As alloc_contig_range_busy(), which see; pages have one reference each. */
int contig_alloc_range(unsigned long start_pfn, unsigned long nr,
		       unsigned long *busy_pfn);
void contig_must_alloc(struct kunit *test, unsigned long offset,
		       unsigned long nr);
void contig_free_range(struct kunit *test, unsigned long offset,
		       unsigned long nr);

unsigned long contig_first_wrong_page(struct contig_window *w);
void contig_check_window(struct kunit *test);

void contig_stamp_pages(struct contig_window *w, unsigned long offset,
			unsigned long nr, unsigned long tag);
unsigned long contig_count_changed(struct contig_window *w,
				   unsigned long offset, unsigned long nr,
				   unsigned long tag);

u32 contig_draw_seed(struct kunit *test);

#endif
