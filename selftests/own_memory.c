// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory_zones.h"
#include "own_memory.h"

#define TOUCH_PAGES	64

/* See Documentation/admin-guide/mm/pagemap.rst. */
#define PAGEMAP_PRESENT	0x8000000000000000ULL
#define PAGEMAP_PFN	0x007fffffffffffffULL

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

bool own_memory_map(struct own_memory *mem)
{
	size_t nr_pages = memory_spare();
	void *base;

	*mem = (struct own_memory) { .pagemap_fd = -1 };
	if (!nr_pages)
		return false;
	mem->pagemap_fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	base = mmap(NULL, nr_pages * page_size(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return false;
	mem->base = base;
	mem->nr_mapped = nr_pages;
	madvise(base, nr_pages * page_size(), MADV_NOHUGEPAGE);

	return true;
}

size_t own_memory_touch(struct own_memory *mem)
{
	size_t nr = mem->nr_mapped - mem->nr_touched, i;

	if (nr > TOUCH_PAGES)
		nr = TOUCH_PAGES;
	if (areas_signal() || memory_spare() < nr)
		return 0;
	for (i = 0; i < nr; i++)
		mem->base[mem->nr_touched++ * page_size()] = 1;

	return nr;
}

long own_memory_bit(const struct own_memory *mem, size_t i,
		    const struct area *area)
{
	off_t at = (uintptr_t)(mem->base + i * page_size()) / page_size() *
		   sizeof(unsigned long long);
	unsigned long long entry;

	if (pread(mem->pagemap_fd, &entry, sizeof(entry), at) != sizeof(entry) ||
	    !(entry & PAGEMAP_PRESENT))
		return -1;
	entry = (entry & PAGEMAP_PFN) - area->base_pfn;

	return entry < area->nr_pages ? (long)(entry >> area->order_per_bit) :
					-1;
}

bool own_memory_is_intact(const struct own_memory *mem)
{
	size_t i;

	for (i = 0; i < mem->nr_touched; i++)
		if (mem->base[i * page_size()] != 1)
			return false;

	return true;
}

void own_memory_drop(struct own_memory *mem, size_t from, size_t to)
{
	if (from < to)
		madvise(mem->base + from * page_size(),
			(to - from) * page_size(), MADV_DONTNEED);
}

void own_memory_untouch(struct own_memory *mem, size_t nr)
{
	if (nr > mem->nr_touched)
		nr = mem->nr_touched;
	own_memory_drop(mem, mem->nr_touched - nr, mem->nr_touched);
	mem->nr_touched -= nr;
}

void own_memory_unmap(struct own_memory *mem)
{
	if (mem->base)
		munmap(mem->base, mem->nr_mapped * page_size());
	if (mem->pagemap_fd >= 0)
		close(mem->pagemap_fd);
	*mem = (struct own_memory) { .pagemap_fd = -1 };
}
