// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations without memory to move pages to.
 *
 * One process has almost all memory, and pages in the area ('m'), where first-fit
 * begins. For the time of a call, the kernel's reserve is more than the rest:
 *
 *   |##########|mmmmmmmmmmmmmm|.........................|
 *
 * That is not for a machine in use: where there is much that the kernel could
 * reclaim, it is left alone. Elsewhere, the process that has the memory goes
 * before anything else does, should somebody need some just then.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "events.h"
#include "lent_memory.h"
#include "memory_zones.h"
#include "policy.h"
#include "reserve.h"

#define REQUEST_BITS	64L
#define LENT_BITS	512L	/* in which pages are lent */
#define LEAST_BITS	1024L	/* the hole has them, and room behind them */
#define CHUNK_BITS	512L	/* that are filled at a time, at most */
#define MAX_RECLAIMABLE	(64UL << 20)

/* Why it would be no good idea here, or KSFT_PASS. */
static int can_be_low(const struct area *area)
{
	unsigned long reclaimable = memory_reclaimable() *
				    sysconf(_SC_PAGESIZE);
	const char *why = area_bits_unknown(area);
	int ret;

	if (!why)
		why = events_init();
	if (why)
		return test_skip("%s", why);
	if (reclaimable > MAX_RECLAIMABLE)
		return test_skip("%lu MiB could be reclaimed or swapped: a machine in use",
				 reclaimable >> 20);
	ret = reserve_init();

	return ret ? test_skip("vm.min_free_kbytes: %s", strerror(-ret)) :
		     KSFT_PASS;
}

/* The lowest hole that a request fits, which has to be large. */
static int find_large_hole(const struct area *area, long *start, long *len)
{
	char *bits = area_bits(area);

	if (!bits)
		return test_fail("cannot read the bitmap");
	*start = 0;
	*len = strspn(bits, ".");
	while (*len < REQUEST_BITS && bits[*start + *len]) {
		*start += *len + 1;
		*len = strspn(bits + *start, ".");
	}
	free(bits);

	return *len < LEAST_BITS ? test_skip("the lowest hole has %ld bits, wanted %ld",
					     *len, LEAST_BITS) : KSFT_PASS;
}

/* Allocate what is below the lent pages. */
static int fill_below(struct area *area, long nr_bits)
{
	long chunk;
	int ret;

	for (; nr_bits; nr_bits -= chunk) {
		chunk = nr_bits < CHUNK_BITS ? nr_bits : CHUNK_BITS;
		ret = area_alloc(area, (unsigned long)chunk <<
				       area->order_per_bit);
		if (ret)
			return test_fail("%ld bits below the lent pages: %s",
					 chunk, strerror(-ret));
	}

	return KSFT_PASS;
}

/* The picture above, with the policy first-fit. */
static int begin_low(struct lent_memory *lent, struct area *area)
{
	long start, len, below;
	const char *lowest;
	int ret;

	ret = can_be_low(area);
	if (!ret)
		ret = policy_set_first_fit();
	if (!ret)
		ret = find_large_hole(area, &start, &len);
	if (!ret)
		ret = lent_memory_begin(lent, area, start, LENT_BITS);
	if (ret)
		return ret;
	lowest = memchr(lent->bits + start, 'm', len);
	below = lowest ? lowest - (lent->bits + start) : len;
	if (below + LEAST_BITS > len)
		return test_skip("no page lies in the hole of %ld bits, with room behind it",
				 len);

	return fill_below(area, below);
}

/* The call's result, with what the events say of it; or a positive KSFT_*. */
static int alloc_low(struct lent_memory *lent, struct area *area,
		     struct alloc_events *events)
{
	int raised, ret = 0;

	if (!events_begin())
		return test_fail("cannot clear the trace");
	raised = reserve_raise();
	if (!raised)
		ret = area_alloc(area, (unsigned long)REQUEST_BITS <<
				       area->order_per_bit);
	reserve_restore();
	if (raised)
		return test_skip("vm.min_free_kbytes cannot be raised: %s",
				 strerror(-raised));
	if (!lent_memory_is_there(lent))
		return test_skip("memory ran out elsewhere");
	if (!events_end(area, events))
		return test_fail("the trace has not one allocation");

	return ret;
}

/* Whether what is allocated since @before had lent pages. */
static bool has_moved(const struct lent_memory *lent, const struct area *area,
		      const char *before)
{
	char *now = area_bits(area);
	bool moved = false;
	long bit;

	for (bit = 0; before && now && now[bit]; bit++)
		moved |= now[bit] != before[bit] && lent->bits[bit] != '.';
	free(now);

	return moved;
}

/*
 * Where pages have to be moved, first-fit fails; that shows what it is like. If it
 * could move them, memory is not low, and there is nothing to be seen here.
 */
static int must_run_out(struct lent_memory *lent, struct area *area)
{
	char *before = area_bits(area);
	struct alloc_events events;
	int ret;

	ret = alloc_low(lent, area, &events);
	if (!ret)
		ret = has_moved(lent, area, before) ?
			test_skip("pages could be moved: memory is not low") :
			test_fail("first-fit has gone on to where none is");
	free(before);
	if (ret > 0)
		return ret;
	if (events.error != -ENOMEM && events.error != ERROR_UNKNOWN)
		return test_fail("error %d, expected %d", events.error, -ENOMEM);
	if (events.nr_busy)
		return test_fail("%u ranges tried before", events.nr_busy);

	return KSFT_PASS;
}

/* Kernels without the policies are first-fit. */
static int gives_up_case(void *subject)
{
	struct lent_memory lent = LENT_MEMORY_NONE;
	struct area *area = subject;
	struct area_state before;
	int ret;

	ret = begin_low(&lent, area);
	if (!area_state_get(area, &before))
		ret = test_fail("cannot read bitmap and used");
	if (!ret)
		ret = must_run_out(&lent, area);
	if (!ret && !area_state_is(area, &before))
		ret = test_fail("bitmap or used differ from before");
	lent_memory_end(&lent);
	area_state_put(&before);

	return ret;
}

static int goes_on_case(void *subject)
{
	struct lent_memory lent = LENT_MEMORY_NONE;
	struct alloc_events events;
	struct area *area = subject;
	char *before = NULL;
	int ret;

	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH ": this kernel gives up");
	ret = begin_low(&lent, area);
	if (!ret)
		ret = must_run_out(&lent, area);
	if (!ret)
		ret = policy_set("zoned");
	if (!ret) {
		before = area_bits(area);
		ret = alloc_low(&lent, area, &events);
		if (ret < 0)
			ret = test_fail("alloc where nothing has to be moved: error %d",
					events.error);
	}
	if (!ret && has_moved(&lent, area, before))
		ret = test_fail("the range had pages in it");
	lent_memory_end(&lent);
	free(before);

	return ret;
}

const struct test_case lowmem_cases[] = {
	{ "without memory, first-fit gives up with ENOMEM", gives_up_case },
	{ "without memory, zoned finds what is free", goes_on_case },
};

const size_t nr_lowmem_cases = ARRAY_SIZE(lowmem_cases);
