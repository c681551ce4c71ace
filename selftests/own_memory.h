/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Anonymous memory of this program's, and which of its pages the kernel has put
 * into an area: pages that it has to move for an allocation.
 */
#ifndef SELFTESTS_CMA_OWN_MEMORY_H
#define SELFTESTS_CMA_OWN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "area.h"

struct own_memory {
	char *base;
	size_t nr_mapped;
	size_t nr_touched;	/* the first ones, which are there */
	int pagemap_fd;
};

/*
 * Map as much as can be had without the kernel having to reclaim any; none of
 * it is there yet. False if that is nothing; to be unmapped in any case.
 */
bool own_memory_map(struct own_memory *mem);

/* Have a few more pages; how many, 0 when it is time to stop. */
size_t own_memory_touch(struct own_memory *mem);

/* The bit of the area that page @i lies on, or -1. */
long own_memory_bit(const struct own_memory *mem, size_t i,
		    const struct area *area);

/* Whether what was written into them is there, wherever they were moved. */
bool own_memory_is_intact(const struct own_memory *mem);

/* Give the last @nr pages back, to be touched again; at most those that are there. */
void own_memory_untouch(struct own_memory *mem, size_t nr);

/* Give pages [@from, @to) back; they can be touched no more. */
void own_memory_drop(struct own_memory *mem, size_t from, size_t to);

void own_memory_unmap(struct own_memory *mem);

#endif
