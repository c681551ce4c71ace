/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_INPUT_ERROR_H
#define CMAKIT_INPUT_ERROR_H

#include <stddef.h>

/*
 * Tell on standard error what is wrong with an input: "FILE:LINE: expected X"
 * where there are lines, "FILE: X" where there are none. Lines count from 1.
 * Both return -1, so that a reader can return what they return.
 */
int line_error(const char *file, size_t line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int file_error(const char *file, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* CMAKIT_INPUT_ERROR_H */
