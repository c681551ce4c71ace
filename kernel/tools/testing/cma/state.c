// SPDX-License-Identifier: GPL-2.0
/*
 * What an area remembers (struct cma_place_state): against the naive model after
 * each of many random events, and every conclusion drawn from small numbers.
 */
#include <stdio.h>
#include <string.h>

#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/minmax.h>

#include "rnd.h"
#include "state_oracle.h"
#include "tests.h"

#define MAX_RANGES	8	/* of an area, in kernels whose areas have ranges */
#define MAX_BYTES	1024	/* per area, not included */

static void test_size(void)
{
	size_t bytes = MAX_RANGES * sizeof(struct cma_place_state);

	printf("#   %zu bytes, %zu for an area of %u ranges\n",
	       sizeof(struct cma_place_state), bytes, MAX_RANGES);
	report_number("less than 1 KiB", true, bytes < MAX_BYTES);
}

/* What the random events did, and what is allocated now. */
#define MAX_ALLOCATED	64

struct allocation {
	unsigned long nr_pages;
	unsigned int align_order;
};

struct events {
	struct cma_place_state state;
	struct cma_place_state model;
	unsigned long area_pages;
	unsigned long used_pages;
	struct allocation allocated[MAX_ALLOCATED];
	unsigned int nr_allocated;
};

static void begin_events(struct events *ev)
{
	memset(ev, 0, sizeof(*ev));
	ev->area_pages = 1 + rnd_below(1 << 13);
	memset(&ev->state, 0xff, sizeof(ev->state));
	cma_place_init(&ev->state, ev->area_pages);
	ev->model.max_taken = 4ULL * ev->area_pages;
}

static void allocate(struct events *ev)
{
	struct allocation *new = &ev->allocated[ev->nr_allocated];
	unsigned long left = ev->area_pages - ev->used_pages;

	if (!left || ev->nr_allocated == MAX_ALLOCATED)
		return;
	new->nr_pages = rnd_skewed(left);
	new->align_order = rnd_below(10);
	ev->nr_allocated++;
	ev->used_pages += new->nr_pages;
	cma_place_taken(&ev->state, new->nr_pages, new->align_order);
	oracle_taken(&ev->model, ev->area_pages, new->nr_pages,
		     new->align_order);
}

static void remove_allocation(struct events *ev, unsigned int i)
{
	ev->used_pages -= ev->allocated[i].nr_pages;
	ev->nr_allocated--;
	memmove(&ev->allocated[i], &ev->allocated[i + 1],
		(ev->nr_allocated - i) * sizeof(ev->allocated[0]));
}

/* An allocation whose pages could not be had, not always the last one. */
static void untake(struct events *ev)
{
	unsigned int i = rnd_below(ev->nr_allocated);
	struct allocation gone = ev->allocated[i];

	remove_allocation(ev, i);
	cma_place_untaken(&ev->state, gone.nr_pages, gone.align_order);
	oracle_untaken(&ev->model, gone.nr_pages, gone.align_order);
}

/* One to three whole allocations at once, then perhaps a part of another. */
static void release(struct events *ev)
{
	unsigned int i = rnd_below(ev->nr_allocated), nr = 0;
	unsigned long nr_pages = 0, part;

	if (rnd_below(3))
		nr = min(1 + (unsigned int)rnd_below(3), ev->nr_allocated - i);
	while (nr--) {
		nr_pages += ev->allocated[i].nr_pages;
		remove_allocation(ev, i);
	}
	if (i < ev->nr_allocated && (!nr_pages || !rnd_below(3))) {
		part = rnd_below(ev->allocated[i].nr_pages);
		ev->allocated[i].nr_pages -= part;
		ev->used_pages -= part;
		nr_pages += part;
	}
	if (!nr_pages)
		return;
	cma_place_freed(&ev->state, nr_pages);
	oracle_freed(&ev->model, nr_pages);
}

static void compare_state(const struct events *ev)
{
	unsigned long long live = 0, taken = 0;
	int i;

	for (i = 0; i < NR_CMA_PLACE_SIZES; i++) {
		report_number("live", ev->model.live[i], ev->state.live[i]);
		report_number("taken", ev->model.taken[i], ev->state.taken[i]);
		report_number("freed", ev->model.nr_freed[i],
			      ev->state.nr_freed[i]);
		live += ev->state.live[i];
		taken += ev->state.taken[i];
	}
	report_number("peak", ev->model.peak, ev->state.peak);
	report_number("coarse", ev->model.taken_coarse, ev->state.taken_coarse);
	report_number("limit", ev->model.max_taken, ev->state.max_taken);
	report_number("all live", ev->used_pages, live);
	report_number("all taken is within four times the area", true,
		      taken <= 4ULL * ev->area_pages);
}

/* Full for a while, then empty for a while, then over again. */
static void test_events(void)
{
	unsigned long long end = nr_cases + options.random_cases / 10;
	struct events ev;
	int i;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		begin_events(&ev);
		for (i = 0; i < 400; i++) {
			if (!ev.nr_allocated ||
			    rnd_below(4) < (i / 100 % 2 ? 1 : 3))
				allocate(&ev);
			else if (rnd_below(4))
				release(&ev);
			else
				untake(&ev);
			compare_state(&ev);
		}
	}
}

/* Four times the area is remembered in full; one page more halves it. */
static void test_halving(void)
{
	struct cma_place_state state;
	int i;

	cma_place_init(&state, 1000);
	for (i = 0; i < 4; i++) {
		cma_place_taken(&state, 1000, 8);
		cma_place_freed(&state, 1000);
	}
	report_number("taken", 4000, state.taken[CMA_PLACE_LARGE]);
	cma_place_taken(&state, 1, 0);
	report_number("taken", 2000, state.taken[CMA_PLACE_LARGE]);
	report_number("coarse", 2000, state.taken_coarse);
	report_number("live", 1, state.live[CMA_PLACE_SMALL]);
}

/*
 * Where an area that remembers @state puts a request: in an empty one of 256
 * bits, what goes downwards is at the top, and what is ranked at the bottom.
 */
static void check_conclusion(const struct cma_place_state *state,
			     unsigned long nr_pages, enum oracle_order want)
{
	const unsigned long bitmap[BITS_TO_LONGS(256)] = { 0 };
	const struct cma_place_request req = {
		.nr_pages = nr_pages,
		.nr_bits = 1,
		.state = state,
	};
	struct cma_place_walk walk;

	cma_place_begin(&walk, CMA_PLACE_ZONED, &req, 256);
	report_choice("state", &walk, bitmap,
		      want == ORACLE_DOWNWARDS ? 255 : 0,
		      cma_place_next(&walk, bitmap));
}

/* The same in numbers that are @shift binary digits longer. */
static void check_scaled(const struct cma_place_state *state,
			 unsigned long nr_pages, enum oracle_order want,
			 unsigned int shift)
{
	struct cma_place_state large = *state;
	int i;

	for (i = 0; i < NR_CMA_PLACE_SIZES; i++) {
		large.taken[i] <<= shift;
		large.live[i] <<= shift;
	}
	large.taken_coarse <<= shift;
	check_conclusion(&large, nr_pages, want);
}

static void conclude(const struct cma_place_state *state)
{
	static const unsigned long sizes[] = { 1, 32, 33, 128, 129, 5000 };
	enum oracle_order want;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		want = oracle_order(CMA_PLACE_ZONED, state, sizes[i]);
		check_conclusion(state, sizes[i], want);
		/* to 28, 33 and 58 digits */
		check_scaled(state, sizes[i], want, 25);
		check_scaled(state, sizes[i], want, 30);
		check_scaled(state, sizes[i], want, 55);
	}
}

/* The lowest digit of @number, which then loses it. */
static unsigned int take_digit(unsigned int *number, unsigned int base)
{
	unsigned int digit = *number % base;

	*number /= base;

	return digit;
}

/* Every lifetime that such numbers can make; every amount of evidence. */
static void test_conclusions(void)
{
	static const unsigned int freed[] = { 0, 15, 16, 63, 64 };
	const unsigned int nr = ARRAY_SIZE(freed) * 5 * 5 * 9 * 5 * 5;
	unsigned int i, number, size, evidence, live, taken;
	struct cma_place_state state = { 0 };

	for (i = 0; i < nr; i++) {
		number = i;
		evidence = freed[take_digit(&number, ARRAY_SIZE(freed))];
		state.live[CMA_PLACE_LARGE] = take_digit(&number, 5);
		state.taken[CMA_PLACE_LARGE] = take_digit(&number, 5);
		live = take_digit(&number, 9);
		taken = take_digit(&number, 5);
		state.taken_coarse = take_digit(&number, 5);
		for (size = 0; size < CMA_PLACE_LARGE; size++) {
			state.live[size] = live;
			state.taken[size] = taken;
			state.nr_freed[size] = evidence;
		}
		conclude(&state);
	}
}

/*
 * The borders, by hand: of the large requests 1000 pages of 2000 are live, so
 * that their lifetime is 1/2; all of them leave gaps unless it says otherwise.
 */
static void test_borders(void)
{
	static const struct {
		unsigned long nr_pages, live, taken, taken_coarse;
		unsigned int nr_freed;
		enum oracle_order want;
	} borders[] = {
		/* small, 3/4 to twice that lifetime: ranked */
		{ 32,  374, 1000, 2000, 64, ORACLE_DOWNWARDS },
		{ 32,  375, 1000, 2000, 64, ORACLE_RANKED },
		{ 32,  999, 1000, 2000, 64, ORACLE_RANKED },
		{ 32, 1000, 1000, 2000, 64, ORACLE_DOWNWARDS },
		{ 32,  500, 1000, 2000, 63, ORACLE_DOWNWARDS },
		{ 32,  500, 1000, 1000, 64, ORACLE_RANKED },
		{ 32,  500, 1000,  999, 64, ORACLE_DOWNWARDS },
		{ 32,    0,    0, 2000, 64, ORACLE_DOWNWARDS },
		/* medium, from four times that lifetime on: downwards */
		{ 33, 2000, 1000,    0, 16, ORACLE_DOWNWARDS },
		{ 33, 1999, 1000,    0, 16, ORACLE_RANKED },
		{ 33, 2000, 1000,    0, 15, ORACLE_RANKED },
		{ 33,    0,    0,    0, 16, ORACLE_RANKED },
		/* large: always ranked */
		{ 129, 2000, 1000, 2000, 64, ORACLE_RANKED },
	};
	struct cma_place_state state;
	unsigned int i, size;

	for (i = 0; i < ARRAY_SIZE(borders); i++) {
		memset(&state, 0, sizeof(state));
		for (size = 0; size < CMA_PLACE_LARGE; size++) {
			state.live[size] = borders[i].live;
			state.taken[size] = borders[i].taken;
			state.nr_freed[size] = borders[i].nr_freed;
		}
		state.live[CMA_PLACE_LARGE] = 1000;
		state.taken[CMA_PLACE_LARGE] = 2000;
		state.taken_coarse = borders[i].taken_coarse;
		check_conclusion(&state, borders[i].nr_pages, borders[i].want);
	}
}

const struct cma_test state_tests[] = {
	{ "what an area remembers is small", test_size },
	{ "allocations, releases of any kind, and failures are remembered",
	  test_events },
	{ "four times the area is remembered", test_halving },
	{ "borders of lifetime and evidence", test_borders },
	{ "all conclusions from small numbers", test_conclusions },
	{ }
};
