// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "folder.h"
#include "meminfo.h"
#include "memory.h"
#include "pagemap.h"
#include "sysfile.h"

#define THP "/sys/kernel/mm/transparent_hugepage"
#define CHUNK_PAGES 64UL		/* of one read or write */

const char *const memory_kind_names[NR_MEMORY_KINDS] = { "anon", "thp", "clean", "dirty" };

/*
 * A mapping or a file of @max pages, as many as the machine has, used as a ring: new
 * pages go where none are from @head on, and what is next from @oldest on is given
 * back first.
 */
static struct store {
	char *base;			/* anonymous kinds */
	void *map;
	size_t map_size;
	int fd;				/* file kinds, while open */
	bool open;
	bool *present;
	unsigned long head, oldest, count, max;
} stores[NR_MEMORY_KINDS];

static const char *files_dir;

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

static unsigned long least(unsigned long a, unsigned long b)
{
	return a < b ? a : b;
}

static bool is_file(enum memory_kind kind)
{
	return kind == MEMORY_CLEAN || kind == MEMORY_DIRTY;
}

void memory_set_dir(const char *dir)
{
	files_dir = dir;
}

static bool thp_possible(char *why, size_t size)
{
	char path[SYSPATH_MAX], *line;
	bool possible;

	sys_path(path, THP "/enabled");
	line = sys_read_line(path);
	possible = line && !strstr(line, "[never]");
	if (!line)
		snprintf(why, size, "the kernel has no transparent huge pages");
	else if (!possible)
		snprintf(why, size, "transparent huge pages are switched off");
	free(line);
	return possible;
}

bool memory_kind_possible(enum memory_kind kind, char *why, size_t size)
{
	return kind != MEMORY_THP || thp_possible(why, size);
}

/* Bytes of a huge page; 1, which aligns to nothing, where it is not said. */
static size_t huge_size(void)
{
	unsigned long size;
	char path[SYSPATH_MAX];

	sys_path(path, THP "/hpage_pmd_size");
	return sys_read_number(path, &size) || !size ? 1 : size;
}

static int begin_anon(struct store *s, bool huge)
{
	size_t align = huge ? huge_size() : 1;

	s->map_size = s->max * page_size() + align - 1;
	s->map = mmap(NULL, s->map_size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (s->map == MAP_FAILED)
		return -errno;
	s->base = (char *)(((unsigned long)s->map + align - 1) / align * align);
	/* Page by page, as it lies about in a machine that has been up for long. */
	madvise(s->map, s->map_size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	/* Busy processes are forked, and shall not share it. */
	madvise(s->map, s->map_size, MADV_DONTFORK);
	return 0;
}

static int begin_file(struct store *s)
{
	s->fd = folder_file(files_dir);
	if (s->fd < 0)
		return s->fd;
	/* Nothing is written for what has never been: to read it costs no I/O. */
	if (!ftruncate(s->fd, (off_t)s->max * page_size()))
		return 0;
	close(s->fd);
	return -errno;
}

static void release(struct store *s, enum memory_kind kind)
{
	if (!s->open)
		return;
	if (is_file(kind))
		close(s->fd);
	else
		munmap(s->map, s->map_size);
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
	err = is_file(kind) ? begin_file(s) : begin_anon(s, kind == MEMORY_THP);
	s->open = !err;
	if (err)
		free(s->present);
	return err;
}

/* One chunk of a file into the page cache. */
static int fill_chunk(struct store *s, enum memory_kind kind, unsigned long first,
		      unsigned long nr)
{
	static char *buffer;
	size_t size = nr * page_size();
	off_t at = (off_t)first * page_size();
	ssize_t done;

	if (!buffer)
		buffer = calloc(CHUNK_PAGES, page_size());
	if (!buffer)
		return -ENOMEM;
	done = kind == MEMORY_CLEAN ? pread(s->fd, buffer, size, at) :
				      pwrite(s->fd, buffer, size, at);
	if (done == (ssize_t)size)
		return 0;
	return done < 0 ? -errno : -ENOSPC;
}

static int fill(struct store *s, enum memory_kind kind, unsigned long first, unsigned long nr)
{
	unsigned long chunk;
	int err = 0;

	if (!is_file(kind)) {
		volatile char *p = s->base + first * page_size();

		for (; nr--; p += page_size())
			*p = 1;
		return 0;
	}
	for (; !err && nr; first += chunk, nr -= chunk) {
		chunk = nr < CHUNK_PAGES ? nr : CHUNK_PAGES;
		err = fill_chunk(s, kind, first, chunk);
	}
	return err;
}

/* What is dirty is forgotten, not written. */
static int drop(struct store *s, enum memory_kind kind, unsigned long first, unsigned long nr)
{
	off_t at = (off_t)first * page_size();
	size_t size = nr * page_size();

	if (kind == MEMORY_CLEAN)
		return -posix_fadvise(s->fd, at, size, POSIX_FADV_DONTNEED);
	if (kind == MEMORY_DIRTY)
		return fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, size) ?
			-errno : 0;
	return madvise(s->base + at, size, MADV_DONTNEED) ? -errno : 0;
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
		err = fill(s, kind, s->head, nr);
		mark(s, s->head, nr, true);
		s->head = (s->head + nr) % s->max;
	}
	return err;
}

int memory_hold(unsigned int percent)
{
	struct meminfo info;
	unsigned long pages;

	memory_release();
	meminfo_read(&info);
	pages = (unsigned long long)meminfo_free_outside(&info) * percent / 100;
	return pages ? memory_take(MEMORY_ANON, pages) : -ENODATA;
}

static int drop_oldest(struct store *s, enum memory_kind kind, unsigned long pages)
{
	unsigned long nr;
	int err = 0;

	for (; !err && pages; pages -= nr) {
		nr = next_run(s, &s->oldest, true, pages);
		err = drop(s, kind, s->oldest, nr);
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
	err = drop_oldest(s, MEMORY_ANON, pages);
	return err ? err : memory_take(MEMORY_ANON, pages);
}

int memory_refill(enum memory_kind kind, unsigned long pages)
{
	struct store *s = &stores[kind];
	int err;

	/* In this order: what is given back waits in a CPU's list to be taken again. */
	pages = least(pages, s->count);
	err = memory_take(kind, pages);
	return err ? err : drop_oldest(s, kind, pages);
}

unsigned long memory_slots(void)
{
	return stores[MEMORY_ANON].max;
}

void memory_find(unsigned long first, unsigned long nr, unsigned long *pfn)
{
	pagemap_read(stores[MEMORY_ANON].base + first * page_size(), nr, pfn);
}

int memory_drop(unsigned long first, unsigned long nr)
{
	struct store *s = &stores[MEMORY_ANON];
	int err = drop(s, MEMORY_ANON, first, nr);

	mark(s, first, nr, false);
	return err;
}

void memory_release(void)
{
	enum memory_kind kind;

	for (kind = 0; kind < NR_MEMORY_KINDS; kind++)
		release(&stores[kind], kind);
}
