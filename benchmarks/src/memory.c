// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backing.h"
#include "meminfo.h"
#include "memory.h"
#include "pagemap.h"

/*
 * Places for @max pages, as many as the machine has, used as a ring: new pages go
 * where none are from @head on, and what is next from @oldest on is given back first.
 */
static struct store {
	struct backing backing;
	bool open;
	bool *present;
	unsigned long head, oldest, count, max;
} stores[NR_MEMORY_KINDS];

static unsigned long least(unsigned long a, unsigned long b)
{
	return a < b ? a : b;
}

static void release(struct store *s)
{
	if (!s->open)
		return;
	backing_close(&s->backing);
	free(s->present);
	memset(s, 0, sizeof(*s));
}

/* An empty store, for as much as the machine has. */
static int begin(struct store *s, enum memory_kind kind)
{
	int err;

	s->max = sysconf(_SC_PHYS_PAGES);
	s->present = calloc(s->max, sizeof(*s->present));
	if (!s->present)
		return -ENOMEM;
	err = backing_open(&s->backing, kind, s->max);
	s->open = !err;
	if (err)
		free(s->present);
	return err;
}

/*
 * The next pages from @at on that are present, or not, in one piece of the ring; no
 * more than @most. There has to be one.
 */
static unsigned long next_run(const struct store *s, unsigned long *at, bool present,
			      unsigned long most)
{
	unsigned long nr = 0;

	while (s->present[*at] != present)
		*at = (*at + 1) % s->max;
	while (nr < most && *at + nr < s->max && s->present[*at + nr] == present)
		nr++;
	return nr;
}

static void mark(struct store *s, unsigned long at, unsigned long nr, bool present)
{
	unsigned long i;

	for (i = at; i < at + nr; i++) {
		s->count += present - s->present[i];
		s->present[i] = present;
	}
}

int memory_take(enum memory_kind kind, unsigned long pages)
{
	struct store *s = &stores[kind];
	int err = s->open ? 0 : begin(s, kind);
	unsigned long nr;

	if (!err && pages > s->max - s->count)
		err = -ENOSPC;
	for (; !err && pages; pages -= nr) {
		nr = next_run(s, &s->head, false, pages);
		err = backing_fill(&s->backing, s->head, nr);
		mark(s, s->head, nr, true);
		s->head = (s->head + nr) % s->max;
	}
	return err;
}

int memory_hold(unsigned int percent)
{
	struct meminfo info;
	unsigned long pages;

	release(&stores[MEMORY_ANON]);
	meminfo_read(&info);
	pages = (unsigned long long)meminfo_free_outside(&info) * percent / 100;
	return pages ? memory_take(MEMORY_ANON, pages) : -ENODATA;
}

static int drop_oldest(struct store *s, unsigned long pages)
{
	unsigned long nr;
	int err = 0;

	for (; !err && pages; pages -= nr) {
		nr = next_run(s, &s->oldest, true, pages);
		err = backing_drop(&s->backing, s->oldest, nr);
		mark(s, s->oldest, nr, false);
		s->oldest = (s->oldest + nr) % s->max;
	}
	return err;
}

int memory_churn(unsigned long pages)
{
	struct store *s = &stores[MEMORY_ANON];
	int err;

	pages = least(pages, s->count);
	if (!pages)
		return 0;
	err = drop_oldest(s, pages);
	return err ? err : memory_take(MEMORY_ANON, pages);
}

int memory_refill(enum memory_kind kind, unsigned long pages)
{
	struct store *s = &stores[kind];
	int err;

	pages = least(pages, s->count);
	if (!pages)
		return 0;
	/* In this order: what is given back waits in a CPU's list to be taken again. */
	err = memory_take(kind, pages);
	return err ? err : drop_oldest(s, pages);
}

unsigned long memory_slots(void)
{
	return stores[MEMORY_ANON].max;
}

void memory_find(unsigned long first, unsigned long nr, unsigned long *pfn)
{
	pagemap_read(stores[MEMORY_ANON].backing.base + first * sysconf(_SC_PAGESIZE), nr, pfn);
}

int memory_drop(unsigned long first, unsigned long nr)
{
	struct store *s = &stores[MEMORY_ANON];
	int err = backing_drop(&s->backing, first, nr);

	mark(s, first, nr, false);
	return err;
}

void memory_release(void)
{
	enum memory_kind kind;

	for (kind = 0; kind < NR_MEMORY_KINDS; kind++)
		release(&stores[kind]);
}
