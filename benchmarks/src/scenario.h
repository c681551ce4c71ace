/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scenario file as it was written: a tree of statements. What the statements
 * mean is told in benchmarks/README.md; plan.c turns them into a flat list of
 * operations.
 */
#ifndef CMABENCH_SCENARIO_H
#define CMABENCH_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "memory-kind.h"

/* How memory is taken. VIA_AUTO: a dma-heap, or debugfs where there is none. */
enum via {
	VIA_AUTO,
	VIA_HEAP,
	VIA_DEBUGFS,
};

enum stmt_kind {
	STMT_ALLOC,
	STMT_FREE,
	STMT_SLEEP,
	STMT_RESIDENTS,
	STMT_MEMORY,
	STMT_CHURN,
	STMT_REFILL,
	STMT_FILL,
	STMT_DROP,
	STMT_LOWMEM,
	STMT_PIN,
	STMT_BUSY,
	STMT_REPEAT,
	STMT_THREADS,
	STMT_ACTORS,
	STMT_ACTOR,
	STMT_RANDOM,
	STMT_CLASS,
};

enum free_which {
	FREE_NEWEST,
	FREE_OLDEST,
	FREE_ALL,
};

/* One choice of a set: a number from [lo, hi], drawn weight times as often. */
struct choice {
	unsigned long lo, hi, weight;
};

/* Numbers to draw from, as in "7,38..44,757*3". */
struct choices {
	struct choice *choice;
	size_t nr, cap;
	unsigned long weight;		/* of all choices together */
};

struct stmt {
	enum stmt_kind kind;
	unsigned int line;
	char *name;			/* of a buffer, actor or class */
	enum via via;
	enum free_which which;		/* STMT_FREE */
	enum memory_kind memory;	/* STMT_FILL, STMT_REFILL */
	bool of_area;			/* STMT_FILL: percent of the area, not of free memory */
	struct choices choices;		/* pages; STMT_SLEEP: microseconds */
	/*
	 * Rounds, threads, copies, requests, pages, CPUs; STMT_MEMORY, STMT_FILL, STMT_DROP: percent.
	 */
	unsigned long count;
	/*
	 * STMT_RANDOM: percent of the area; STMT_CLASS: lifetime in requests; STMT_PIN:
	 * requests in hi, 0 for all.
	 */
	unsigned long lo, hi;
	unsigned long weight;		/* in STMT_RANDOM: how often */
	struct stmt *body, *next;
};

struct scenario {
	char *path;
	char *name;			/* file name without .scenario */
	char *about;			/* one line, or NULL */
	char *boot_args;		/* what a lab adds to the kernel's command line, or NULL */
	unsigned long area_mib;		/* area it is meant for; 0 when not said */
	unsigned long disk_mib, swap_mib;	/* what a lab attaches; 0: nothing */
	char *set;			/* what it is run with in a lab, or NULL */
	unsigned long seed;		/* when --seed does not say; 1 by default */
	struct stmt *body;
};

/**
 * scenario_load() - read and check a scenario file
 * @path: the file
 *
 * Returns the scenario, or NULL after one message "FILE:LINE: expected ...".
 */
struct scenario *scenario_load(const char *path);

/**
 * scenario_find() - the file that a name on the command line means
 * @name: a path (has a '/' or ends in ".scenario") or a scenario's name
 * @dir: folder that holds NAME.scenario
 *
 * Returns the path, to be freed. It need not exist.
 */
char *scenario_find(const char *name, const char *dir);

void scenario_free(struct scenario *scenario);

#endif
