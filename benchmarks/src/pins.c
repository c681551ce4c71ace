// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "meminfo.h"
#include "pagemap.h"
#include "pins.h"
#include "rng.h"
#include "say.h"
#include "stop.h"

#define PIPE_PAGES 16			/* that a pipe holds when it is made */
#define CHUNK_PAGES 256UL
#define NOBODY (~0UL)

static struct {
	char *base;			/* the mapping that the pinned pages belong to */
	unsigned long mapped;		/* its pages */
	unsigned long touched;
	unsigned long *pfn, *page;	/* pinned: where they lie; which pages of ours they are */
	int (*pipe)[2];
	struct avoid held;
	unsigned long requests_left;	/* 0: until the end */
} pins;

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

/*
 * Pages that are to stay free, above what the kernel keeps for itself: it may want to
 * keep more while the others are taken, and nothing of those can be reclaimed.
 */
static unsigned long kept_pages(void)
{
	struct watermarks marks;

	watermarks_read(&marks);
	return 2 * marks.high + watermarks_boost_left();
}

static unsigned long spare_pages(unsigned long kept)
{
	struct meminfo info;

	meminfo_read(&info);
	return info.free > kept ? info.free - kept : 0;
}

/* As much memory as there is, short of where the kernel begins to reclaim. */
static int fill_memory(void)
{
	unsigned long kept = kept_pages(), spare, i;

	pins.mapped = spare_pages(kept);
	if (!pins.mapped)
		return -ENOMEM;
	pins.base = mmap(NULL, pins.mapped * page_size(), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pins.base == MAP_FAILED) {
		pins.base = NULL;
		return -errno;
	}
	madvise(pins.base, pins.mapped * page_size(), MADV_NOHUGEPAGE);
	madvise(pins.base, pins.mapped * page_size(), MADV_DONTFORK);
	while (pins.touched < pins.mapped && !stop_signal()) {
		spare = spare_pages(kept);
		if (!spare)
			break;
		if (spare > CHUNK_PAGES)
			spare = CHUNK_PAGES;
		for (i = 0; i < spare && pins.touched < pins.mapped; i++)
			*(volatile char *)(pins.base + pins.touched++ * page_size()) = 1;
	}
	return 0;
}

/* Which page of ours lies on each page of the area. */
static unsigned long *find_owners(const struct area *area)
{
	unsigned long *owner = malloc(area->pages * sizeof(*owner));
	unsigned long i, at, pfn[CHUNK_PAGES];

	for (i = 0; owner && i < area->pages; i++)
		owner[i] = NOBODY;
	for (i = 0; owner && i < pins.touched; i++) {
		if (i % CHUNK_PAGES == 0)
			pagemap_read(pins.base + i * page_size(), CHUNK_PAGES, pfn);
		at = pfn[i % CHUNK_PAGES];
		if (at >= area->base_pfn && at - area->base_pfn < area->pages)
			owner[at - area->base_pfn] = i;
	}
	return owner;
}

/* The page of ours that is nearest to a place; NOBODY: none is left. */
static unsigned long nearest(const unsigned long *owner, unsigned long pages, unsigned long place)
{
	unsigned long distance;

	for (distance = 0; distance < pages; distance++) {
		if (place + distance < pages && owner[place + distance] != NOBODY)
			return place + distance;
		if (distance <= place && owner[place - distance] != NOBODY)
			return place - distance;
	}
	return NOBODY;
}

static bool pin(size_t which, unsigned long page)
{
	struct iovec iov = { pins.base + page * page_size(), page_size() };
	int *ends = pins.pipe[which / PIPE_PAGES];

	if (which % PIPE_PAGES == 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return false;
	return vmsplice(ends[1], &iov, 1, SPLICE_F_NONBLOCK) == (ssize_t)page_size();
}

static bool pin_all(const struct area *area, unsigned long *owner, unsigned long nr,
		    uint64_t seed)
{
	unsigned long i, place, part, at;
	struct rng rng;

	rng_seed(&rng, seed);
	for (i = 0; i < nr; i++) {
		part = area->pages * i / nr;
		place = part + rng_below(&rng, area->pages * (i + 1) / nr - part);
		at = nearest(owner, area->pages, place);
		if (at == NOBODY || !pin(i, owner[at]))
			return false;
		pins.page[i] = owner[at];
		pins.pfn[i] = area->base_pfn + at;
		pins.held.nr = i + 1;
		owner[at] = NOBODY;
		/* It may have moved before it was pinned. */
		if (pagemap_pfn(pins.base + pins.page[i] * page_size()) != pins.pfn[i])
			return false;
	}
	return true;
}

static int ascending(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

/* All but the pinned pages; these stay mapped, as a sender's buffer does. */
static void give_back_others(void)
{
	unsigned long next = 0;
	size_t i;

	qsort(pins.pfn, pins.held.nr, sizeof(*pins.pfn), ascending);
	qsort(pins.page, pins.held.nr, sizeof(*pins.page), ascending);
	for (i = 0; i <= pins.held.nr; i++) {
		unsigned long end = i < pins.held.nr ? pins.page[i] : pins.mapped;

		if (end > next)
			madvise(pins.base + next * page_size(), (end - next) * page_size(),
				MADV_DONTNEED);
		next = end + 1;
	}
}

static void get_room(unsigned long nr)
{
	size_t i, pipes = (nr + PIPE_PAGES - 1) / PIPE_PAGES;

	pins.pfn = xcalloc(nr, sizeof(*pins.pfn));
	pins.page = xcalloc(nr, sizeof(*pins.page));
	pins.pipe = xcalloc(pipes + 1, sizeof(*pins.pipe));
	for (i = 0; i <= pipes; i++)
		pins.pipe[i][0] = pins.pipe[i][1] = -1;
	pins.held.pfn = pins.pfn;
}

int pins_take(const struct area *area, unsigned long nr, uint64_t seed, unsigned long requests)
{
	unsigned long *owner = NULL;
	int err;

	pins_release();
	if (!area || area->base_pfn == AREA_UNKNOWN || area->pages == AREA_UNKNOWN ||
	    nr > area->pages) {
		say("pin: it is not known where the area's pages are (CONFIG_CMA_DEBUGFS)");
		return -ENOENT;
	}
	get_room(nr);
	err = fill_memory();
	if (!err) {
		owner = find_owners(area);
		if (!owner || !pin_all(area, owner, nr, seed))
			err = stop_signal() ? 0 : -EBUSY;
		give_back_others();
	}
	free(owner);
	pins.requests_left = requests;
	if (err)
		say("pin: %zu of %lu pages could be pinned in the area (/proc/self/pagemap is for root)",
		    pins.held.nr, nr);
	return err;
}

const struct avoid *pins_held(void)
{
	return &pins.held;
}

void pins_request(void)
{
	if (pins.requests_left && !--pins.requests_left)
		pins_release();
}

void pins_release(void)
{
	size_t i;

	for (i = 0; i < pins.held.nr; i += PIPE_PAGES) {
		close(pins.pipe[i / PIPE_PAGES][0]);
		close(pins.pipe[i / PIPE_PAGES][1]);
	}
	if (pins.base)
		munmap(pins.base, pins.mapped * page_size());
	free(pins.pfn);
	free(pins.page);
	free(pins.pipe);
	memset(&pins, 0, sizeof(pins));
}
