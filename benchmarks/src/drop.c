// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "drop.h"
#include "memory.h"
#include "meminfo.h"
#include "pagemap.h"
#include "rng.h"
#include "say.h"

#define MAX_RUN_ORDER 9
#define MAX_MISSES 100000		/* in a row: there is nothing left to drop */

/* Page frames [start, end). */
struct frames {
	unsigned long start, end;
};

struct dropper {
	struct rng rng;
	struct frames area;
	unsigned long *pfn;		/* of each place of the store */
	unsigned long pages;
};

static bool lies_inside(const struct dropper *d, unsigned long page)
{
	return d->pfn[page] >= d->area.start && d->pfn[page] < d->area.end;
}

/* Length of the run that begins at a page, all of it inside, or all outside. */
static unsigned long run_at(const struct dropper *d, unsigned long page, bool inside,
			    unsigned long most)
{
	unsigned long nr = 0;

	while (nr < most && page + nr < d->pages && d->pfn[page + nr] != PAGEMAP_NO_PFN &&
	       lies_inside(d, page + nr) == inside)
		nr++;
	return nr;
}

static int drop_runs(struct dropper *d, bool inside, unsigned long pages)
{
	unsigned long page, nr, i, misses = 0;
	int err = 0;

	while (!err && pages && misses < MAX_MISSES) {
		page = rng_below(&d->rng, d->pages);
		nr = 1UL << rng_below(&d->rng, MAX_RUN_ORDER + 1);
		nr = run_at(d, page, inside, nr < pages ? nr : pages);
		misses = nr ? 0 : misses + 1;
		if (nr)
			err = memory_drop(page, nr);
		for (i = 0; i < nr; i++)
			d->pfn[page + i] = PAGEMAP_NO_PFN;
		pages -= nr;
	}
	return err;
}

/* As much as is free in the area. */
static int balance(struct dropper *d)
{
	struct meminfo info;
	unsigned long outside;

	meminfo_read(&info);
	outside = meminfo_free_outside(&info);
	return outside < info.cma_free ? drop_runs(d, false, info.cma_free - outside) : 0;
}

static int drop_all(struct dropper *d, unsigned int percent, struct look *look)
{
	unsigned long wanted = (look->pages - look->count[PAGE_TAKEN]) * percent / 100;
	unsigned long used = look_system_pages(look);
	int err = used > wanted ? drop_runs(d, true, used - wanted) : 0;

	return err ? err : balance(d);
}

int drop_area(unsigned int percent, uint64_t seed, struct look *look)
{
	struct dropper d = { .pages = memory_slots() };
	int err;

	if (!look_now(look)) {
		say("drop: %s", look->why);
		return -ENOENT;
	}
	if (!d.pages)
		return 0;
	d.pfn = calloc(d.pages, sizeof(*d.pfn));
	if (!d.pfn)
		return -ENOMEM;
	rng_seed(&d.rng, seed);
	d.area.start = look->area->base_pfn;
	d.area.end = d.area.start + look->pages;
	memory_find(0, d.pages, d.pfn);
	err = drop_all(&d, percent, look);
	free(d.pfn);
	return err;
}
