/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MEMORY_H
#define CMAKIT_MEMORY_H

#include <stddef.h>

/*
 * calloc() and reallocarray() for a program that cannot go on without: they end
 * it with STATUS_BAD and a message instead of returning NULL.
 */
void *calloc_or_exit(size_t nr, size_t size);
void *realloc_or_exit(void *old, size_t nr, size_t size);

#endif /* CMAKIT_MEMORY_H */
