// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdlib.h>

#include "memory.h"
#include "run_list.h"

void run_list_free(struct run_list *list)
{
	free(list->runs);
	*list = (struct run_list) { 0 };
}

void run_list_add(struct run_list *list, unsigned long first,
		  unsigned long nr_pages)
{
	if (list->nr == list->room) {
		list->room = list->room ? 2 * list->room : 16;
		list->runs = realloc_or_exit(list->runs, list->room,
					     sizeof(*list->runs));
	}
	list->runs[list->nr++] = (struct run) { first, nr_pages };
}

static int by_first(const void *a, const void *b)
{
	const struct run *low = a, *high = b;

	return (low->first > high->first) - (low->first < high->first);
}

void run_list_sort(struct run_list *list)
{
	if (list->nr)
		qsort(list->runs, list->nr, sizeof(*list->runs), by_first);
}

unsigned long run_list_pages(const struct run_list *list)
{
	unsigned long pages = 0;
	size_t i;

	for (i = 0; i < list->nr; i++)
		pages += list->runs[i].nr_pages;

	return pages;
}

const struct run *run_list_largest(const struct run_list *list)
{
	const struct run *largest = NULL;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		const struct run *run = &list->runs[i];

		if (!largest || run->nr_pages > largest->nr_pages ||
		    (run->nr_pages == largest->nr_pages &&
		     run->first < largest->first))
			largest = run;
	}

	return largest;
}

unsigned long run_aligned_first(const struct run *run, unsigned int align_order,
				unsigned long align_offset)
{
	unsigned long mask, behind;

	if (align_order >= sizeof(mask) * CHAR_BIT)
		return ULONG_MAX;
	mask = (1UL << align_order) - 1;
	/* How far it is to the next multiple, whether or not the sum overflows. */
	behind = -(run->first + align_offset) & mask;

	return behind > ULONG_MAX - run->first ? ULONG_MAX : run->first + behind;
}

unsigned long run_aligned_pages(const struct run *run, unsigned int align_order,
				unsigned long align_offset)
{
	const unsigned long skipped =
		run_aligned_first(run, align_order, align_offset) - run->first;

	return skipped < run->nr_pages ? run->nr_pages - skipped : 0;
}

unsigned long run_list_largest_aligned(const struct run_list *list,
				       unsigned int align_order,
				       unsigned long align_offset)
{
	unsigned long largest = 0;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		const unsigned long pages = run_aligned_pages(&list->runs[i],
							      align_order,
							      align_offset);

		if (pages > largest)
			largest = pages;
	}

	return largest;
}
