/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_DRAW_H
#define CMAKIT_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rng.h"

/*
 * Draws from distributions, in integers only: what a libm returns in its last
 * bits differs between machines, and would make other traces of the same seed.
 *
 * C does not say which argument of a call is evaluated first: at most one draw
 * an expression.
 */

/* Uniform in [@low, @high]. */
uint64_t draw_between(struct rng *rng, uint64_t low, uint64_t high);

/* True in @percent of 100 cases. */
bool draw_chance(struct rng *rng, unsigned int percent);

/* Exponential with @mean, which is below 2^56. */
uint64_t draw_exponential(struct rng *rng, uint64_t mean);

/*
 * Lognormal: @median times 2 to the power of a normal draw whose standard
 * deviation is @octaves_x100 / 100. At most 6 deviations from the median, which
 * is below 2^44; at least 1.
 */
uint64_t draw_lognormal(struct rng *rng, uint64_t median,
			unsigned int octaves_x100);

/* The same, drawn again until it is in [@low, @high]. */
uint64_t draw_lognormal_within(struct rng *rng, uint64_t median,
			       unsigned int octaves_x100, uint64_t low,
			       uint64_t high);

/*
 * Heavy-tailed (Pareto): at least @least, exceeding x with probability
 * (@least / x)^(@alpha_x100 / 100), cut at @most. @least is below 2^44.
 */
uint64_t draw_pareto(struct rng *rng, uint64_t least, uint64_t most,
		     unsigned int alpha_x100);

/*
 * Index of one of @nr weights, each as probable as its share of their sum,
 * which must not be 0. @weights is the first of them, @stride bytes apart, so
 * that they may be members of a table's rows.
 */
size_t draw_weighted(struct rng *rng, const unsigned int *weights, size_t nr,
		     size_t stride);

/* A random element of an array. */
#define draw_element(rng, array) \
	((array)[rng_below((rng), sizeof(array) / sizeof((array)[0]))])

/* A random row of a table whose rows have a member "weight" (unsigned int). */
#define draw_row(rng, table) \
	(&(table)[draw_weighted((rng), &(table)[0].weight, \
				sizeof(table) / sizeof((table)[0]), \
				sizeof((table)[0]))])

#endif /* CMAKIT_DRAW_H */
