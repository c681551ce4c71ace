// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "look.h"
#include "say.h"
#include "sysfile.h"
#include "taken.h"

#define CHUNK 512			/* pages' flags read at a time */
#define FLAG(bit) (1ULL << (bit))

void look_init(struct look *look, const struct area *area)
{
	char path[SYSPATH_MAX];

	memset(look, 0, sizeof(*look));
	look->area = area;
	if (!area || area->pages == AREA_UNKNOWN || area->base_pfn == AREA_UNKNOWN) {
		look->why = "the area's pages are not known (CONFIG_CMA_DEBUGFS)";
		return;
	}
	sys_path(path, "/proc/kpageflags");
	if (access(path, R_OK)) {
		look->why = "/proc/kpageflags cannot be read (CONFIG_PROC_PAGE_MONITOR, root)";
		return;
	}
	look->pages = area->pages;
	look->use = xcalloc(look->pages, 1);
}

enum page_use look_classify(unsigned long long flags)
{
	if (flags & FLAG(KPF_BUDDY))
		return PAGE_FREE;
	if (flags & FLAG(KPF_ANON))
		return PAGE_ANON;
	if (flags & (FLAG(KPF_LRU) | FLAG(KPF_MMAP) | FLAG(KPF_SWAPBACKED) | FLAG(KPF_UPTODATE)))
		return PAGE_FILE;
	return flags ? PAGE_OTHER : PAGE_PERCPU;
}

static bool read_flags(struct look *look)
{
	uint64_t flags[CHUNK];
	unsigned long first, nr, i;
	char path[SYSPATH_MAX];
	int fd;

	sys_path(path, "/proc/kpageflags");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	for (first = 0; fd >= 0 && first < look->pages; first += nr) {
		nr = look->pages - first < CHUNK ? look->pages - first : CHUNK;
		if (pread(fd, flags, nr * sizeof(*flags), (off_t)(look->area->base_pfn + first) *
			  sizeof(*flags)) != (ssize_t)(nr * sizeof(*flags)))
			break;
		for (i = 0; i < nr; i++) {
			look->use[first + i] = look_classify(flags[i]);
			if (look->use[first + i] == PAGE_FILE && flags[i] & FLAG(KPF_DIRTY))
				look->dirty++;
		}
	}
	if (fd >= 0)
		close(fd);
	if (fd < 0 || first < look->pages)
		look->why = "/proc/kpageflags cannot be read";
	return !look->why;
}

static bool read_taken(struct look *look)
{
	struct taken taken;
	size_t i;

	look->why = taken_read(&taken, look->area);
	for (i = 0; !look->why && i < taken.nr; i++) {
		unsigned long start = taken.span[i].start, nr = taken.span[i].nr;

		if (start >= look->pages)
			break;
		if (nr > look->pages - start)
			nr = look->pages - start;
		memset(look->use + start, PAGE_TAKEN, nr);
	}
	taken_free(&taken);
	return !look->why;
}

bool look_now(struct look *look)
{
	unsigned long i;

	if (look->why)
		return false;
	look->dirty = 0;
	memset(look->count, 0, sizeof(look->count));
	if (!read_flags(look) || !read_taken(look))
		return false;
	for (i = 0; i < look->pages; i++)
		look->count[look->use[i]]++;
	return true;
}

unsigned long look_system_pages(const struct look *look)
{
	return look->count[PAGE_ANON] + look->count[PAGE_FILE] + look->count[PAGE_OTHER];
}

/* The pages that a range may have. */
struct wanted {
	bool system;			/* the system's, too */
	const struct avoid *avoid;	/* but not these; NULL: none */
};

static int compare_pfns(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

static bool suits(const struct look *look, unsigned long page, const struct wanted *w)
{
	unsigned long pfn = look->area->base_pfn + page;
	enum page_use use = look->use[page];

	if (use == PAGE_TAKEN)
		return false;
	if (use != PAGE_FREE && use != PAGE_PERCPU && !w->system)
		return false;
	return !w->avoid || !w->avoid->nr ||
	       !bsearch(&pfn, w->avoid->pfn, w->avoid->nr, sizeof(pfn), compare_pfns);
}

/* First page from @page on that lies at a multiple of the alignment. */
static unsigned long aligned(const struct look *look, unsigned long page, unsigned int order)
{
	unsigned long base = look->area->base_pfn, mask = (1UL << order) - 1;

	return ((base + page + mask) & ~mask) - base;
}

static bool has_range(const struct look *look, unsigned long pages, unsigned int order,
		      const struct wanted *w)
{
	unsigned long start = aligned(look, 0, order), last;

	/* The last page that does not suit is where to go on. */
	while (pages <= look->pages && start <= look->pages - pages) {
		for (last = start + pages; last > start; last--)
			if (!suits(look, last - 1, w))
				break;
		if (last == start)
			return true;
		start = aligned(look, last, order);
	}
	return false;
}

/* A bit is taken as a whole. */
static unsigned long whole_bits(const struct look *look, unsigned long pages)
{
	unsigned long mask = (1UL << look->area->order_per_bit) - 1;

	return (pages + mask) & ~mask;
}

static unsigned int whole_order(const struct look *look, unsigned int order)
{
	return order > look->area->order_per_bit ? order : look->area->order_per_bit;
}

bool look_has_free_range(const struct look *look, unsigned long pages, unsigned int order)
{
	struct wanted wanted = { .system = false };

	return has_range(look, whole_bits(look, pages), whole_order(look, order), &wanted);
}

bool look_has_range_without(const struct look *look, unsigned long pages,
			    unsigned int order, const struct avoid *avoid)
{
	struct wanted wanted = { .system = true, .avoid = avoid };

	return has_range(look, whole_bits(look, pages), whole_order(look, order), &wanted);
}

void look_free(struct look *look)
{
	free(look->use);
	memset(look, 0, sizeof(*look));
}
