/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_EVENT_H
#define CMAKIT_LOG_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"
#include "run_list.h"

/* Longer than any area's name (CMA_MAX_NAME is 64). */
#define AREA_NAME_SIZE	72

/* An alignment or return value that is not told. */
#define ALIGN_UNKNOWN	(-1)
#define RET_UNKNOWN	1

/* Which function of the kernel spoke; each is of certain versions only. */
enum cma_function {
	FUNCTION_UNKNOWN,
	FUNCTION_DMA,		/* dma_alloc_from_contiguous(), up to 3.16 */
	FUNCTION_CMA_ALLOC,	/* cma_alloc(), 3.17 to 6.11 */
	FUNCTION_INNER,		/* __cma_alloc(), 6.12 to 6.18 */
	FUNCTION_FROZEN,	/* __cma_alloc_frozen(), later */
};

enum log_event_type {
	EVENT_NONE,
	EVENT_FAILED,		/* stock's line: @pages, @ret */
	EVENT_REASON,		/* the series' record: @told */
	EVENT_LARGEST_RUNS,	/* the series' runs: @runs, @nr_runs */
	EVENT_DUMP,		/* a dump begins; @rest is what follows */
	EVENT_CALL,		/* a call begins: @pages, @align */
	EVENT_BUSY,		/* one range of a call was busy; it goes on */
	EVENT_RETURNED,		/* a call ended, @is_null tells how */
	EVENT_FINISHED,		/* a tracepoint's end of a failed call: @ret */
	EVENT_PFNS_BUSY,	/* [@first_pfn, @end_pfn) was busy */
	EVENT_SUPPRESSED,	/* @count lines of @function are missing */
	EVENT_SEARCH,		/* a search of the bitmap: @pages, @align */
	EVENT_SKIPPED,		/* a search left out ranges of @area */
	EVENT_DRIVER,		/* a driver failed to get @bytes */
};

/* Most runs in the series' record. */
#define MAX_LARGEST_RUNS	8

/**
 * struct told_failure - what the series' record says of a failure
 * @reason: the reason
 * @total, @free, @run, @aligned_run: of the area, in pages
 * @tried, @migrated: ranges, and pages of them
 * @mem_free, @mem_min, @swap_free: pages, UINT64_MAX where not told
 * @pfn: the page that would not move, UINT64_MAX where not told
 * @refcount, @mapcount: of that page
 * @type: what it is, "" where not told
 */
struct told_failure {
	enum reason reason;
	uint64_t total, free, run, aligned_run;
	uint64_t tried, migrated;
	uint64_t mem_free, mem_min, swap_free;
	uint64_t pfn;
	int refcount, mapcount;
	char type[16];
};

/**
 * struct log_event - what one message of a log says about CMA
 * @type: which of the above; it says what else is set
 * @function: who spoke, as far as the message tells
 * @area: the area's name, "" if not told
 * @pages: request
 * @align: order of its alignment, or ALIGN_UNKNOWN
 * @ret: the error, or RET_UNKNOWN
 * @bytes: of a driver's request
 * @first_pfn, @end_pfn: a range
 * @count: of suppressed lines
 * @area_pages: pages of the area, 0 or UINT64_MAX if not told
 * @free_pages: of those the free ones as a call begins, UINT64_MAX if not told
 * @search_failed: a search that found no place
 * @is_debugfs: a call that was asked for through debugfs
 * @is_null: the call returned nothing
 * @told: what the series' record says
 * @runs, @nr_runs: its largest runs
 * @rest: the text behind the head of a dump
 */
struct log_event {
	enum log_event_type type;
	enum cma_function function;
	char area[AREA_NAME_SIZE];
	uint64_t pages;
	int align;
	int ret;
	uint64_t bytes;
	uint64_t first_pfn, end_pfn;
	uint64_t count;
	uint64_t area_pages, free_pages;
	bool search_failed;
	bool is_debugfs;
	bool is_null;
	struct told_failure told;
	struct run runs[MAX_LARGEST_RUNS];
	size_t nr_runs;
	const char *rest;
};

enum event_parse {
	PARSE_NONE,	/* nothing about CMA */
	PARSE_DONE,
	PARSE_PART,	/* the beginning of an event; the next line may complete it */
};

/* Read what @text says into @event, whose strings point into @text. */
enum event_parse log_event_parse(const char *text, struct log_event *event);

/* Words of which every event's text has at least one, and how many they are. */
extern const char *const log_event_words[];
extern const size_t nr_log_event_words;

#endif /* CMAKIT_LOG_EVENT_H */
