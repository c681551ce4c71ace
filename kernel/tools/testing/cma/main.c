// SPDX-License-Identifier: GPL-2.0
/* Runs the tests of mm/cma_place.c and mm/cma_search.c in userland. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests.h"

struct cma_test_options options = {
	.exhaustive_bits = 16,
	.random_cases = 10000000,
};

static void print_usage(FILE *out)
{
	fputs("usage: place [-b BITS] [-n CASES] [-s SEED]\n"
	      "  -b  exhaustive tests go over all bitmaps of up to BITS bits, 6 to 16 (16)\n"
	      "  -n  choices compared on random bitmaps (10000000)\n"
	      "  -s  seed of the random tests, as printed by an earlier run (the time)\n",
	      out);
}

/* A decimal number from @min to @max; the program ends if it is none. */
static unsigned long long parse_number(const char *text, unsigned long long min,
				       unsigned long long max)
{
	unsigned long long value;
	char *end;

	value = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || value < min || value > max) {
		fprintf(stderr, "place: %s: expected a number from %llu to %llu\n",
			text, min, max);
		exit(2);
	}

	return value;
}

static void run_all(const struct cma_test *test)
{
	for (; test->name; test++)
		report_run(test);
}

int main(int argc, char **argv)
{
	int opt;

	options.seed = time(NULL);
	while ((opt = getopt(argc, argv, "b:n:s:h")) != -1) {
		switch (opt) {
		case 'b':
			options.exhaustive_bits = parse_number(optarg, 6, 16);
			break;
		case 'n':
			options.random_cases = parse_number(optarg, 1, 2000000000);
			break;
		case 's':
			options.seed = parse_number(optarg, 1, ~0ULL);
			break;
		case 'h':
			print_usage(stdout);
			return 0;
		default:
			print_usage(stderr);
			return 2;
		}
	}
	if (optind < argc) {
		print_usage(stderr);
		return 2;
	}

	printf("TAP version 13\n# %d-bit long, seed %llu\n", BITS_PER_LONG,
	       options.seed);
	run_picture_tests();
	run_all(vector_tests);
	run_all(state_tests);
	run_all(complete_tests);
	run_all(changing_tests);
	run_all(search_tests);
	run_all(random_tests);
	run_all(exhaustive_tests);

	return report_end();
}
