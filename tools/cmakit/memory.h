/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MEMORY_H
#define CMAKIT_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

/*
 * calloc(), reallocarray() and asprintf() for a program that cannot go on
 * without: they end it with STATUS_BAD and a message instead of returning NULL.
 * The strings are new ones.
 */
void *calloc_or_exit(size_t nr, size_t size);
void *realloc_or_exit(void *old, size_t nr, size_t size);
char *asprintf_or_exit(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));
char *vasprintf_or_exit(const char *fmt, va_list args)
	__attribute__((format(printf, 1, 0)));

#endif /* CMAKIT_MEMORY_H */
