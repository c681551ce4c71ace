/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages through an area's debugfs files. The kernel keeps what was taken so on
 * a stack: only the newest allocation can be freed.
 */
#ifndef CMABENCH_DEBUGFS_H
#define CMABENCH_DEBUGFS_H

#include "area.h"

struct debugfs {
	int alloc_fd, free_fd;		/* -1: not open */
	unsigned long held_pages;	/* taken and not given back */
};

/** debugfs_open() - open an area's files; 0 or -errno */
int debugfs_open(struct debugfs *d, const struct area *area);

/**
 * debugfs_alloc() - take pages, with alignment order 0
 *
 * Returns 0 or -errno. The kernel says -ENOMEM whatever was in the way.
 */
int debugfs_alloc(struct debugfs *d, unsigned long pages);

/** debugfs_free() - give back the newest @pages; 0 or -errno */
int debugfs_free(struct debugfs *d, unsigned long pages);

/** debugfs_close() - give back whatever is still held, and close */
void debugfs_close(struct debugfs *d);

#endif
