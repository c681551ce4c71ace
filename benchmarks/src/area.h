/* SPDX-License-Identifier: GPL-2.0 */
/* The CMA areas that the kernel shows in debugfs and sysfs. */
#ifndef CMABENCH_AREA_H
#define CMABENCH_AREA_H

#include <stdbool.h>
#include <stddef.h>

#define AREA_UNKNOWN (~0UL)

struct area {
	char name[64];			/* as the kernel's messages have it */
	char dir[72];			/* below debugfs' cma/; empty: not there */
	bool in_sysfs;
	unsigned long pages;		/* AREA_UNKNOWN where not shown; so the others */
	unsigned long order_per_bit;
	unsigned long base_pfn;
};

struct areas {
	struct area *area;
	size_t nr, cap;
};

/**
 * areas_find() - every CMA area that debugfs or sysfs shows
 * @areas: receives them, ordered by name; areas_free() frees them
 */
void areas_find(struct areas *areas);

void areas_free(struct areas *areas);

/** areas_by_name() - the area called @name, or NULL */
struct area *areas_by_name(struct areas *areas, const char *name);

/**
 * area_used_pages() - pages of an area that are taken
 *
 * From debugfs, else from sysfs (kernels that have available_pages there);
 * AREA_UNKNOWN where neither shows it.
 */
unsigned long area_used_pages(const struct area *area);

/** meminfo_cma_pages() - CmaTotal: all areas together; AREA_UNKNOWN without */
unsigned long meminfo_cma_pages(void);

#endif
