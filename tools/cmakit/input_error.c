// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>

#include "input_error.h"

int line_error(const char *file, size_t line, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%zu: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

int file_error(const char *file, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", file);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}
