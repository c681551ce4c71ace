// SPDX-License-Identifier: GPL-2.0
/*
 * What is told of a request that fails: the same reason in the area's last_failure
 * file and in the counters of failed calls.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "fault.h"
#include "text_file.h"

#define REQUEST_PAGES	256UL

static const char *const reasons[] = {
	"nospace", "fragmented", "alignment", "nomem", "busy", "interrupted",
};

#define NR_REASONS	ARRAY_SIZE(reasons)

/* Failed calls of each reason; negative where they are not counted. */
struct counts {
	long long of[NR_REASONS];
};

static struct counts count(const struct area *area)
{
	struct counts counts;
	char name[64];
	size_t i;

	for (i = 0; i < NR_REASONS; i++) {
		snprintf(name, sizeof(name), "fail_%s", reasons[i]);
		counts.of[i] = area_counter(area, name);
	}

	return counts;
}

static char *read_record(const struct area *area)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/last_failure", area->dir);

	return text_file_read(path);
}

/* The number behind @key in the record; -1 if there is none. */
static long long field(const char *record, const char *key)
{
	char word[64];
	const char *at;

	snprintf(word, sizeof(word), " %s=", key);
	at = strstr(record, word);

	return at ? strtoll(at + strlen(word), NULL, 0) : -1;
}

/* One call more has failed for @reason, and none for another. */
static int counted(const struct area *area, const struct counts *before,
		   const char *reason)
{
	const struct counts now = count(area);
	size_t i;

	for (i = 0; i < NR_REASONS && before->of[i] >= 0; i++) {
		const bool is_it = !strcmp(reasons[i], reason);

		if (now.of[i] != before->of[i] + is_it)
			return test_fail("fail_%s is %lld, expected %lld",
					 reasons[i], now.of[i],
					 before->of[i] + is_it);
	}

	return KSFT_PASS;
}

/* The last failure is that of @nr_pages, for @reason. */
static int told(const struct area *area, const struct counts *before,
		const char *reason, unsigned long nr_pages)
{
	char *record = read_record(area), want[512];
	int ret = KSFT_PASS;

	if (!record)
		return test_fail("last_failure: %s", strerror(errno));
	snprintf(want, sizeof(want), "cma: %s: failure reason=%s pages=%lu ",
		 area->name, reason, nr_pages);
	if (strncmp(record, want, strlen(want)))
		ret = test_fail("last_failure is '%s', expected '%s...'", record,
				want);
	else if (field(record, "total") != (long long)area->nr_pages)
		ret = test_fail("total is not %lu: %s", area->nr_pages, record);
	else if (field(record, "run") != area_maxchunk(area))
		ret = test_fail("run is not %lld: %s", area_maxchunk(area),
				record);
	free(record);

	return ret == KSFT_PASS ? counted(area, before, reason) : ret;
}

static int skip_if_not_told(const struct area *area)
{
	char *record = read_record(area);

	if (!record)
		return test_skip("no last_failure: %s", strerror(errno));
	free(record);

	return KSFT_PASS;
}

static int fails_for(struct area *area, const char *reason,
		     unsigned long nr_pages)
{
	const struct counts before = count(area);

	if (!area_alloc(area, nr_pages))
		return test_fail("alloc of %lu pages: done", nr_pages);

	return told(area, &before, reason, nr_pages);
}

static int nospace_case(void *subject)
{
	struct area *area = subject;
	int ret = skip_if_not_told(area);

	if (ret == KSFT_PASS)
		ret = fails_for(area, "nospace", area->nr_pages + 1);
	if (ret == KSFT_PASS)
		ret = fails_for(area, "nospace",
				area->nr_pages - area_used(area) + 1);

	return ret;
}

/* A buffer whose first half has been given back lies between two holes. */
static int fragmented_case(void *subject)
{
	struct area *area = subject;
	long long maxchunk;
	int ret = skip_if_not_told(area);

	if (ret != KSFT_PASS)
		return ret;
	if (area->order_per_bit)
		return test_skip("parts of a buffer cannot be given back");
	ret = area_alloc(area, 2 * REQUEST_PAGES);
	if (ret)
		return test_skip("alloc of %lu pages: %s", 2 * REQUEST_PAGES,
				 strerror(-ret));
	area_free(area, REQUEST_PAGES);
	maxchunk = area_maxchunk(area);
	if ((long long)area->nr_pages - area_used(area) <= maxchunk)
		return test_skip("all that is free is in one piece");

	return fails_for(area, "fragmented", maxchunk + 1);
}

static int injected(struct area *area, int error, const char *reason)
{
	int ret = skip_if_not_told(area);

	if (ret != KSFT_PASS)
		return ret;
	if (fault_contig_missing())
		return test_skip("%s", fault_contig_missing());
	ret = fault_contig_begin(error, FOR_EVER);
	if (ret)
		return test_fail("fail_function: %s", strerror(-ret));
	ret = fails_for(area, reason, REQUEST_PAGES);
	fault_contig_end();

	return ret;
}

static int busy_case(void *subject)
{
	return injected(subject, -EBUSY, "busy");
}

static int nomem_case(void *subject)
{
	return injected(subject, -ENOMEM, "nomem");
}

static int interrupted_case(void *subject)
{
	return injected(subject, -EINTR, "interrupted");
}

const struct test_case failure_cases[] = {
	{ "too few free pages: nospace", nospace_case },
	{ "no run of free pages that is long enough: fragmented",
	  fragmented_case },
	{ "EBUSY: busy", busy_case },
	{ "ENOMEM: nomem", nomem_case },
	{ "EINTR: interrupted", interrupted_case },
};

const size_t nr_failure_cases = ARRAY_SIZE(failure_cases);

/*
 * All of the largest hole, after some pages that nobody rounds up to: of these
 * holes, one at least does not begin where a heap's buffers have to.
 */
static int alignment_case(void *subject)
{
	static const unsigned int odd_pages[] = { 33, 35, 37 };
	const struct heap *heap = subject;
	struct area *area = heap->area;
	struct counts before;
	long long maxchunk;
	int fd, ret;
	size_t i;

	if (!area)
		return test_skip("no area of this name in debugfs, and none that grew");
	ret = skip_if_not_told(area);
	if (ret != KSFT_PASS)
		return ret;
	for (i = 0; i < ARRAY_SIZE(odd_pages); i++) {
		ret = area_alloc(area, odd_pages[i]);
		if (ret)
			return test_skip("alloc of %u pages: %s", odd_pages[i],
					 strerror(-ret));
		before = count(area);
		maxchunk = area_maxchunk(area);
		fd = heap_alloc(heap->name, maxchunk * sysconf(_SC_PAGESIZE));
		if (fd < 0)
			return told(area, &before, "alignment", maxchunk);
		close(fd);
	}

	return test_skip("buffers of this heap can begin at any page");
}

const struct test_case heap_failure_cases[] = {
	{ "a long run without an aligned start: alignment", alignment_case },
};

const size_t nr_heap_failure_cases = ARRAY_SIZE(heap_failure_cases);
