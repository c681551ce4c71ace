/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_OUTPUT_FILE_H
#define CMAKIT_OUTPUT_FILE_H

#include <stdio.h>

/**
 * struct output_file - a file that appears when it is complete, and not before
 * @out: write here
 * @name: as the user gave it, for messages
 * @path: where the file will be
 * @temporary: where it is while it is written; NULL if @out is no file that
 *	could be replaced, but standard output, a terminal, a pipe
 */
struct output_file {
	FILE *out;
	const char *name;
	char *path;
	char *temporary;
};

/*
 * Begin to write @name, "-" being standard output, which has to outlive @file.
 * One at a time: SIGINT, SIGTERM and SIGHUP remove the temporary file of the one
 * that was begun last before they end the program, unless they were ignored or
 * handled before. Returns 0, or -1 after a message. The caller ends it with
 * output_file_complete() after success.
 */
int output_file_begin(struct output_file *file, const char *name);

/*
 * What was written is complete: give it its name. Returns 0, or -1 after a
 * message if writing or renaming failed; an older file is still there then.
 */
int output_file_complete(struct output_file *file);

#endif /* CMAKIT_OUTPUT_FILE_H */
