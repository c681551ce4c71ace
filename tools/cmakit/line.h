/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LINE_H
#define CMAKIT_LINE_H

#include <stddef.h>
#include <stdio.h>

/* More than any line of a trace needs; what is longer is no trace. */
#define LINE_MAX_BYTES	4095

/**
 * struct line_reader - a text file, one line at a time
 * @in: the file; opened and closed by the caller
 * @name: its name in messages
 * @nr: number of the line in @text, from 1; 0 before the first
 * @text: the line without its end
 */
struct line_reader {
	FILE *in;
	const char *name;
	size_t nr;
	char text[LINE_MAX_BYTES + 1];
};

/*
 * Read the next line. Returns 1, 0 at the end of the file, or -1 after a message:
 * cannot be read, longer than LINE_MAX_BYTES, holds a NUL byte or a CR, ends with
 * the file instead of LF (it may have been cut).
 */
int line_read(struct line_reader *reader);

#endif /* CMAKIT_LINE_H */
