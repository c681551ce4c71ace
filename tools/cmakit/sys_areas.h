/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SYS_AREAS_H
#define CMAKIT_SYS_AREAS_H

#include "area_state.h"
#include "reason.h"
#include "unread.h"

/* A number that could not be read, or that the kernel does not tell. */
#define AREA_UNKNOWN	UINT64_MAX

/* Reasons that the series has a counter of calls for, in their order. */
#define NR_CALL_FAILURES	REASON_UNKNOWN

/**
 * struct sys_area - an area as sysfs and debugfs show it
 * @name: its name
 * @debugfs: its folder in debugfs, NULL if that is not seen
 * @sysfs: its folder in sysfs, NULL if that is not seen
 * @has_state: whether @state is known
 * @state: what of it is free
 * @pages: its length
 * @free_pages: pages that nobody has allocated from it; these are lent to the rest
 *	of the system
 * @free_is_of_debugfs: that number is of debugfs' bitmap, as sysfs has none
 * @succeeded_pages: pages that were allocated since boot
 * @failed_pages: pages that were asked for in vain since boot
 * @failed_calls: calls that failed since boot, by reason
 * @last_failure: the record of the last failure, NULL if there is none
 */
struct sys_area {
	char *name;
	char *debugfs;
	char *sysfs;
	bool has_state;
	struct area_state state;
	uint64_t pages;
	uint64_t free_pages;
	bool free_is_of_debugfs;
	uint64_t succeeded_pages;
	uint64_t failed_pages;
	uint64_t failed_calls[NR_CALL_FAILURES];
	char *last_failure;
};

/**
 * struct sys_areas - all areas, those of sysfs first
 */
struct sys_areas {
	struct sys_area *areas;
	size_t nr;
};

/*
 * Find the areas below @root (see sys_file.h), and note in @unread what could not
 * be read, and after a message what holds something else than expected. The caller
 * ends it with sys_areas_free().
 */
void sys_areas_read(struct sys_areas *areas, const char *root,
		    struct unread *unread);
void sys_areas_free(struct sys_areas *areas);

/* Failed calls of all reasons but interrupted; AREA_UNKNOWN without counters. */
uint64_t sys_area_failed_calls(const struct sys_area *area);

#endif /* CMAKIT_SYS_AREAS_H */
