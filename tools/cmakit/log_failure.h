/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_FAILURE_H
#define CMAKIT_LOG_FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log_dump.h"
#include "log_event.h"
#include "log_facts.h"

/* What shows that an allocation failed. */
enum failure_source {
	SOURCE_LINE,		/* stock's line */
	SOURCE_RECORD,		/* the series' record */
	SOURCE_TRACE,		/* a tracepoint */
	SOURCE_RETURNED,	/* a debug line: a call returned nothing */
	SOURCE_DRIVER,		/* a driver's line behind lines of busy ranges */
	SOURCE_DUMP,		/* a dump, without the line before it */
	SOURCE_ATTEMPTS,	/* lines of busy ranges; perhaps it did not fail */
};

/* What an alignment is known from. */
enum align_source {
	ALIGN_NOT_TOLD,
	ALIGN_TOLD,		/* the log says it */
	ALIGN_BY_STEP,		/* the step from one busy range to the next */
	ALIGN_BY_DEBUGFS,	/* asked for through debugfs, which has none */
};

/**
 * struct busy_ranges - lines of ranges that alloc_contig_range() gave up
 * @nr: lines, without those that were suppressed
 * @nr_suppressed: lines that the kernel did not print
 * @first_pfn, @end_pfn: from the first page of all of them to their last
 * @pages: length of the shortest, the request's length at least once it was not
 *	begun below it
 * @nr_exact: how many have that length
 * @line, @last_line: lines of the first and the last
 * @last_end: end of the last range
 * @step: greatest common divisor of the steps, 0 as long as there is none
 * @time: of the last
 */
struct busy_ranges {
	uint64_t nr, nr_suppressed;
	uint64_t first_pfn, end_pfn;
	uint64_t pages, nr_exact;
	size_t line, last_line;
	uint64_t last_end, step;
	double time;
};

/**
 * struct failure - one failed allocation, with what the log says about it
 * @source: what shows it
 * @line: number of that line
 * @time: seconds since boot, NAN if not told
 * @context: who printed it, 0 if not told
 * @function: which function of the kernel spoke
 * @area: the area's name, "" if not told
 * @pages: request, 0 if not told
 * @align, @align_source: order of its alignment, if told
 * @ret: the error, or RET_UNKNOWN
 * @page_size: in bytes, as a driver's own line of the request shows; 0 if not
 * @is_watched: the log has debug lines of this call, and would tell of each
 *	range that was busy
 * @call_is_doubtful: these lines may be those of another call under way
 * @nr_tried: such lines
 * @area_pages: pages of the area if the call's own lines tell them, else 0
 * @free_pages: of those the free ones as the call began, UINT64_MAX if not told
 * @search_failed: and show that the search found no place
 * @skipped_line: of a line that the search left ranges out, 0 if there is none
 * @busy: busy ranges
 * @has_told, @told: the series' record
 * @largest: and its largest runs, from the bottom up
 * @dump: the dump; @is_seen says whether there is one
 * @dump_is_near: it belongs to another failure of the same area, close by
 * @has_rivals: no name tells its area from those of other failures that waited for a
 *	dump, too
 * @dump_is_doubtful: it may as well belong to another failure, of another area
 * @version: of the kernel, as the log told it before the failure
 * @near: of each fact the value that is nearest in the log
 * @blamed: a page that was named shortly before
 */
struct failure {
	enum failure_source source;
	size_t line;
	double time;
	uint32_t context;
	enum cma_function function;
	char area[AREA_NAME_SIZE];
	uint64_t pages;
	int align;
	enum align_source align_source;
	int ret;
	uint64_t page_size;
	bool is_watched, call_is_doubtful;
	uint64_t nr_tried;
	uint64_t area_pages, free_pages;
	bool search_failed;
	size_t skipped_line;
	struct busy_ranges busy;
	bool has_told;
	struct told_failure told;
	struct run_list largest;
	struct log_dump dump;
	bool dump_is_near, has_rivals, dump_is_doubtful;
	struct kernel_version version;
	struct fact_value near[NR_FACTS];
	struct page_fact blamed;
};

/* Can what is told of @area, "" if not told of which, be about @failure's area? */
bool failure_is_of_area(const struct failure *failure, const char *area);

/* Is its area one of those for gigantic pages, by its name? */
bool failure_is_of_hugetlb(const struct failure *failure);

/* Is the value of @fact that @failure knows from about the same moment? */
bool failure_fact_is_close(const struct failure *failure, enum fact fact);

/**
 * struct log_summary - what is not told by the failures themselves
 * @nr_failures: failures handed over
 * @nr_suppressed: failures whose lines the kernel's rate limit swallowed
 * @nr_busy_lines: lines of busy ranges that belong to no failure
 */
struct log_summary {
	uint64_t nr_failures, nr_suppressed, nr_busy_lines;
};

/*
 * Read the log in @fd, @name in messages, and hand each failure over, in the order
 * of the log, as soon as @report may know all about it; @facts are those of the log
 * so far, and of all of it in all but very long logs. The failure's @dump.runs are
 * the free runs of its area. A log that holds no failure is no error, whatever it
 * is. Memory is bounded whatever the log's length.
 *
 * Returns 0, or -1 after a message if @fd cannot be read.
 */
int log_failures_read(int fd, const char *name,
		      void (*report)(const struct failure *failure,
				     const struct log_facts *facts, void *data),
		      void *data, struct log_summary *summary);

#endif /* CMAKIT_LOG_FAILURE_H */
