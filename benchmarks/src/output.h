/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that is written as a whole: what was there before stays until all of the
 * new one has been written.
 */
#ifndef CMABENCH_OUTPUT_H
#define CMABENCH_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output {
	FILE *out;
	const char *path;		/* NULL: standard output */
	char *new;			/* what becomes @path; NULL: written in place */
};

/**
 * output_begin() - open
 * @output: receives what is open
 * @path: file to write, or NULL for standard output. What is neither a plain file
 *	nor to be made yet, as a device, is written in place.
 *
 * Returns false after a message. Ends with output_complete() or output_abandon().
 */
bool output_begin(struct output *output, const char *path);

/** output_complete() - close, and put the file in its place; false after a message */
bool output_complete(struct output *output);

/** output_abandon() - close, and leave the file as it was */
void output_abandon(struct output *output);

#endif
