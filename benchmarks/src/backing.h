/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ordinary memory of each kind is made of: a mapping, or a file whose pages are
 * read or written. A backing has places for pages, each of which may have one.
 */
#ifndef CMABENCH_BACKING_H
#define CMABENCH_BACKING_H

#include <stdbool.h>
#include <stddef.h>

#include "memory-kind.h"

struct backing {
	enum memory_kind kind;
	char *base;			/* of the places, of anonymous kinds */
	void *map;
	size_t map_size;
	int fd;				/* of file kinds */
};

/**
 * backing_set_dir() - where files go
 * @dir: a folder that folder_check() has accepted, or NULL; outlives the run
 */
void backing_set_dir(const char *dir);

/**
 * backing_possible() - can the machine have memory of this kind?
 * @kind: the kind
 * @why: receives the reason when not
 * @size: bytes of @why
 */
bool backing_possible(enum memory_kind kind, char *why, size_t size);

/**
 * backing_open() - places for pages, with no page yet
 * @backing: receives it; backing_close() gives back all of it
 * @kind: of memory
 * @pages: places
 *
 * Returns 0 or -errno.
 */
int backing_open(struct backing *backing, enum memory_kind kind, unsigned long pages);

/** backing_fill() - take a page for each of @nr places from @first on; 0 or -errno */
int backing_fill(struct backing *backing, unsigned long first, unsigned long nr);

/** backing_drop() - give back the pages of these places; 0 or -errno */
int backing_drop(struct backing *backing, unsigned long first, unsigned long nr);

void backing_close(struct backing *backing);

#endif
