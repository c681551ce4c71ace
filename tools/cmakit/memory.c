// SPDX-License-Identifier: GPL-2.0
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
