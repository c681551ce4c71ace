// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backing.h"
#include "folder.h"
#include "sysfile.h"

#define THP "/sys/kernel/mm/transparent_hugepage"
#define CHUNK_PAGES 64UL		/* of one read or write */

const char *const memory_kind_names[NR_MEMORY_KINDS] = { "anon", "thp", "clean", "dirty" };

static const char *files_dir;

static size_t page_size(void)
{
	return sysconf(_SC_PAGESIZE);
}

static bool is_file(enum memory_kind kind)
{
	return kind == MEMORY_CLEAN || kind == MEMORY_DIRTY;
}

void backing_set_dir(const char *dir)
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

bool backing_possible(enum memory_kind kind, char *why, size_t size)
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

static int open_anon(struct backing *b, unsigned long pages)
{
	const bool huge = b->kind == MEMORY_THP;
	size_t align = huge ? huge_size() : 1;

	b->map_size = pages * page_size() + align - 1;
	b->map = mmap(NULL, b->map_size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (b->map == MAP_FAILED)
		return -errno;
	b->base = (char *)(((unsigned long)b->map + align - 1) / align * align);
	/* Page by page, as it lies about in a machine that has been up for long. */
	madvise(b->map, b->map_size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	/* Busy processes are forked, and shall not share it. */
	madvise(b->map, b->map_size, MADV_DONTFORK);
	return 0;
}

static int open_file(struct backing *b, unsigned long pages)
{
	b->fd = folder_file(files_dir);
	if (b->fd < 0)
		return b->fd;
	/* Nothing is written for what has never been: to read it costs no I/O. */
	if (!ftruncate(b->fd, (off_t)pages * page_size()))
		return 0;
	close(b->fd);
	return -errno;
}

int backing_open(struct backing *b, enum memory_kind kind, unsigned long pages)
{
	b->kind = kind;
	return is_file(kind) ? open_file(b, pages) : open_anon(b, pages);
}

/* One chunk of a file into the page cache. */
static int fill_chunk(struct backing *b, unsigned long first, unsigned long nr)
{
	static char *buffer;
	size_t size = nr * page_size();
	off_t at = (off_t)first * page_size();
	ssize_t done;

	if (!buffer)
		buffer = calloc(CHUNK_PAGES, page_size());
	if (!buffer)
		return -ENOMEM;
	done = b->kind == MEMORY_CLEAN ? pread(b->fd, buffer, size, at) :
					 pwrite(b->fd, buffer, size, at);
	if (done == (ssize_t)size)
		return 0;
	return done < 0 ? -errno : -ENOSPC;
}

int backing_fill(struct backing *b, unsigned long first, unsigned long nr)
{
	unsigned long chunk;
	int err = 0;

	if (!is_file(b->kind)) {
		volatile char *p = b->base + first * page_size();

		for (; nr--; p += page_size())
			*p = 1;
		return 0;
	}
	for (; !err && nr; first += chunk, nr -= chunk) {
		chunk = nr < CHUNK_PAGES ? nr : CHUNK_PAGES;
		err = fill_chunk(b, first, chunk);
	}
	return err;
}

/* What is dirty is forgotten, not written. */
int backing_drop(struct backing *b, unsigned long first, unsigned long nr)
{
	off_t at = (off_t)first * page_size();
	size_t size = nr * page_size();

	if (b->kind == MEMORY_CLEAN)
		return -posix_fadvise(b->fd, at, size, POSIX_FADV_DONTNEED);
	if (b->kind == MEMORY_DIRTY)
		return fallocate(b->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, size) ?
			-errno : 0;
	return madvise(b->base + at, size, MADV_DONTNEED) ? -errno : 0;
}

void backing_close(struct backing *b)
{
	if (is_file(b->kind))
		close(b->fd);
	else
		munmap(b->map, b->map_size);
}
