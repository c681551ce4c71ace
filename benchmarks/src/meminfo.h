/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory is free, and how much the kernel keeps back; in pages. */
#ifndef CMABENCH_MEMINFO_H
#define CMABENCH_MEMINFO_H

#include <stdbool.h>

struct meminfo {
	unsigned long free;		/* MemFree: all, CMA areas included */
	unsigned long cma_total;	/* CmaTotal, CmaFree: all areas together */
	unsigned long cma_free;
	unsigned long swap_free;
};

/* Sums over all zones. */
struct watermarks {
	unsigned long min;		/* ordinary allocations get nothing below it */
	unsigned long high;		/* reclaim in the background ends above it */
};

/** meminfo_read() - /proc/meminfo; what it does not have is 0, and false without it */
bool meminfo_read(struct meminfo *info);

/** meminfo_free_outside() - pages that are free outside of CMA areas */
unsigned long meminfo_free_outside(const struct meminfo *info);

/**
 * zones_reserve_above_free() - a reserve that is larger than what is free
 *
 * The kernel divides its reserve among the zones by their size. Returns pages of
 * such a reserve, of which each zone gets more than it has free, what lies in the
 * CPUs' lists included; 0 where /proc/zoneinfo does not tell.
 */
unsigned long zones_reserve_above_free(void);

/** watermarks_read() - /proc/zoneinfo; false, and zeros, without it */
bool watermarks_read(struct watermarks *marks);

/**
 * watermarks_boost_left() - pages by which fragmentation may raise the watermarks yet
 *
 * Not for a loop: the kernel walks its free lists for it. 0 where it does not tell.
 */
unsigned long watermarks_boost_left(void);

#endif
