/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_READER_H
#define CMAKIT_LOG_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "text_filter.h"

/* What is longer comes in pieces of this size, each as a line of its own. */
#define LOG_LINE_MAX	((size_t)64 << 10)

/**
 * struct log_reader - a log of any size, line by line, in bounded memory
 * @fd: the log; opened and closed by the caller
 * @name: its name in messages
 * @filter: what makes a line worth looking at; not owned
 * @nr: number of the line that was read last, from 1; 0 before the first
 * @buffer: bytes read
 * @pos, @end: those in it that have not been handed out
 * @line: the line that was handed out last
 * @at_end: there is no more in @fd
 * @in_pieces: the last line was a piece of one, and had no end
 * @is_utf16: the log is UTF-16, as Windows' tools write it: of every pair of
 *	bytes only the one that is not NUL is kept
 */
struct log_reader {
	int fd;
	const char *name;
	const struct text_filter *filter;
	size_t nr;
	char *buffer;
	size_t pos, end;
	char *line;
	bool at_end, in_pieces, is_utf16;
};

/* The caller ends @reader with log_reader_end(). */
void log_reader_begin(struct log_reader *reader, int fd, const char *name,
		      const struct text_filter *filter);
void log_reader_end(struct log_reader *reader);

/*
 * Find the next line that @filter matches, or with @any the next line whatever it
 * holds. *@text is a string without the line's end, which the caller may write to
 * until the next call; NUL bytes have become blanks. *@matches tells whether the
 * filter matches. Returns 1, 0 at the end, or -1 after a message.
 */
int log_reader_next(struct log_reader *reader, bool any, char **text,
		    bool *matches);

#endif /* CMAKIT_LOG_READER_H */
