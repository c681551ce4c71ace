/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process that has almost all the memory there is, and with it a part of
 * an area. It is the first one to go when memory runs out, so that nothing
 * else has to; and if the program goes before it has put the kernel's reserve
 * back, the process does.
 */
#ifndef SELFTESTS_CMA_LENT_MEMORY_H
#define SELFTESTS_CMA_LENT_MEMORY_H

#include <stdbool.h>
#include <sys/types.h>

#include "area.h"

struct lent_memory {
	pid_t pid;		/* 0: there is none */
	int control;		/* when that is closed, the process ends */
	char *bits;		/* 'm' where it has a page, '.' elsewhere */
	size_t nr_bits;
};

#define LENT_MEMORY_NONE ((struct lent_memory) { .control = -1 })

/*
 * Start it, and wait until it has all the memory. Of the area's pages, it keeps
 * those of @keep bits from the lowest one on that is at @start or above. KSFT_PASS,
 * or KSFT_SKIP with the reason kept; to be ended in any case.
 */
int lent_memory_begin(struct lent_memory *lent, const struct area *area,
		      long start, long keep);

/* False if it has gone. */
bool lent_memory_is_there(const struct lent_memory *lent);

void lent_memory_end(struct lent_memory *lent);

#endif
