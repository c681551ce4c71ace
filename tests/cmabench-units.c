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
#include <unistd.h>

#include <event-parse.h>

#include "align.h"
#include "attempts.h"
#include "look.h"
#include "meminfo.h"
#include "migrate-reason.h"
#include "recording.h"
#include "rng.h"
#include "stats.h"
#include "sysfile.h"
#include "watch.h"

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

/* watch.c asks which pages are pinned: those of a test. */
static struct avoid pinned;

const struct avoid *pins_held(void)
{
	return &pinned;
}

/* Flags as Documentation/admin-guide/mm/pagemap.rst numbers them. */
static void classes(void)
{
	ok(look_classify(1 << 10) == PAGE_FREE && look_classify(0) == PAGE_PERCPU,
	   "a page in a buddy list is free, one without flags lies in a CPU's list");
	ok(look_classify(1 << 12 | 1 << 5) == PAGE_ANON && look_classify(1 << 12 | 1 << 14) == PAGE_ANON,
	   "anonymous, isolated from the LRU lists or not");
	ok(look_classify(1 << 5 | 1 << 3) == PAGE_FILE && look_classify(1 << 14 | 1 << 4) == PAGE_FILE,
	   "page cache and shared memory are files");
	ok(look_classify(1 << 7) == PAGE_OTHER, "a slab page is something else");
}

/*
 * 16 pages from pfn 1002 on; T taken, A anonymous, P pinned, . free:
 *
 *	pfn  1002 ..    1008    1012    1016
 *	     ......  ..A.    ....    .P T  (1016 P, 1017 T)
 */
static void ranges(void)
{
	const struct area area = { .pages = 16, .base_pfn = 1002, .order_per_bit = 0 };
	unsigned char use[16] = { 0 };
	const unsigned long pfn = 1016;
	struct look look = { .area = &area, .pages = 16, .use = use };
	const struct avoid pin = { &pfn, 1 };

	use[1010 - 1002] = PAGE_ANON;
	use[1016 - 1002] = PAGE_ANON;
	use[1017 - 1002] = PAGE_TAKEN;
	ok(look_has_free_range(&look, 8, 0) && !look_has_free_range(&look, 9, 0),
	   "the longest free range has 8 pages");
	ok(look_has_free_range(&look, 6, 2) && !look_has_free_range(&look, 7, 2),
	   "aligned to four page frames, 6 pages: from 1004 to 1010");
	ok(look_has_range_without(&look, 14, 0, &pin) && !look_has_range_without(&look, 15, 0, &pin) &&
	   look_has_range_without(&look, 15, 0, NULL) && !look_has_range_without(&look, 16, 0, NULL),
	   "with the system's pages 14 without the pinned one, 15 with it, and none that is taken");
	ok(!look_has_free_range(&look, 17, 0) && !look_has_free_range(&look, 1, 10),
	   "no range is larger than the area, or aligned where the area is not");
	use[1003 - 1002] = PAGE_PERCPU;
	ok(look_has_free_range(&look, 8, 0), "a page in a CPU's list needs no migration either");
}

static void alignments(void)
{
	const struct { enum via via; unsigned long pages; unsigned int order; } worked[] = {
		{ VIA_HEAP, 1, 0 }, { VIA_HEAP, 5, 3 }, { VIA_HEAP, 256, 8 }, { VIA_HEAP, 765, 8 },
		{ VIA_DEBUGFS, 765, 0 },
	};
	bool good = true;

	for (size_t i = 0; i < sizeof(worked) / sizeof(worked[0]); i++) {
		struct op op = { .via = worked[i].via, .amount = worked[i].pages };

		good &= align_order(&op) == worked[i].order;
	}
	ok(good, "a heap asks for get_order(size), 256 pages at most, debugfs for none");
}

static void sights(void)
{
	struct sights all = { 0 };
	const struct sight one = { .looked = true, .system_pages = 10, .free_range = true };
	const struct sight two = { .looked = true, .pinned = true, .system_pages = 4, .pin_free = true };
	const struct sight none = { 0 };

	watch_count(&all, &none, true);
	watch_count(&all, &one, false);
	watch_count(&all, &one, true);
	watch_count(&all, &two, true);
	ok(all.nr == 3 && all.first == 10 && all.min == 4 && all.max == 10 && all.sum == 24 &&
	   all.failed_free_range == 1 && all.failed_pin_free == 1 && all.nr_pinned == 1,
	   "what was seen before requests is counted, with failures that a range was there for");
}

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

/* Two zones of 1000 and 3000 pages; the first has 100 free, and 20 in two CPUs' lists. */
static void zones(const char *dir)
{
	struct watermarks marks;
	struct meminfo info;

	ok(!watermarks_read(&marks) && !zones_reserve_above_free() && !meminfo_read(&info),
	   "without /proc nothing is known of memory");
	write_file(dir, "proc/zoneinfo",
		   "Node 0, zone      DMA\n  per-node stats\n      nr_inactive_anon 7\n"
		   "  pages free     100\n        boost    0\n        min      10\n"
		   "        low      12\n        high     15\n        spanned  1000\n"
		   "        managed  1000\n        cma      0\n      nr_free_pages 100\n"
		   "  pagesets\n    cpu: 0\n              count:    12\n              high:     99\n"
		   "    cpu: 1\n              count:    8\n              high:     99\n"
		   "Node 0, zone   Normal\n  pages free     80\n        boost    5\n"
		   "        min      30\n        low      36\n        high     45\n"
		   "        managed  3000\n");
	ok(watermarks_read(&marks) && marks.min == 40 && marks.high == 60 &&
	   !watermarks_boost_left(),
	   "watermarks are those of all zones; a list's high is none");
	write_file(dir, "proc/sys/vm/watermark_boost_factor", "15000\n");
	ok(watermarks_read(&marks) && marks.high == 60 && watermarks_boost_left() == 512 - 5,
	   "a zone of four pageblocks may have them raised by one, less what they were");
	write_file(dir, "proc/pagetypeinfo", "Page block order: 5\nPages per block:  32\n\n");
	ok(watermarks_read(&marks) && watermarks_boost_left() == 32 + 60 - 5,
	   "by half more than they are without, if that is more than a pageblock");
	/* (100 + 100/8 + 20) of 1000 make 528 of 4000; 1 more for the division. */
	ok(zones_reserve_above_free() == 529,
	   "a reserve of which the zone with the largest share free gets more than that");
	write_file(dir, "proc/meminfo", "MemTotal: 99 kB\nMemFree:    400 kB\nCmaTotal: 64 kB\n"
		   "CmaFree: 40 kB\nSwapFree: 0 kB\n");
	ok(meminfo_read(&info) && info.free * sysconf(_SC_PAGESIZE) == 400 * 1024 &&
	   meminfo_free_outside(&info) * sysconf(_SC_PAGESIZE) == 360 * 1024,
	   "what is free outside of areas is what is free without what is free in them");
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	splitmix64();
	below();
	percentiles();
	reasons();
	attempts();
	bitmaps();
	cuts();
	record();
	classes();
	ranges();
	alignments();
	sights();
	sys_set_root(argv[1]);
	zones(argv[1]);
	printf("1..%d\n", nr_cases);
	return nr_failed != 0;
}
