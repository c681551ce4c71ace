// SPDX-License-Identifier: GPL-2.0
/*
 * What the generator of traces is built on, against answers from elsewhere:
 * published outputs of the random number generators, shares that the
 * distributions' formulas give, sizes of frames counted by hand, and a small
 * workload written out line by line.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "draw.h"
#include "frame.h"
#include "rng.h"
#include "workload.h"

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

/* Draws for a share; its standard deviation is then below 0.0012. */
#define DRAWS		200000

static int nr_cases, nr_failed;

static void ok(bool good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++nr_cases, name);
	nr_failed += !good;
}

/* Whether @count of DRAWS is as near to @share as seven deviations. */
static bool near(unsigned int count, double share)
{
	double found = (double)count / DRAWS;

	if (found > share - 0.008 && found < share + 0.008)
		return true;
	printf("# share %.4f instead of %.4f\n", found, share);
	return false;
}

/* First outputs from the state 1, 2, 3, 4, as the authors' code prints them. */
static void xoshiro256(void)
{
	static const uint64_t published[] = {
		11520U, 0U, 1509978240U, 1215971899390074240U,
		1216172134540287360U, 607988272756665600U,
		16172922978634559625U, 8476171486693032832U,
		10595114339597558777U, 2904607092377533576U,
	};
	struct rng rng = { { 1, 2, 3, 4 } };
	bool good = true;

	for (size_t i = 0; i < NR(published); i++)
		good &= rng_next(&rng) == published[i];
	ok(good, "the random numbers are xoshiro256**'s");
}

/* First outputs for the seed 1234567, as Vigna's reference code prints them. */
static void seeding(void)
{
	static const uint64_t published[] = {
		6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
		4593380528125082431U,
	};
	struct rng rng;

	rng_seed(&rng, 1234567);
	ok(!memcmp(rng.s, published, sizeof(published)),
	   "the state is filled by SplitMix64");
}

static void below(void)
{
	unsigned int counts[7] = { 0 };
	struct rng rng;
	bool good = true;

	rng_seed(&rng, 1);
	for (unsigned int i = 0; i < DRAWS; i++) {
		uint64_t r = rng_below(&rng, 7);

		good &= r < 7;
		counts[r % 7]++;
	}
	for (size_t i = 0; i < NR(counts); i++)
		good &= near(counts[i], 1.0 / 7);
	ok(good, "numbers below 7 are 0 to 6, each as often");

	good = true;
	for (unsigned int i = 0; i < 100; i++) {
		good &= rng_below(&rng, 1) == 0;
		good &= rng_below(&rng, UINT64_MAX) < UINT64_MAX;
		good &= draw_between(&rng, 5, 5) == 5;
	}
	ok(good, "one number to choose from, and all of them");
}

/* P(X > x) = exp(-x / mean). */
static void exponential(void)
{
	const uint64_t mean = HOURS(1);
	unsigned int above[3] = { 0 };
	struct rng rng;

	rng_seed(&rng, 2);
	for (unsigned int i = 0; i < DRAWS; i++) {
		uint64_t x = draw_exponential(&rng, mean);

		above[0] += x > mean / 2;
		above[1] += x > mean;
		above[2] += x > 3 * mean;
	}
	ok(near(above[0], 0.60653) & near(above[1], 0.36788) &
	   near(above[2], 0.04979), "exponential draws");
}

/* One octave of deviation: half of the median is at -1, four times at +2. */
static void lognormal(void)
{
	unsigned int above[4] = { 0 };
	struct rng rng;
	bool least = true;

	rng_seed(&rng, 3);
	for (unsigned int i = 0; i < DRAWS; i++) {
		uint64_t x = draw_lognormal(&rng, 1000000, 100);

		above[0] += x > 500000;
		above[1] += x > 1000000;
		above[2] += x > 2000000;
		above[3] += x > 4000000;
		least &= draw_lognormal(&rng, 1, 300) >= 1;
	}
	ok(near(above[0], 0.84134) & near(above[1], 0.5) &
	   near(above[2], 0.15866) & near(above[3], 0.02275),
	   "lognormal draws");
	ok(least, "lognormal draws are 1 at least");
}

/* P(X > x) = (least / x)^alpha: alpha of 0.5 halves it at four times. */
static void pareto(void)
{
	unsigned int above[3] = { 0 }, odd = 0;
	struct rng rng;
	bool bounds = true;

	rng_seed(&rng, 4);
	for (unsigned int i = 0; i < DRAWS; i++) {
		uint64_t x = draw_pareto(&rng, 1000, 1000000, 50);
		uint64_t small = draw_pareto(&rng, 1, 32, 60);

		bounds &= x >= 1000 && x <= 1000000 && small >= 1 && small <= 32;
		above[0] += x > 4000;
		above[1] += x > 100000;
		above[2] += x == 1000000;
		odd += small == 3;
	}
	ok(near(above[0], 0.5) & near(above[1], 0.1) & near(above[2], 0.03162),
	   "Pareto draws, cut at the most");
	/* 3 stands for [3, 4): 3^-0.6 - 4^-0.6. */
	ok(bounds & near(odd, 0.08201), "small ones too, all whole numbers");
}

static void weighted(void)
{
	static const struct {
		const char *name;
		unsigned int weight;
	} table[] = { { "a", 1 }, { "b", 0 }, { "c", 3 } };
	unsigned int counts[NR(table)] = { 0 }, chance = 0;
	struct rng rng;

	rng_seed(&rng, 5);
	for (unsigned int i = 0; i < DRAWS; i++) {
		counts[draw_row(&rng, table) - table]++;
		chance += draw_chance(&rng, 30);
	}
	ok(near(counts[0], 0.25) & !counts[1] & near(counts[2], 0.75),
	   "rows by their weights, none with weight 0");
	ok(near(chance, 0.3), "a chance in percent");
}

/* 765, 2025 and 3038 pages are reported from boards; the others by hand. */
static void frames(void)
{
	ok(frame_pages(&format_nv12, 1920, 1080) == 765 &&
	   frame_pages(&format_nv12, 3840, 2160) == 3038 &&
	   frame_pages(&format_xrgb, 1920, 1080) == 2025,
	   "frames of the sizes that boards report");
	/* 3280 * 10 / 8 = 4100, aligned 4128, * 2464 / 4096 = 2483.25 */
	ok(frame_pages(&format_raw10, 3280, 2464) == 2484, "packed raw lines");
	/* 1366 * 4 = 5464, aligned 5504, * 768 / 4096 = 1032 */
	ok(frame_pages(&format_xrgb, 1366, 768) == 1032, "aligned lines");
}

static void streams(void)
{
	static const struct stream h264 = { 1, CODEC_H264, 3840, 2160, 0 };
	static const struct stream small = { 1, CODEC_H264, 640, 360, 0 };
	static const struct stream hevc = { 1, CODEC_HEVC, 3840, 2160, 1 };
	static const struct stream vp9 = { 1, CODEC_VP9, 3840, 2160, 1 };
	uint64_t tables[CODEC_TABLES_MAX];

	/* 12441600 + 64 * 240 * 135 + 32; 15552000 + 518400; + 1024 * 60 * 34 */
	ok(stream_frame_pages(&h264) == 3544 &&
	   stream_frame_pages(&hevc) == 3924 &&
	   stream_frame_pages(&vp9) == 4307, "frames with motion vectors");
	/* 184320 / 32400 = 5, 32768 / 920 = 35, at most 16; and the current one */
	ok(stream_frames(&h264) == 6 && stream_frames(&small) == 17 &&
	   stream_frames(&hevc) == 7 && stream_frames(&vp9) == 9,
	   "as many frames as the codec refers to");
	/* 12441600 / 2, 15552000 / 4 */
	ok(stream_coded_pages(&h264) == 1519 && stream_coded_pages(&hevc) == 950,
	   "compressed frames by the least ratio");
	/* 2176 lines, 3 borders: 8 and 48 and 4 bytes, the first two * 10 / 8 */
	ok(stream_tables(&hevc, tables) == 5 && tables[2] == 16 &&
	   tables[3] == 96 && tables[4] == 7, "HEVC's borders of tiles");
}

/* --- a workload -------------------------------------------------------- */

static struct owner first, second;

static void early(struct workload *w, void *data)
{
	(void)data;
	owner_open(w, &first);
	buffer_alloc(w, &first, 1);
	buffer_alloc(w, &first, 300);
	buffer_alloc_aligned(w, &first, 300, 0);
	/* Comes to nothing: the owner is closed before. */
	buffer_free_after(w, 1, SECONDS(5));
}

static void late(struct workload *w, void *data)
{
	(void)data;
	owner_open(w, &second);
	buffer_free_after(w, buffer_alloc_needing(w, &second, 512, 9), SECONDS(2));
	owner_close(w, &first, NEWEST_FIRST);
}

/* Times: 20 us and 40 ns a page for an allocation, 5 us for a free. */
static const char expected[] =
	"1000020040 A 1 1 0 o1\n"
	"1000052040 A 2 300 8 o1\n"
	"1000084040 A 3 300 0 o1\n"
	"1000124520 A 4 512 9 o2 9\n"
	"1000129520 F 3\n"
	"1000134520 F 2\n"
	"1000139520 F 1\n"
	"3000129520 F 4\n";

static void workload(void)
{
	struct workload w;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	workload_start(&w, out, 0, 100, 600);
	/* At the same time: in the order in which they are asked for. */
	workload_call_after(&w, SECONDS(1), early, NULL);
	workload_call_after(&w, SECONDS(1), late, NULL);
	ok(workload_has_room(&w, 600) && !workload_has_room(&w, 601),
	   "room is what the budget leaves");
	workload_run(&w, false);
	ok(!w.live_pages && w.nr_allocs == 4 && !first.nr_buffers && !first.pages,
	   "all is free at the end");
	workload_end(&w);
	fclose(out);
	ok(!strcmp(text, expected), "a workload as written out by hand");
	if (strcmp(text, expected))
		printf("# got:\n%s", text);
	free(text);
}

static void owners(void)
{
	struct owner a = { 0 }, b = { 0 };
	struct workload w;
	FILE *out = fopen("/dev/null", "w");

	workload_start(&w, out, 0, 100, 600);
	owner_open(&w, &a);
	owner_open(&w, &b);
	for (uint64_t pages = 1; pages <= 5; pages++)
		buffer_alloc(&w, &a, pages);
	ok(owner_next(&w, &a, OLDEST_FIRST) == 1 &&
	   owner_next(&w, &a, NEWEST_FIRST) == 5 && a.pages == 15,
	   "the oldest and the newest");
	buffer_move(&w, owner_find(&w, &a, 3), &b);
	ok(!owner_find(&w, &a, 3) && owner_find(&w, &b, 3) == 3 &&
	   a.pages == 12 && b.pages == 3, "a buffer is handed over");
	owner_free(&w, &a, 3, ANY_ORDER);
	ok(a.nr_buffers == 1 && w.live_pages == a.pages + 3, "some are freed");
	owner_free(&w, &a, 9, OLDEST_FIRST);
	ok(!a.nr_buffers && !owner_next(&w, &a, ANY_ORDER) && w.live_pages == 3,
	   "no more than there are");
	workload_end(&w);
	fclose(out);
}

int main(void)
{
	xoshiro256();
	seeding();
	below();
	exponential();
	lognormal();
	pareto();
	weighted();
	frames();
	streams();
	workload();
	owners();
	printf("1..%d\n", nr_cases);
	return nr_failed > 0;
}
