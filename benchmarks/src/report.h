/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The output: JSON lines, one object a line. Every field is told in
 * benchmarks/README.md; what could not be measured is null.
 */
#ifndef CMABENCH_REPORT_H
#define CMABENCH_REPORT_H

#include <stdatomic.h>
#include <stdio.h>

#include "record.h"
#include "stats.h"
#include "taken.h"
#include "target.h"
#include "vmstat.h"
#include "watch.h"

/* How often one errno came. */
struct tally {
	int err;
	unsigned long count;
};

struct tallies {
	struct tally *tally;
	size_t nr, cap;
};

struct json_object;

struct report {
	FILE *out;
	bool lines;			/* one line for every allocation */
	bool has_trace, has_migration;	/* what can be had at all */
	atomic_bool broken;		/* the output cannot be written */
	uint64_t start_ns, end_ns;
	unsigned long allocs, pages, failed, failed_pages;
	unsigned long traced, attempts, retries, migrated_pages, trace_lost_events;
	unsigned long traced_failed;	/* failures whose reason the kernel told */
	struct tallies errs, cma_errs;
	struct samples latency, call;
	struct sights sights;
};

/* What the meta line tells. */
struct report_meta {
	const struct plan *plan;
	const struct targets *targets;
	const struct target *target;
	const char *no_trace;		/* why there is no tracing, or NULL */
	const char *no_debugfs;
	const char *no_migration;
	const char *no_look;		/* why the area cannot be looked at, or NULL */
	const char *no_thp;
};

/* What the summary tells besides what the report has counted. */
struct report_end {
	const struct plan *plan;
	bool interrupted;
	unsigned long used_before, used_after;	/* pages, or AREA_UNKNOWN */
	const struct vmstat *vmstat_before, *vmstat_after;
};

/**
 * report_open() - begin
 * @report: zeroed
 * @path: file or device to write, NULL for standard output
 * @nr_allocs: at most so many will be reported
 *
 * Returns false after a message.
 */
bool report_open(struct report *report, const char *path, unsigned long nr_allocs);

/** report_meta() - write the first line */
void report_meta(struct report *report, const struct report_meta *meta);

/** report_line() - write an object as a line, and free it */
void report_line(struct report *report, struct json_object *object);

/** report_alloc() - count an allocation, and write its line if wanted */
void report_alloc(struct report *report, const struct record *record);

/**
 * report_taken() - write which pages of the area are taken
 * @when: "before" the run, or at its "end", before what is still held is given back
 * @calls: that the recording has until then
 * @taken: what is taken
 */
void report_taken(struct report *report, const char *when, size_t calls,
		  const struct taken *taken);

/**
 * report_area() - write what is in the area
 * @op: what has been done to it just now
 * @watch: shows the area
 */
void report_area(struct report *report, const struct op *op, struct watch *watch);

/** report_flush() - let what was written so far be seen */
void report_flush(struct report *report);

/** report_summary() - write the last line */
void report_summary(struct report *report, const struct report_end *end);

/** report_good() - whether everything could be written so far */
bool report_good(struct report *report);

/** report_close() - end; returns whether everything could be written */
bool report_close(struct report *report);

#endif
