// SPDX-License-Identifier: GPL-2.0
/*
 * cmabench's random numbers, percentiles and event formats, against answers from
 * elsewhere: SplitMix64's published outputs, percentiles counted by hand, and
 * formats as kernels print them.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include <event-parse.h>

#include "migrate-reason.h"
#include "rng.h"
#include "stats.h"

static int nr_cases, nr_failed;

static void ok(bool good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++nr_cases, name);
	nr_failed += !good;
}

/* First outputs for the seed 1234567, as Vigna's reference code prints them. */
static void splitmix64(void)
{
	static const uint64_t published[] = {
		6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
		4593380528125082431U, 16408922859458223821U,
	};
	struct rng rng;
	bool good = true;

	rng_seed(&rng, 1234567);
	for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++)
		good &= rng_next(&rng) == published[i];
	ok(good, "the random numbers are SplitMix64's");
}

static void below(void)
{
	unsigned int seen[7] = { 0 };
	struct rng rng;
	bool inside = true, even = true;

	rng_seed(&rng, 42);
	for (int i = 0; i < 70000; i++) {
		uint64_t r = rng_below(&rng, 7);

		inside &= r < 7;
		if (r < 7)
			seen[r]++;
	}
	for (int i = 0; i < 7; i++)
		even &= seen[i] > 9700 && seen[i] < 10300;
	ok(inside && even, "numbers below 7 are 0 to 6, about as often each");
}

static bool percentile_is(struct samples *s, unsigned int percent, uint64_t expected)
{
	uint64_t ns = ~0ULL;

	return samples_percentile(s, percent, &ns) && ns == expected;
}

static void percentiles(void)
{
	struct samples s = { 0 };
	uint64_t ns = 17;

	samples_reserve(&s, 200);
	ok(!samples_percentile(&s, 50, &ns) && ns == 17, "no percentile of no samples");
	samples_add(&s, 9);
	ok(percentile_is(&s, 1, 9) && percentile_is(&s, 99, 9), "one sample is every percentile");
	samples_add(&s, 3);
	samples_add(&s, 6);
	samples_add(&s, 1);
	/* 1 3 6 9: a half are at most 3; 51 of a hundred need the third. */
	ok(percentile_is(&s, 50, 3) && percentile_is(&s, 51, 6) && percentile_is(&s, 75, 6) &&
	   percentile_is(&s, 76, 9) && percentile_is(&s, 100, 9), "four samples, unsorted");
	samples_free(&s);

	samples_reserve(&s, 200);
	for (uint64_t i = 200; i > 0; i--)
		samples_add(&s, i);
	ok(percentile_is(&s, 50, 100) && percentile_is(&s, 90, 180) && percentile_is(&s, 99, 198),
	   "1 to 200: p50 is 100, p90 is 180, p99 is 198");
	samples_free(&s);
}

/* The format of an event with fields for mode and reason, and this print fmt. */
static bool reason_is(const char *print, bool known, unsigned long long expected)
{
	struct tep_handle *tep = tep_alloc();
	struct tep_event *event;
	unsigned long long value = 0;
	char format[2048];
	bool good;
	int len;

	len = snprintf(format, sizeof(format),
		       "name: mm_migrate_pages\nID: 500\nformat:\n"
		       "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
		       "\n"
		       "\tfield:enum migrate_mode mode;\toffset:8;\tsize:4;\tsigned:0;\n"
		       "\tfield:int reason;\toffset:12;\tsize:4;\tsigned:1;\n"
		       "\nprint fmt: %s\n", print);
	tep_parse_event(tep, format, len, "migrate");
	event = tep_find_event_by_name(tep, "migrate", "mm_migrate_pages");
	good = event && migrate_reason_contig(event, &value) == known &&
	       (!known || value == expected);
	tep_free(tep);
	return good;
}

static void reasons(void)
{
#define MODES "__print_symbolic(REC->mode, {0, \"MIGRATE_ASYNC\"}, {2, \"MIGRATE_SYNC\"})"
	ok(reason_is("\"mode=%s reason=%s\", " MODES ", __print_symbolic(REC->reason, "
		     "{0, \"compaction\"}, {5, \"numa_misplaced\"}, {6, \"contig_range\"}, "
		     "{7, \"longterm_pin\"})", true, 6),
	   "contig_range is 6 where the format says 6");
	ok(reason_is("\"mode=%s reason=%s\", " MODES ", __print_symbolic(REC->reason, "
		     "{ 0, \"compaction\" }, { 0x7, \"contig_range\" })", true, 7),
	   "and 7 where it says 7");
	ok(reason_is("\"mode=%s reason=%d\", " MODES ", REC->reason", false, 0),
	   "without a table of reasons it is not known");
	ok(reason_is("\"mode=%s reason=%s\", " MODES ", __print_symbolic(REC->reason, "
		     "{MR_CONTIG_RANGE, \"contig_range\"})", false, 0),
	   "nor where the table has a name for its number");
}

int main(void)
{
	splitmix64();
	below();
	percentiles();
	reasons();
	printf("1..%d\n", nr_cases);
	return nr_failed != 0;
}
