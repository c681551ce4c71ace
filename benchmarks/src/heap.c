// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "heap.h"
#include "say.h"
#include "sysfile.h"

static void add_heap(struct heaps *heaps, const char *name)
{
	char path[SYSPATH_MAX];
	struct heap *h;

	heaps->heap = xgrow(heaps->heap, heaps->nr, &heaps->cap, sizeof(*h));
	h = &heaps->heap[heaps->nr++];
	memset(h, 0, sizeof(*h));
	snprintf(h->name, sizeof(h->name), "%s", name);
	sys_path(path, "/dev/dma_heap/%s", name);
	h->fd = open(path, O_RDWR | O_CLOEXEC);
	h->err = h->fd < 0 ? -errno : 0;
}

void heaps_open(struct heaps *heaps)
{
	char path[SYSPATH_MAX];
	struct dirent **list;
	int i, nr;

	memset(heaps, 0, sizeof(*heaps));
	sys_path(path, "/dev/dma_heap");
	nr = scandir(path, &list, NULL, alphasort);
	if (nr < 0)
		return;
	for (i = 0; i < nr; i++) {
		if (list[i]->d_name[0] != '.')
			add_heap(heaps, list[i]->d_name);
		free(list[i]);
	}
	free(list);
}

void heaps_close(struct heaps *heaps)
{
	size_t i;

	for (i = 0; i < heaps->nr; i++)
		if (heaps->heap[i].fd >= 0)
			close(heaps->heap[i].fd);
	free(heaps->heap);
	memset(heaps, 0, sizeof(*heaps));
}

struct heap *heaps_by_name(struct heaps *heaps, const char *name)
{
	size_t i;

	for (i = 0; i < heaps->nr; i++)
		if (!strcmp(heaps->heap[i].name, name))
			return &heaps->heap[i];
	return NULL;
}

int heap_alloc(const struct heap *heap, unsigned long pages)
{
	struct dma_heap_allocation_data data = {
		.len = (__u64)pages * sysconf(_SC_PAGESIZE),
		.fd_flags = O_RDWR | O_CLOEXEC,
	};

	if (ioctl(heap->fd, DMA_HEAP_IOCTL_ALLOC, &data) < 0)
		return -errno;
	return data.fd;
}
