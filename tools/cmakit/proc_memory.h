/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_PROC_MEMORY_H
#define CMAKIT_PROC_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number that a file does not hold. */
#define PROC_UNKNOWN	UINT64_MAX

/*
 * Files of /proc, below a root (see sys_file.h). What reads returns as sys_file.h
 * says.
 */

/**
 * struct meminfo - of /proc/meminfo, in KiB
 * @total_kb: memory that the kernel manages
 * @cma_total_kb: of all areas; PROC_UNKNOWN without CONFIG_CMA
 * @cma_free_kb: of that what the page allocator has free; PROC_UNKNOWN likewise
 */
struct meminfo {
	uint64_t total_kb;
	uint64_t cma_total_kb;
	uint64_t cma_free_kb;
};

int meminfo_read(struct meminfo *info, const char *root);

/**
 * struct cma_events - of /proc/vmstat, calls of cma_alloc() since boot
 * @succeeded: and PROC_UNKNOWN where the kernel does not count
 * @failed: likewise
 */
struct cma_events {
	uint64_t succeeded;
	uint64_t failed;
};

int cma_events_read(struct cma_events *events, const char *root);

/**
 * struct zone_sums - of /proc/zoneinfo, pages of all zones together
 * @free: free pages
 * @free_cma: those of them that are in areas
 * @min: the watermarks
 * @low: below which the kernel begins to make room
 */
struct zone_sums {
	uint64_t free;
	uint64_t free_cma;
	uint64_t min;
	uint64_t low;
};

int zone_sums_read(struct zone_sums *sums, const char *root);

#endif /* CMAKIT_PROC_MEMORY_H */
