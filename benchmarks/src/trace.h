/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happened inside cma_alloc(), from the kernel's tracepoints: a tracing
 * instance of our own, with the clock that clock_gettime(CLOCK_MONOTONIC)
 * reads. Events are told apart by the task that caused them, and given to a
 * call by its time.
 */
#ifndef CMABENCH_TRACE_H
#define CMABENCH_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "attempts.h"

#define TRACE_NO_ERRNO (-1)

/* One call of cma_alloc(). */
struct trace_call {
	uint64_t start_ns, finish_ns;
	/*
	 * Without a finish event, only start_ns, area and align_order are known. The
	 * kernel makes none for a request that exceeds the area; otherwise it was lost,
	 * or read before its start event from another CPU's buffer.
	 */
	bool finished;
	bool ok;
	char area[64];			/* empty on 5.10 */
	unsigned int align_order;
	uint64_t pfn;			/* first page, where the call succeeded */
	int err;			/* positive errno or 0; TRACE_NO_ERRNO before 6.7 or so */
	unsigned long attempts;		/* ranges tried */
	char reason[16];		/* why it failed; empty if the kernel does not say */
	unsigned long migrated_pages;	/* by alloc_contig_range() */
};

struct trace;
struct trace_task;

/**
 * trace_open() - start tracing
 * @why: receives the reason when it cannot be done
 * @size: bytes of @why
 *
 * Returns the trace, or NULL.
 */
struct trace *trace_open(char *why, size_t size);

/** trace_has_migration() - whether migrated_pages is counted */
bool trace_has_migration(const struct trace *t);

/** trace_task_add() - collect the calls of a task; before its first call */
struct trace_task *trace_task_add(struct trace *t, pid_t tid);

/** trace_task_remove() - forget a task and its calls */
void trace_task_remove(struct trace *t, struct trace_task *task);

/**
 * trace_drain() - read what the kernel has recorded so far
 *
 * Returns the number of events lost since the last time. When there are any,
 * the calls read now cannot be trusted and are dropped.
 */
unsigned long trace_drain(struct trace *t);

/**
 * trace_take() - the call of cma_alloc() within a span of time
 * @task: who called
 * @from_ns: begin of the span, CLOCK_MONOTONIC; spans must be asked for in order
 * @to_ns: its end
 * @call: receives the call
 *
 * Returns false when there was none, or it was lost.
 */
bool trace_take(struct trace_task *task, uint64_t from_ns, uint64_t to_ns,
		struct trace_call *call);

/** trace_close() - stop, and remove the instance; NULL is allowed */
void trace_close(struct trace *t);

#endif
