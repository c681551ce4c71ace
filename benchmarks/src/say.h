/* SPDX-License-Identifier: GPL-2.0 */
/* Messages and exit status, the same as in the project's other tools. */
#ifndef CMABENCH_SAY_H
#define CMABENCH_SAY_H

#include <stddef.h>

enum exit_status {
	STATUS_DONE = 0,
	STATUS_NO = 1,		/* a check found a failure: pages leaked */
	STATUS_USAGE = 2,
	STATUS_BAD = 4,		/* bad input or environment */
};

/**
 * say() - print one line on standard error, after the program's name
 * @fmt: printf format without the newline
 */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * xcalloc() - zeroed memory, or the end of the program (STATUS_BAD)
 * @nr: number of elements
 * @size: bytes of one
 *
 * Only for use before anything is taken from the machine.
 */
void *xcalloc(size_t nr, size_t size);

/**
 * xgrow() - make room for one more element at the end of an array
 * @array: the array, or NULL
 * @nr: elements in use
 * @cap: elements there is room for; updated
 * @size: bytes of one element
 *
 * Returns the array, perhaps moved. Ends the program as xcalloc() does.
 */
void *xgrow(void *array, size_t nr, size_t *cap, size_t size);

/** xstrdup() - copy of a string, or the end of the program (STATUS_BAD) */
char *xstrdup(const char *s);

#endif
