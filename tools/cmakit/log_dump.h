/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_DUMP_H
#define CMAKIT_LOG_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "run_list.h"

/* Ranges of one area, as in the kernel (CMA_MAX_RANGES). */
#define DUMP_MAX_RANGES	8

/* The runs of a dump that are kept; the kernel prints no such number of them. */
#define DUMP_MAX_RUNS	((size_t)64 << 10)

/**
 * struct log_dump - "number of available pages" of one failure
 * @is_seen: there is one
 * @has_end: its end is there, and with it @free and @total
 * @free, @total: pages, as the kernel summed them up
 * @is_cut: runs are missing, or may be: an ellipsis, no end, too many
 * @is_unmarked: they are missing by the sum, and nothing shows where they were
 * @is_damaged: the runs contradict each other or @free; they prove nothing
 * @has_ranges: it was printed range by range, as from 6.15 on
 * @order_per_bit: what the positions are counted in; the kernel prints bits, not
 *	pages. 0 unless the runs, or log_dump_set_order(), tell otherwise
 * @highest_order_per_bit: the most that the runs allow
 * @longest, @unplaced: of the runs that were printed without a position the longest,
 *	and their sum
 * @runs: the runs, in pages from the start of the area, or of their range
 * @range_first: where in @runs those of each range begin
 * @nr_ranges: number of ranges, 0 where they are not told
 * @line: number of the line in which it begins
 */
struct log_dump {
	bool is_seen, has_end, is_cut, is_unmarked, is_damaged, has_ranges;
	uint64_t free, total;
	unsigned int order_per_bit, highest_order_per_bit;
	uint64_t longest, unplaced;
	struct run_list runs;
	size_t range_first[DUMP_MAX_RANGES];
	unsigned int nr_ranges;
	size_t line;
};

/**
 * struct dump_reader - a dump that is being read
 * @dump: what has been read so far
 * @is_new: nothing has been read
 * @rest: the end of the last piece, which the next one may continue
 */
struct dump_reader {
	struct log_dump dump;
	bool is_new;
	char rest[96];
};

enum dump_piece {
	DUMP_MORE,	/* taken; there is more to come */
	DUMP_DONE,	/* taken; this was the end of it */
	DUMP_FOREIGN,	/* not a piece of a dump, and not taken */
};

/* Begin a dump in line number @line; "number of available pages:" has been read. */
void dump_reader_begin(struct dump_reader *reader, size_t line);

/* Take @text, a line or what is left of it, as the next piece of the dump. */
enum dump_piece dump_reader_take(struct dump_reader *reader, const char *text);

/*
 * There is no more. Returns the dump, checked; the caller ends it with
 * log_dump_free().
 */
struct log_dump dump_reader_end(struct dump_reader *reader);

/* The bits are of 2^@order pages. Of no effect if the runs contradict that. */
void log_dump_set_order(struct log_dump *dump, uint64_t order);

void log_dump_free(struct log_dump *dump);

/* Free pages that no run in @dump accounts for, UINT64_MAX if that is not known. */
uint64_t log_dump_missing(const struct log_dump *dump);

#endif /* CMAKIT_LOG_DUMP_H */
