// SPDX-License-Identifier: GPL-2.0
/* TAP output, and the count of cases and differences. */
#include <stdio.h>

#include <linux/bitmap.h>

#include "report.h"

/* Differences shown in full; the others of a test are only counted. */
#define MAX_SHOWN	5

unsigned long long nr_cases;
unsigned long long nr_differences;

static unsigned int nr_tests;
static unsigned int nr_failed;
static unsigned int nr_shown;

/* The bitmap as a picture, if it is short enough to be of use. */
static void show_bitmap(const unsigned long *bitmap, unsigned long area_bits)
{
	unsigned long bit;

	if (area_bits > 128)
		return;
	printf("#   ");
	for (bit = 0; bit < area_bits; bit++)
		putchar(test_bit(bit, bitmap) ? '#' : '.');
	putchar('\n');
}

/* Counts a difference; true if it is one of those to be shown. */
static bool count_difference(void)
{
	nr_differences++;

	return nr_shown++ < MAX_SHOWN;
}

/**
 * report_difference() - counts a wrong choice, and shows the first ones
 * @who: whose answer @want is
 * @walk: the walk
 * @bitmap: what cma_place_next() saw
 * @want: the right answer
 * @got: what cma_place_next() returned
 */
void report_difference(const char *who, const struct cma_place_walk *walk,
		       const unsigned long *bitmap, unsigned long want,
		       unsigned long got)
{
	static const char *const orders[] = {
		[CMA_PLACE_UNDECIDED]	= "undecided",
		[CMA_PLACE_UPWARDS]	= "upwards",
		[CMA_PLACE_DOWNWARDS]	= "downwards",
		[CMA_PLACE_RANKED]	= "ranked",
	};
	const struct cma_place_request *req = &walk->req;

	if (!count_difference())
		return;
	printf("# %s: %s %lu, expected %lu; ", who, orders[walk->order], got,
	       want);
	printf("%lu bits (%lu pages), mask %lu, preferred %lu, offset %lu, area of %lu bits\n",
	       req->nr_bits, req->nr_pages, req->align_mask, req->prefer_mask,
	       req->align_offset, walk->area_bits);
	show_bitmap(bitmap, walk->area_bits);
}

/**
 * report_number() - counts a number, and whether it is right
 * @what: what it tells
 * @want: the right one
 * @got: what it is
 */
void report_number(const char *what, unsigned long long want,
		   unsigned long long got)
{
	nr_cases++;
	if (want != got && count_difference())
		printf("# %s: %llu, expected %llu\n", what, got, want);
}

/**
 * report_run() - runs a test and prints its line
 * @test: the test; one that compares nothing has failed
 */
void report_run(const struct cma_test *test)
{
	unsigned long long cases = nr_cases, differences = nr_differences;
	bool ok;

	nr_shown = 0;
	test->run();
	cases = nr_cases - cases;
	differences = nr_differences - differences;
	ok = cases && !differences;

	if (!ok)
		nr_failed++;
	printf("%sok %u - %s\n", ok ? "" : "not ", ++nr_tests, test->name);
	printf("#   %llu cases, %llu differences\n", cases, differences);
	fflush(stdout);
}

/**
 * report_end() - prints the plan and the sum
 *
 * Return: the program's exit status.
 */
int report_end(void)
{
	printf("1..%u\n# %llu cases, %llu differences\n", nr_tests, nr_cases,
	       nr_differences);

	return nr_failed || !nr_tests;
}
