/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_RNG_H
#define CMAKIT_RNG_H

#include <stdint.h>

/**
 * struct rng - a stream of random numbers that is the same on every machine
 * @s: state of xoshiro256** (Blackman and Vigna, "Scrambled linear
 *	pseudorandom number generators", 2018)
 */
struct rng {
	uint64_t s[4];
};

/*
 * Start a stream; equal seeds give equal streams. The state is filled by
 * SplitMix64, as the generator's authors advise.
 */
void rng_seed(struct rng *rng, uint64_t seed);

/* The next 64 bits. */
uint64_t rng_next(struct rng *rng);

/* An unbiased number in [0, @n); @n must not be 0. */
uint64_t rng_below(struct rng *rng, uint64_t n);

#endif /* CMAKIT_RNG_H */
