/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which heap, which area? Heaps and areas go by different names on different
 * boards, and a heap need not be CMA's at all.
 */
#ifndef CMABENCH_TARGET_H
#define CMABENCH_TARGET_H

#include "area.h"
#include "heap.h"
#include "scenario.h"
#include "trace.h"

/* How it is known that a heap takes its buffers from an area. */
enum match {
	MATCH_NONE,			/* not CMA, or not known to be */
	MATCH_NAME,			/* heap and area have the same name */
	MATCH_USED,			/* a page from the heap showed up in the area's count */
	MATCH_TRACE,			/* a page from the heap showed up in the tracepoints */
	MATCH_ASSUMED,			/* the heap has a name that CMA heaps have */
};

struct heap_match {
	enum match how;
	struct area *area;		/* NULL: CMA, but the area is not known */
};

struct targets {
	struct heaps heaps;
	struct areas areas;
	struct heap_match *match;	/* one for each heap */
};

struct target {
	struct heap *heap;		/* NULL: none for CMA */
	struct area *area;		/* NULL: not known */
	enum match how;
};

/** match_name() - "name", "used", ... for output */
const char *match_name(enum match how);

/**
 * targets_find() - enumerate heaps and areas and bring them together
 * @targets: receives them; targets_free() frees them
 * @trace: to watch with, or NULL
 *
 * Takes a page from each heap whose name is not an area's, and gives it back.
 */
void targets_find(struct targets *targets, struct trace *trace);

void targets_free(struct targets *targets);

/**
 * targets_choose() - what a run shall use
 * @targets: from targets_find()
 * @heap_name: the heap the user named, or NULL: the CMA heap of the largest
 *             area, the first by name among equals
 * @target: receives the choice
 *
 * Without a CMA heap, the target is the largest area that debugfs shows.
 * Returns false after a message when the named heap cannot be used.
 */
bool targets_choose(struct targets *targets, const char *heap_name, struct target *target);

#endif
