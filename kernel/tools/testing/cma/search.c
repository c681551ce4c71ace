// SPDX-License-Identifier: GPL-2.0
/*
 * Searches (mm/cma_search.c) in areas whose pages are free, in use or stuck, as a
 * model of struct pages has them that stands in for mm/cma_occupancy.c, and of
 * what emptying a range ends in. What must be tried, and whether it must come to
 * something, is told by going over all starts one at a time.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/minmax.h>

#include "../../../mm/cma_occupancy.h"
#include "../../../mm/cma_search.h"
#include "rnd.h"
#include "state_oracle.h"
#include "tests.h"

#define MAX_BITS	300
#define MAX_PAGES	(MAX_BITS << 6)
#define MANY_TRIES	(20 * MAX_BITS)

enum page_state {
	PAGE_FREE,
	PAGE_MOVABLE,
	PAGE_STUCK,	/* will not move, and looks like it */
	PAGE_HELD,	/* will not move, and looks as if it would */
};

/**
 * struct world - an area, its pages, and what happens to it
 * @area: the area
 * @page: state of each of its pages
 * @can_move: so many pages can be moved, more are -ENOMEM
 * @changes: others allocate and free while the lock is not held
 * @tells_busy: which page would not move is always told
 * @own: bits that the search has, which others leave alone
 * @nr_own: number of them
 * @always: per start, whether it has been free all the time
 * @lock: the area's lock
 */
struct world {
	struct rnd_area area;
	unsigned char page[MAX_PAGES];
	unsigned long can_move;
	bool changes;
	bool tells_busy;
	unsigned long own;
	unsigned long nr_own;
	bool always[MAX_BITS];
	spinlock_t lock;	/* of the bitmap and the state */
};

static struct world world;

/* What one allocation did. */
struct outcome {
	unsigned long start;	/* area.bits if it failed */
	unsigned long first, last;	/* tried; area.bits if none was */
	unsigned int nr_tried;
	bool ran_out;
	bool tried_known_busy;
	bool was_not_free;
};

static unsigned long first_page(unsigned long bit)
{
	return bit << world.area.order_per_bit;
}

/* Pages of a state and above in a range of the area, and the first of them. */
static unsigned long count_pages(unsigned long first, unsigned long nr,
				 enum page_state least, unsigned long *where)
{
	unsigned long i, found = 0;

	*where = ~0UL;

	for (i = first; i < first + nr; i++) {
		if (world.page[i] < least)
			continue;
		if (!found++)
			*where = i;
	}

	return found;
}

/* Starts that are not free, but for bits that are the search's own. */
static void note_starts(const struct cma_place_request *req)
{
	unsigned long start, bit;

	for (start = 0; start + req->nr_bits <= world.area.bits; start++)
		for (bit = start; bit < start + req->nr_bits; bit++)
			if (test_bit(bit, world.area.bitmap) &&
			    bit - world.own >= world.nr_own)
				world.always[start] = false;
}

static void others_change_something(const struct cma_place_request *req)
{
	if (!world.changes || rnd_below(3))
		return;
	rnd_area_change(&world.area);
	/* Not what is the search's own. */
	bitmap_set(world.area.bitmap, world.own, world.nr_own);
	note_starts(req);
}

static const struct cma_place_request *looked_for;

struct cma_occupancy cma_occupancy(unsigned long pfn, unsigned long nr_pages,
				   unsigned long enough)
{
	const unsigned long first = pfn - world.area.base_pfn;
	struct cma_occupancy seen = { 0, CMA_NO_PFN, CMA_NO_PFN };
	unsigned long i;

	report_number("a look is made without the lock", false,
		      world.lock.is_held);
	for (i = first; i < first + nr_pages && seen.in_use < enough; i++) {
		if (world.page[i] == PAGE_FREE)
			continue;
		seen.in_use++;
		if (seen.first_in_use == CMA_NO_PFN)
			seen.first_in_use = world.area.base_pfn + i;
		if (world.page[i] == PAGE_STUCK) {
			seen.stuck = world.area.base_pfn + i;
			break;
		}
	}
	others_change_something(looked_for);

	return seen;
}

/* As alloc_contig_range(). */
static int empty_range(unsigned long start, unsigned long nr_pages,
		       unsigned long *busy_pfn)
{
	const unsigned long first = first_page(start);
	unsigned long where;

	*busy_pfn = CMA_NO_PFN;
	if (count_pages(first, nr_pages, PAGE_STUCK, &where)) {
		if (world.tells_busy || rnd_below(4))
			*busy_pfn = world.area.base_pfn + where;
		return -EBUSY;
	}
	if (count_pages(first, nr_pages, PAGE_MOVABLE, &where) > world.can_move)
		return -ENOMEM;

	return 0;
}

static bool has_pfn(unsigned long start, const struct cma_place_request *req,
		    unsigned long pfn)
{
	const unsigned long first = world.area.base_pfn + first_page(start);

	return pfn - first < req->nr_pages;
}

/* What cma_alloc() does. */
static struct outcome allocate(enum cma_place_policy policy,
			       const struct cma_place_request *req)
{
	struct outcome out = {
		.start = world.area.bits,
		.first = world.area.bits,
		.last = world.area.bits,
	};
	unsigned long busy[CMA_SEARCH_BUSY], busy_pfn, start, i;
	struct cma_search search;
	unsigned int nr_busy = 0;
	int err;

	looked_for = req;
	memset(world.always, true, sizeof(world.always));
	note_starts(req);
	cma_search_begin(&search, policy, req, world.area.bitmap,
			 world.area.bits, world.area.base_pfn,
			 world.area.order_per_bit);
	while (out.nr_tried < MANY_TRIES) {
		start = cma_search_next(&search, &world.lock);
		report_number("returns with the lock", true,
			      world.lock.is_held);
		if (start >= world.area.bits) {
			spin_unlock_irq(&world.lock);
			break;
		}
		out.was_not_free |= !oracle_is_candidate(world.area.bitmap,
							 world.area.bits, req,
							 start);
		for (i = 0; i < nr_busy; i++)
			out.tried_known_busy |= has_pfn(start, req, busy[i]);
		bitmap_set(world.area.bitmap, start, req->nr_bits);
		world.own = start;
		world.nr_own = req->nr_bits;
		spin_unlock_irq(&world.lock);

		if (!out.nr_tried++)
			out.first = start;
		out.last = start;
		others_change_something(req);
		err = empty_range(start, req->nr_pages, &busy_pfn);
		bitmap_clear(world.area.bitmap, start, req->nr_bits);
		world.nr_own = 0;
		if (!err) {
			out.start = start;
			break;
		}
		out.ran_out |= err == -ENOMEM;
		/* So many are kept in mind. */
		if (busy_pfn != CMA_NO_PFN && nr_busy < CMA_SEARCH_BUSY)
			busy[nr_busy++] = busy_pfn;
		if (!cma_search_failed(&search, err, busy_pfn))
			break;
	}
	if (out.start >= world.area.bits)
		report_number("why it came to nothing",
			      !out.nr_tried ? -EINTR :
			      out.ran_out ? -ENOMEM : -EBUSY,
			      cma_search_error(&search, -EINTR));

	return out;
}

/* As stock's cma_alloc(): whether it would have come to something. */
static bool stock_allocates(const struct cma_place_request *req,
			    unsigned int *nr_tried)
{
	unsigned long start, busy_pfn;
	int err;

	*nr_tried = 0;

	for (start = 0; start < world.area.bits; start++) {
		if (!oracle_is_candidate(world.area.bitmap, world.area.bits,
					 req, start))
			continue;
		++*nr_tried;
		err = empty_range(start, req->nr_pages, &busy_pfn);
		if (err != -EBUSY)
			return !err;
	}

	return false;
}

/* Is there a place with no more than @max pages to move, and none that stays? */
static bool has_place(const struct cma_place_request *req, unsigned long max,
		      bool always)
{
	unsigned long start, where;

	for (start = 0; start < world.area.bits; start++) {
		const unsigned long first = first_page(start);

		if (always && !world.always[start])
			continue;
		if (oracle_is_candidate(world.area.bitmap, world.area.bits,
					req, start) &&
		    !count_pages(first, req->nr_pages, PAGE_STUCK, &where) &&
		    count_pages(first, req->nr_pages, PAGE_MOVABLE,
				&where) <= max)
			return true;
	}

	return false;
}

static void fill_pages(unsigned int nr_held)
{
	const unsigned long nr = first_page(world.area.bits);
	unsigned long i, run, share = rnd_below(5);

	for (i = 0; i < nr; i += run) {
		run = min(rnd_skewed(64), nr - i);
		memset(&world.page[i], rnd_below(4) < share ? PAGE_MOVABLE :
							      PAGE_FREE, run);
	}
	for (i = rnd_below(2) ? rnd_below(20) : 0; i; i--)
		world.page[rnd_below(nr)] = PAGE_STUCK;
	while (nr_held--)
		world.page[rnd_below(nr)] = PAGE_HELD;
}

static void begin_world(unsigned int nr_held)
{
	memset(&world, 0, sizeof(world));
	rnd_area_init(&world.area, MAX_BITS);
	fill_pages(nr_held);
	world.can_move = ~0UL;
	world.tells_busy = true;
}

/* Nobody else changes anything, and there is memory enough. */
static void check_still(const struct cma_place_request *req)
{
	const bool possible = has_place(req, ~0UL, false);
	struct outcome out;
	unsigned int stock;
	int policy;

	stock_allocates(req, &stock);

	for (policy = 0; policy < NR_CMA_PLACE_POLICIES; policy++) {
		out = allocate(policy, req);
		report_number("comes to something where it can", possible,
			      out.start < world.area.bits);
		report_number("tries what is free", false, out.was_not_free);
		/* What is not told may be tried once more; elsewhere first, too. */
		if (world.tells_busy)
			report_number("no busy page is tried again", false,
				      out.tried_known_busy);
		if (world.tells_busy && !possible)
			report_number("no more tries than stock's", true,
				      out.nr_tried <= stock);
		report_number("hardly more tries than stock's", true,
			      out.nr_tried <= stock + CMA_SEARCH_BUSY);
	}
}

/* What is seen to be stuck is not tried while there is something else. */
static void check_seen(const struct cma_place_request *req)
{
	if (has_place(req, ~0UL, false))
		report_number("tries", 1,
			      allocate(CMA_PLACE_ZONED, req).nr_tried);
}

static void check_memory(const struct cma_place_request *req)
{
	unsigned int nr_tried;
	struct outcome out;
	bool stock;

	world.can_move = rnd_below(2) ? rnd_below(64) : 0;
	stock = stock_allocates(req, &nr_tried);
	out = allocate(CMA_PLACE_ZONED, req);
	if (stock)
		report_number("comes to something where stock does", true,
			      out.start < world.area.bits);
	if (has_place(req, 0, false))
		report_number("finds what needs no memory", true,
			      out.start < world.area.bits);
	world.can_move = ~0UL;
}

/* For @nr_held pages that turn out to be stuck, at most. */
static void run_still(unsigned int nr_held,
		      void (*check)(const struct cma_place_request *req))
{
	unsigned long long end = nr_cases + options.random_cases / 20;
	struct cma_place_request req;
	int i;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		begin_world(nr_held ? rnd_below(nr_held + 1) : 0);
		for (i = 0; i < 8; i++) {
			rnd_request(&world.area, &req);
			world.tells_busy = check == check_memory || rnd_below(2);
			check(&req);
			nr_cases++;
		}
		rnd_area_exit(&world.area);
	}
}

static void test_still(void)
{
	run_still(2 * CMA_SEARCH_BUSY, check_still);
}

static void test_seen(void)
{
	run_still(0, check_seen);
}

static void test_memory(void)
{
	run_still(0, check_memory);
	/* With those that it does not see, it has to begin again. */
	run_still(CMA_SEARCH_BUSY / 2, check_memory);
}

/*
 * Others allocate and free. A place that is free all the time, with nothing in it
 * that stays, must not be left out.
 */
static void test_changing(void)
{
	unsigned long long end = nr_cases + options.random_cases / 20;
	struct cma_place_request req;
	struct outcome out;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		begin_world(rnd_below(CMA_SEARCH_BUSY - 4));
		world.changes = true;
		world.tells_busy = rnd_below(2);
		rnd_request(&world.area, &req);
		out = allocate(CMA_PLACE_ZONED, &req);
		report_number("ends", true, out.nr_tried < MANY_TRIES);
		report_number("tries what is free", false, out.was_not_free);
		if (has_place(&req, ~0UL, true))
			report_number("finds what is always there", true,
				      out.start < world.area.bits);
		rnd_area_exit(&world.area);
	}
}

/* Of two candidates, does the later one make no difference to the earlier? */
static bool is_apart(enum oracle_order order, const struct oracle_candidate *a,
		     const struct oracle_candidate *b, unsigned long nr_bits)
{
	if (order == ORACLE_DOWNWARDS)
		return b->start + nr_bits <= a->start;
	return b->rank != a->rank || b->start >= a->start + nr_bits;
}

/* The place to be chosen: the first with the fewest pages in use. */
static unsigned long naive_choice(const struct cma_place_request *req,
				  unsigned int nr_choices)
{
	const enum oracle_order order = oracle_order(CMA_PLACE_ZONED,
						     req->state, req->nr_pages);
	struct oracle_candidate list[MAX_BITS], *last = NULL;
	unsigned long nr, i, in_use, where, least = ~0UL;
	unsigned long best = world.area.bits;

	nr = oracle_walk(world.area.bitmap, world.area.bits, req, order, list);
	for (i = 0; i < nr && nr_choices && least; i++) {
		if (last && !is_apart(order, last, &list[i], req->nr_bits))
			continue;
		last = &list[i];
		nr_choices--;
		in_use = count_pages(first_page(list[i].start), req->nr_pages,
				     PAGE_MOVABLE, &where);
		if (in_use < least) {
			least = in_use;
			best = list[i].start;
		}
	}

	return best;
}

/* Room to spare: filled once over, and never more than two fifths in use. */
static bool is_roomy(const struct cma_place_request *req)
{
	const struct cma_place_state *state = req->state;
	unsigned long long area, live = 0, taken = 0;
	int size;

	if (!state)
		return false;
	area = state->max_taken / 4;
	for (size = 0; size < NR_CMA_PLACE_SIZES; size++) {
		live += state->live[size];
		taken += state->taken[size];
	}

	return taken >= area && (live + req->nr_pages) * 5 <= area * 2 &&
	       state->peak * 5 <= area * 2;
}

static void test_choice(void)
{
	unsigned long long end = nr_cases + options.random_cases / 20;
	struct cma_place_request req;
	unsigned long nr_roomy = 0, i;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		begin_world(0);
		for (i = 0; i < first_page(world.area.bits); i++)
			if (world.page[i] == PAGE_STUCK)
				world.page[i] = PAGE_MOVABLE;
		rnd_request(&world.area, &req);
		if (rnd_below(2))
			world.area.state.live[CMA_PLACE_LARGE] = rnd_below(64);
		nr_roomy += is_roomy(&req);
		report_number("choice",
			      naive_choice(&req, is_roomy(&req) ?
					   CMA_SEARCH_CHOICES : 1),
			      allocate(CMA_PLACE_ZONED, &req).start);
		rnd_area_exit(&world.area);
	}
	report_number("room to spare is among them", true, nr_roomy > 0);
}

/*
 * The place to be tried where @too_many pages could not be moved: from the bottom
 * up, of the first ones that do not overlap and have nothing stuck in them, the
 * first with the fewest pages in use. @nth: which of them it is.
 */
static unsigned long naive_less(const struct cma_place_request *req,
				unsigned long too_many, unsigned int *nth)
{
	unsigned long start, end = 0, in_use, where, least = too_many;
	unsigned long best = world.area.bits;
	unsigned int nr_seen = 0;

	*nth = 0;
	for (start = 0; start < world.area.bits; start++) {
		if (start < end || nr_seen == CMA_SEARCH_CHOICES ||
		    !oracle_is_candidate(world.area.bitmap, world.area.bits,
					 req, start) ||
		    count_pages(first_page(start), req->nr_pages, PAGE_STUCK,
				&where))
			continue;
		in_use = count_pages(first_page(start), req->nr_pages,
				     PAGE_MOVABLE, &where);
		if (in_use < least) {
			best = start;
			least = in_use;
			*nth = nr_seen;
		}
		nr_seen++;
		end = start + req->nr_bits;
	}

	return best;
}

/* Nothing is free, and there is not memory enough for the first that is tried. */
static void test_less(void)
{
	unsigned long long end = nr_cases + options.random_cases / 20;
	unsigned long nr_later = 0, less, where, i;
	struct cma_place_request req;
	struct outcome out;
	unsigned int nth;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		begin_world(0);
		/* Something almost everywhere. */
		for (i = 0; i < first_page(world.area.bits); i++)
			if (world.page[i] == PAGE_FREE && !rnd_below(8))
				world.page[i] = PAGE_MOVABLE;
		rnd_request(&world.area, &req);
		world.can_move = rnd_below(64);
		out = allocate(CMA_PLACE_ZONED, &req);
		if (out.ran_out && !has_place(&req, 0, false)) {
			less = naive_less(&req,
					  count_pages(first_page(out.first),
						      req.nr_pages, PAGE_MOVABLE,
						      &where), &nth);
			report_number("tries", less < world.area.bits ? 2 : 1,
				      out.nr_tried);
			if (less < world.area.bits) {
				report_number("the fewest pages to move", less,
					      out.last);
				nr_later += nth > 0;
			}
		}
		rnd_area_exit(&world.area);
	}
	report_number("it is not always the lowest one", true, nr_later > 0);
}

const struct cma_test search_tests[] = {
	{ "a search finds what can be emptied", test_still },
	{ "what looks stuck comes last", test_seen },
	{ "a search goes on when memory runs out", test_memory },
	{ "a search while others allocate", test_changing },
	{ "the fewest pages in use, where there is room", test_choice },
	{ "the fewest pages to move, where memory is short", test_less },
	{ }
};
