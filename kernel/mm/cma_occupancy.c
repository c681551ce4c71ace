// SPDX-License-Identifier: GPL-2.0
/*
 * What a range of a CMA area is used for by the rest of the system.
 *
 * The pages of an area that no buffer holds are lent out for what can be moved:
 * anonymous memory and page cache. Before one range is emptied rather than
 * another, a look at its struct pages tells how much there is to move, and
 * whether something will not move: a page that is pinned, or that has more
 * references than its users account for.
 *
 * The look takes no lock, and a reference only to what is on an LRU list, while it
 * looks at that, so that it does not change under it. What was seen may be wrong a
 * moment later. That is safe, as nothing but the order in which ranges are tried
 * depends on it: alloc_contig_range() isolates and tests everything anew. Only
 * pages of the area are looked at, whose struct pages do not go away.
 */
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched.h>

#include "cma_occupancy.h"
#include "internal.h"

/*
 * References that moving @folio knows how to deal with: those of page tables,
 * of the page or swap cache, and of file system data. See
 * folio_migrate_mapping().
 */
static long expected_refs(struct folio *folio)
{
	long refs = folio_mapcount(folio);

	if (!folio_test_anon(folio) || folio_test_swapcache(folio))
		refs += folio_nr_pages(folio);
	if (folio_has_private(folio))
		refs++;

	return refs;
}

/*
 * The folio that @page is in, with a reference, if it is on an LRU list; else NULL.
 *
 * As compaction does, this takes a reference to nothing else: hugetlb, and who
 * gives a buffer back to its area, have pages to which they count on being the
 * only ones with a reference.
 */
static struct folio *get_lru_folio(struct page *page)
{
	struct folio *folio = page_folio(page);

	if (!PageLRU(page) || !folio_try_get(folio))
		return NULL;
	if (page_folio(page) == folio && folio_test_lru(folio))
		return folio;
	folio_put(folio);

	return NULL;
}

/* Pages from @page, @pfn on that are free, if it is the first of a free block. */
static unsigned long free_block(struct page *page, unsigned long pfn)
{
	unsigned long order;

	if (!PageBuddy(page))
		return 1;
	/* buddy_order(), unless the block has been allocated meanwhile. */
	order = READ_ONCE(page_private(page));
	if (order >= BITS_PER_LONG || pfn & ((1UL << order) - 1))
		return 1;

	return 1UL << order;
}

/**
 * cma_occupancy() - look at a range of pages
 * @pfn: first page
 * @nr_pages: number of pages, all of them in one area
 * @enough: stop when so many pages in use have been seen; at least 1
 *
 * Stops at a page that looks stuck, too: the range is no good then, however much
 * there is to move. May sleep.
 *
 * Return: what was seen up to there
 */
struct cma_occupancy cma_occupancy(unsigned long pfn, unsigned long nr_pages,
				   unsigned long enough)
{
	struct cma_occupancy seen = {
		.first_in_use = CMA_NO_PFN,
		.stuck = CMA_NO_PFN,
	};
	unsigned long end = pfn + nr_pages, nr;

	for (; pfn < end && seen.in_use < enough; pfn += nr) {
		struct page *page = pfn_to_page(pfn);
		struct folio *folio = get_lru_folio(page);
		bool stuck = PageReserved(page);

		/* Free, or on its way there, unless hugetlb keeps it in reserve. */
		if (!folio && !page_count(page) && !PageHuge(page)) {
			nr = free_block(page, pfn);
			continue;
		}
		/*
		 * What is about to be put on an LRU list has a reference more for
		 * that, and allocating drains those lists. What else is not on one
		 * is isolated for a moment, or movable in its own way. Up to 6.11,
		 * what is about to be moved from one list to another is on the first,
		 * and looks stuck until that is done.
		 */
		nr = 1;
		if (folio) {
			nr = min_t(unsigned long, end - pfn,
				   folio_nr_pages(folio) -
				   folio_page_idx(folio, page));
			if (folio_ref_count(folio) > expected_refs(folio) + 1)
				stuck = true;
			folio_put(folio);
		}

		if (seen.first_in_use == CMA_NO_PFN)
			seen.first_in_use = pfn;
		seen.in_use += nr;
		if (stuck) {
			seen.stuck = pfn;
			break;
		}
		cond_resched();
	}

	return seen;
}
