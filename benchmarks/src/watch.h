/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the area was like before a request, in a scenario that fills memory or pins
 * pages: how much of it the system used, and whether there was a place that needed
 * no migration, or had none of the pinned pages.
 */
#ifndef CMABENCH_WATCH_H
#define CMABENCH_WATCH_H

#include <stdbool.h>

#include "look.h"
#include "plan.h"

/* Before one request. */
struct sight {
	bool looked;			/* the fields below are known */
	bool pinned;			/* pages are pinned, so that pin_free is known */
	unsigned long system_pages;	/* of the area */
	bool free_range;		/* there is a place without system pages */
	bool pin_free;			/* there is a place without pinned pages */
};

/* Over all requests of a run. */
struct sights {
	unsigned long nr, first, min, max, sum;	/* system_pages */
	unsigned long failed_free_range, failed_pin_free;
	unsigned long nr_pinned;		/* requests made with pins */
};

struct watch {
	bool on;			/* something has been filled or pinned */
	struct look look;
};

/** watch_init() - get the memory for it; @area may be NULL */
void watch_init(struct watch *watch, const struct area *area);

/**
 * watch_before() - look at the area before a request
 * @watch: where it has to be on
 * @op: the request, OP_ALLOC
 * @sight: receives what is seen
 */
void watch_before(struct watch *watch, const struct op *op, struct sight *sight);

/** watch_count() - add what was seen before a request */
void watch_count(struct sights *sights, const struct sight *sight, bool failed);

void watch_free(struct watch *watch);

#endif
