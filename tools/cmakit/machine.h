/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MACHINE_H
#define CMAKIT_MACHINE_H

#include "dt_pools.h"
#include "kernel_config.h"
#include "proc_memory.h"
#include "sys_areas.h"
#include "sys_file.h"
#include "unread.h"

/**
 * struct machine - what there is to see of CMA on a machine, this one or a saved one
 * @root: of its /proc and /sys, see sys_file.h
 * @release: of the kernel, NULL if not known
 * @cmdline: the kernel's command line, NULL if not known
 * @config: how the kernel was configured
 * @meminfo: memory
 * @events: calls of cma_alloc()
 * @has_zones: whether @zones are known
 * @zones: free memory and watermarks
 * @areas: the areas
 * @pools: areas that the device tree asks for
 * @heaps: names of the dma-buf heaps
 * @placement: which placement is on; NULL without the series, or if not known
 * @page_kb: KiB of a page
 * @unread: what could not be read, or is not what it should be; of that the rest
 *	here knows nothing
 */
struct machine {
	const char *root;
	char *release;
	char *cmdline;
	struct kernel_config config;
	struct meminfo meminfo;
	struct cma_events events;
	bool has_zones;
	struct zone_sums zones;
	struct sys_areas areas;
	struct dt_pools pools;
	struct sys_names heaps;
	char *placement;
	uint64_t page_kb;
	struct unread unread;
};

/*
 * Look at the machine below @root, which has to outlive @machine. Only
 * /proc/meminfo has to be there: returns 0, or -1 after a message if it is not. A file
 * that holds something else than expected is told by a message, and noted. The caller
 * ends it with machine_free() either way.
 */
int machine_read(struct machine *machine, const char *root);
void machine_free(struct machine *machine);

/*
 * The value of parameter @name on the kernel's command line, a new string: the
 * last one, as the kernel takes it; NULL if it is not there.
 */
char *machine_parameter(const struct machine *machine, const char *name);

#endif /* CMAKIT_MACHINE_H */
