/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_GEOMETRIC_MEAN_H
#define CMAKIT_GEOMETRIC_MEAN_H

#include <math.h>
#include <stddef.h>

/**
 * struct geometric_mean - of ratios, one after the other; all zero for none
 * @log_sum: sum of their logarithms
 * @nr: number of them
 */
struct geometric_mean {
	double log_sum;
	size_t nr;
};

/* Take in @ratio, which is above 0. */
static inline void geometric_mean_add(struct geometric_mean *mean, double ratio)
{
	mean->log_sum += log(ratio);
	mean->nr++;
}

/* The mean, NAN of none. */
static inline double geometric_mean_value(const struct geometric_mean *mean)
{
	return mean->nr ? exp(mean->log_sum / (double)mean->nr) : NAN;
}

#endif /* CMAKIT_GEOMETRIC_MEAN_H */
