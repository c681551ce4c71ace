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
