/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_DEBUGFS_H
#define CMAKIT_AREA_DEBUGFS_H

#include "area_state.h"

/* Where the kernel shows its areas, below a root (see sys_file.h). */
#define DEBUGFS_CMA	"/sys/kernel/debug/cma"

/*
 * The folder of the area called @name below @root, a new string; NULL if there is
 * none, or it cannot be seen. Up to 5.10 it is called cma-NAME.
 */
char *area_debugfs_folder(const char *root, const char *name);

/* The area's name, of its folder's. */
const char *area_debugfs_name(const char *folder);

/*
 * Read an area from its folder @path in debugfs into @state, which is all zero.
 * Returns as sys_file.h says; the caller frees @state either way.
 */
int area_debugfs_read(struct area_state *state, const char *path);

#endif /* CMAKIT_AREA_DEBUGFS_H */
