// SPDX-License-Identifier: GPL-2.0
/*
 * Every way out of cma_alloc(), by errors that are injected: what it comes to, how
 * many ranges are tried, and that nothing is lost on the way: bits of the bitmap,
 * pages, counts.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "fault.h"
#include "policy.h"
#include "text_file.h"

/*
 * If a page is lost in each round, so many are lost in all. The rest of the kernel
 * takes and gives pages too, so there are that many rounds several times over:
 * pages that are lost are lost each time.
 */
#define ROUNDS		32
#define BATCHES		8

#define REQUEST_PAGES	256UL

/* Pages known not to have moved that a search keeps in mind, at most. */
#define SEARCH_BUSY	16

/* Counters in sysfs, of pages. */
#define SUCCESS		"alloc_pages_success"
#define FAIL		"alloc_pages_fail"

#define FOR_EVER	1000000000U

/* All numbers behind @key in @text. */
static long long sum_behind(const char *text, const char *key)
{
	long long sum = 0;

	while ((text = strstr(text, key))) {
		text += strlen(key);
		sum += strtoll(text, NULL, 10);
	}

	return sum;
}

/* Free pages of the machine, on per-CPU lists too; negative if not known. */
static long long free_pages(void)
{
	long long sum;
	char *text;

	/* Reading it adds what is not yet counted. */
	free(text_file_read("/proc/sys/vm/stat_refresh"));
	text = text_file_read("/proc/zoneinfo");
	if (!text)
		return -errno;
	sum = sum_behind(text, "nr_free_pages ") +
	      sum_behind(text, " count: ");
	free(text);

	return sum;
}

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
 * What the error @error, injected @times times, has to come to: success or not, and
 * how often it may have been met, which is how many ranges were tried in vain.
 */
struct outcome {
	int error;
	unsigned int times;
	bool succeeds;
	long long min_injected;
	long long max_injected;
};

static int attempt_is(const struct attempt *attempt,
		      const struct outcome *outcome)
{
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
			 long long fail, bool succeeds)
{
	const long long grown = ROUNDS * REQUEST_PAGES;

	success += succeeds ? grown : 0;
	fail += succeeds ? 0 : grown;
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
	int round, ret = KSFT_PASS;

	for (round = 0; round < ROUNDS && ret == KSFT_PASS; round++) {
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
		const long long before = free_pages();

		if (before < 0)
			return test_fail("no number of free pages");
		ret = rounds(area, outcome);
		if (ret == KSFT_PASS)
			ret = counters_grew(area, success, fail,
					    outcome->succeeds);
		lost = before - free_pages();
		if (ret != KSFT_PASS || lost < ROUNDS)
			return ret;
	}

	return test_fail("%lld pages less are free after each %d rounds", lost,
			 ROUNDS);
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
	const struct outcome outcome = { -EBUSY, 1, true, 1, 1 };

	return outcome_is(subject, &outcome);
}

/* Never more than one range at each page, and those that the first way gave up. */
static int busy_case(void *subject)
{
	const struct area *area = subject;
	const struct outcome outcome = {
		-EBUSY, FOR_EVER, false, 2,
		area->nr_pages - REQUEST_PAGES + 1 + SEARCH_BUSY,
	};

	return outcome_is(subject, &outcome);
}

/* Where stock gives up, there are ranges that need no memory. */
static int no_memory_once_case(void *subject)
{
	const struct outcome outcome = {
		-ENOMEM, 1, policy_in_force("zoned"), 1, 1
	};

	return outcome_is(subject, &outcome);
}

/* The first range, one that looks free, and one that looks better than it. */
static int no_memory_case(void *subject)
{
	const struct outcome outcome = { -ENOMEM, FOR_EVER, false, 1, 3 };

	return outcome_is(subject, &outcome);
}

static int interrupted_case(void *subject)
{
	const struct outcome outcome = { -EINTR, FOR_EVER, false, 1, 1 };

	return outcome_is(subject, &outcome);
}

/* An error that cma_alloc() knows nothing of. */
static int other_error_case(void *subject)
{
	const struct outcome outcome = { -EINVAL, FOR_EVER, false, 1, 1 };

	return outcome_is(subject, &outcome);
}

/*
 * Memory in use, so much that part of it is in the area.
 * @size: as much as there is
 * @used: so much of it has been written to
 */
struct filling {
	char *memory;
	size_t size;
	size_t used;
};

static long long meminfo_kib(const char *key)
{
	char *text = text_file_read("/proc/meminfo");
	long long kib = text ? sum_behind(text, key) : -errno;

	free(text);

	return kib;
}

static size_t area_bytes(const struct area *area)
{
	return area->nr_pages * getpagesize();
}

#define MIB	(1024UL * 1024)

/*
 * Use more memory, until half of the areas is in use; false if other memory comes
 * to an end before that.
 */
static bool fill(struct filling *filling, const struct area *area)
{
	const long long half_kib = area_bytes(area) / 1024 / 2;

	while (meminfo_kib("CmaFree:") > half_kib) {
		if (filling->used == filling->size)
			return false;
		memset(filling->memory + filling->used, 1, MIB);
		filling->used += MIB;
	}

	return true;
}

/* What was moved out of the area does not come back by itself. */
static bool fill_again(struct filling *filling, const struct area *area)
{
	const size_t part = filling->used < area_bytes(area) ?
			    filling->used : area_bytes(area);

	filling->used -= part / MIB * MIB;
	madvise(filling->memory + filling->used, filling->size - filling->used,
		MADV_DONTNEED);

	return fill(filling, area);
}

static int fill_first(struct filling *filling, const struct area *area)
{
	/* An eighth is left for what is to be moved, and for others. */
	filling->size = meminfo_kib("MemAvailable:") * 1024 / 8 * 7 / MIB * MIB;
	filling->used = 0;
	filling->memory = mmap(NULL, filling->size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (filling->memory == MAP_FAILED)
		return test_fail("mmap of %zu bytes: %s", filling->size,
				 strerror(errno));
	if (fill(filling, area))
		return KSFT_PASS;
	munmap(filling->memory, filling->size);

	return test_skip("memory in use does not get into the area");
}

/* The memory has what was written into it, wherever it was moved. */
static bool is_intact(const struct filling *filling)
{
	const size_t page = getpagesize();
	size_t i;

	for (i = 0; i < filling->used; i += page)
		if (filling->memory[i] != 1 ||
		    filling->memory[i + page - 1] != 1)
			return false;

	return true;
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
static int nth_steps(struct area *area, struct filling *filling)
{
	unsigned int nth, nr_failed = 0;
	long long left = 0;
	int ret;

	for (nth = 1; !left; nth += nth / 2 + 1) {
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
		if (!is_intact(filling))
			return test_fail("memory has changed");
		if (areas_signal())
			return test_fail("ended by a signal");
		if (!fill_again(filling, area))
			return test_fail("memory does not get into the area again");
	}

	/* That many steps come to hundreds of pages, each of which had to move. */
	return nr_failed >= 10 ? KSFT_PASS :
	       test_fail("only %u allocations of pages failed", nr_failed);
}

/*
 * No page is to be had: half of the area is in use, which cannot be moved then,
 * and half of it is free.
 */
static int no_pages_steps(struct area *area, struct filling *filling)
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

	return is_intact(filling) ? KSFT_PASS : test_fail("memory has changed");
}

static int filled(struct area *area,
		  int (*steps)(struct area *area, struct filling *filling))
{
	struct area_state before;
	struct filling filling;
	int ret;

	if (fault_pages_missing())
		return test_skip("%s", fault_pages_missing());
	ret = fill_first(&filling, area);
	if (ret != KSFT_PASS)
		return ret;
	if (area_state_get(area, &before)) {
		ret = steps(area, &filling);
		areas_free_held();
	} else {
		ret = test_fail("cannot read bitmap and used");
	}
	munmap(filling.memory, filling.size);
	if (ret == KSFT_PASS)
		ret = leaves_no_trace(area, &before);
	area_state_put(&before);

	return ret;
}

static int nth_page_case(void *subject)
{
	return filled(subject, nth_steps);
}

static int no_pages_case(void *subject)
{
	return filled(subject, no_pages_steps);
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
