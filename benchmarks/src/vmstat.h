/* SPDX-License-Identifier: GPL-2.0 */
/* The counters of /proc/vmstat that tell of CMA, migration and compaction. */
#ifndef CMABENCH_VMSTAT_H
#define CMABENCH_VMSTAT_H

#include <stddef.h>

struct vmstat_counter {
	char name[40];
	unsigned long value;
};

struct vmstat {
	struct vmstat_counter *counter;
	size_t nr, cap;
};

/** vmstat_read() - read them; none (nr 0) where the file cannot be read */
void vmstat_read(struct vmstat *v);

/** vmstat_get() - the counter called @name, or 0 */
unsigned long vmstat_get(const struct vmstat *v, const char *name);

void vmstat_free(struct vmstat *v);

#endif
