/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ordinary memory that a scenario holds, so that the area is not empty: the
 * kernel lends a CMA area's free pages to movable memory, and cma_alloc() has to
 * move them away. Of each kind there is one store, whose pages have an age.
 */
#ifndef CMABENCH_MEMORY_H
#define CMABENCH_MEMORY_H

#include "memory-kind.h"

/** memory_take() - take @pages more pages into a store; 0 or -errno */
int memory_take(enum memory_kind kind, unsigned long pages);

/**
 * memory_hold() - take anonymous memory
 * @percent: of the free memory outside CMA areas (MemFree - CmaFree), 1 to 95
 *
 * Returns 0 or -errno.
 */
int memory_hold(unsigned int percent);

/**
 * memory_churn() - give back the anonymous pages that were taken longest ago, and
 *                  take as many anew
 * @pages: how many; no more than are held
 *
 * Most of the new pages are the old ones, which the kernel has just got back.
 * Returns 0 or -errno.
 */
int memory_churn(unsigned long pages);

/**
 * memory_refill() - take new pages into a store, and give back as many of those
 *                   that were taken longest ago
 * @kind: the kind
 * @pages: how many; no more than are held
 *
 * The new pages lie where the kernel has free ones: in the area, when more is free
 * there than elsewhere. Returns 0 or -errno.
 */
int memory_refill(enum memory_kind kind, unsigned long pages);

/** memory_slots() - places for pages that the anonymous store has, used or not */
unsigned long memory_slots(void);

/**
 * memory_find() - where the anonymous store's pages lie
 * @first: number of a place
 * @nr: places
 * @pfn: receives a page frame number for each, or PAGEMAP_NO_PFN
 */
void memory_find(unsigned long first, unsigned long nr, unsigned long *pfn);

/** memory_drop() - give back pages of the anonymous store, by place; 0 or -errno */
int memory_drop(unsigned long first, unsigned long nr);

/** memory_release() - give back everything */
void memory_release(void);

#endif
