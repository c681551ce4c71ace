/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", 2014): 64 bits of state, the same numbers on every machine, and
 * a stream of its own for every thread by seeding it from its parent's.
 */
#ifndef CMABENCH_RNG_H
#define CMABENCH_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

/** rng_seed() - start a stream; equal seeds give equal streams */
void rng_seed(struct rng *rng, uint64_t seed);

/** rng_next() - the next 64 bits of a stream */
uint64_t rng_next(struct rng *rng);

/** rng_below() - an unbiased number in [0, @n); @n must not be 0 */
uint64_t rng_below(struct rng *rng, uint64_t n);

#endif
