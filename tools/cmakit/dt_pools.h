/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_DT_POOLS_H
#define CMAKIT_DT_POOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A size that the device tree does not give. */
#define DT_UNKNOWN	UINT64_MAX

/**
 * struct dt_pool - an area that the device tree asks for: a shared-dma-pool that
 *	is reusable and not disabled
 * @name: of its node, which is the area's name
 * @path: of its node
 * @bytes: its size, or DT_UNKNOWN
 * @is_default: it is to be the default area
 * @alloc_ranges: where it may lie, as "0xSTART-0xEND, ..."; NULL if anywhere
 */
struct dt_pool {
	char *name;
	char *path;
	uint64_t bytes;
	bool is_default;
	char *alloc_ranges;
};

/**
 * struct dt_pools - all of them
 */
struct dt_pools {
	struct dt_pool *pools;
	size_t nr;
};

/*
 * Find the pools below @root (see sys_file.h). Returns 0, also where there is no
 * device tree, an errno if it cannot be read, or -1 after a message. The caller
 * ends it with dt_pools_free() either way.
 */
int dt_pools_read(struct dt_pools *pools, const char *root);
void dt_pools_free(struct dt_pools *pools);

#endif /* CMAKIT_DT_POOLS_H */
