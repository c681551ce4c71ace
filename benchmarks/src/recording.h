/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run did to its area, in the order in which the area saw it, so that
 * cmakit simulate can be asked for the same. No event of the kernel tells that
 * order: a request finds its place at some time between its start and its finish.
 * So a run that is recorded makes its calls one at a time.
 */
#ifndef CMABENCH_RECORDING_H
#define CMABENCH_RECORDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "output.h"
#include "plan.h"
#include "taken.h"

/* A call that is over. */
struct recorded {
	uint64_t at_ns;			/* CLOCK_MONOTONIC */
	unsigned long id;		/* of the allocation that was tried, or given back */
	const struct op *op;		/* what was asked for; NULL: given back */
};

struct recording {
	const struct plan *plan;
	const struct area *area;	/* NULL: not known */
	bool from_top;			/* small requests have been placed from the top */
	struct taken before, end;	/* what was taken when the run began and ended */
	size_t nr_at_end;		/* calls until then; the rest gives back what was held */
	pthread_mutex_t one_at_a_time;
	struct recorded *call;
	size_t nr, cap;
	unsigned long next_id;
};

/**
 * recording_init() - look at the area, and get the memory
 * @rec: what to record to
 * @plan: what will be carried out; outlives @rec
 * @area: what it takes from, or NULL
 *
 * Says so where it is not to be seen what is taken already.
 */
void recording_init(struct recording *rec, const struct plan *plan, const struct area *area);

/** recording_enter() - before a call's time is taken; NULL is allowed, here and below */
void recording_enter(struct recording *rec);

/** recording_leave() - after it was recorded */
void recording_leave(struct recording *rec);

/** recording_alloc() - a request was made, whatever came of it; returns its id */
unsigned long recording_alloc(struct recording *rec, uint64_t at_ns, const struct op *op);

/** recording_free() - what was allocated as @id was given back */
void recording_free(struct recording *rec, uint64_t at_ns, unsigned long id);

/** recording_see_end() - look at the area again, while the plan's last buffers are held */
void recording_see_end(struct recording *rec);

/**
 * recording_print() - write it all as a cmatrace 1
 * @rec: a run that is over
 * @start_ns: what the times count from
 * @out: where to
 */
void recording_print(const struct recording *rec, uint64_t start_ns, FILE *out);

void recording_free_all(struct recording *rec);

#endif
