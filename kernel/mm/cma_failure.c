// SPDX-License-Identifier: GPL-2.0
/*
 * Why an allocation from a CMA area has failed, and how that is told.
 *
 * There is one reason, the first in this list that holds:
 *
 *   nospace      fewer pages are free in the area than were asked for
 *   fragmented   enough are free, but no run of free pages is that long
 *   alignment    one is long enough, but not from an aligned start on
 *   nomem        there was no memory to move the pages of a range to
 *   busy         in every range that was tried, a page would not move
 *   interrupted  a fatal signal arrived
 *
 * The first three are about the bitmap: they hold where no range was tried. Where
 * one was, the bitmap had room, whatever others did since, and the error decides.
 *
 * One pass over the bitmap, after the allocation has failed, finds all that the
 * decision needs and what is printed of the free runs. That is bounded: how many
 * there are of each order, and the largest ones. An area in thousands of pieces
 * takes no more lines than one in three.
 *
 * Like cma_place.c, the file knows neither struct page nor locks, and allocates
 * and prints nothing.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>

#include "cma_failure.h"

const char *const cma_failure_names[NR_CMA_FAILURE_REASONS] = {
	[CMA_FAILURE_NOSPACE]		= "nospace",
	[CMA_FAILURE_FRAGMENTED]	= "fragmented",
	[CMA_FAILURE_ALIGNMENT]		= "alignment",
	[CMA_FAILURE_NOMEM]		= "nomem",
	[CMA_FAILURE_BUSY]		= "busy",
	[CMA_FAILURE_INTERRUPTED]	= "interrupted",
};

const char *const cma_page_type_names[NR_CMA_PAGE_TYPES] = {
	[CMA_PAGE_UNKNOWN]	= "unknown",
	[CMA_PAGE_ANON]		= "anon",
	[CMA_PAGE_FILE]		= "file",
	[CMA_PAGE_SLAB]		= "slab",
	[CMA_PAGE_TABLE]	= "table",
	[CMA_PAGE_HUGETLB]	= "hugetlb",
	[CMA_PAGE_RESERVED]	= "reserved",
	[CMA_PAGE_FREE]		= "free",
	[CMA_PAGE_OTHER]	= "other",
};

/* Put a run in its place among the largest; of the same size, first come first. */
static void keep_largest(struct cma_runs *runs, unsigned long nr_pages,
			 unsigned long first)
{
	struct cma_run *largest = runs->largest;
	unsigned int i = CMA_LARGEST_RUNS - 1;

	if (nr_pages <= largest[i].nr_pages)
		return;
	for (; i && nr_pages > largest[i - 1].nr_pages; i--)
		largest[i] = largest[i - 1];
	largest[i].nr_pages = nr_pages;
	largest[i].first = first;
}

/**
 * cma_runs_add() - look at the free runs of a bitmap
 * @runs: where to add them to; all zero before the first bitmap of an area
 * @bitmap: the bitmap; the caller holds the lock that keeps it still
 * @nr_bits: number of bits in it
 * @align_mask: alignment that the request needs, in bits, minus one
 * @align_offset: bits from the last aligned address to the first bit
 * @order_per_bit: a bit stands for 2^order pages
 */
void cma_runs_add(struct cma_runs *runs, const unsigned long *bitmap,
		  unsigned long nr_bits, unsigned long align_mask,
		  unsigned long align_offset, unsigned int order_per_bit)
{
	unsigned long start = 0, end, aligned, nr_pages;

	for (;; start = end) {
		start = find_next_zero_bit(bitmap, nr_bits, start);
		if (start >= nr_bits)
			break;
		end = find_next_bit(bitmap, nr_bits, start);

		nr_pages = (end - start) << order_per_bit;
		runs->free += nr_pages;
		runs->nr_by_order[min(__fls(nr_pages), CMA_RUN_ORDERS - 1UL)]++;
		keep_largest(runs, nr_pages, start << order_per_bit);

		aligned = ((start + align_offset + align_mask) & ~align_mask) -
			  align_offset;
		if (aligned < end)
			runs->aligned = max(runs->aligned,
					    (end - aligned) << order_per_bit);
	}
}

/**
 * cma_failure_decide() - say why an allocation has failed
 * @failure: the request, what it came to and how many ranges were tried; gets
 *	the reason and what the bitmap says
 * @runs: the free runs of the area after the failure
 *
 * Where no range was tried and the request would fit into @runs, somebody has
 * given pages back since: the run that would have been needed was not there.
 */
void cma_failure_decide(struct cma_failure *failure,
			const struct cma_runs *runs)
{
	const unsigned long nr_pages = failure->nr_pages;

	failure->free = runs->free;
	failure->run = runs->largest[0].nr_pages;
	failure->aligned_run = runs->aligned;

	if (failure->tried && failure->ret == -ENOMEM)
		failure->reason = CMA_FAILURE_NOMEM;
	else if (failure->tried && failure->ret == -EINTR)
		failure->reason = CMA_FAILURE_INTERRUPTED;
	else if (failure->tried)
		failure->reason = CMA_FAILURE_BUSY;
	else if (runs->free < nr_pages)
		failure->reason = CMA_FAILURE_NOSPACE;
	else if (failure->run < nr_pages || runs->aligned >= nr_pages)
		failure->reason = CMA_FAILURE_FRAGMENTED;
	else
		failure->reason = CMA_FAILURE_ALIGNMENT;
}

/**
 * cma_failure_format() - write down a failure
 * @line: where to
 * @size: bytes there, CMA_FAILURE_LINE is enough
 * @failure: what to write
 *
 * No line feed at the end.
 *
 * Return: the number of characters
 */
int cma_failure_format(char *line, size_t size,
		       const struct cma_failure *failure)
{
	int len;

	len = scnprintf(line, size,
			"failure reason=%s pages=%lu align=%u prefer=%u ret=%d total=%lu free=%lu run=%lu aligned_run=%lu tried=%u migrated=%lu time_us=%lu",
			cma_failure_names[failure->reason], failure->nr_pages,
			failure->align, failure->prefer_align, failure->ret,
			failure->total, failure->free, failure->run,
			failure->aligned_run, failure->tried,
			failure->nr_migrated, failure->time_us);
	if (failure->page_type != CMA_PAGE_UNKNOWN)
		len += scnprintf(line + len, size - len,
				 " pfn=0x%lx refcount=%d mapcount=%d type=%s",
				 failure->pfn, failure->refcount,
				 failure->mapcount,
				 cma_page_type_names[failure->page_type]);
	if (failure->reason == CMA_FAILURE_NOMEM)
		len += scnprintf(line + len, size - len,
				 " mem_free=%lu mem_min=%lu swap_free=%lu",
				 failure->mem_free, failure->mem_min,
				 failure->swap_free);

	return len;
}

/**
 * cma_runs_format_orders() - write down how many free runs of each order there are
 * @line: where to
 * @size: bytes there, CMA_FAILURE_LINE is enough
 * @runs: what to write
 *
 * Return: the number of characters
 */
int cma_runs_format_orders(char *line, size_t size,
			   const struct cma_runs *runs)
{
	int len = scnprintf(line, size, "free runs by order:");
	unsigned int i;

	for (i = 0; i < CMA_RUN_ORDERS; i++)
		if (runs->nr_by_order[i])
			len += scnprintf(line + len, size - len, " %u:%u", i,
					 runs->nr_by_order[i]);

	return len;
}

/**
 * cma_runs_format_largest() - write down the largest free runs
 * @line: where to
 * @size: bytes there, CMA_FAILURE_LINE is enough
 * @runs: what to write
 *
 * Return: the number of characters
 */
int cma_runs_format_largest(char *line, size_t size,
			    const struct cma_runs *runs)
{
	int len = scnprintf(line, size, "largest free runs:");
	unsigned int i;

	for (i = 0; i < CMA_LARGEST_RUNS && runs->largest[i].nr_pages; i++)
		len += scnprintf(line + len, size - len, " %lu@%lu",
				 runs->largest[i].nr_pages,
				 runs->largest[i].first);

	return len;
}
