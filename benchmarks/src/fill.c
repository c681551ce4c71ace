// SPDX-License-Identifier: GPL-2.0
#include <errno.h>

#include "fill.h"
#include "meminfo.h"
#include "memory.h"
#include "say.h"
#include "stop.h"

#define MIN_CHUNK 64UL
#define MAX_CHUNK 4096UL		/* then a signal is looked for */

/* Free pages above where the kernel begins to reclaim. */
static unsigned long spare_pages(void)
{
	struct watermarks marks;
	struct meminfo info;

	watermarks_read(&marks);
	meminfo_read(&info);
	return info.free > marks.high ? info.free - marks.high : 0;
}

static unsigned long least(unsigned long a, unsigned long b)
{
	return a < b ? a : b;
}

int fill_share(enum memory_kind kind, unsigned int percent)
{
	struct meminfo info;
	unsigned long pages, chunk;
	int err = 0;

	meminfo_read(&info);
	pages = least((unsigned long long)info.free * percent / 100, spare_pages());
	for (; !err && pages && !stop_signal(); pages -= chunk) {
		chunk = least(pages, MAX_CHUNK);
		err = memory_take(kind, chunk);
	}
	return err;
}

/* Pages that the system has to use yet; 0: it uses enough. */
static unsigned long missing_pages(const struct look *look, unsigned int percent)
{
	unsigned long wanted = (look->pages - look->count[PAGE_TAKEN]) * percent / 100;
	unsigned long used = look_system_pages(look);

	return used < wanted ? wanted - used : 0;
}

int fill_area(enum memory_kind kind, unsigned int percent, struct look *look)
{
	unsigned long missing, chunk, left = spare_pages();
	int err = 0;

	for (; !err && !stop_signal(); left -= chunk) {
		if (!look_now(look)) {
			say("fill: %s", look->why);
			return -ENOENT;
		}
		missing = missing_pages(look, percent);
		/* Not one page may fall into the area, or all of them. */
		chunk = least(least(missing > MIN_CHUNK ? missing : MIN_CHUNK, spare_pages()), left);
		if (!missing || !chunk)
			break;
		err = memory_take(kind, chunk);
	}
	return err;
}
