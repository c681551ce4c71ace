// SPDX-License-Identifier: GPL-2.0
/*
 * Examples as pictures. A character is a bit; '#' is in use, '.' is free.
 * A row is a request (how it is placed, its bits, what the start is aligned to,
 * the area's distance from the alignment boundary below it), the memory as it is
 * found, and below it the walk of the request, as if every candidate turned
 * out to be busy: '1' where its first candidate begins, '2' the second one.
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
	unsigned long align_offset;
	const char *memory;
	const char *walk;
};

static const struct picture pictures[] = {
	{ "first-fit takes the lowest hole that is long enough",
	  FIRST_FIT, 3, 1, 0,
	  "#..##....#######......",
	  "#..##12..#######3456..", },

	{ "zoned puts a small request at the top",
	  ZONED_SMALL, 3, 1, 0,
	  "#..##....#######......",
	  "#..##65..#######4321..", },

	{ "zoned puts a large request at the bottom",
	  ZONED_LARGE, 3, 1, 0,
	  "#..##....#######......",
	  "#..##12..#######3456..", },

	{ "candidates are aligned, upwards",
	  FIRST_FIT, 3, 4, 0,
	  "#...............####......",
	  "#...1...2...3...####4.....", },

	{ "candidates are aligned, downwards",
	  ZONED_SMALL, 3, 4, 0,
	  "#...............####......",
	  "#...4...3...2...####1.....", },

	/* The area begins one bit above an alignment boundary. */
	{ "the offset moves the aligned starts, upwards",
	  FIRST_FIT, 3, 4, 1,
	  "................####.....",
	  "...1...2...3....####.....", },

	{ "the offset moves the aligned starts, downwards",
	  ZONED_SMALL, 3, 4, 1,
	  "................####.......",
	  "...4...3...2....####...1...", },

	{ "no aligned start is left at the bottom, downwards",
	  ZONED_SMALL, 1, 8, 1,
	  ".......#",
	  ".......#", },

	/* A hole of six bits has no room for four aligned ones. */
	{ "a long hole without an aligned place, upwards",
	  FIRST_FIT, 4, 4, 0,
	  "#......#########....####",
	  "#......#########1...####", },

	{ "a long hole without an aligned place, downwards",
	  ZONED_SMALL, 4, 4, 0,
	  "#....###########.......#",
	  "#....###########1......#", },

	{ "a small request crosses over to the bottom",
	  ZONED_SMALL, 2, 1, 0,
	  "#..#####################",
	  "#1.#####################", },

	{ "a large request crosses over to the top",
	  ZONED_LARGE, 2, 1, 0,
	  "######################..",
	  "######################1.", },

	{ "the whole area, upwards",
	  FIRST_FIT, 8, 1, 0,
	  "........",
	  "1.......", },

	{ "the whole area, downwards",
	  ZONED_SMALL, 8, 1, 0,
	  "........",
	  "1.......", },

	{ "more than the whole area, upwards",
	  FIRST_FIT, 9, 1, 0,
	  "........",
	  "........", },

	{ "more than the whole area, downwards",
	  ZONED_SMALL, 9, 1, 0,
	  "........",
	  "........", },

	{ "nothing free, upwards",
	  FIRST_FIT, 1, 1, 0,
	  "########",
	  "########", },

	{ "nothing free, downwards",
	  ZONED_SMALL, 1, 1, 0,
	  "########",
	  "########", },

	/* One hole across the border of 32-bit words, one at that of 64-bit ones. */
	{ "holes across word borders, upwards",
	  FIRST_FIT, 4, 2, 0,
	  "##############################....############################......##",
	  "##############################1...############################2.3...##", },

	{ "holes across word borders, downwards",
	  ZONED_SMALL, 4, 2, 0,
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
			    (picture->kind == ZONED_LARGE ? 32 : 1),
		.nr_bits = picture->nr_bits,
		.align_mask = picture->align_bits - 1,
		.align_offset = picture->align_offset,
	};
	unsigned long area_bits = strlen(picture->memory);
	DECLARE_BITMAP(bitmap, MAX_LEN) = { 0 };
	unsigned long bit, bound, want;
	struct cma_place_walk walk;
	char nr = 1;

	for (bit = 0; bit < area_bits; bit++)
		if (picture->memory[bit] == '#')
			bitmap_set(bitmap, bit, 1);

	cma_place_begin(&walk, picture->kind == FIRST_FIT ?
			CMA_PLACE_FIRST_FIT : CMA_PLACE_ZONED, &req, area_bits);
	do {
		bound = walk.bound;
		want = expected(nr++);
		report_choice("picture", &walk, bitmap, bound, want,
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
