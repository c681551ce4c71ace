// SPDX-License-Identifier: GPL-2.0
/*
 * Every way out of cma_alloc(), by errors that are injected: what it comes to, how
 * many ranges are tried, and that nothing is lost on the way: bits of the bitmap,
 * pages, counts.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "fault.h"
#include "memory_zones.h"
#include "own_memory.h"
#include "policy.h"

/*
 * If a page is lost in each round, so many are lost in all, or half of it if others
 * give back as many as that meanwhile. They take pages too, so there are that many
 * rounds several times over: pages that are lost are lost each time.
 */
#define ROUNDS		64U

/* Where each round is thousands of ranges, which would all lose their pages. */
#define BUSY_ROUNDS	4U
#define BATCHES		8

#define REQUEST_PAGES	256UL

/* Pages known not to have moved that a search keeps in mind, at most. */
#define SEARCH_BUSY	16

/* Counters in sysfs, of pages. */
#define SUCCESS		"alloc_pages_success"
#define FAIL		"alloc_pages_fail"

/* A request of REQUEST_PAGES under an injected error, and what came of it. */
struct attempt {
	int ret;
	long long nr_injected;
};

static struct attempt try_with(struct area *area, int error, unsigned int times)
{
	struct attempt attempt;
	int ret = fault_contig_begin(error, times);

	if (ret)
		return (struct attempt) { ret, -1 };
	attempt.ret = area_alloc(area, REQUEST_PAGES);
	attempt.nr_injected = times - fault_contig_end();

	return attempt;
}

/*
 * What the error @error, injected @times times, has to come to in each of
 * @nr_rounds: success or not, and how often it may have been met, which is how many
 * ranges were tried in vain.
 */
struct outcome {
	unsigned int nr_rounds;
	int error;
	unsigned int times;
	bool succeeds;
	long long min_injected;
	long long max_injected;
};

static int attempt_is(const struct attempt *attempt,
		      const struct outcome *outcome)
{
	if (attempt->nr_injected < 0)
		return test_fail("injecting %s: %s", strerror(-outcome->error),
				 strerror(-attempt->ret));
	if (attempt->nr_injected < outcome->min_injected ||
	    attempt->nr_injected > outcome->max_injected)
		return test_fail("%s met %lld times, expected %lld to %lld",
				 strerror(-outcome->error),
				 attempt->nr_injected, outcome->min_injected,
				 outcome->max_injected);
	if (attempt->ret != (outcome->succeeds ? 0 : -ENOMEM))
		return test_fail("after %s: %s, expected %s",
				 strerror(-outcome->error),
				 attempt->ret ? strerror(-attempt->ret) : "done",
				 outcome->succeeds ? "done" : strerror(ENOMEM));

	return KSFT_PASS;
}

/* The counters grow by what was asked for, and by nothing else. */
static int counters_grew(const struct area *area, long long success,
			 long long fail, const struct outcome *outcome)
{
	const long long grown = outcome->nr_rounds * REQUEST_PAGES;

	success += outcome->succeeds ? grown : 0;
	fail += outcome->succeeds ? 0 : grown;
	if (area_counter(area, SUCCESS) != success)
		return test_fail(SUCCESS " is %lld, expected %lld",
				 area_counter(area, SUCCESS),
				 success);
	if (area_counter(area, FAIL) != fail)
		return test_fail(FAIL " is %lld, expected %lld",
				 area_counter(area, FAIL), fail);

	return KSFT_PASS;
}

static int rounds(struct area *area, const struct outcome *outcome)
{
	unsigned int round;
	int ret = KSFT_PASS;

	for (round = 0; round < outcome->nr_rounds && ret == KSFT_PASS; round++) {
		struct attempt attempt = try_with(area, outcome->error,
						  outcome->times);

		ret = attempt_is(&attempt, outcome);
		areas_free_held();
	}

	return ret;
}

/* Batches of rounds, until there is one after which nothing is missing. */
static int batches(struct area *area, const struct outcome *outcome)
{
	long long lost = 0;
	int batch, ret;

	for (batch = 0; batch < BATCHES; batch++) {
		const long long success = area_counter(area, SUCCESS);
		const long long fail = area_counter(area, FAIL);
		const long long before = memory_free();

		ret = rounds(area, outcome);
		if (ret == KSFT_PASS)
			ret = counters_grew(area, success, fail, outcome);
		lost = before - (long long)memory_free();
		if (ret != KSFT_PASS || lost < outcome->nr_rounds / 2)
			return ret;
	}

	return test_fail("%lld pages less are free after each %u rounds", lost,
			 outcome->nr_rounds);
}

/* Take the largest hole: all of its pages are there, none is held by anybody. */
static int hole_is_whole(struct area *area)
{
	const long long maxchunk = area_maxchunk(area);
	int ret = area_alloc(area, maxchunk);

	areas_free_held();

	return ret ? test_fail("alloc of %lld pages, which are free: %s", maxchunk,
			       strerror(-ret)) : KSFT_PASS;
}

static int leaves_no_trace(struct area *area, const struct area_state *before)
{
	if (!area_state_is(area, before))
		return test_fail("bitmap or used differ from before");

	return hole_is_whole(area);
}

static int outcome_is(struct area *area, const struct outcome *outcome)
{
	struct area_state before;
	int ret;

	if (fault_contig_missing())
		return test_skip("%s", fault_contig_missing());
	if (area_counter(area, FAIL) < 0)
		return test_skip("no counters in sysfs");
	if (area_maxchunk(area) < 2 * (long long)REQUEST_PAGES)
		return test_skip("no %lu free pages in a row",
				 2 * REQUEST_PAGES);
	if (!area_state_get(area, &before)) {
		ret = test_fail("cannot read bitmap and used");
	} else {
		ret = batches(area, outcome);
		if (ret == KSFT_PASS)
			ret = leaves_no_trace(area, &before);
	}
	area_state_put(&before);

	return ret;
}

static int busy_once_case(void *subject)
{
	const struct outcome outcome = { ROUNDS, -EBUSY, 1, true, 1, 1 };

	return outcome_is(subject, &outcome);
}

/* Never more than one range at each bit, and those that the first way gave up. */
static int busy_case(void *subject)
{
	const struct area *area = subject;
	const struct outcome outcome = {
		BUSY_ROUNDS, -EBUSY, FOR_EVER, false, 2,
		((area->nr_pages - REQUEST_PAGES) >> area->order_per_bit) +
			1 + SEARCH_BUSY,
	};

	return outcome_is(subject, &outcome);
}

/* Where stock gives up, there are ranges that need no memory. */
static int no_memory_once_case(void *subject)
{
	const struct outcome outcome = {
		ROUNDS, -ENOMEM, 1, policy_in_force("zoned"), 1, 1
	};

	return outcome_is(subject, &outcome);
}

/*
 * The first range; where the search goes on, one that looks free, and perhaps one
 * that looks better than the first.
 */
static int no_memory_case(void *subject)
{
	const bool goes_on = policy_in_force("zoned");
	const struct outcome outcome = {
		ROUNDS, -ENOMEM, FOR_EVER, false, goes_on ? 2 : 1,
		goes_on ? 3 : 1
	};

	return outcome_is(subject, &outcome);
}

static int interrupted_case(void *subject)
{
	const struct outcome outcome = { ROUNDS, -EINTR, FOR_EVER, false, 1, 1 };

	return outcome_is(subject, &outcome);
}

/* An error that cma_alloc() knows nothing of. */
static int other_error_case(void *subject)
{
	const struct outcome outcome = { ROUNDS, -EINVAL, FOR_EVER, false, 1, 1 };

	return outcome_is(subject, &outcome);
}

/* Have more memory, until half of the area's pages are part of what is new. */
static bool lend(struct own_memory *mem, const struct area *area)
{
	unsigned long nr_lent = 0;
	size_t i = mem->nr_touched;

	while (2 * nr_lent < area->nr_pages && own_memory_touch(mem))
		for (; i < mem->nr_touched; i++)
			nr_lent += own_memory_bit(mem, i, area) >= 0;

	return 2 * nr_lent >= area->nr_pages;
}

/* As much as has to be moved into other memory. */
static unsigned long pages_to_move(const struct area *area)
{
	return area_maxchunk(area) / 4 * 3;
}

/*
 * The first allocation of pages fails, then the second instead, and so on, in ever
 * larger steps, until there are no more.
 */
static int nth_steps(struct area *area, struct own_memory *mem)
{
	unsigned int nth, nr_failed = 0;
	long long left = 0;
	int ret;

	for (nth = 1; !left; nth = 3 * nth + 1) {
		ret = fault_page_nth_begin(nth);
		if (ret)
			return test_fail("fail-nth: %s", strerror(-ret));
		ret = area_alloc(area, pages_to_move(area));
		left = fault_page_nth_end();
		if (left < 0)
			return test_fail("fail-nth: %s", strerror(-left));
		if (ret && ret != -ENOMEM)
			return test_fail("alloc with page %u missing: %s", nth,
					 strerror(-ret));
		nr_failed += !left;
		areas_free_held();
		if (!own_memory_is_intact(mem))
			return test_fail("memory has changed");
		if (areas_signal())
			return test_fail("ended by a signal");
		/* What was moved out of the area does not come back by itself. */
		own_memory_untouch(mem, area->nr_pages);
		if (!lend(mem, area))
			return test_fail("memory does not get into the area again");
	}

	/* That many steps come to hundreds of pages, each of which had to move. */
	return nr_failed >= 6 ? KSFT_PASS :
	       test_fail("only %u allocations of pages failed", nr_failed);
}

/*
 * No page is to be had: half of the area is in use, which cannot be moved then,
 * and half of it is free.
 */
static int no_pages_steps(struct area *area, struct own_memory *mem)
{
	const bool goes_on = policy_in_force("zoned");
	const unsigned long too_many = pages_to_move(area);
	int ret = fault_pages_begin(), large, small;

	if (ret)
		return test_fail("fail_page_alloc: %s", strerror(-ret));
	large = area_alloc(area, too_many);
	small = area_alloc(area, 1);
	ret = fault_pages_end();
	if (ret)
		return test_fail("fail_page_alloc: %s", strerror(-ret));
	if (large != -ENOMEM)
		return test_fail("alloc of %lu pages without memory: %s", too_many,
				 large ? strerror(-large) : "done");
	if (goes_on && small)
		return test_fail("alloc of a page that is free: %s",
				 strerror(-small));

	return own_memory_is_intact(mem) ? KSFT_PASS : test_fail("memory has changed");
}

static int while_lent(struct area *area,
		      int (*steps)(struct area *area, struct own_memory *mem))
{
	struct area_state before;
	struct own_memory mem;
	int ret;

	if (fault_pages_missing())
		return test_skip("%s", fault_pages_missing());
	if (!own_memory_map(&mem) || !lend(&mem, area)) {
		ret = test_skip("memory in use does not get into the area");
	} else if (!area_state_get(area, &before)) {
		ret = test_fail("cannot read bitmap and used");
		area_state_put(&before);
	} else {
		ret = steps(area, &mem);
		areas_free_held();
		own_memory_unmap(&mem);
		if (ret == KSFT_PASS)
			ret = leaves_no_trace(area, &before);
		area_state_put(&before);
	}
	own_memory_unmap(&mem);

	return ret;
}

static int nth_page_case(void *subject)
{
	return while_lent(subject, nth_steps);
}

static int no_pages_case(void *subject)
{
	return while_lent(subject, no_pages_steps);
}

const struct test_case fault_cases[] = {
	{ "EBUSY once: the next range is taken", busy_once_case },
	{ "EBUSY always: it comes to an end", busy_case },
	{ "ENOMEM once: a range that needs no memory is taken",
	  no_memory_once_case },
	{ "ENOMEM always: it comes to an end", no_memory_case },
	{ "EINTR: the first is the last", interrupted_case },
	{ "another error: the first is the last", other_error_case },
	{ "each page allocation fails once", nth_page_case },
	{ "all page allocations fail", no_pages_case },
};

const size_t nr_fault_cases = ARRAY_SIZE(fault_cases);
