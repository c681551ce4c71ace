// SPDX-License-Identifier: GPL-2.0
/*
 * What the system looks like after an allocation from a CMA area has failed: the
 * page that would not move, and the memory that there is to move pages to.
 *
 * Both are hints for people. The page may have been freed, and allocated for
 * something else, since it was in the way.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/swap.h>

#include "cma_failure.h"
#include "internal.h"

/* The order of the last two tests: an address space of swap's is not looked up. */
static enum cma_page_type type_in_use(struct page *page, struct folio *folio)
{
	if (PageReserved(page))
		return CMA_PAGE_RESERVED;
	if (PageSlab(page))
		return CMA_PAGE_SLAB;
	if (PageTable(page))
		return CMA_PAGE_TABLE;
	if (PageHuge(page))
		return CMA_PAGE_HUGETLB;
	if (folio_test_anon(folio))
		return CMA_PAGE_ANON;
	if (folio_test_swapcache(folio) || folio_mapping(folio))
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

/* Whether the users of a page are counted; of a large one, while it stays one. */
static bool has_mapcount(struct page *page, bool held)
{
	return !PageSlab(page) && !PageTable(page) &&
	       (held || !PageCompound(page));
}

/**
 * cma_witness_page() - look at a page that would not move
 * @failure: where to note what is seen
 * @pfn: a page of the area
 *
 * Like cma_occupancy(), takes a reference only to what is on an LRU list.
 */
void cma_witness_page(struct cma_failure *failure, unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	struct folio *folio = page_folio(page);
	bool held = PageLRU(page) && folio_try_get(folio);

	failure->pfn = pfn;
	if (page_folio(page) == folio)
		failure->refcount = folio_ref_count(folio) - held;
	if (failure->refcount > 0) {
		if (has_mapcount(page, held))
			failure->mapcount = max(folio_mapcount(folio), 0);
		failure->page_type = type_in_use(page, folio);
	} else {
		failure->page_type = type_not_in_use(page);
	}
	if (held)
		folio_put(folio);
}

/**
 * cma_witness_memory() - look at the memory that pages could have been moved to
 * @failure: where to note what is seen
 */
void cma_witness_memory(struct cma_failure *failure)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		failure->mem_free += zone_page_state(zone, NR_FREE_PAGES);
		failure->mem_min += min_wmark_pages(zone);
	}
	failure->swap_free = max(get_nr_swap_pages(), 0L);
}
