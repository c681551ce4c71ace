// SPDX-License-Identifier: GPL-2.0
/*
 * What an area should remember and conclude, naively: pages are counted one at a
 * time, and lifetimes are compared as fractions. The fields of struct
 * cma_place_state mean what its comment says; its functions are not called.
 */
#include "state_oracle.h"

static int size_of(unsigned long nr_pages)
{
	if (nr_pages > 128)
		return CMA_PLACE_LARGE;
	if (nr_pages > 32)
		return CMA_PLACE_MEDIUM;
	return CMA_PLACE_SMALL;
}

/* One page goes: of its own size, or else of the largest there is. */
static void drop_page(struct cma_place_state *state, int size)
{
	if (state->live[size])
		state->live[size]--;
	else if (state->live[CMA_PLACE_LARGE])
		state->live[CMA_PLACE_LARGE]--;
	else if (state->live[CMA_PLACE_MEDIUM])
		state->live[CMA_PLACE_MEDIUM]--;
	else if (state->live[CMA_PLACE_SMALL])
		state->live[CMA_PLACE_SMALL]--;
}

/* A large request that leaves gaps of more than 32 pages between its like. */
static bool leaves_gaps(unsigned long nr_pages, unsigned int align_order)
{
	return nr_pages > 128 && 1ULL << align_order > 32;
}

/* As cma_place_taken(), in an area of @area_pages. */
void oracle_taken(struct cma_place_state *state, unsigned long area_pages,
		  unsigned long nr_pages, unsigned int align_order)
{
	unsigned long long live = state->live[CMA_PLACE_SMALL] +
				  state->live[CMA_PLACE_MEDIUM] +
				  state->live[CMA_PLACE_LARGE];

	if (live > state->peak)
		state->peak = live;
	state->live[size_of(nr_pages)] += nr_pages;
	state->taken[size_of(nr_pages)] += nr_pages;
	if (leaves_gaps(nr_pages, align_order))
		state->taken_coarse += nr_pages;
	if (state->taken[CMA_PLACE_SMALL] + state->taken[CMA_PLACE_MEDIUM] +
	    state->taken[CMA_PLACE_LARGE] > 4ULL * area_pages) {
		state->taken[CMA_PLACE_SMALL] >>= 1;
		state->taken[CMA_PLACE_MEDIUM] >>= 1;
		state->taken[CMA_PLACE_LARGE] >>= 1;
		state->taken_coarse >>= 1;
		state->peak -= state->peak >> 3;
	}
}

/* As cma_place_untaken(). */
void oracle_untaken(struct cma_place_state *state, unsigned long nr_pages,
		    unsigned int align_order)
{
	bool coarse = leaves_gaps(nr_pages, align_order);
	int size = size_of(nr_pages);

	while (nr_pages--) {
		if (state->taken[size])
			state->taken[size]--;
		if (coarse && state->taken_coarse)
			state->taken_coarse--;
		drop_page(state, size);
	}
}

/* As cma_place_freed(). */
void oracle_freed(struct cma_place_state *state, unsigned long nr_pages)
{
	int size = size_of(nr_pages);

	if (state->nr_freed[size] != 64)
		state->nr_freed[size]++;
	while (nr_pages--)
		drop_page(state, size);
}

/* live / taken >= times * large live / large taken; numbers below 2^30 */
static bool outlives(const struct cma_place_state *state, int size,
		     unsigned int times_num, unsigned int times_den)
{
	return state->live[size] * times_den * state->taken[CMA_PLACE_LARGE] >=
	       state->live[CMA_PLACE_LARGE] * times_num * state->taken[size];
}

/**
 * oracle_order() - the order in which a request's candidates are to be offered
 * @policy: the policy
 * @state: what the area remembers, in numbers below 2^30; or NULL
 * @nr_pages: pages asked for
 */
enum oracle_order oracle_order(enum cma_place_policy policy,
			       const struct cma_place_state *state,
			       unsigned long nr_pages)
{
	int size = size_of(nr_pages);
	bool known;

	if (policy == CMA_PLACE_FIRST_FIT)
		return ORACLE_UPWARDS;
	if (size == CMA_PLACE_LARGE)
		return ORACLE_RANKED;

	known = state && state->taken[size] && state->taken[CMA_PLACE_LARGE];
	if (size == CMA_PLACE_MEDIUM) {
		if (known && state->nr_freed[size] >= 16 &&
		    outlives(state, size, 4, 1))
			return ORACLE_DOWNWARDS;
		return ORACLE_RANKED;
	}
	/* Ranked: from 3/4 of the lifetime of large ones to less than twice it. */
	if (known && state->nr_freed[size] >= 64 &&
	    state->taken_coarse * 2 >= state->taken[CMA_PLACE_LARGE] &&
	    outlives(state, size, 3, 4) && !outlives(state, size, 2, 1))
		return ORACLE_RANKED;
	return ORACLE_DOWNWARDS;
}
