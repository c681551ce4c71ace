// SPDX-License-Identifier: GPL-2.0
/*
 * Which ranges of a CMA area an allocation tries to empty, and in which order.
 *
 * mm/cma_place.c lists the places that the bitmap offers. Emptying one may cost
 * nothing, or the migration of every page in it, or be in vain. So look before
 * the leap (mm/cma_occupancy.c), outside of the lock, and learn from the leap:
 *
 *   preferred  Candidates in the policy's order. One with a page in it that does
 *              not look as if it would move is left for later. Where the area
 *              has room to spare, and all places are about equally good, the one
 *              with the fewest pages in use is taken out of the next
 *              CMA_SEARCH_CHOICES that do not overlap; one that is free wins at
 *              once.
 *   any        When these have come to an end without success: every candidate
 *              again, from the bottom up, as stock tries them, and without a
 *              look. Here is what was left for later, and what a ranked walk can
 *              leave out while others change the bitmap.
 *
 * When a range could not be emptied because a page in it would not move, no
 * other one that has that page is tried. So many are kept in mind that what is
 * preferred comes to an end when they are: from the bottom up, the last one is
 * enough, and no more ranges are tried than stock would.
 *
 *   free       When there was no memory to move pages to: ranges that need none,
 *              in the policy's order.
 *   less       Then the one with the fewest pages in use out of the first
 *              CMA_SEARCH_CHOICES from the bottom, if it has fewer than where
 *              memory ran out; another only if that one was busy. What looks stuck
 *              is left out here.
 *
 * A search goes through the stages in this order and through the candidates of
 * each in the walk's order, so it ends. Nothing waits, and nothing is tried
 * again in the hope that it has changed.
 *
 * With the policy first-fit there is no look. The ranges are stock's, less those
 * that have a page which would not move, and the first error other than -EBUSY
 * is the last.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include "cma_occupancy.h"
#include "cma_search.h"

static void enter_stage(struct cma_search *search, enum cma_search_stage stage)
{
	const bool upwards = stage == CMA_SEARCH_ANY ||
			     stage == CMA_SEARCH_LESS;
	const struct cma_place_request req = search->walk.req;

	search->stage = stage;
	search->has_offered = false;
	cma_place_begin(&search->walk,
			upwards ? CMA_PLACE_FIRST_FIT : search->policy,
			&req, search->walk.area_bits);
}

/* The candidates of a stage have come to an end. */
static void end_stage(struct cma_search *search)
{
	/* Where no candidate was seen, there is nothing to come back to. */
	if (search->stage == CMA_SEARCH_PREFERRED && search->has_offered)
		enter_stage(search, CMA_SEARCH_ANY);
	else if (search->stage == CMA_SEARCH_FREE)
		enter_stage(search, CMA_SEARCH_LESS);
	else
		search->stage = CMA_SEARCH_OVER;
}

static unsigned long pfn_of(const struct cma_search *search, unsigned long bit)
{
	return search->base_pfn + (bit << search->order_per_bit);
}

/*
 * Pass over the rest of the candidates that have the page @pfn. Of a candidate's
 * last bit, some pages may be none of the request's: one that lies lower and ends
 * with them does not have the page.
 */
static void pass_page(struct cma_search *search, unsigned long pfn)
{
	const struct cma_place_request *req = &search->walk.req;
	const unsigned int order = search->order_per_bit;
	const unsigned long page = pfn - search->base_pfn;
	const unsigned long rest = (req->nr_bits << order) - req->nr_pages;

	cma_place_pass(&search->walk, (page + rest) >> order, page >> order);
}

/* Whether the candidate at @start has the page @pfn. */
static bool has_page(const struct cma_search *search, unsigned long start,
		     unsigned long pfn)
{
	/* If it lies below, the difference is huge. */
	return pfn - pfn_of(search, start) < search->walk.req.nr_pages;
}

/* If the candidate at @start has a page that would not move, pass over that. */
static bool pass_busy(struct cma_search *search, unsigned long start)
{
	unsigned int i;

	for (i = 0; i < search->nr_busy; i++) {
		if (has_page(search, start, search->busy[i])) {
			pass_page(search, search->busy[i]);
			return true;
		}
	}

	return false;
}

/*
 * Look at the candidate at @start, which is worth something if less than @least
 * pages of it are in use. Returns their number, or ULONG_MAX after it has been
 * passed over.
 */
static unsigned long look_at(struct cma_search *search, unsigned long start,
			     unsigned long least)
{
	struct cma_occupancy seen;

	if (search->stage == CMA_SEARCH_FREE)
		least = 1;
	/* To the end: stock's first choice comes behind all that are stuck. */
	if (search->stage == CMA_SEARCH_LESS)
		least = ULONG_MAX;
	seen = cma_occupancy(pfn_of(search, start), search->walk.req.nr_pages,
			     least);
	if (seen.stuck != CMA_NO_PFN)
		pass_page(search, seen.stuck);
	else if (search->stage == CMA_SEARCH_FREE && seen.in_use)
		pass_page(search, seen.first_in_use);
	else
		return seen.in_use;

	return ULONG_MAX;
}

/* How many of the stage's candidates are compared. */
static unsigned int nr_choices(const struct cma_search *search)
{
	switch (search->stage) {
	case CMA_SEARCH_PREFERRED:
		return search->nr_choices;
	case CMA_SEARCH_LESS:
		return CMA_SEARCH_CHOICES;
	default:
		return 1;
	}
}

/*
 * Whether the area has had room to spare for long, and still has with the pages
 * asked for: no more than two fifths of it in use at any time while as much as
 * all of it was allocated. A few buffers in a new area say nothing about those to
 * come. The lock is held.
 */
static bool has_room_to_spare(const struct cma_place_request *req)
{
	const struct cma_place_state *state = req->state;
	u64 area_pages, in_use;

	if (!state)
		return false;
	area_pages = state->max_taken / 4;
	in_use = cma_place_sum(state->live) + req->nr_pages;

	return cma_place_sum(state->taken) >= area_pages &&
	       5 * max(in_use, state->peak) <= 2 * area_pages;
}

/*
 * The best of the candidates that come next in this stage, or the area's number
 * of bits. May be taken by somebody else before the caller has the lock.
 */
static unsigned long choose(struct cma_search *search, spinlock_t *lock)
{
	const unsigned long area_bits = search->walk.area_bits;
	const unsigned long nr_bits = search->walk.req.nr_bits;
	unsigned long best = area_bits, least = search->too_many;
	unsigned int nr_seen = 0;

	for (;;) {
		unsigned long start, in_use;

		spin_lock_irq(lock);
		start = cma_place_next(&search->walk, search->bitmap);
		if (!search->nr_choices)
			search->nr_choices =
				has_room_to_spare(&search->walk.req) ?
				CMA_SEARCH_CHOICES : 1;
		spin_unlock_irq(lock);
		if (start >= area_bits)
			break;
		search->has_offered = true;
		cond_resched();
		if (pass_busy(search, start))
			continue;
		in_use = look_at(search, start, least);
		if (in_use == ULONG_MAX)
			continue;
		if (in_use < least) {
			best = start;
			least = in_use;
		}
		if (!least || ++nr_seen >= nr_choices(search))
			break;
		cma_place_pass(&search->walk, start, start + nr_bits - 1);
	}
	search->in_use = least;

	return best;
}

/* The next candidate without a look, under the lock; walks upwards only. */
static unsigned long next_unseen(struct cma_search *search)
{
	unsigned long start;

	do {
		start = cma_place_next(&search->walk, search->bitmap);
	} while (start < search->walk.area_bits && pass_busy(search, start));
	search->in_use = search->walk.req.nr_pages;

	return start;
}

static bool is_free(const struct cma_search *search, unsigned long start)
{
	const unsigned long end = start + search->walk.req.nr_bits;

	return find_next_bit(search->bitmap, end, start) >= end;
}

/**
 * cma_search_begin() - start to search for a range for an allocation
 * @search: the search to initialise
 * @policy: in which order places are preferred
 * @req: what is asked of the bitmap; copied
 * @bitmap: the bitmap; the caller's lock protects it and @req->state
 * @area_bits: number of bits in it
 * @base_pfn: page that its first bit stands for
 * @order_per_bit: a bit stands for 2^order pages
 *
 * Needs no lock.
 */
void cma_search_begin(struct cma_search *search, enum cma_place_policy policy,
		      const struct cma_place_request *req,
		      const unsigned long *bitmap, unsigned long area_bits,
		      unsigned long base_pfn, unsigned int order_per_bit)
{
	*search = (struct cma_search) {
		.policy = policy,
		.bitmap = bitmap,
		.base_pfn = base_pfn,
		.order_per_bit = order_per_bit,
		.stage = policy == CMA_PLACE_FIRST_FIT ? CMA_SEARCH_ANY :
							 CMA_SEARCH_PREFERRED,
		.too_many = ULONG_MAX,
	};
	cma_place_begin(&search->walk, policy, req, area_bits);
}

/**
 * cma_search_next() - the next range to try
 * @search: a search that cma_search_begin() has initialised
 * @lock: the lock of the bitmap, not held; may sleep before it is taken. It is
 *	let go and taken again while ranges are looked at, and never held longer
 *	than one search of the bitmap takes
 *
 * The caller marks the bits as used before it lets go of the lock. If it cannot
 * empty the range it clears them, and tells cma_search_failed().
 *
 * Return: with @lock held, the first bit of a range whose bits are all clear, or
 * the bitmap's number of bits if there is none left
 */
unsigned long cma_search_next(struct cma_search *search, spinlock_t *lock)
	__acquires(lock)
{
	const unsigned long area_bits = search->walk.area_bits;
	unsigned long start;

	while (search->stage != CMA_SEARCH_OVER) {
		if (search->stage == CMA_SEARCH_ANY) {
			spin_lock_irq(lock);
			start = next_unseen(search);
			if (start >= area_bits)
				search->stage = CMA_SEARCH_OVER;
			search->start = start;
			return start;
		}
		start = choose(search, lock);
		if (start >= area_bits) {
			end_stage(search);
			continue;
		}
		spin_lock_irq(lock);
		if (is_free(search, start)) {
			search->start = start;
			return start;
		}
		/* Taken meanwhile: there are others. */
		spin_unlock_irq(lock);
	}
	spin_lock_irq(lock);

	return area_bits;
}

/*
 * The page @busy_pfn of the last range would not move, or one that is not known.
 * Returns whether there is a way to go on.
 */
static bool learn_busy(struct cma_search *search, unsigned long busy_pfn)
{
	/* One outside of the range says nothing about it. */
	const bool is_known = has_page(search, search->start, busy_pfn);
	const bool is_full = search->nr_busy == CMA_SEARCH_BUSY;

	if (is_known && !is_full)
		search->busy[search->nr_busy++] = busy_pfn;
	search->nr_failed++;

	switch (search->stage) {
	case CMA_SEARCH_PREFERRED:
		if (search->nr_failed == CMA_SEARCH_BUSY)
			enter_stage(search, CMA_SEARCH_ANY);
		return true;
	case CMA_SEARCH_ANY:
		if (is_known)
			pass_page(search, busy_pfn);
		return true;
	case CMA_SEARCH_LESS:
		/* The others that it was better than, if it is kept in mind. */
		if (!is_known || is_full)
			return false;
		enter_stage(search, CMA_SEARCH_LESS);
		return true;
	default:
		return true;
	}
}

/**
 * cma_search_failed() - the range that was returned last could not be emptied
 * @search: the search
 * @err: why not, a negative error number
 * @busy_pfn: the page that would not move, ULONG_MAX if that is not known
 *
 * Return: whether there may be another range to try
 */
bool cma_search_failed(struct cma_search *search, int err,
		       unsigned long busy_pfn)
{
	/* If memory ran out, that is the reason, whatever is busy after it. */
	if (search->err != -ENOMEM || err != -EBUSY)
		search->err = err;

	if (err == -EBUSY)
		return learn_busy(search, busy_pfn);
	if (err != -ENOMEM || search->stage == CMA_SEARCH_LESS ||
	    search->policy == CMA_PLACE_FIRST_FIT)
		return false;
	if (search->stage == CMA_SEARCH_FREE) {
		/* It was not free anymore. */
		enter_stage(search, CMA_SEARCH_LESS);
	} else {
		search->too_many = max(search->in_use, 1UL);
		enter_stage(search, CMA_SEARCH_FREE);
	}

	return true;
}

/**
 * cma_search_error() - why a search has come to nothing
 * @search: the search
 * @none: what to say if there was no range to try
 *
 * Return: the error of the last range, or -ENOMEM if one of them was for want of
 * memory to move pages to
 */
int cma_search_error(const struct cma_search *search, int none)
{
	return search->err ?: none;
}
