// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "pagemap.h"
#include "sysfile.h"

#define PRESENT (1ULL << 63)
#define PFN_MASK ((1ULL << 55) - 1)
#define CHUNK 512			/* entries read at a time */

/* Entries that cannot be read are those of pages that are not there. */
static void read_entries(unsigned long page, size_t nr, uint64_t *entry)
{
	static int fd = -1;
	char path[SYSPATH_MAX];

	if (fd < 0) {
		sys_path(path, "/proc/self/pagemap");
		fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (pread(fd, entry, nr * sizeof(*entry), (off_t)page * sizeof(*entry)) !=
	    (ssize_t)(nr * sizeof(*entry)))
		memset(entry, 0, nr * sizeof(*entry));
}

void pagemap_read(const void *address, size_t nr, unsigned long *pfn)
{
	unsigned long page = (unsigned long)address / sysconf(_SC_PAGESIZE);
	uint64_t entry[CHUNK];
	size_t part, i;

	for (; nr; nr -= part, page += part, pfn += part) {
		part = nr < CHUNK ? nr : CHUNK;
		read_entries(page, part, entry);
		for (i = 0; i < part; i++)
			pfn[i] = entry[i] & PRESENT ? entry[i] & PFN_MASK : PAGEMAP_NO_PFN;
	}
}

unsigned long pagemap_pfn(const void *address)
{
	unsigned long pfn;

	pagemap_read(address, 1, &pfn);
	return pfn;
}
