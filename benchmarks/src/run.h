/* SPDX-License-Identifier: GPL-2.0 */
/* Carries out a plan. */
#ifndef CMABENCH_RUN_H
#define CMABENCH_RUN_H

#include "debugfs.h"
#include "heap.h"
#include "plan.h"
#include "recording.h"
#include "report.h"
#include "trace.h"
#include "watch.h"

struct run {
	const struct plan *plan;
	const struct heap *heap;	/* NULL: the plan has no VIA_HEAP */
	struct debugfs *debugfs;	/* open, unless the plan has no VIA_DEBUGFS */
	struct trace *trace;		/* NULL: not to be had */
	unsigned long area_pages;	/* no area is larger; 0: not known */
	struct report *report;		/* gets every allocation */
	struct recording *recording;	/* NULL: none is wanted */
	struct watch *watch;
};

/**
 * run_plan() - carry out a plan, and give back all that it took
 * @run: what to do, and with what
 *
 * Stops early on a signal (stop_signal()) and when the output cannot be
 * written. Returns false after a message when the machine failed in a way that
 * says nothing about CMA, such as too many open files.
 */
bool run_plan(struct run *run);

#endif
