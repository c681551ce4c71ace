/* SPDX-License-Identifier: GPL-2.0 */
/* Percentiles of a set of measured times. */
#ifndef CMABENCH_STATS_H
#define CMABENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATS_METHOD "nearest rank, over successful allocations"

/* Samples, in nanoseconds. All zero is an empty set. */
struct samples {
	uint64_t *ns;
	size_t nr;
};

/**
 * samples_add() - add one sample
 *
 * The caller gives the set room with samples_reserve() first.
 */
void samples_add(struct samples *s, uint64_t ns);

/** samples_reserve() - give an empty set room for @nr samples */
void samples_reserve(struct samples *s, size_t nr);

/**
 * samples_percentile() - the nearest-rank percentile
 * @s: the set; it gets sorted
 * @percent: 1 to 100; 100 is the maximum
 * @ns: set to the smallest sample that at least @percent of a hundred samples
 *      do not exceed
 *
 * Returns false, and leaves @ns alone, when the set is empty.
 */
bool samples_percentile(struct samples *s, unsigned int percent, uint64_t *ns);

/** samples_free() - free what samples_reserve() took */
void samples_free(struct samples *s);

#endif
