// SPDX-License-Identifier: GPL-2.0
/*
 * mutate SEED RUNS FILE...: give the fuzzer's entry the files, damaged at random, RUNS
 * times. The same seed damages the same way; the seed of a run that fails is told
 * by the number that was printed last, with SEED set to it and RUNS to 1.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

#define MAX_BYTES	((size_t)32 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the parser looks for, so that damage is not all noise. */
static const char *const words[] = {
	"=>", "@", "+", "...", "free of", "total pages", "range 0: ", "-16", "-12",
	"18446744073709551615", "4294967296", "0", "999999999999", "\n", "\r", "=\n",
	"cma: ", "count ", "align ", "[    1.000000] ", "> ", "PFNs busy", "reason=",
	"(null)", "is busy, retrying", "==> bitmap <==\n", "\x1b[31m", "=3D",
};

static size_t read_file(const char *path, uint8_t *to)
{
	FILE *in = fopen(path, "r");
	size_t len;

	if (!in) {
		perror(path);
		exit(4);
	}
	len = fread(to, 1, MAX_BYTES, in);
	fclose(in);
	return len;
}

/* Replace @cut bytes at @at by @len bytes of @new, as far as there is room. */
static size_t splice(uint8_t *text, size_t size, size_t at, size_t cut,
		     const void *new, size_t len)
{
	if (cut > size - at)
		cut = size - at;
	if (size - cut + len > MAX_BYTES)
		return size;
	memmove(text + at + len, text + at + cut, size - at - cut);
	memcpy(text + at, new, len);
	return size - cut + len;
}

static size_t damage(struct rng *rng, uint8_t *text, size_t size)
{
	static uint8_t piece[256];
	const size_t at = rng_below(rng, size + 1);
	const char *word = words[rng_below(rng, sizeof(words) / sizeof(words[0]))];
	size_t len = rng_below(rng, sizeof(piece));
	size_t from;
	uint8_t byte;

	switch (rng_below(rng, 5)) {
	case 0:	/* another byte */
		byte = (uint8_t)rng_below(rng, 256);
		return splice(text, size, at, 1, &byte, 1);
	case 1:	/* a piece less */
		return splice(text, size, at, len, "", 0);
	case 2:	/* a word more, or instead */
		return splice(text, size, at, rng_below(rng, 12), word,
			      strlen(word));
	case 3:	/* a piece again, somewhere else */
		from = rng_below(rng, size + 1);
		if (len > size - from)
			len = size - from;
		memcpy(piece, text + from, len);
		return splice(text, size, at, 0, piece, len);
	default: /* cut */
		return rng_below(rng, 8) ? size : at;
	}
}

int main(int argc, char **argv)
{
	static uint8_t text[MAX_BYTES];
	unsigned long seed, runs;

	if (argc < 4) {
		fputs("usage: mutate SEED RUNS FILE...\n", stderr);
		return 2;
	}
	seed = strtoul(argv[1], NULL, 10);
	runs = strtoul(argv[2], NULL, 10);
	for (unsigned long run = seed; run < seed + runs; run++) {
		struct rng rng;
		size_t size;
		unsigned int nr;

		rng_seed(&rng, run);
		printf("\r%lu", run);
		fflush(stdout);
		size = read_file(argv[3 + rng_below(&rng, (uint64_t)argc - 3)], text);
		nr = 1 + (unsigned int)rng_below(&rng, 12);
		while (nr-- > 0)
			size = damage(&rng, text, size);
		LLVMFuzzerTestOneInput(text, size);
	}
	putchar('\n');
	return 0;
}
