// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "sysfile.h"

static struct {
	char *base;
	unsigned long pages, oldest;
} held;

/* Free pages outside CMA areas. */
static unsigned long free_pages(void)
{
	char path[SYSPATH_MAX], line[128];
	unsigned long free_kib = 0, cma_kib = 0;
	FILE *f;

	sys_path(path, "/proc/meminfo");
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		sscanf(line, "MemFree: %lu kB", &free_kib);
		sscanf(line, "CmaFree: %lu kB", &cma_kib);
	}
	fclose(f);
	if (cma_kib > free_kib)
		return 0;
	return (free_kib - cma_kib) / (sysconf(_SC_PAGESIZE) / 1024);
}

static void touch(unsigned long first, unsigned long nr)
{
	size_t page_size = sysconf(_SC_PAGESIZE);
	volatile char *p = held.base + first * page_size;

	for (; nr--; p += page_size)
		*p = 1;
}

int memory_hold(unsigned int percent)
{
	size_t page_size = sysconf(_SC_PAGESIZE);
	unsigned long pages;
	void *base;

	memory_release();
	pages = (unsigned long long)free_pages() * percent / 100;
	if (!pages)
		return -ENODATA;
	base = mmap(NULL, pages * page_size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return -errno;
	/* Page by page, as it lies about in a machine that has been up for long. */
	madvise(base, pages * page_size, MADV_NOHUGEPAGE);
	held.base = base;
	held.pages = pages;
	held.oldest = 0;
	touch(0, pages);
	return 0;
}

void memory_churn(unsigned long pages)
{
	size_t page_size = sysconf(_SC_PAGESIZE);
	unsigned long nr;

	if (pages > held.pages)
		pages = held.pages;
	for (; pages; pages -= nr) {
		nr = held.pages - held.oldest < pages ? held.pages - held.oldest : pages;
		madvise(held.base + held.oldest * page_size, nr * page_size, MADV_DONTNEED);
		touch(held.oldest, nr);
		held.oldest = (held.oldest + nr) % held.pages;
	}
}

void memory_release(void)
{
	if (held.base)
		munmap(held.base, held.pages * sysconf(_SC_PAGESIZE));
	held.base = NULL;
	held.pages = 0;
}
