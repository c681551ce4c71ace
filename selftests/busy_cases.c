// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations from an area in which a page will not move, because a pipe has it.
 *
 * Bits, '#' allocated, 'P' the pinned page:
 *
 *   |#### 8 short of P ####|........P..............................|
 *                           ^ from here on, everything is tried
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "events.h"
#include "memory_zones.h"
#include "pinned_page.h"
#include "policy.h"

#define BELOW		8L	/* bits free below the page */
#define ABOVE		256L	/* and above it */
#define CHUNK		512L	/* bits that are filled at a time, at most */

/* How often, and after how many microseconds, free pages are looked at again. */
#define FREE_LOOKS	10
#define FREE_WAIT_US	20000

static int alloc_bits(struct area *area, long nr_bits)
{
	return area_alloc(area, (unsigned long)nr_bits << area->order_per_bit);
}

/*
 * The lowest hole of @least bits and more from bit @from on that bit @but is not
 * in, up to bit @to: its length, 0 if there is none.
 */
static long find_hole(const char *bits, long from, long to, long but, long least,
		      long *start)
{
	long hole;

	for (; from < to && bits[from]; from += hole + 1) {
		hole = strspn(bits + from, ".");
		if (from + hole > to)
			hole = to - from;
		*start = from;
		if (hole >= least && (but < from || but >= from + hole))
			return hole;
	}

	return 0;
}

/* Take all holes of @least bits and more below bit @to, but the one with @but. */
static int fill_holes(struct area *area, long to, long but, long least)
{
	long start, hole;
	char *bits;
	int ret;

	for (;;) {
		bits = area_bits(area);
		if (!bits)
			return test_fail("cannot read the bitmap");
		hole = find_hole(bits, 0, to, but, least, &start);
		free(bits);
		if (!hole)
			return KSFT_PASS;
		ret = alloc_bits(area, hole < CHUNK ? hole : CHUNK);
		if (ret)
			return test_fail("%ld bits at %ld, without the pinned page: %s",
					 hole, start, strerror(-ret));
	}
}

/* The picture above, with the policy first-fit. */
static int begin_busy(struct pinned_page *pin, struct area *area)
{
	const char *no_events = events_init();
	int ret;

	if (no_events)
		return test_skip("%s", no_events);
	ret = policy_set_first_fit();
	if (!ret)
		ret = pinned_page_take(pin, area, BELOW, ABOVE);
	if (!ret)
		ret = fill_holes(area, pin->bit - BELOW, -1, 1);

	return ret;
}

/* Whether the page's bit is set. */
static bool is_allocated(const struct pinned_page *pin, const struct area *area)
{
	char *bits = area_bits(area);
	bool set = !bits || bits[pin->bit] == '#';

	free(bits);

	return set;
}

static int alloc_seen(struct area *area, long nr_bits, int want,
		      struct alloc_events *events)
{
	int ret;

	if (!events_begin())
		return test_fail("cannot clear the trace");
	ret = alloc_bits(area, nr_bits);
	if (ret != want)
		return test_fail("alloc of %ld bits: %s, expected %s", nr_bits,
				 ret ? strerror(-ret) : "done",
				 want ? strerror(-want) : "done");
	if (!events_end(area, events))
		return test_fail("the trace has not one allocation");

	return KSFT_PASS;
}

/* @nr_bits must be had, without the page, after @max_busy ranges at most. */
static int alloc_beside(struct pinned_page *pin, struct area *area,
			long nr_bits, unsigned int max_busy)
{
	struct alloc_events events;

	if (alloc_seen(area, nr_bits, 0, &events))
		return KSFT_FAIL;
	if (is_allocated(pin, area))
		return test_fail("the range has the pinned page");
	if (events.nr_busy > max_busy)
		return test_fail("%u ranges were busy, expected %u",
				 events.nr_busy, max_busy);

	return pinned_page_is_intact(pin, area);
}

/* Stock tries every range that has it. */
static int passed_over_case(void *subject)
{
	struct pinned_page pin = PINNED_PAGE_NONE;
	int ret = begin_busy(&pin, subject);

	if (!ret)
		ret = alloc_beside(&pin, subject, 2 * BELOW, 2 * BELOW);
	pinned_page_release(&pin);

	return ret;
}

/* Its first range has the page, and the next one does not. */
static int tried_once_case(void *subject)
{
	struct pinned_page pin = PINNED_PAGE_NONE;
	int ret;

	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH ": this kernel tries every range");
	ret = begin_busy(&pin, subject);
	if (!ret)
		ret = alloc_beside(&pin, subject, 2 * BELOW, 1);
	pinned_page_release(&pin);

	return ret;
}

/* Zoned looks first, at the pages of the only hole there is. */
static int seen_case(void *subject)
{
	struct area *area = subject;
	struct pinned_page pin = PINNED_PAGE_NONE;
	int ret;

	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH ": this kernel does not look");
	ret = begin_busy(&pin, area);
	if (!ret)
		ret = fill_holes(area, area->nr_pages, pin.bit, 1);
	if (!ret)
		ret = policy_set("zoned");
	if (!ret)
		ret = alloc_beside(&pin, area, ABOVE - BELOW, 0);
	pinned_page_release(&pin);

	return ret;
}

/* So that what is freed for others does not count. */
static int free_pages_are_back(unsigned long before)
{
	unsigned long now = 0;
	int look;

	for (look = 0; look < FREE_LOOKS; look++) {
		if (look)
			usleep(FREE_WAIT_US);
		now = memory_free_cma();
		if (now >= before)
			return KSFT_PASS;
	}

	return test_fail("%lu pages free in areas, %lu before", now, before);
}

/* A request that only a range with the page would fit must leave no trace. */
static int fail_busy(struct area *area, long nr_bits)
{
	unsigned long free_before = memory_free_cma();
	struct alloc_events events;
	struct area_state before;
	int ret = KSFT_PASS;

	if (!area_state_get(area, &before))
		ret = test_fail("cannot read bitmap and used");
	if (!ret)
		ret = alloc_seen(area, nr_bits, -ENOMEM, &events);
	if (!ret && events.error != -EBUSY && events.error != ERROR_UNKNOWN)
		ret = test_fail("error %d, expected %d", events.error, -EBUSY);
	if (!ret && events.nr_busy != 1)
		ret = test_fail("%u ranges were busy, expected 1",
				events.nr_busy);
	if (!ret && !area_state_is(area, &before))
		ret = test_fail("bitmap or used differ from before");
	if (!ret)
		ret = free_pages_are_back(free_before);
	area_state_put(&before);

	return ret;
}

/*
 * The only hole for 9 bits has the page, as the last one:
 *
 *   |##########|........P|#### 16 ####|#########################|
 */
static int only_range_case(void *subject)
{
	struct area *area = subject;
	struct pinned_page pin = PINNED_PAGE_NONE;
	int ret = begin_busy(&pin, area);

	if (!ret)
		ret = alloc_beside(&pin, area, 2 * BELOW, 2 * BELOW);
	if (!ret)
		ret = fill_holes(area, area->nr_pages, pin.bit, BELOW + 1);
	if (!ret)
		ret = fail_busy(area, BELOW + 1);
	if (!ret)
		ret = pinned_page_is_intact(&pin, area);
	pinned_page_release(&pin);
	if (ret)
		return ret;

	ret = alloc_bits(area, BELOW + 1);
	if (ret)
		return test_fail("alloc of %ld bits, nothing pinned: %s",
				 BELOW + 1, strerror(-ret));
	if (!is_allocated(&pin, area))
		return test_fail("the page is not in the range that was its only place");

	return KSFT_PASS;
}

const struct test_case busy_cases[] = {
	{ "a pinned page is passed over", passed_over_case },
	{ "a pinned page is tried once in a call", tried_once_case },
	{ "zoned sees a pinned page before it tries", seen_case },
	{ "only a pinned page's range left: EBUSY, until it is let go",
	  only_range_case },
};

const size_t nr_busy_cases = ARRAY_SIZE(busy_cases);
