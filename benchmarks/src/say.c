// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("cmabench: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

static void *or_die(void *p)
{
	if (!p) {
		say("out of memory");
		exit(STATUS_BAD);
	}
	return p;
}

void *xcalloc(size_t nr, size_t size)
{
	return or_die(calloc(nr ? nr : 1, size));
}

void *xgrow(void *array, size_t nr, size_t *cap, size_t size)
{
	if (nr < *cap)
		return array;
	*cap = *cap ? 2 * *cap : 16;
	return or_die(reallocarray(array, *cap, size));
}

char *xstrdup(const char *s)
{
	return or_die(strdup(s));
}
