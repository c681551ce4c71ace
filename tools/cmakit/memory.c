// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory.h"
#include "verb.h"

static void *exit_if_null(void *p)
{
	if (!p) {
		fputs("cmakit: out of memory\n", stderr);
		exit(STATUS_BAD);
	}
	return p;
}

void *calloc_or_exit(size_t nr, size_t size)
{
	/* calloc(0) may return NULL without being out of memory. */
	return exit_if_null(calloc(nr ? nr : 1, size));
}

void *realloc_or_exit(void *old, size_t nr, size_t size)
{
	return exit_if_null(reallocarray(old, nr ? nr : 1, size));
}

char *vasprintf_or_exit(const char *fmt, va_list args)
{
	char *text;

	return exit_if_null(vasprintf(&text, fmt, args) < 0 ? NULL : text);
}

char *asprintf_or_exit(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = vasprintf_or_exit(fmt, args);
	va_end(args);
	return text;
}
