/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __MM_CMA_PLACE_H
#define __MM_CMA_PLACE_H

#include <linux/types.h>

/*
 * Requests are classed by size, in pages. The zoned policy puts small ones at
 * the top of the area and large ones where they leave the least useful rest,
 * preferably at the bottom. Medium ones go with the large ones unless they turn
 * out to live much longer; small ones go with them, too, if they turn out to
 * live about as long and the large ones leave room between them.
 */
#define CMA_PLACE_SMALL_PAGES	32
#define CMA_PLACE_MEDIUM_PAGES	128

enum cma_place_size {
	CMA_PLACE_SMALL,	/* up to CMA_PLACE_SMALL_PAGES */
	CMA_PLACE_MEDIUM,	/* up to CMA_PLACE_MEDIUM_PAGES */
	CMA_PLACE_LARGE,
	NR_CMA_PLACE_SIZES,
};

enum cma_place_policy {
	CMA_PLACE_FIRST_FIT,	/* every request at the lowest place that fits */
	CMA_PLACE_ZONED,	/* as described above */
	NR_CMA_PLACE_POLICIES,
};

/* The policies' names in the boot parameter, in debugfs and in userland. */
extern const char *const cma_place_policy_names[NR_CMA_PLACE_POLICIES];

/**
 * struct cma_place_state - what an area remembers of its allocations
 * @max_taken: sum of @taken at which all of them are halved; four times the
 *	area, so that they tell of the last few times it was filled
 * @taken: pages allocated lately, by size of the request
 * @taken_coarse: how many of the large ones had to be aligned to more than a
 *	small request
 * @live: pages in use, by size of the request; their sum is exact, see
 *	cma_place_freed()
 * @peak: most pages in use at a time, lately: an eighth of it is forgotten each
 *	time that @taken is halved
 * @nr_freed: how often something of that size was freed, up to a limit
 *
 * @live by @taken is proportional to how long a page stays allocated (Little's
 * law, with the pages that were allocated meanwhile as the clock).
 */
struct cma_place_state {
	u64 max_taken;
	u64 taken[NR_CMA_PLACE_SIZES];
	u64 taken_coarse;
	u64 live[NR_CMA_PLACE_SIZES];
	u64 peak;
	unsigned int nr_freed[NR_CMA_PLACE_SIZES];
};

u64 cma_place_sum(const u64 pages[NR_CMA_PLACE_SIZES]);
void cma_place_init(struct cma_place_state *state, unsigned long area_pages);
void cma_place_taken(struct cma_place_state *state, unsigned long nr_pages,
		     unsigned int align_order);
void cma_place_untaken(struct cma_place_state *state, unsigned long nr_pages,
		       unsigned int align_order);
void cma_place_freed(struct cma_place_state *state, unsigned long nr_pages);

/**
 * struct cma_place_request - what one allocation asks of an area's bitmap
 * @nr_pages: pages asked for, at least 1; decides the size class and nothing
 *	else
 * @nr_bits: bits that hold them, at least 1
 * @align_mask: required alignment in bits less one, a power of two less one
 * @prefer_mask: preferred alignment in bits less one, a power of two less one;
 *	0 where the caller has no wish beyond @align_mask
 * @align_offset: what has to be added to a bit's number before it is aligned:
 *	the area's distance, in bits, from the alignment boundary below it; for
 *	the larger one of the two alignments
 * @state: what the area remembers; NULL to judge by size alone
 */
struct cma_place_request {
	unsigned long nr_pages;
	unsigned long nr_bits;
	unsigned long align_mask;
	unsigned long prefer_mask;
	unsigned long align_offset;
	const struct cma_place_state *state;
};

/**
 * struct cma_place_walk - the candidates of one request, in order of preference
 * @req: the request
 * @area_bits: bits in the area's bitmap
 * @bound: upwards, the lowest start not offered yet; downwards, one more than
 *	the highest start not offered yet
 * @rank: of the candidates to be offered now; ranked walks only
 * @policy: which candidates are preferred
 * @order: the order in which they are offered, decided at the first one
 */
struct cma_place_walk {
	struct cma_place_request req;
	unsigned long area_bits;
	unsigned long bound;
	unsigned int rank;
	enum cma_place_policy policy;
	enum {
		CMA_PLACE_UNDECIDED,
		CMA_PLACE_UPWARDS,
		CMA_PLACE_DOWNWARDS,
		CMA_PLACE_RANKED,
	} order;
};

void cma_place_begin(struct cma_place_walk *walk, enum cma_place_policy policy,
		     const struct cma_place_request *req,
		     unsigned long area_bits);
unsigned long cma_place_next(struct cma_place_walk *walk,
			     const unsigned long *bitmap);

/**
 * cma_place_pass() - leave out candidates that overlap a run of bits
 * @walk: a walk whose last cma_place_next() has returned a candidate
 * @first: first bit of the run, counts downwards
 * @last: its last bit, counts upwards; lies within that candidate
 *
 * The caller has learned that these bits can't be had, or wants to see something
 * else. Candidates that overlap them are left out as far as they would have come
 * next; a ranked walk may come back to one of them when it gets to those without
 * the preferred alignment.
 */
static inline void cma_place_pass(struct cma_place_walk *walk,
				  unsigned long first, unsigned long last)
{
	const unsigned long nr = walk->req.nr_bits;
	unsigned long bound;

	if (walk->order == CMA_PLACE_DOWNWARDS) {
		bound = first < nr ? 0 : first + 1 - nr;
		if (bound < walk->bound)
			walk->bound = bound;
	} else if (walk->bound <= last) {
		walk->bound = last + 1;
	}
}

#endif /* __MM_CMA_PLACE_H */
