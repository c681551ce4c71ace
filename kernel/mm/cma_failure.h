/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __MM_CMA_FAILURE_H
#define __MM_CMA_FAILURE_H

#include <linux/sched/clock.h>
#include <linux/types.h>

/* Why an allocation has failed; what each means is told in cma_failure.c. */
enum cma_failure_reason {
	CMA_FAILURE_NOSPACE,
	CMA_FAILURE_FRAGMENTED,
	CMA_FAILURE_ALIGNMENT,
	CMA_FAILURE_NOMEM,
	CMA_FAILURE_BUSY,
	CMA_FAILURE_INTERRUPTED,
	NR_CMA_FAILURE_REASONS,
};

/* What a page that would not move is used for. */
enum cma_page_type {
	CMA_PAGE_UNKNOWN,	/* no such page is known */
	CMA_PAGE_ANON,
	CMA_PAGE_FILE,
	CMA_PAGE_SLAB,
	CMA_PAGE_TABLE,
	CMA_PAGE_HUGETLB,
	CMA_PAGE_RESERVED,
	CMA_PAGE_FREE,
	CMA_PAGE_OTHER,
	NR_CMA_PAGE_TYPES,
};

/* Runs are counted by order, floor(log2(pages)); the last counts longer ones. */
#define CMA_RUN_ORDERS		32

/* How many of the largest runs are kept. */
#define CMA_LARGEST_RUNS	8

struct cma_run {
	unsigned long nr_pages;
	unsigned long first;	/* page, from the start of its bitmap */
};

/**
 * struct cma_runs - the free runs of an area, of all its bitmaps
 * @free: pages in them
 * @aligned: the most pages from a run's first aligned start to its end
 * @nr_by_order: how many of each order there are
 * @largest: the largest ones, of the same size the first; unused ones are 0
 */
struct cma_runs {
	unsigned long free;
	unsigned long aligned;
	unsigned int nr_by_order[CMA_RUN_ORDERS];
	struct cma_run largest[CMA_LARGEST_RUNS];
};

/**
 * struct cma_attempts - what an allocation has tried, for the case that it fails
 * @nr: ranges that came to nothing
 * @nr_migrated: pages moved out of them
 * @busy_pfn: the first page that would not move, 0 if none is known
 * @start: local_clock() before the first range that had pages to move, or when
 *	the first one came to nothing; 0 as long as there was neither
 */
struct cma_attempts {
	unsigned int nr;
	unsigned long nr_migrated;
	unsigned long busy_pfn;
	u64 start;
};

/**
 * cma_attempt_begins() - an allocation is about to empty a range
 * @attempts: what it has tried
 * @in_use: pages in use there; moving them is worth timing
 */
static inline void cma_attempt_begins(struct cma_attempts *attempts,
				      unsigned long in_use)
{
	if (in_use && !attempts->start)
		attempts->start = local_clock();
}

/**
 * struct cma_failure - an allocation that has failed
 * @reason: enum cma_failure_reason
 * @align: order that the pages had to be aligned to
 * @prefer_align: order that they had better been aligned to
 * @page_type: enum cma_page_type: what is at @pfn
 * @ret: what the allocation came to, a negative error number
 * @nr_pages: pages asked for
 * @total: pages of the area
 * @free: pages that are free in its bitmaps
 * @run: of the largest free run
 * @aligned_run: the most pages from an aligned start to the end of a free run
 * @tried: ranges that came to nothing
 * @nr_migrated: pages moved out of them
 * @time_us: how long that took
 * @pfn: the first page that would not move, 0 if none is known
 * @refcount: its references when the allocation had failed
 * @mapcount: how often it was mapped then
 * @mem_free: free pages of all zones; only for CMA_FAILURE_NOMEM
 * @mem_min: sum of their min watermarks, likewise
 * @swap_free: free swap in pages, likewise
 */
struct cma_failure {
	u8 reason;
	u8 align;
	u8 prefer_align;
	u8 page_type;
	int ret;
	unsigned long nr_pages;
	unsigned long total;
	unsigned long free;
	unsigned long run;
	unsigned long aligned_run;
	unsigned int tried;
	unsigned long nr_migrated;
	unsigned long time_us;
	unsigned long pfn;
	int refcount;
	int mapcount;
	unsigned long mem_free;
	unsigned long mem_min;
	unsigned long swap_free;
};

/* Enough for one line of what is told, of an area whose name is not too long. */
#define CMA_FAILURE_LINE	400

extern const char *const cma_failure_names[NR_CMA_FAILURE_REASONS];
extern const char *const cma_page_type_names[NR_CMA_PAGE_TYPES];

void cma_runs_add(struct cma_runs *runs, const unsigned long *bitmap,
		  unsigned long nr_bits, unsigned long align_mask,
		  unsigned long align_offset, unsigned int order_per_bit);
void cma_failure_decide(struct cma_failure *failure,
			const struct cma_runs *runs);
int cma_failure_format(char *line, size_t size,
		       const struct cma_failure *failure);
int cma_runs_format_orders(char *line, size_t size,
			   const struct cma_runs *runs);
int cma_runs_format_largest(char *line, size_t size,
			    const struct cma_runs *runs);

/* In cma_witness.c. */
void cma_attempt_failed(struct cma_attempts *attempts, unsigned long busy_pfn);
void cma_witness(struct cma_failure *failure,
		 const struct cma_attempts *attempts);
void cma_witness_page(struct cma_failure *failure, unsigned long pfn);
void cma_failure_print(const char *name, const struct cma_failure *failure,
		       const struct cma_runs *runs);

#endif /* __MM_CMA_FAILURE_H */
