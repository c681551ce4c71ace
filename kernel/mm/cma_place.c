// SPDX-License-Identifier: GPL-2.0
/*
 * Placement inside a CMA area: where in the bitmap a request should go.
 *
 * A bit stands for 1 << order_per_bit pages; a set bit is in use. A hole is a
 * run of zero bits. A candidate is an aligned start with as many zero bits
 * behind it as the request needs. This file lists the candidates of a request
 * in the order in which the policy would like to have them:
 *
 *   first-fit   every request walks upwards from the bottom of the area.
 *   zoned       small requests walk downwards from the top. Large ones go by
 *               the rank of the hole: what is left of it behind the request,
 *               relative to the request, in half octaves. A hole that fits
 *               exactly comes first, the untouched rest of the area last, and
 *               among holes of a rank the lowest.
 *
 *       0                                                     area_bits
 *       |LLLLLLLLLLLLL....LLLLLLLLLLLLLL................sss.sss.ss|
 *        large, by rank, then upwards >          < small, downwards
 *
 * What stays long should not stand where large buffers come and go. That small
 * requests stay longer than large ones is only a first guess, which the area
 * corrects from what it sees (struct cma_place_state):
 * - Medium requests that stay much longer than large ones walk downwards.
 * - Small ones that stay about as long as large ones are ranked like these, as
 *   long as alignment leaves gaps between the large ones, which cost nothing to
 *   fill. Those that are gone sooner need so little room at the top that they
 *   had better stay there.
 *
 * A hole is ranked as it is after alignment: what lies before its first aligned
 * start is lost to this request anyway. The required alignment decides. A
 * preferred one that is larger counts only for a request which is as long as
 * that alignment, as a huge page is: such requests tile the area without a rest
 * as long as all of them are aligned. For any other length, waiting for an
 * aligned place breaks up more than it saves.
 *
 * There is no border between small and large. A request may end up anywhere,
 * and because a walk visits every candidate, all policies find a place on
 * exactly those bitmaps on which any search would.
 *
 * The file knows neither struct page nor locks, and allocates and prints
 * nothing: the same file is compiled by the kernel, by KUnit and by programs in
 * userland (tools/testing/cma). The caller holds whatever lock keeps the bitmap
 * and the state still while it calls in here. Between two calls they may change,
 * as the walk remembers where it was and not what it saw.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "cma_place.h"

const char *const cma_place_policy_names[NR_CMA_PLACE_POLICIES] = {
	[CMA_PLACE_FIRST_FIT]	= "first-fit",
	[CMA_PLACE_ZONED]	= "zoned",
};

/*
 * How many of a size must have been freed before their lifetime is believed.
 * One driver that is unloaded says little about small requests in general;
 * medium ones have to outlive large ones by a wide margin anyway.
 */
#define SMALL_EVIDENCE		64
#define MEDIUM_EVIDENCE		16

/* Large requests of a higher alignment leave gaps for small ones: 32 pages. */
#define COARSE_ORDER		5

/* By how many ranks a hole without the preferred alignment is worse. */
#define UNPREFERRED_RANKS	6

#define NO_RANK			UINT_MAX

static enum cma_place_size size_class(unsigned long nr_pages)
{
	if (nr_pages <= CMA_PLACE_SMALL_PAGES)
		return CMA_PLACE_SMALL;
	if (nr_pages <= CMA_PLACE_MEDIUM_PAGES)
		return CMA_PLACE_MEDIUM;
	return CMA_PLACE_LARGE;
}

static bool is_coarse(enum cma_place_size size, unsigned int align_order)
{
	return size == CMA_PLACE_LARGE && align_order > COARSE_ORDER;
}

/**
 * cma_place_init() - start to remember
 * @state: the state of an area in which nothing is allocated
 * @area_pages: pages in the area
 */
void cma_place_init(struct cma_place_state *state, unsigned long area_pages)
{
	*state = (struct cma_place_state) {
		.max_taken = (u64)area_pages * 4,
	};
}

/**
 * cma_place_sum() - pages of all sizes together
 * @pages: pages by size, of a state
 *
 * Return: their sum
 */
u64 cma_place_sum(const u64 pages[NR_CMA_PLACE_SIZES])
{
	u64 sum = 0;
	int i;

	for (i = 0; i < NR_CMA_PLACE_SIZES; i++)
		sum += pages[i];

	return sum;
}

/**
 * cma_place_taken() - remember an allocation
 * @state: the area's state
 * @nr_pages: pages that the request asked for
 * @align_order: alignment that it had to have, as an order of pages
 */
void cma_place_taken(struct cma_place_state *state, unsigned long nr_pages,
		     unsigned int align_order)
{
	enum cma_place_size size = size_class(nr_pages);
	int i;

	/* Without this one, which may come to nothing. */
	state->peak = max(state->peak, cma_place_sum(state->live));
	state->live[size] += nr_pages;
	state->taken[size] += nr_pages;
	if (is_coarse(size, align_order))
		state->taken_coarse += nr_pages;
	if (cma_place_sum(state->taken) <= state->max_taken)
		return;
	for (i = 0; i < NR_CMA_PLACE_SIZES; i++)
		state->taken[i] /= 2;
	state->taken_coarse /= 2;
	state->peak -= state->peak / 8;
}

/*
 * Pages that are freed need not be what was allocated: a buffer may be given
 * back in parts. What a size class does not have is taken from the larger ones
 * first, as the parts of a buffer are smaller than it was. So the sum is right
 * whatever happens, and all is right again when the area has been empty.
 */
static void drop_live(struct cma_place_state *state, unsigned long nr_pages)
{
	static const enum cma_place_size order[][NR_CMA_PLACE_SIZES] = {
		[CMA_PLACE_SMALL]  = { CMA_PLACE_SMALL, CMA_PLACE_LARGE,
				       CMA_PLACE_MEDIUM },
		[CMA_PLACE_MEDIUM] = { CMA_PLACE_MEDIUM, CMA_PLACE_LARGE,
				       CMA_PLACE_SMALL },
		[CMA_PLACE_LARGE]  = { CMA_PLACE_LARGE, CMA_PLACE_MEDIUM,
				       CMA_PLACE_SMALL },
	};
	const enum cma_place_size *from = order[size_class(nr_pages)];
	u64 rest = nr_pages;
	int i;

	for (i = 0; i < NR_CMA_PLACE_SIZES; i++) {
		u64 part = min(rest, state->live[from[i]]);

		state->live[from[i]] -= part;
		rest -= part;
	}
}

/**
 * cma_place_untaken() - forget an allocation that came to nothing
 * @state: the area's state
 * @nr_pages: what cma_place_taken() was told
 * @align_order: what cma_place_taken() was told
 */
void cma_place_untaken(struct cma_place_state *state, unsigned long nr_pages,
		       unsigned int align_order)
{
	enum cma_place_size size = size_class(nr_pages);
	const u64 nr = nr_pages;

	state->taken[size] -= min(state->taken[size], nr);
	if (is_coarse(size, align_order))
		state->taken_coarse -= min(state->taken_coarse, nr);
	drop_live(state, nr_pages);
}

/**
 * cma_place_freed() - remember that pages were freed
 * @state: the area's state
 * @nr_pages: how many; a whole allocation, a part of one, or several at once
 */
void cma_place_freed(struct cma_place_state *state, unsigned long nr_pages)
{
	unsigned int *nr_freed = &state->nr_freed[size_class(nr_pages)];

	if (*nr_freed < SMALL_EVIDENCE)
		++*nr_freed;
	drop_live(state, nr_pages);
}

/*
 * Whether pages of size class @size stay at least @num / @den times as long as
 * those of large requests: live / taken is compared crosswise, in units that
 * keep the products in 64 bits.
 */
static bool outlives_large(const struct cma_place_state *state,
			   enum cma_place_size size, unsigned int num,
			   unsigned int den)
{
	u64 live = state->live[size], taken = state->taken[size];
	u64 large_live = state->live[CMA_PLACE_LARGE];
	u64 large_taken = state->taken[CMA_PLACE_LARGE];

	while ((live | taken | large_live | large_taken) >> 30) {
		live >>= 1;
		taken >>= 1;
		large_live >>= 1;
		large_taken >>= 1;
	}

	return live * large_taken * den >= large_live * taken * num;
}

/* Whether a request of @nr_pages belongs at the top of the area. */
static bool belongs_at_top(const struct cma_place_state *state,
			   unsigned long nr_pages)
{
	enum cma_place_size size = size_class(nr_pages);
	bool known;

	if (size == CMA_PLACE_LARGE)
		return false;
	if (!state)
		return size == CMA_PLACE_SMALL;

	known = state->taken[size] && state->taken[CMA_PLACE_LARGE];
	if (size == CMA_PLACE_MEDIUM)
		return known && state->nr_freed[size] >= MEDIUM_EVIDENCE &&
		       outlives_large(state, size, 4, 1);

	return !known || state->nr_freed[size] < SMALL_EVIDENCE ||
	       state->taken_coarse * 2 < state->taken[CMA_PLACE_LARGE] ||
	       outlives_large(state, size, 2, 1) ||
	       !outlives_large(state, size, 3, 4);
}

/*
 * The highest bit in [start, end) that differs from the bits of @invert (all
 * zeros to look for a set bit, all ones to look for a clear one), or @end if
 * there is none. The counterpart of find_next_bit(); find_last_bit() can look
 * neither for zeros nor stop above bit 0.
 */
static inline unsigned long find_prev(const unsigned long *bitmap,
				      unsigned long start, unsigned long end,
				      unsigned long invert)
{
	unsigned long idx, word, bit;

	if (start >= end)
		return end;

	idx = (end - 1) / BITS_PER_LONG;
	word = (bitmap[idx] ^ invert) & BITMAP_LAST_WORD_MASK(end);
	while (!word) {
		if (idx * BITS_PER_LONG <= start)
			return end;
		word = bitmap[--idx] ^ invert;
	}
	bit = idx * BITS_PER_LONG + __fls(word);

	return bit >= start ? bit : end;
}

/* The lowest candidate that starts at @start or above, or @area_bits. */
static unsigned long first_fit(const unsigned long *bitmap,
			       unsigned long area_bits, unsigned long start,
			       const struct cma_place_request *req)
{
	/* Copies, as the compiler would read @req anew after every call. */
	const unsigned long nr = req->nr_bits;
	const unsigned long mask = req->align_mask;
	const unsigned long offset = req->align_offset;
	unsigned long end, used;

	for (;;) {
		start = find_next_zero_bit(bitmap, area_bits, start);
		start = ((start + offset + mask) & ~mask) - offset;
		end = start + nr;
		if (end > area_bits)
			return area_bits;

		used = find_next_bit(bitmap, end, start);
		if (used >= end)
			return start;
		start = used + 1;
	}
}

/* The highest candidate that starts below @bound, or @area_bits. */
static unsigned long last_fit(const unsigned long *bitmap,
			      unsigned long area_bits, unsigned long bound,
			      const struct cma_place_request *req)
{
	const unsigned long nr = req->nr_bits;
	unsigned long start, used, zero, end;

	if (!bound || nr > area_bits)
		return area_bits;

	/* The candidate may use the bits below @end. */
	end = min(bound - 1, area_bits - nr) + nr;
	for (;;) {
		zero = find_prev(bitmap, 0, end, ~0UL);
		if (zero == end || zero + 1 < nr)
			return area_bits;

		start = zero + 1 - nr + req->align_offset;
		start &= ~req->align_mask;
		if (start < req->align_offset)
			return area_bits;
		start -= req->align_offset;

		used = find_prev(bitmap, start, start + nr, 0);
		if (used == start + nr)
			return start;
		end = used;
	}
}

/*
 * The lowest bit in [start, end) that differs from the bits of @invert, or a
 * number not below @end; @start is below @end. Like find_next_bit() and
 * find_next_zero_bit(), but in line: the ranked search looks at every hole that
 * it cannot pass over, and the calls would be half of what that costs.
 */
static __always_inline unsigned long
find_next(const unsigned long *bitmap, unsigned long start, unsigned long end,
	  unsigned long invert)
{
	unsigned long idx = start / BITS_PER_LONG, word;

	word = (bitmap[idx] ^ invert) & BITMAP_FIRST_WORD_MASK(start);
	while (!word) {
		if (++idx * BITS_PER_LONG >= end)
			return end;
		word = bitmap[idx] ^ invert;
	}

	return idx * BITS_PER_LONG + __ffs(word);
}

/*
 * What must at least be left of a hole, in 1/256 of a bit, for it to have @rank
 * or a higher one. The leftover in 1/256 of the request, plus 16, is 16 or 24
 * times a power of two where a rank begins: rank 0 is what leaves less than
 * 1/32 of the request, and ranks grow in half octaves from there.
 */
static u64 rank_begins(unsigned int rank, unsigned long nr_bits)
{
	return (((u64)(2 + rank % 2) << (rank / 2 + 3)) - 16) * nr_bits;
}

/* The rank of a hole of which @left bits remain. */
static unsigned int rank_of(unsigned long left, unsigned long nr_bits)
{
	unsigned int rank = 0;
	int octaves;

	if (!left)
		return 0;

	/* Half octaves below which it can't be; the loop adds a few. */
	octaves = (int)__fls(left) - (int)__fls(nr_bits) + 3;
	if (octaves > 0)
		rank = 2 * octaves;
	while ((u64)left << 8 >= rank_begins(rank + 1, nr_bits))
		rank++;

	return rank;
}

/*
 * How many bits of a hole must at least be left for a candidate in it to have
 * @rank, if it is @worse ranks worse than the hole.
 */
static unsigned long least_left(unsigned int rank, unsigned int worse,
				unsigned long nr_bits)
{
	u64 left;

	if (rank < worse)
		return 0;
	left = (rank_begins(rank - worse, nr_bits) + 255) >> 8;

	return left < ULONG_MAX ? left : ULONG_MAX;
}

/* By how much the candidates of a hole can be worse than the hole. */
static const unsigned int worse_by[] = { 0, UNPREFERRED_RANKS };

/**
 * struct ranked - a ranked search
 * @walk: the walk it belongs to
 * @start: first bit of the best candidate so far
 * @rank: its rank, NO_RANK as long as there is none
 * @worst: how many of worse_by[] there are, less one
 * @max_left: a hole of which this much or more is left has no better one
 * @min_left: a hole of which less is left has been offered
 * @min_left_below: the same, if all its starts are below the walk's bound
 *
 * The bits left are given for each of worse_by[]. With them, nearly all holes
 * can be passed over without being ranked.
 */
struct ranked {
	const struct cma_place_walk *walk;
	unsigned long start;
	unsigned int rank;
	unsigned int worst;
	unsigned long max_left[2];
	unsigned long min_left[2];
	unsigned long min_left_below[2];
};

static void begin_ranked(struct ranked *best, const struct cma_place_walk *walk)
{
	const struct cma_place_request *req = &walk->req;
	unsigned int i;

	best->walk = walk;
	best->start = walk->area_bits;
	best->rank = NO_RANK;
	best->worst = req->prefer_mask != req->align_mask;
	for (i = 0; i <= best->worst; i++) {
		best->max_left[i] = ULONG_MAX;
		best->min_left[i] = least_left(walk->rank, worse_by[i],
					       req->nr_bits);
		best->min_left_below[i] = least_left(walk->rank + 1,
						     worse_by[i], req->nr_bits);
	}
}

/*
 * Take the first start in [first, last] that has not been offered, if it is
 * better than the best so far: @left bits are left of the hole, and the
 * candidate is worse_by[@worse] worse. Holes come from the bottom upwards, so
 * that of the same rank the lowest stays.
 */
static void consider(struct ranked *best, unsigned int worse,
		     unsigned long left, unsigned long first,
		     unsigned long last)
{
	const struct cma_place_walk *walk = best->walk;
	const struct cma_place_request *req = &walk->req;
	unsigned int rank, i;

	if (left >= best->max_left[worse] ||
	    left < (last < walk->bound ? best->min_left_below[worse] :
					 best->min_left[worse]))
		return;

	rank = rank_of(left, req->nr_bits) + worse_by[worse];
	if (rank == walk->rank && first < walk->bound) {
		first = (walk->bound + req->align_offset + req->align_mask) &
			~req->align_mask;
		first -= req->align_offset;
		if (first > last)
			return;
	}

	best->start = first;
	best->rank = rank;
	for (i = 0; i <= best->worst; i++)
		best->max_left[i] = least_left(rank, worse_by[i], req->nr_bits);
	if (!best->max_left[best->worst])
		best->worst = 0;
}

/* A hole has come up: its first aligned start is @lo, its last start @last. */
static void rank_hole(struct ranked *best, unsigned long lo, unsigned long last)
{
	const struct cma_place_request *req = &best->walk->req;
	unsigned long preferred;

	if (req->prefer_mask == req->align_mask) {
		consider(best, 0, last - lo, lo, last);
		return;
	}

	preferred = (lo + req->align_offset + req->prefer_mask) &
		    ~req->prefer_mask;
	preferred -= req->align_offset;
	if (preferred <= last)
		consider(best, 0, last - lo, preferred, last);
	if (lo < preferred)
		consider(best, 1, last - lo, lo, min(last, preferred - 1));
}

/*
 * The hole from @start to the used bit @end is too short for @nr bits. If it is
 * much too short, it may be one of many, so look for a used bit at the far end
 * of what was needed. Returns the last used bit that is known.
 */
static __always_inline unsigned long
pass_over(const unsigned long *bitmap, unsigned long start, unsigned long end,
	  unsigned long nr)
{
	unsigned long used, far;

	if (end == start || end - start >= nr / 2)
		return end;

	far = start + nr - min(nr / 2, (unsigned long)BITS_PER_LONG);
	used = find_prev(bitmap, far, start + nr, 0);

	return used < start + nr ? used : end;
}

/*
 * The candidate of the lowest rank, and the lowest one of that rank, that comes
 * behind (@walk->rank, @walk->bound). One pass over the bitmap; it steps from one
 * aligned start to the next as first_fit() does, and ends early when there can
 * be no better candidate.
 */
static unsigned long ranked_fit(const unsigned long *bitmap,
				struct cma_place_walk *walk)
{
	const unsigned long area_bits = walk->area_bits, bound = walk->bound;
	const unsigned long nr = walk->req.nr_bits;
	const unsigned long mask = walk->req.align_mask;
	const unsigned long offset = walk->req.align_offset;
	unsigned long start, end, left, min_left, min_left_below;
	struct ranked best;

	if (walk->rank == NO_RANK)
		return area_bits;

	begin_ranked(&best, walk);
	min_left = best.min_left[best.worst];
	min_left_below = best.min_left_below[best.worst];
	for (start = 0; start < area_bits; start = end + 1) {
		start = find_next(bitmap, start, area_bits, ~0UL);
		start = ((start + offset + mask) & ~mask) - offset;
		if (start + nr > area_bits)
			break;

		end = min(find_next(bitmap, start, area_bits, 0), area_bits);
		if (end - start < nr) {
			end = pass_over(bitmap, start, end, nr);
			continue;
		}

		left = end - start - nr;
		if (left >= best.max_left[0] ||
		    left < (end - nr < bound ? min_left_below : min_left))
			continue;
		rank_hole(&best, start, end - nr);
		if (best.rank == walk->rank)
			break;
		min_left = best.min_left[best.worst];
		min_left_below = best.min_left_below[best.worst];
	}

	walk->rank = best.rank;

	return best.start;
}

static void decide_order(struct cma_place_walk *walk)
{
	if (walk->policy == CMA_PLACE_FIRST_FIT) {
		walk->order = CMA_PLACE_UPWARDS;
	} else if (belongs_at_top(walk->req.state, walk->req.nr_pages)) {
		walk->order = CMA_PLACE_DOWNWARDS;
		walk->bound = walk->area_bits;
	} else {
		walk->order = CMA_PLACE_RANKED;
	}
}

/**
 * cma_place_begin() - start to walk the candidates of a request
 * @walk: the walk to initialise
 * @policy: which candidates are preferred; stays as it is for the whole walk
 * @req: the request; copied, and @req->state looked at by the first
 *	cma_place_next()
 * @area_bits: number of bits in the area's bitmap
 *
 * Needs no lock.
 */
void cma_place_begin(struct cma_place_walk *walk, enum cma_place_policy policy,
		     const struct cma_place_request *req,
		     unsigned long area_bits)
{
	*walk = (struct cma_place_walk) {
		.req = *req,
		.area_bits = area_bits,
		.policy = policy,
		.order = CMA_PLACE_UNDECIDED,
	};
	if (req->nr_bits != req->prefer_mask + 1 ||
	    req->prefer_mask < req->align_mask)
		walk->req.prefer_mask = req->align_mask;
}

/**
 * cma_place_next() - the next candidate of a walk
 * @walk: a walk that cma_place_begin() has initialised
 * @bitmap: the area's bitmap, @walk->area_bits long; must not change meanwhile,
 *	nor must the state
 *
 * A caller that could not use a candidate (its pages were busy) clears the bits
 * it had set for it and calls again. On a bitmap that nobody else changes, each
 * candidate is offered once, and all of them have been when the walk ends, so
 * that it never makes a request fail for which there was room. On one that
 * changes, a ranked walk may come to a start again, or not at all, when the
 * length of its hole has changed its rank; it still ends.
 *
 * Return: the number of the candidate's first bit, or @walk->area_bits if there
 * is no further one.
 */
unsigned long cma_place_next(struct cma_place_walk *walk,
			     const unsigned long *bitmap)
{
	unsigned long start;

	if (walk->order == CMA_PLACE_UNDECIDED)
		decide_order(walk);

	switch (walk->order) {
	case CMA_PLACE_DOWNWARDS:
		start = last_fit(bitmap, walk->area_bits, walk->bound,
				 &walk->req);
		if (start < walk->area_bits)
			walk->bound = start;
		return start;
	case CMA_PLACE_RANKED:
		start = ranked_fit(bitmap, walk);
		walk->bound = start + 1;
		return start;
	default:
		start = first_fit(bitmap, walk->area_bits, walk->bound,
				  &walk->req);
		if (start < walk->area_bits)
			walk->bound = start + walk->req.align_mask + 1;
		return start;
	}
}
