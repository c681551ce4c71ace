/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_RUN_LIST_H
#define CMAKIT_RUN_LIST_H

#include <stddef.h>

/**
 * struct run - free pages in a row
 * @first: the first one, counted from the start of the area
 * @nr_pages: how many
 */
struct run {
	unsigned long first;
	unsigned long nr_pages;
};

/**
 * struct run_list - free runs of an area
 * @runs: the runs, from the bottom up where the area is whole
 * @nr: number of them
 * @room: number of them that fit into @runs
 */
struct run_list {
	struct run *runs;
	size_t nr;
	size_t room;
};

/* A list of none is all zero. The caller ends it with run_list_free(). */
void run_list_free(struct run_list *list);

void run_list_add(struct run_list *list, unsigned long first,
		  unsigned long nr_pages);

/* Put the runs into order, from the bottom up. */
void run_list_sort(struct run_list *list);

/* The free pages of all runs. */
unsigned long run_list_pages(const struct run_list *list);

/* The largest run, the lowest of several, or NULL where there is none. */
const struct run *run_list_largest(const struct run_list *list);

/*
 * The first page of @run that is a multiple of 2^@align_order pages when pages are
 * counted from @align_offset pages below the start of the area: the start's own
 * pfn, or as much of it as is known. May lie behind the run's end; ULONG_MAX if
 * there is no such number.
 */
unsigned long run_aligned_first(const struct run *run, unsigned int align_order,
				unsigned long align_offset);

/* Pages of @run from there to its end, 0 if that lies behind the end. */
unsigned long run_aligned_pages(const struct run *run, unsigned int align_order,
				unsigned long align_offset);

/* The most that any run has of these: the largest request that fits. */
unsigned long run_list_largest_aligned(const struct run_list *list,
				       unsigned int align_order,
				       unsigned long align_offset);

#endif /* CMAKIT_RUN_LIST_H */
