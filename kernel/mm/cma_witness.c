// SPDX-License-Identifier: GPL-2.0
/*
 * What is seen of an allocation from a CMA area: the ranges that it tries, and,
 * once it has failed, the page that would not move, and the memory that there is
 * to move pages to. All of it can be printed.
 *
 * Page and memory are hints for people. The page may have been freed, and allocated
 * for something else, since it was in the way.
 */
#define pr_fmt(fmt) "cma: " fmt

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/swap.h>
#include <linux/time64.h>

#include "cma_failure.h"
#include "internal.h"

/* The low bits of a page's mapping; their names differ between kernels. */
#define MAPPING_BITS	3UL
#define MAPPING_ANON	1UL

/* Of a page that is in use. */
static enum cma_page_type type_in_use(struct page *page, struct folio *folio,
				      bool held)
{
	unsigned long mapping = (unsigned long)READ_ONCE(folio->mapping);

	if (PageReserved(page))
		return CMA_PAGE_RESERVED;
	if (PageSlab(page))
		return CMA_PAGE_SLAB;
	if (PageTable(page))
		return CMA_PAGE_TABLE;
	if (PageHuge(page))
		return CMA_PAGE_HUGETLB;
	if (mapping & MAPPING_ANON)
		return CMA_PAGE_ANON;
	if (mapping ? !(mapping & MAPPING_BITS) :
		      held && folio_test_swapcache(folio))
		return CMA_PAGE_FILE;

	return CMA_PAGE_OTHER;
}

/* Of a page that nobody has a reference to. */
static enum cma_page_type type_not_in_use(struct page *page)
{
	if (PageHuge(page))
		return CMA_PAGE_HUGETLB;

	return PageSlab(page) ? CMA_PAGE_SLAB : CMA_PAGE_FREE;
}

/* How many page tables a page in use is in, or 0 where that is not counted. */
static int users(struct page *page, struct folio *folio, bool held)
{
	int mapcount = 0;

	if (PageSlab(page) || PageTable(page))
		return 0;
	if (held)
		mapcount = folio_mapcount(folio);
	else if (!PageCompound(page))
		mapcount = atomic_read(&page->_mapcount) + 1;

	return max(mapcount, 0);
}

/**
 * cma_witness_page() - look at a page that would not move
 * @failure: where to note what is seen
 * @pfn: a page of the area
 *
 * Like cma_occupancy(), takes a reference only to what is on an LRU list. Another
 * page may become a part of something else meanwhile: of such, single words are
 * read, and nothing is asked that would insist on their agreeing.
 */
void cma_witness_page(struct cma_failure *failure, unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	struct folio *folio = page_folio(page);
	bool held = PageLRU(page) && folio_try_get(folio);
	int refcount = folio_ref_count(folio) - held;

	failure->pfn = pfn;
	if (page_folio(page) != folio) {
		failure->page_type = CMA_PAGE_OTHER;
	} else if (refcount > 0) {
		failure->refcount = refcount;
		failure->mapcount = users(page, folio, held);
		failure->page_type = type_in_use(page, folio, held);
	} else {
		failure->page_type = type_not_in_use(page);
	}
	if (held)
		folio_put(folio);
}

/* The memory that pages could have been moved to. */
static void witness_memory(struct cma_failure *failure)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		failure->mem_free += zone_page_state(zone, NR_FREE_PAGES);
		failure->mem_min += min_wmark_pages(zone);
	}
	failure->swap_free = max(get_nr_swap_pages(), 0L);
}

/**
 * cma_attempt_failed() - the range came to nothing
 * @attempts: what the allocation has tried
 * @busy_pfn: the page that would not move, or %ULONG_MAX if none is known
 */
void cma_attempt_failed(struct cma_attempts *attempts, unsigned long busy_pfn)
{
	attempts->nr++;
	if (!attempts->busy_pfn && busy_pfn != ULONG_MAX)
		attempts->busy_pfn = busy_pfn;
	if (!attempts->start)
		attempts->start = local_clock();
}

static u64 time_us(const struct cma_attempts *attempts)
{
	s64 ns;

	if (!attempts->start)
		return 0;
	ns = local_clock() - attempts->start;

	return div_u64(max_t(s64, ns, 0), NSEC_PER_USEC);
}

/**
 * cma_witness() - look around after an allocation has failed
 * @failure: where to note what is seen; its @ret is set
 * @attempts: what the allocation has tried
 *
 * Must be called without the area's lock: the look at a page can give back the last
 * reference to it.
 */
void cma_witness(struct cma_failure *failure,
		 const struct cma_attempts *attempts)
{
	failure->tried = attempts->nr;
	failure->nr_migrated = attempts->nr_migrated;
	failure->time_us = time_us(attempts);
	if (attempts->busy_pfn)
		cma_witness_page(failure, attempts->busy_pfn);
	if (attempts->nr && failure->ret == -ENOMEM)
		witness_memory(failure);
}

/**
 * cma_failure_print() - print what people and scripts need to know of a failure
 * @name: of the area
 * @failure: decided on
 * @runs: the free runs of the area
 */
void cma_failure_print(const char *name, const struct cma_failure *failure,
		       const struct cma_runs *runs)
{
	char line[CMA_FAILURE_LINE];

	cma_failure_format(line, sizeof(line), failure);
	pr_err("%s: %s\n", name, line);
	if (!runs->free)
		return;
	cma_runs_format_orders(line, sizeof(line), runs);
	pr_info("%s: %s\n", name, line);
	cma_runs_format_largest(line, sizeof(line), runs);
	pr_info("%s: %s\n", name, line);
}
