// SPDX-License-Identifier: GPL-2.0
#include "rng.h"

void rng_seed(struct rng *rng, uint64_t seed)
{
	rng->state = seed;
}

uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

uint64_t rng_below(struct rng *rng, uint64_t n)
{
	/* 2^64 mod n: the numbers below it are one too many for some results. */
	uint64_t surplus = -n % n;
	uint64_t r;

	do {
		r = rng_next(rng);
	} while (r < surplus);
	return r % n;
}
