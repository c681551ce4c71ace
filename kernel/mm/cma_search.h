/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __MM_CMA_SEARCH_H
#define __MM_CMA_SEARCH_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "cma_place.h"

/* How many pages that would not move are kept in mind. */
#define CMA_SEARCH_BUSY		16U

/* How many candidates are compared where all are about equally good. */
#define CMA_SEARCH_CHOICES	64

/* What a search looks for; it goes from one to the next and never back. */
enum cma_search_stage {
	CMA_SEARCH_PREFERRED,	/* as the policy prefers, nothing stuck in it */
	CMA_SEARCH_ANY,		/* whatever there is, from the bottom */
	CMA_SEARCH_FREE,	/* nothing to move in it */
	CMA_SEARCH_LESS,	/* less to move than where memory ran out */
	CMA_SEARCH_OVER,
};

/**
 * struct cma_search - the ranges that one allocation tries, one after the other
 * @policy: in which order places are preferred
 * @walk: candidates in the bitmap
 * @bitmap: the bitmap of the area, or of one of its ranges
 * @base_pfn: page of the bitmap's first bit
 * @order_per_bit: a bit stands for 2^order pages
 * @stage: what is looked for now
 * @has_offered: whether @walk has had a candidate
 * @nr_choices: of how many candidates of the policy any may be taken: many where
 *	the area has room to spare, otherwise 1. 0 until the first is looked for
 * @start: first bit of the range tried last
 * @in_use: pages in use in the range tried last; all of them, if it was not
 *	looked at
 * @too_many: so many could not be moved for want of memory; ULONG_MAX as long as
 *	there was enough
 * @err: why it has come to nothing so far, 0 if no range was tried
 * @nr_failed: ranges in which a page would not move
 * @nr_busy: such pages, as far as they were learned
 * @busy: their pfns, of the first ones
 */
struct cma_search {
	enum cma_place_policy policy;
	struct cma_place_walk walk;
	const unsigned long *bitmap;
	unsigned long base_pfn;
	unsigned int order_per_bit;
	enum cma_search_stage stage;
	bool has_offered;
	unsigned int nr_choices;
	unsigned long start;
	unsigned long in_use;
	unsigned long too_many;
	int err;
	unsigned int nr_failed;
	unsigned int nr_busy;
	unsigned long busy[CMA_SEARCH_BUSY];
};

void cma_search_begin(struct cma_search *search, enum cma_place_policy policy,
		      const struct cma_place_request *req,
		      const unsigned long *bitmap, unsigned long area_bits,
		      unsigned long base_pfn, unsigned int order_per_bit);
unsigned long cma_search_next(struct cma_search *search, spinlock_t *lock)
	__acquires(lock);
bool cma_search_failed(struct cma_search *search, int err,
		       unsigned long busy_pfn);
int cma_search_error(const struct cma_search *search, int none);

#endif /* __MM_CMA_SEARCH_H */
