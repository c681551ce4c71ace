// SPDX-License-Identifier: GPL-2.0
#include "draw.h"

/* Fractions are counted in 2^-FRACTION_BITS. */
#define FRACTION_BITS	20
#define ONE		((uint64_t)1 << FRACTION_BITS)

/* And the powers of two in scale_by_power() in this. */
#define ROOT_BITS	30

/* Given to small numbers before they are scaled, to be more than whole ones. */
#define EXTRA_BITS	16

uint64_t draw_between(struct rng *rng, uint64_t low, uint64_t high)
{
	return low + rng_below(rng, high - low + 1);
}

bool draw_chance(struct rng *rng, unsigned int percent)
{
	return rng_below(rng, 100) < percent;
}

/* @a times @b / 2^@bits, for products that need more than 64 bits on the way. */
static uint64_t multiply(uint64_t a, uint64_t b, unsigned int bits)
{
	uint64_t low = a & (((uint64_t)1 << bits) - 1);

	return (a >> bits) * b + (low * b >> bits);
}

/*
 * An exponential draw of mean 1, as a fraction, by comparisons alone (von
 * Neumann, "Various techniques used in connection with random digits", 1951):
 * a descending run of uniform numbers is of odd length with probability
 * exp(-first). Each run of even length adds a whole 1.
 */
static uint64_t unit_exponential(struct rng *rng)
{
	for (uint64_t whole = 0;; whole++) {
		uint64_t first = rng_next(rng);
		uint64_t last = first, next;
		unsigned int length = 1;

		while ((next = rng_next(rng)) < last) {
			last = next;
			length++;
		}
		if (length & 1)
			return whole * ONE + (first >> (64 - FRACTION_BITS));
	}
}

uint64_t draw_exponential(struct rng *rng, uint64_t mean)
{
	return multiply(mean, unit_exponential(rng), FRACTION_BITS);
}

/*
 * @base times 2^(@exponent / ONE), for @base below 2^60. The last bits of the
 * exponent are passed over, and what would not fit is cut.
 */
static uint64_t scale_by_power(uint64_t base, int64_t exponent)
{
	/* 2^(1/2), 2^(1/4), ...: a factor for each bit of the fraction. */
	static const uint32_t roots[] = {
		1518500250, 1276901417, 1170923762, 1121280436, 1097253708,
		1085434106, 1079572136, 1076653033, 1075196443, 1074468888,
	};
	int64_t shift = exponent >> FRACTION_BITS;
	uint64_t fraction = (uint64_t)exponent & (ONE - 1);
	uint64_t factor = (uint64_t)1 << ROOT_BITS;
	uint64_t value;

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (fraction >> (FRACTION_BITS - 1 - i) & 1)
			factor = factor * roots[i] >> ROOT_BITS;
	value = multiply(base, factor, ROOT_BITS);
	if (shift < 0)
		return shift > -64 ? value >> -shift : 0;
	if (shift > 62 || value >> (63 - shift))
		return INT64_MAX;
	return value << shift;
}

uint64_t draw_lognormal(struct rng *rng, uint64_t median,
			unsigned int octaves_x100)
{
	int64_t sum = -6 * (int64_t)ONE;
	uint64_t value;

	/* The sum of 12 uniform numbers has variance 1 and is nearly normal. */
	for (unsigned int i = 0; i < 12; i++)
		sum += (int64_t)(rng_next(rng) >> (64 - FRACTION_BITS));
	value = scale_by_power(median << EXTRA_BITS,
			       sum * (int64_t)octaves_x100 / 100);
	value = (value + (1 << (EXTRA_BITS - 1))) >> EXTRA_BITS;
	return value ? value : 1;
}

uint64_t draw_lognormal_within(struct rng *rng, uint64_t median,
			       unsigned int octaves_x100, uint64_t low,
			       uint64_t high)
{
	uint64_t value;

	do {
		value = draw_lognormal(rng, median, octaves_x100);
	} while (value < low || value > high);
	return value;
}

uint64_t draw_pareto(struct rng *rng, uint64_t least, uint64_t most,
		     unsigned int alpha_x100)
{
	/* log2(e), in 2^-FRACTION_BITS. */
	const uint64_t log2_e = 1512775;
	uint64_t octaves = (unit_exponential(rng) * log2_e >> FRACTION_BITS) *
			   100 / alpha_x100;
	uint64_t value = scale_by_power(least << EXTRA_BITS,
					(int64_t)octaves) >> EXTRA_BITS;

	return value < most ? value : most;
}

size_t draw_weighted(struct rng *rng, const unsigned int *weights, size_t nr,
		     size_t stride)
{
	const char *at = (const char *)weights;
	uint64_t sum = 0, r;

	for (size_t i = 0; i < nr; i++)
		sum += *(const unsigned int *)(at + i * stride);
	r = rng_below(rng, sum);
	for (size_t i = 0; i + 1 < nr; i++) {
		unsigned int weight = *(const unsigned int *)(at + i * stride);

		if (r < weight)
			return i;
		r -= weight;
	}
	return nr - 1;
}
