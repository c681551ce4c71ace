/* SPDX-License-Identifier: GPL-2.0 */
/* One thread of a run: its buffers, and what it measured. */
#ifndef CMABENCH_WORKER_H
#define CMABENCH_WORKER_H

#include <stdatomic.h>

#include "record.h"
#include "run.h"

/* A buffer while it is held. */
struct buffer {
	bool held;
	enum via via;
	int fd;				/* VIA_HEAP */
	unsigned long pages;
	unsigned long id;		/* in the recording */
};

/*
 * The thread appends to record[] and only then counts it in nr_done, so that
 * the main thread can report what is complete while the thread goes on. Both
 * arrays have their full size, and their pages, from the beginning.
 */
struct worker {
	struct run *run;
	const struct lane *lane;
	struct buffer *buffer;
	struct record *record;
	atomic_uint nr_done;
	unsigned int nr_reported;	/* main thread only */
	pid_t tid;
	struct trace_task *task;	/* NULL without tracing */
};

/** worker_init() - get all the memory a lane will need, and touch it */
void worker_init(struct worker *w, struct run *run, const struct lane *lane);

/** worker_op() - carry out one operation, not OP_THREADS; see worker_fatal() then */
void worker_op(struct worker *w, const struct op *op);

/**
 * worker_nap() - sleep for a part of a longer sleep, a quarter of a second at most
 * @until_ns: its end, CLOCK_MONOTONIC
 *
 * Returns false, without sleeping, when it is over or the run has to stop.
 */
bool worker_nap(uint64_t until_ns);

/** worker_release() - give back whatever is held, newest first */
void worker_release(struct worker *w);

void worker_free(struct worker *w);

/** worker_fatal() - the errno that must end the run, of any worker; or 0 */
int worker_fatal(void);

#endif
