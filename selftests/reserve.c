// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory_zones.h"
#include "reserve.h"
#include "text_file.h"

#define MIN_FREE	"/proc/sys/vm/min_free_kbytes"

/* Opened early: that takes memory, and then there is none. */
static int fd = -1;

static char before[32];

static int set(const char *text)
{
	return pwrite(fd, text, strlen(text), 0) < 0 ? -errno : 0;
}

int reserve_init(void)
{
	long long kib;

	if (fd >= 0)
		return 0;
	kib = text_file_read_number(MIN_FREE);
	if (kib < 0)
		return kib;
	snprintf(before, sizeof(before), "%lld\n", kib);
	fd = open(MIN_FREE, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	atexit(reserve_restore);

	return 0;
}

int reserve_raise(void)
{
	unsigned long long nr_pages = memory_reserve_above_free();
	char text[32];

	if (!nr_pages)
		return -ENODATA;
	snprintf(text, sizeof(text), "%llu\n",
		 nr_pages * (sysconf(_SC_PAGESIZE) / 1024));

	return set(text);
}

void reserve_restore(void)
{
	if (fd >= 0)
		set(before);
}
