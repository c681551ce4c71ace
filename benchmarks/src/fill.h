/* SPDX-License-Identifier: GPL-2.0 */
/* How much ordinary memory a scenario takes, and what is left. */
#ifndef CMABENCH_FILL_H
#define CMABENCH_FILL_H

#include "look.h"
#include "memory-kind.h"

/**
 * fill_share() - take a share of all free memory, CMA areas included
 * @kind: of memory
 * @percent: 1 to 95
 *
 * Returns 0 or -errno. No more is taken than the kernel has without reclaim.
 */
int fill_share(enum memory_kind kind, unsigned int percent);

/**
 * fill_area() - take memory until the system uses a share of the area
 * @kind: of memory
 * @percent: of the pages that cma_alloc() has not taken
 * @look: of the area
 *
 * It ends earlier where the kernel would have to reclaim first. Returns 0 or
 * -errno.
 */
int fill_area(enum memory_kind kind, unsigned int percent, struct look *look);

#endif
