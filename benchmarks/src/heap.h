/* SPDX-License-Identifier: GPL-2.0 */
/* Buffers from /dev/dma_heap. */
#ifndef CMABENCH_HEAP_H
#define CMABENCH_HEAP_H

#include <stddef.h>

struct heap {
	char name[256];
	int fd;				/* open, or -1 */
	int err;			/* why it could not be opened, -errno */
};

struct heaps {
	struct heap *heap;
	size_t nr, cap;
};

/** heaps_open() - open every entry of /dev/dma_heap, ordered by name */
void heaps_open(struct heaps *heaps);

void heaps_close(struct heaps *heaps);

/** heaps_by_name() - the heap called @name, or NULL */
struct heap *heaps_by_name(struct heaps *heaps, const char *name);

/**
 * heap_alloc() - one buffer
 * @heap: an open heap
 * @pages: its size
 *
 * Returns the buffer's file descriptor, whose close() frees it, or -errno.
 */
int heap_alloc(const struct heap *heap, unsigned long pages);

#endif
