// SPDX-License-Identifier: GPL-2.0
/* An area's debugfs files, and what sysfs counts of it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"

/* Either side of a small request's limit and of an alignment, out of order. */
static const unsigned int mixed_pages[] = { 256, 1, 33, 3, 257, 32 };

/* Allocate, and see that "used" grows by just that. */
static int alloc_counted(struct area *area, unsigned long nr_pages,
			 long long *used)
{
	long long now;
	int ret = area_alloc(area, nr_pages);

	if (ret)
		return test_fail("alloc of %lu pages: %s", nr_pages,
				 strerror(-ret));
	*used += area_cost(area, nr_pages);
	now = area_used(area);
	if (now != *used)
		return test_fail("used is %lld after alloc of %lu pages, expected %lld",
				 now, nr_pages, *used);

	return KSFT_PASS;
}

static int free_counted(struct area *area, unsigned long nr_pages,
			long long used)
{
	long long now;
	int ret = area_free(area, nr_pages);

	if (ret)
		return test_fail("free of %lu pages: %s", nr_pages,
				 strerror(-ret));
	now = area_used(area);
	if (now != used)
		return test_fail("used is %lld after free of %lu pages, expected %lld",
				 now, nr_pages, used);

	return KSFT_PASS;
}

/* The youngest allocation goes back alone, the others at once. */
static int mixed_sizes_steps(struct area *area, long long used)
{
	const long long used_before = used;
	unsigned long last = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mixed_pages); i++) {
		last = mixed_pages[i];
		if (alloc_counted(area, last, &used))
			return KSFT_FAIL;
	}
	used -= area_cost(area, last);
	if (free_counted(area, last, used))
		return KSFT_FAIL;

	return free_counted(area, area->held_pages, used_before);
}

/* A request is freed in two parts, where a bit is a page. */
static int parts_steps(struct area *area, long long used)
{
	const long long used_before = used;

	if (alloc_counted(area, 256, &used) ||
	    free_counted(area, 100, used - 100))
		return KSFT_FAIL;

	return free_counted(area, 156, used_before);
}

static int must_fail(struct area *area, unsigned long nr_pages)
{
	int ret = area_alloc(area, nr_pages);

	if (ret != -ENOMEM)
		return test_fail("alloc of %lu pages: %s, expected %s",
				 nr_pages, ret ? strerror(-ret) : "done",
				 strerror(ENOMEM));

	return KSFT_PASS;
}

/* More than the area has, and more than its largest hole. */
static int too_large_steps(struct area *area, long long used)
{
	long long maxchunk = area_maxchunk(area);

	(void)used;
	if (maxchunk < 0)
		return test_fail("maxchunk: %s", strerror(-maxchunk));
	if (must_fail(area, area->nr_pages + 1))
		return KSFT_FAIL;

	return must_fail(area, maxchunk + 1);
}

/*
 * Ever smaller requests, each size until it fails. Pages that will not move may
 * keep an area from becoming full, which is no fault of the allocator's.
 */
static int fill_steps(struct area *area, long long used)
{
	unsigned long nr_pages, taken = 0;
	long long now;
	int ret;

	for (nr_pages = 1024; nr_pages; nr_pages /= 4) {
		while (!(ret = area_alloc(area, nr_pages))) {
			taken += area_cost(area, nr_pages);
			if (taken > area->nr_pages)
				return test_fail("%lu pages taken of %lu",
						 taken, area->nr_pages);
		}
		if (ret != -ENOMEM)
			return test_fail("alloc of %lu pages: %s", nr_pages,
					 strerror(-ret));
	}
	now = area_used(area);
	if (now != used + (long long)taken)
		return test_fail("used is %lld after %lu pages, expected %lld",
				 now, taken, used + (long long)taken);
	if (now != (long long)area->nr_pages)
		ksft_print_msg("%s: %lld of %lu pages could be used\n",
			       area->name, now, area->nr_pages);
	if (!taken)
		return now < (long long)area->nr_pages ?
			test_fail("not one free page could be taken") :
			KSFT_PASS;

	return free_counted(area, area->held_pages, used);
}

/*
 * Take steps that give back all they take, and see that the bitmap is then as
 * it was before.
 */
static int steps_leave_no_trace(struct area *area,
				int (*steps)(struct area *area, long long used))
{
	struct area_state before;
	int ret;

	if (!area_state_get(area, &before)) {
		ret = test_fail("cannot read bitmap and used");
	} else {
		ret = steps(area, before.used);
		if (ret == KSFT_PASS && !area_state_is(area, &before))
			ret = test_fail("bitmap or used differ from before");
	}
	area_state_put(&before);

	return ret;
}

/* Twice the pages, as the holes there are need not fit one by one. */
static int skip_if_scarce(const struct area *area, unsigned long nr_pages)
{
	long long free_pages = area->nr_pages - area_used(area);

	if (free_pages < 2 * (long long)nr_pages)
		return test_skip("%lld pages free, %lu wanted", free_pages,
				 2 * nr_pages);

	return KSFT_PASS;
}

static int mixed_sizes_case(void *subject)
{
	struct area *area = subject;
	unsigned long need = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mixed_pages); i++)
		need += area_round_up(area, mixed_pages[i]);
	if (skip_if_scarce(area, need))
		return KSFT_SKIP;

	return steps_leave_no_trace(area, mixed_sizes_steps);
}

static int parts_case(void *subject)
{
	struct area *area = subject;

	if (area->order_per_bit)
		return test_skip("%u pages a bit are freed at once",
				 1U << area->order_per_bit);
	if (skip_if_scarce(area, 256))
		return KSFT_SKIP;

	return steps_leave_no_trace(area, parts_steps);
}

static int too_large_case(void *subject)
{
	return steps_leave_no_trace(subject, too_large_steps);
}

static int fill_case(void *subject)
{
	return steps_leave_no_trace(subject, fill_steps);
}

static int counter_is(const struct area *area, const char *name, long long want)
{
	long long now = area_counter(area, name);

	if (now != want)
		return test_fail("%s is %lld, expected %lld", name, now, want);

	return KSFT_PASS;
}

static int success_counter_case(void *subject)
{
	struct area *area = subject;
	long long before = area_counter(area, "alloc_pages_success");
	int ret;

	if (before < 0)
		return test_skip("no alloc_pages_success in sysfs");
	if (skip_if_scarce(area, area_round_up(area, 17)))
		return KSFT_SKIP;
	ret = area_alloc(area, 17);
	if (ret)
		return test_fail("alloc of 17 pages: %s", strerror(-ret));

	return counter_is(area, "alloc_pages_success", before + 17);
}

static int release_counter_case(void *subject)
{
	struct area *area = subject;
	long long before = area_counter(area, "release_pages_success");
	int ret;

	if (before < 0)
		return test_skip("no release_pages_success in sysfs");
	if (skip_if_scarce(area, area_round_up(area, 17)))
		return KSFT_SKIP;
	ret = area_alloc(area, 17);
	if (!ret)
		ret = area_free(area, 17);
	if (ret)
		return test_fail("alloc and free of 17 pages: %s",
				 strerror(-ret));

	return counter_is(area, "release_pages_success", before + 17);
}

/*
 * Counts pages, not calls. A page is taken first: a request for more bits than
 * the area has is turned away before it is counted.
 */
static int fail_counter_case(void *subject)
{
	struct area *area = subject;
	long long before = area_counter(area, "alloc_pages_fail"), maxchunk;
	int ret;

	if (before < 0)
		return test_skip("no alloc_pages_fail in sysfs");
	if (skip_if_scarce(area, area_round_up(area, 1)))
		return KSFT_SKIP;
	ret = area_alloc(area, 1);
	if (ret)
		return test_fail("alloc of 1 page: %s", strerror(-ret));
	maxchunk = area_maxchunk(area);
	if (must_fail(area, maxchunk + 1))
		return KSFT_FAIL;

	return counter_is(area, "alloc_pages_fail", before + maxchunk + 1);
}

const struct test_case debugfs_cases[] = {
	{ "mixed sizes leave no trace", mixed_sizes_case },
	{ "an allocation is freed in parts", parts_case },
	{ "too large requests fail and leave no trace", too_large_case },
	{ "filled until nothing fits, then freed", fill_case },
	{ "alloc_pages_success counts pages", success_counter_case },
	{ "release_pages_success counts pages", release_counter_case },
	{ "alloc_pages_fail counts pages", fail_counter_case },
};

const size_t nr_debugfs_cases = ARRAY_SIZE(debugfs_cases);
