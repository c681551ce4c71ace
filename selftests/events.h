/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the trace events of CMA say of an allocation of this program's: in an
 * instance of tracefs of its own, which goes when the program ends.
 */
#ifndef SELFTESTS_CMA_EVENTS_H
#define SELFTESTS_CMA_EVENTS_H

#include <stdbool.h>

#include "area.h"

/* Kernels up to 6.1 do not tell the error. */
#define ERROR_UNKNOWN	1

struct alloc_events {
	int error;		/* of cma_alloc(); negative, 0 or ERROR_UNKNOWN */
	unsigned int nr_busy;	/* ranges given up for a page that did not move */
};

/* Called as often as you like. Returns NULL, or why there are no events. */
const char *events_init(void);

/* Forget what has been, and see what is from now on. */
bool events_begin(void);

/* What the one allocation since events_begin() did; false if that is not there. */
bool events_end(const struct area *area, struct alloc_events *events);

#endif
