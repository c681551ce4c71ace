// SPDX-License-Identifier: GPL-2.0
/*
 * cmabench's random numbers, percentiles and event formats, against answers from
 * elsewhere: SplitMix64's published outputs, percentiles counted by hand, and
 * formats as kernels print them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event-parse.h>

#include "attempts.h"
#include "migrate-reason.h"
#include "recording.h"
#include "rng.h"
#include "stats.h"
#include "sysfile.h"

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

/* Pfns and errors as the two shapes of cma_alloc() report them. */
static void attempts(void)
{
	const uint64_t none = TRACE_NO_PFN;

	ok(attempts_of(0, none, true, 4096, 0) == 1 && attempts_of(2, 4096, true, 4352, 0) == 3,
	   "a success is one attempt more than it had retries");
	ok(attempts_of(0, none, false, none, ENOMEM) == 0 &&
	   attempts_of(2, 4352, false, 4352, ENOMEM) == 2,
	   "up to 6.14, a search that finds nothing is no attempt");
	ok(attempts_of(0, none, false, 4096, ENOMEM) == 1 &&
	   attempts_of(2, 4352, false, 4608, EINTR) == 3 &&
	   attempts_of(2, 4352, false, 4608, -1) == 3,
	   "and a range that is not retried is one, with or without an error number");
	ok(attempts_of(0, none, false, 0, EBUSY) == 0 && attempts_of(2, 4352, false, 0, EBUSY) == 2,
	   "from 6.15 on, a search that finds nothing says EBUSY");
	ok(attempts_of(0, none, false, 0, ENOMEM) == 1 &&
	   attempts_of(2, 4352, false, 0, EINTR) == 3,
	   "and any other error is that of an attempt");
}

/* Whether the bitmap @text has these spans; @spans ends with a length of 0. */
static bool spans_are(const char *text, unsigned int order_per_bit, const struct span *spans)
{
	struct taken taken;
	bool good = taken_parse(&taken, text, order_per_bit);
	size_t i;

	for (i = 0; good && spans[i].nr; i++)
		good = i < taken.nr && taken.span[i].start == spans[i].start &&
		       taken.span[i].nr == spans[i].nr;
	good = good && i == taken.nr;
	taken_free(&taken);
	return good;
}

static bool is_refused(const char *text)
{
	struct taken taken;

	return !taken_parse(&taken, text, 0) && !taken.nr && !taken.known;
}

static void bitmaps(void)
{
	ok(spans_are("0 0", 0, (struct span[]){ { 0 } }) &&
	   spans_are("31 0 2147483648", 0, (struct span[]){ { 0, 5 }, { 95, 1 }, { 0 } }),
	   "a bitmap's words have 32 bits each, the lowest page first");
	ok(spans_are("2147483648 1", 0, (struct span[]){ { 31, 2 }, { 0 } }),
	   "a span may go on in the next word");
	ok(spans_are("10", 4, (struct span[]){ { 16, 16 }, { 48, 16 }, { 0 } }),
	   "with order_per_bit 4 a bit is 16 pages");
	ok(is_refused("") && is_refused("1 x") && is_refused("1x") && is_refused("-1") &&
	   is_refused("4294967296"), "what is no list of such numbers is refused");
}

static void cuts(void)
{
	/* 69 pages up to 5120: 1, then 4 up to 5056, then twice 32. */
	struct span span = { 5051, 69 };
	struct taken taken = { .span = &span, .nr = 1 };
	static const struct block expected[] = { { 5051, 0 }, { 5052, 2 }, { 5056, 5 }, { 5088, 5 } };
	struct blocks blocks;

	taken_cut(&taken, &blocks);
	ok(blocks.nr == 4 && !memcmp(blocks.block, expected, sizeof(expected)),
	   "what is taken is cut at multiples of powers of two, 32 pages at most");
	free(blocks.block);

	span = (struct span){ 64, 128 };
	taken.order_per_bit = 6;
	taken_cut(&taken, &blocks);
	ok(blocks.nr == 2 && blocks.block[0].order == 6 && blocks.block[1].start == 128,
	   "but a bit is not cut");
	free(blocks.block);
}

/*
 * A heap asks for get_order(size), at most 256 pages, debugfs for none: 5 pages
 * need 8, 256 and 457 need 256. The second fails and is not given back.
 */
static void record(void)
{
	struct scenario scenario = { .name = "worked" };
	struct plan plan = { .scenario = &scenario, .seed = 3, .area_pages = 512, .nr_allocs = 4 };
	const struct op ops[] = {
		{ .kind = OP_ALLOC, .via = VIA_HEAP, .amount = 256, .name = "frame", .owner = "camera" },
		{ .kind = OP_ALLOC, .via = VIA_HEAP, .amount = 457, .name = "still" },
		{ .kind = OP_ALLOC, .via = VIA_HEAP, .amount = 5, .name = "small" },
		{ .kind = OP_ALLOC, .via = VIA_DEBUGFS, .amount = 5, .name = "boot" },
	};
	static const char expected[] =
		"0 A 1 256 8 camera.frame\n70 A 2 457 8 still\n80 A 3 5 3 small\n"
		"90 F 1\n95 A 4 5 0 boot\n99 F 4\n99 F 3\n";
	static const char header[] =
		"# cmatrace 1\n# pages 512\n# source cmabench run worked seed 3\n";
	struct recording rec = { 0 };
	char *text = NULL, *events;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	sys_set_root("/nonexistent");
	recording_init(&rec, &plan, NULL);
	recording_alloc(&rec, 1000, &ops[0]);
	recording_alloc(&rec, 1070, &ops[1]);
	recording_alloc(&rec, 1080, &ops[2]);
	recording_free(&rec, 1090, 1);
	recording_alloc(&rec, 1095, &ops[3]);
	recording_free(&rec, 1099, 4);
	recording_free(&rec, 1099, 3);
	recording_print(&rec, 1000, out);
	fclose(out);
	events = strstr(text, "\n0 A");
	ok(!strncmp(text, header, strlen(header)) && events &&
	   !strcmp(events + 1, expected), "a run as a cmatrace, each call once, in order");
	free(text);
	recording_free_all(&rec);
}

int main(void)
{
	splitmix64();
	below();
	percentiles();
	reasons();
	attempts();
	bitmaps();
	cuts();
	record();
	printf("1..%d\n", nr_cases);
	return nr_failed != 0;
}
