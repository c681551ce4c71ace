/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_COMPARISON_SIZES_H
#define CMAKIT_COMPARISON_SIZES_H

#include <stdio.h>

#include "comparison.h"

/*
 * Print to @out the least, median and largest latency of each number of pages, of a
 * complete pair: where both rows have by_pages, of the sizes with ten allocations or
 * more in both, unless these are more than eight. Lines of at most 120 columns.
 */
void comparison_print_sizes(const struct comparison_pair *pair, FILE *out);

#endif /* CMAKIT_COMPARISON_SIZES_H */
