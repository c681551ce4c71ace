/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is in every page of an area: taken by cma_alloc(), free, or lent to the
 * rest of the system, from debugfs' bitmap and /proc/kpageflags. A look is not
 * atomic; it is right as far as nothing else happens in the machine meanwhile.
 */
#ifndef CMABENCH_LOOK_H
#define CMABENCH_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "area.h"

enum page_use {
	PAGE_FREE,			/* in the page allocator's lists */
	PAGE_PERCPU,			/* free, in a CPU's own list */
	PAGE_TAKEN,			/* by cma_alloc() */
	PAGE_ANON,			/* the system's, anonymous */
	PAGE_FILE,			/* the system's, page cache or shared memory */
	PAGE_OTHER,			/* the system's, something else */
	NR_PAGE_USES,
};

struct look {
	const struct area *area;	/* NULL: there is nothing to look at */
	const char *why;		/* why the area cannot be looked at, or NULL */
	unsigned long pages;
	unsigned char *use;		/* enum page_use of each page */
	unsigned long count[NR_PAGE_USES];
	unsigned long dirty;		/* pages of PAGE_FILE to be written */
};

/* Pages that a range must not have; sorted. */
struct avoid {
	const unsigned long *pfn;
	size_t nr;
};

/**
 * look_init() - get the memory that looks will need
 * @look: receives it
 * @area: what to look at, or NULL
 */
void look_init(struct look *look, const struct area *area);

/** look_now() - look; returns false when that cannot be done, see @look->why */
bool look_now(struct look *look);

/** look_system_pages() - pages that the system uses */
unsigned long look_system_pages(const struct look *look);

/**
 * look_has_free_range() - is there a place for a request that needs no migration?
 * @look: after look_now()
 * @pages: of the request
 * @align_order: its alignment
 */
bool look_has_free_range(const struct look *look, unsigned long pages, unsigned int align_order);

/**
 * look_has_range_without() - is there a place for a request, system pages or not,
 *                            that has none of certain pages?
 * @look: after look_now()
 * @pages: of the request
 * @align_order: its alignment
 * @avoid: the pages
 */
bool look_has_range_without(const struct look *look, unsigned long pages,
			    unsigned int align_order, const struct avoid *avoid);

/** look_classify() - the use of a page that is not taken, by its kpageflags */
enum page_use look_classify(unsigned long long kpageflags);

void look_free(struct look *look);

#endif
