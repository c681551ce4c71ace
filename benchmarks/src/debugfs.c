// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "debugfs.h"
#include "say.h"
#include "sysfile.h"

int debugfs_open(struct debugfs *d, const struct area *area)
{
	char path[SYSPATH_MAX];
	int err;

	d->held_pages = 0;
	d->alloc_fd = -1;
	d->free_fd = -1;
	if (!area || !area->dir[0])
		return -ENOENT;
	sys_path(path, "/sys/kernel/debug/cma/%s/alloc", area->dir);
	d->alloc_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (d->alloc_fd < 0)
		return -errno;
	sys_path(path, "/sys/kernel/debug/cma/%s/free", area->dir);
	d->free_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (d->free_fd >= 0)
		return 0;
	err = -errno;
	close(d->alloc_fd);
	d->alloc_fd = -1;
	return err;
}

static int write_number(int fd, unsigned long number)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%lu\n", number);

	return write(fd, text, len) == len ? 0 : -errno;
}

int debugfs_alloc(struct debugfs *d, unsigned long pages)
{
	int err = write_number(d->alloc_fd, pages);

	if (!err)
		d->held_pages += pages;
	return err;
}

int debugfs_free(struct debugfs *d, unsigned long pages)
{
	int err = write_number(d->free_fd, pages);

	if (!err)
		d->held_pages -= pages;
	return err;
}

void debugfs_close(struct debugfs *d)
{
	unsigned long pages = d->held_pages;
	int err = pages ? debugfs_free(d, pages) : 0;

	if (err)
		say("%lu pages could not be given back through debugfs: %s",
		    pages, strerror(-err));
	if (d->alloc_fd >= 0)
		close(d->alloc_fd);
	if (d->free_fd >= 0)
		close(d->free_fd);
	d->alloc_fd = -1;
	d->free_fd = -1;
}
