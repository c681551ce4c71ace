// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "lowmem.h"
#include "meminfo.h"
#include "memory.h"
#include "reserve.h"
#include "say.h"
#include "stop.h"
#include "sysfile.h"

#define CHUNK_PAGES 64L

static bool reserve_is_raised;		/* during requests */

/* The value goes when the program goes. */
static void spare_us_the_oom_killer(void)
{
	char path[SYSPATH_MAX];
	int fd;

	sys_path(path, "/proc/self/oom_score_adj");
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "-1000", 5) != 5)
		say("lowmem: oom_score_adj cannot be set: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* Pages outside that are free beyond what is to stay; negative: too few. */
static long surplus(unsigned long spare, struct meminfo *info)
{
	struct watermarks marks;

	watermarks_read(&marks);
	meminfo_read(info);
	return (long)meminfo_free_outside(info) - (long)(marks.min + spare);
}

int lowmem_take(unsigned long spare)
{
	unsigned long swap_kept;
	struct meminfo info;
	long left;
	int err = 0;

	spare_us_the_oom_killer();
	left = surplus(spare, &info);
	swap_kept = info.swap_free / 2;
	reserve_is_raised = !info.swap_free;
	while (!err && !stop_signal() && (left > 0 || info.swap_free > swap_kept)) {
		err = memory_take(MEMORY_ANON, left > CHUNK_PAGES || left <= 0 ? CHUNK_PAGES : left);
		left = surplus(spare, &info);
	}
	if (err)
		say("lowmem: %s", strerror(-err));
	return err;
}

int lowmem_enter(void)
{
	return reserve_is_raised ? reserve_raise() : 0;
}

void lowmem_leave(void)
{
	reserve_restore();
}
