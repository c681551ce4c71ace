// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meminfo.h"
#include "reserve.h"
#include "say.h"
#include "sysfile.h"

#define MIN_FREE "/proc/sys/vm/min_free_kbytes"

static unsigned long before_kib;	/* 0: not raised */
static int fd = -1;

/* Opened once: an open allocates memory, and then there is none. */
static int set(unsigned long kib)
{
	char path[SYSPATH_MAX], text[24];
	int len = snprintf(text, sizeof(text), "%lu\n", kib);

	if (fd < 0) {
		sys_path(path, MIN_FREE);
		fd = open(path, O_WRONLY | O_CLOEXEC);
	}
	return fd < 0 || pwrite(fd, text, len, 0) != len ? -errno : 0;
}

int reserve_raise(void)
{
	unsigned long pages = zones_reserve_above_free();
	char path[SYSPATH_MAX];
	int err;

	if (!pages)
		return -ENODATA;
	sys_path(path, MIN_FREE);
	err = before_kib ? 0 : sys_read_number(path, &before_kib);
	return err ? err : set(pages * (sysconf(_SC_PAGESIZE) / 1024));
}

void reserve_restore(void)
{
	int err = before_kib ? set(before_kib) : 0;

	if (err)
		say("%s could not be set back to %lu: %s", MIN_FREE, before_kib, strerror(-err));
	before_kib = 0;
}
