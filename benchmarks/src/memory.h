/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ordinary memory that a scenario holds, so that the area is not empty: the
 * kernel lends a CMA area's free pages to movable memory, and cma_alloc() has to
 * move them away.
 */
#ifndef CMABENCH_MEMORY_H
#define CMABENCH_MEMORY_H

/**
 * memory_hold() - take and touch memory; what was held before is given back
 * @percent: of the free memory outside CMA areas (MemFree - CmaFree), 1 to 95
 *
 * Returns 0 or -errno.
 */
int memory_hold(unsigned int percent);

/**
 * memory_churn() - give back the pages that were touched longest ago, and touch
 *                  as many anew
 * @pages: how many; no more than are held
 */
void memory_churn(unsigned long pages);

/** memory_release() - give back everything */
void memory_release(void);

#endif
