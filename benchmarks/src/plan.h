/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scenario with every choice made: flat lists of operations, one list a
 * thread. A plan depends on the scenario, the seed and the size of the area
 * and on nothing that happens when it is run, so that two kernels, or two
 * placements, are asked for the very same things in the same order. Freeing a
 * buffer whose allocation failed is no operation.
 */
#ifndef CMABENCH_PLAN_H
#define CMABENCH_PLAN_H

#include <stdint.h>
#include <stdio.h>

#include "scenario.h"

enum op_kind {
	OP_ALLOC,
	OP_FREE,
	OP_SLEEP,
	OP_MEMORY,			/* memory_hold() */
	OP_CHURN,			/* memory_churn() */
	OP_REFILL,			/* memory_refill() */
	OP_FILL,			/* fill_share(), fill_area() */
	OP_DROP,			/* drop_area() */
	OP_LOWMEM,			/* lowmem_take() */
	OP_PIN,				/* pins_take() */
	OP_BUSY,			/* busy_start() */
	OP_THREADS,
};

struct op {
	enum op_kind kind;
	unsigned int line;		/* of the scenario */
	unsigned int buffer;		/* number within the lane: OP_ALLOC, OP_FREE */
	enum via via;			/* OP_ALLOC */
	/*
	 * OP_ALLOC, OP_CHURN, OP_REFILL, OP_LOWMEM, OP_PIN: pages;
	 * OP_SLEEP: microseconds; OP_MEMORY, OP_FILL, OP_DROP: percent; OP_BUSY: CPUs.
	 */
	unsigned long amount;
	enum memory_kind memory;	/* OP_FILL, OP_REFILL */
	bool of_area;			/* OP_FILL */
	unsigned long requests;		/* OP_PIN: for so many; 0: for all */
	uint64_t seed;			/* OP_DROP, OP_PIN */
	const char *owner;		/* OP_ALLOC: the actor, or NULL */
	const char *name;		/* OP_ALLOC: the buffer's name */
	struct lane *lanes;		/* OP_THREADS */
	unsigned int nr_lanes;
};

/* What one thread does. Buffers are numbered from 0 in each lane. */
struct lane {
	struct op *op;
	size_t nr, cap;
	unsigned int nr_buffers;	/* also the number of OP_ALLOC */
	unsigned int thread;		/* 0 the main thread, else 1... within its block */
};

struct plan {
	const struct scenario *scenario;
	struct lane main;
	uint64_t seed;
	unsigned long area_pages;
	unsigned long nr_allocs;	/* in all lanes */
	unsigned long nr_ops;
	bool uses_heap;			/* after plan_check_via() */
	bool uses_files;		/* page cache is filled */
	bool uses_thp;
	bool looks;			/* the area is looked at before each request */
	char **owner;			/* actors' names */
	size_t nr_owners, cap_owners;
};

/**
 * plan_make() - make every choice of a scenario
 * @scenario: must outlive the plan
 * @seed: the choices' seed
 * @area_pages: pages of the area, for "random ... fill"; 0 if unknown
 *
 * Returns the plan, or NULL after a message.
 */
struct plan *plan_make(const struct scenario *scenario, uint64_t seed, unsigned long area_pages);

/**
 * plan_check_via() - can what is there carry out the plan?
 * @plan: the plan
 * @have_heap: a dma-heap can be used
 * @have_debugfs: the area's debugfs files can be used
 *
 * Replaces VIA_AUTO in every operation. debugfs frees the newest allocation
 * only, so a plan that frees otherwise cannot use it, nor can threads.
 * Returns false after a message.
 */
bool plan_check_via(struct plan *plan, bool have_heap, bool have_debugfs);

/**
 * plan_print() - write a plan as a trace that cmakit simulate reads
 * @plan: after plan_check_via()
 * @out: cmatrace 1, a microsecond between events; lanes of a threads block
 *       take turns, one operation each
 */
void plan_print(const struct plan *plan, FILE *out);

void plan_free(struct plan *plan);

#endif
