/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_COLLECTOR_H
#define CMAKIT_LOG_COLLECTOR_H

#include "log_failure.h"

/*
 * Failures are held until the log's end, for what it says about them later, or until
 * so many more have come, or so many runs are held.
 */
#define MAX_HELD	1024
#define MAX_HELD_RUNS	((size_t)1 << 20)

/* Calls that may be under way at a time. */
#define MAX_CALLS	32

/* What is so far apart at most is about the same moment: by time if lines have it. */
#define MAX_LINES_APART		64
#define MAX_SECONDS_APART	2.0

/* Lines of others that may stand between a failure and its dump. */
#define MAX_LINES_TO_DUMP	16

/* Lengths of requests that busy ranges are counted for. */
#define MAX_ATTEMPTS	8

/**
 * struct log_place - where an event stands
 * @line: number of the line in which it begins
 * @time: seconds since boot, NAN if not told
 * @context: who printed it, 0 if not told
 */
struct log_place {
	size_t line;
	double time;
	uint32_t context;
};

/**
 * struct call - a call that debug lines or a tracepoint began to tell of
 * @line, @time, @context: of its first line; @line 0 where the place is empty
 * @last_line, @last_time: of its last line so far
 * @pages, @align: the request
 * @area: "" if not told
 * @area_pages, @free_pages: as in struct failure
 * @is_watched, @align_source: as in struct failure
 * @has_failed: its failure has been taken
 * @is_doubtful: a line that was taken as this call's may be another one's
 * @nr_tried: busy ranges
 * @busy: lines of alloc_contig_range() meanwhile
 */
struct call {
	size_t line, last_line;
	double time, last_time;
	uint32_t context;
	uint64_t pages;
	int align;
	char area[AREA_NAME_SIZE];
	uint64_t area_pages, free_pages;
	bool is_watched, has_failed, is_doubtful;
	enum align_source align_source;
	uint64_t nr_tried;
	struct busy_ranges busy;
};

/**
 * struct log_collector - makes failures of a log's events
 * @facts: what the log says besides
 * @report, @data: who gets the failures
 * @held: failures that may change, a ring; each is allocated
 * @first_held, @nr_held: the oldest, and how many
 * @nr_held_runs: runs that they hold together
 * @calls: calls under way
 * @busy: lines of busy ranges that belong to no call yet
 * @attempts: those that no failure followed, by the length of the request
 * @search: the latest line of a vendor's search, its type EVENT_NONE if none
 * @search_line: number of that line
 * @skipped: the latest line of ranges that a search left out, its type EVENT_NONE if
 *	none
 * @skipped_place: where that stands
 * @dump: the dump that is being read
 * @dump_has_owner: it belongs to a failure
 * @dump_of: number of that since the start
 * @dump_place: where it begins
 * @dump_is_open: there is one
 * @dump_line: number of the line of its last piece
 * @nr_taken: failures since the start
 * @summary: what else is counted
 */
struct log_collector {
	struct log_facts facts;
	void (*report)(const struct failure *failure,
		       const struct log_facts *facts, void *data);
	void *data;
	struct failure *held[MAX_HELD];
	size_t first_held, nr_held, nr_held_runs;
	struct call calls[MAX_CALLS];
	struct busy_ranges busy, attempts[MAX_ATTEMPTS];
	struct log_event search;
	size_t search_line;
	struct log_event skipped;
	struct log_place skipped_place;
	struct dump_reader dump;
	bool dump_has_owner;
	uint64_t dump_of;
	struct log_place dump_place;
	bool dump_is_open;
	size_t dump_line;
	uint64_t nr_taken;
	struct log_summary summary;
};

void log_collector_begin(struct log_collector *c,
			 void (*report)(const struct failure *failure,
					const struct log_facts *facts,
					void *data), void *data);

/* Take an event. */
void log_collector_event(struct log_collector *c, const struct log_event *event,
			 const struct log_place *place);

/* Take a line as the next piece of the dump that is open, if it is one. */
bool log_collector_dump_piece(struct log_collector *c, const char *text,
			      size_t line);

/* Take a line that may tell a fact. Returns whether it does. */
bool log_collector_fact(struct log_collector *c, const char *text,
			const struct log_place *place);

/* Hand over what is held, and end. */
void log_collector_end(struct log_collector *c);

#endif /* CMAKIT_LOG_COLLECTOR_H */
