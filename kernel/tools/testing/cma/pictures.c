// SPDX-License-Identifier: GPL-2.0
/*
 * Examples as pictures. A character is a bit; '#' is in use, '.' is free.
 * A row is a request (how it is placed, its bits, what the start is aligned to,
 * what it had better be aligned to if anything, the area's distance from the
 * alignment boundary below it), the memory as it is found, and below it the walk
 * of the request, as if every candidate turned out to be busy: '1' where its first
 * candidate begins, '2' the second one, ':' the tenth and so on in ASCII.
 */
#include <string.h>

#include <linux/array_size.h>
#include <linux/bitmap.h>

#include "tests.h"

#define MAX_LEN		128

struct picture {
	const char *about;
	enum { FIRST_FIT, ZONED_SMALL, ZONED_LARGE } kind;
	unsigned long nr_bits;
	unsigned long align_bits;
	unsigned long prefer_bits;
	unsigned long align_offset;
	const char *memory;
	const char *walk;
};

static const struct picture pictures[] = {
	{ "first-fit takes the lowest hole that is long enough",
	  FIRST_FIT, 3, 1, 0, 0,
	  "#..##....#######......",
	  "#..##12..#######3456..", },

	{ "zoned puts a small request at the top",
	  ZONED_SMALL, 3, 1, 0, 0,
	  "#..##....#######......",
	  "#..##65..#######4321..", },

	{ "zoned puts a large request at the bottom",
	  ZONED_LARGE, 3, 1, 0, 0,
	  "...............",
	  "123456789:;<=..", },

	{ "the hole that fits exactly comes first",
	  ZONED_LARGE, 4, 1, 0, 0,
	  "......#....#.....#......",
	  "456...#1...#23...#789...", },

	{ "the untouched rest of the area comes last",
	  ZONED_LARGE, 4, 1, 0, 0,
	  "#####......#......#..............",
	  "#####123...#456...#789:;<=>?@A...", },

	{ "of holes of a rank, the lowest",
	  ZONED_LARGE, 4, 1, 0, 0,
	  "#.....##.....##....##.....#",
	  "#23...##45...##1...##67...#", },

	/* Both have 8 bits; the upper one has 5 from its aligned start on. */
	{ "a hole is ranked as it is after alignment",
	  ZONED_LARGE, 4, 4, 0, 0,
	  "........#........####...",
	  "2...3...#...1....####...", },

	{ "and is exact although bits are lost below its aligned start",
	  ZONED_LARGE, 4, 4, 0, 0,
	  "......####.......#######......",
	  "2.....####..1....#######3.....", },

	/* From the bottom: aligned to 8, to 2 only, to 8 with a rest. */
	{ "a preferred place is worth a few ranks",
	  ZONED_LARGE, 8, 2, 8, 0,
	  "##........######..........",
	  "##3.......######1.2.......", },

	{ "but not so many that a hole several times as long is broken up",
	  ZONED_LARGE, 8, 2, 8, 0,
	  "##........######..........................................",
	  "##1.......######2.3.4.5.6.7.8.9.:.;.<.=.>.?.@.A.B.C.......", },

	{ "what lies below the preferred start of a hole comes later",
	  ZONED_LARGE, 4, 1, 4, 0,
	  "##..........",
	  "##6712345...", },

	{ "who is not as long as the preferred alignment has no use for it",
	  ZONED_LARGE, 6, 2, 8, 0,
	  "##......##......",
	  "##1.....##2.....", },

	{ "preferred alignment, the area off the boundary",
	  ZONED_LARGE, 4, 2, 4, 2,
	  "..............",
	  "6.1.2.3.4.5...", },

	{ "candidates are aligned, upwards",
	  FIRST_FIT, 3, 4, 0, 0,
	  "#...............####......",
	  "#...1...2...3...####4.....", },

	{ "candidates are aligned, downwards",
	  ZONED_SMALL, 3, 4, 0, 0,
	  "#...............####......",
	  "#...4...3...2...####1.....", },

	/* The area begins one bit above an alignment boundary. */
	{ "the offset moves the aligned starts, upwards",
	  FIRST_FIT, 3, 4, 0, 1,
	  "................####.....",
	  "...1...2...3....####.....", },

	{ "the offset moves the aligned starts, downwards",
	  ZONED_SMALL, 3, 4, 0, 1,
	  "................####.......",
	  "...4...3...2....####...1...", },

	{ "no aligned start is left at the bottom, downwards",
	  ZONED_SMALL, 1, 8, 0, 1,
	  ".......#",
	  ".......#", },

	/* A hole of six bits has no room for four aligned ones. */
	{ "a long hole without an aligned place, upwards",
	  FIRST_FIT, 4, 4, 0, 0,
	  "#......#########....####",
	  "#......#########1...####", },

	{ "a long hole without an aligned place, downwards",
	  ZONED_SMALL, 4, 4, 0, 0,
	  "#....###########.......#",
	  "#....###########1......#", },

	{ "a small request crosses over to the bottom",
	  ZONED_SMALL, 2, 1, 0, 0,
	  "#..#####################",
	  "#1.#####################", },

	{ "a large request crosses over to the top",
	  ZONED_LARGE, 2, 1, 0, 0,
	  "######################..",
	  "######################1.", },

	{ "the whole area, upwards",
	  FIRST_FIT, 8, 1, 0, 0,
	  "........",
	  "1.......", },

	{ "the whole area, downwards",
	  ZONED_SMALL, 8, 1, 0, 0,
	  "........",
	  "1.......", },

	{ "more than the whole area, upwards",
	  FIRST_FIT, 9, 1, 0, 0,
	  "........",
	  "........", },

	{ "more than the whole area, downwards",
	  ZONED_SMALL, 9, 1, 0, 0,
	  "........",
	  "........", },

	{ "nothing free, upwards",
	  FIRST_FIT, 1, 1, 0, 0,
	  "########",
	  "########", },

	{ "nothing free, downwards",
	  ZONED_SMALL, 1, 1, 0, 0,
	  "########",
	  "########", },

	/* One hole across the border of 32-bit words, one at that of 64-bit ones. */
	{ "holes across word borders, upwards",
	  FIRST_FIT, 4, 2, 0, 0,
	  "##############################....############################......##",
	  "##############################1...############################2.3...##", },

	{ "holes across word borders, downwards",
	  ZONED_SMALL, 4, 2, 0, 0,
	  "##############################....############################......##",
	  "##############################3...############################2.1...##", },
};

static const struct picture *picture;

/* Where @picture expects candidate number @nr, from 1 on, or the area's end. */
static unsigned long expected(char nr)
{
	const char *found = strchr(picture->walk, '0' + nr);

	return found ? (unsigned long)(found - picture->walk) :
		       strlen(picture->memory);
}

static void test_picture(void)
{
	const struct cma_place_request req = {
		.nr_pages = picture->nr_bits *
			    (picture->kind == ZONED_LARGE ? 64 : 1),
		.nr_bits = picture->nr_bits,
		.align_mask = picture->align_bits - 1,
		.prefer_mask = picture->prefer_bits ?
			       picture->prefer_bits - 1 : 0,
		.align_offset = picture->align_offset,
	};
	unsigned long area_bits = strlen(picture->memory);
	DECLARE_BITMAP(bitmap, MAX_LEN) = { 0 };
	struct cma_place_walk walk;
	unsigned long bit, want;
	char nr = 1;

	for (bit = 0; bit < area_bits; bit++)
		if (picture->memory[bit] == '#')
			bitmap_set(bitmap, bit, 1);

	cma_place_begin(&walk, picture->kind == FIRST_FIT ?
			CMA_PLACE_FIRST_FIT : CMA_PLACE_ZONED, &req, area_bits);
	do {
		want = expected(nr++);
		report_choice("picture", &walk, bitmap, want,
			      cma_place_next(&walk, bitmap));
	} while (want < area_bits);
}

void run_picture_tests(void)
{
	struct cma_test test = { .run = test_picture };

	for (picture = pictures; picture < pictures + ARRAY_SIZE(pictures); picture++) {
		test.name = picture->about;
		report_run(&test);
	}
}
