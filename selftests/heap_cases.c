// SPDX-License-Identifier: GPL-2.0
/*
 * The dma-heaps that allocate from CMA. Their buffers are file descriptors, so
 * the kernel gives them back however the program ends.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <linux/dma-buf.h>
#include <linux/dma-heap.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"

#define HEAP_DIR	"/dev/dma_heap"

/* How often, and after how many microseconds, "used" is looked at again. */
#define USED_LOOKS	10
#define USED_WAIT_US	20000

#define PROBE_PAGES	16

#define NO_AREA	"no area of this name in debugfs, and none that grew"

static const unsigned int buffer_pages[] = { 256, 1, 17, 3, 257, 16 };

#define NR_BUFFERS	ARRAY_SIZE(buffer_pages)

struct heap *heaps;
size_t nr_heaps;

int heap_alloc(const char *name, unsigned long long len)
{
	struct dma_heap_allocation_data data = {
		.len = len,
		.fd_flags = O_RDWR | O_CLOEXEC,
	};
	char path[1024];
	int fd, ret;

	if (areas_signal())
		return -EINTR;
	snprintf(path, sizeof(path), HEAP_DIR "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = ioctl(fd, DMA_HEAP_IOCTL_ALLOC, &data) ? -errno : (int)data.fd;
	close(fd);

	return ret;
}

static unsigned long long pages_to_bytes(unsigned long long nr_pages)
{
	return nr_pages * sysconf(_SC_PAGESIZE);
}

/* Somebody else may use the area for a moment. */
static bool used_becomes(const struct area *area, long long want)
{
	int look;

	for (look = 0; look < USED_LOOKS; look++) {
		if (look)
			usleep(USED_WAIT_US);
		if (area_used(area) == want)
			return true;
	}

	return false;
}

/* Whether the heap's buffers come out of @area. */
static bool heap_uses(const char *name, const struct area *area)
{
	unsigned long cost = area_cost(area, PROBE_PAGES);
	long long before = area_used(area);
	bool grew;
	int fd;

	fd = heap_alloc(name, pages_to_bytes(PROBE_PAGES));
	if (fd < 0)
		return false;
	grew = area_used(area) == before + (long long)cost;
	close(fd);

	return grew && used_becomes(area, before);
}

/* The area of the heap's name, or the one that its buffers come out of. */
static struct area *heap_area(const char *name)
{
	size_t i;

	for (i = 0; i < nr_areas; i++)
		if (!strcmp(areas[i].name, name))
			return &areas[i];
	for (i = 0; i < nr_areas; i++)
		if (heap_uses(name, &areas[i]))
			return &areas[i];

	return NULL;
}

const char *heaps_init(void)
{
	DIR *dir = opendir(HEAP_DIR);
	struct heap *more, *heap;
	struct dirent *entry;

	if (!dir)
		return "no " HEAP_DIR;

	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    !strncmp(entry->d_name, "system", 6))
			continue;
		more = realloc(heaps, (nr_heaps + 1) * sizeof(*heaps));
		if (!more)
			break;
		heaps = more;
		heap = &heaps[nr_heaps++];
		snprintf(heap->name, sizeof(heap->name), "%s", entry->d_name);
		heap->area = heap_area(heap->name);
	}
	closedir(dir);

	return nr_heaps ? NULL : "no CMA heap in " HEAP_DIR;
}

/* Call @fn on the buffer's words as the CPU sees them; its result, or fail. */
static int with_words(int fd, unsigned int nr_pages, unsigned int tag,
		      int (*fn)(unsigned int *words, size_t nr_words, unsigned int tag))
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_START |
					      DMA_BUF_SYNC_RW };
	size_t len = pages_to_bytes(nr_pages);
	unsigned int *words;
	int ret;

	words = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (words == MAP_FAILED)
		return test_fail("mmap of %u pages: %s", nr_pages,
				 strerror(errno));
	ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
	ret = fn(words, len / sizeof(*words), tag);
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW;
	ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
	munmap(words, len);

	return ret;
}

static int words_are(unsigned int *words, size_t nr_words, unsigned int want)
{
	size_t i;

	for (i = 0; i < nr_words; i++)
		if (words[i] != want)
			return test_fail("word %zu of %zu is %#x, expected %#x",
					 i, nr_words, words[i], want);

	return KSFT_PASS;
}

/* A new buffer holds zeros only; leave the buffer's tag everywhere. */
static int words_zero_then_tag(unsigned int *words, size_t nr_words, unsigned int tag)
{
	size_t i;

	if (words_are(words, nr_words, 0))
		return KSFT_FAIL;
	for (i = 0; i < nr_words; i++)
		words[i] = tag;

	return KSFT_PASS;
}

static void close_buffers(int *fds)
{
	size_t i;

	for (i = 0; i < NR_BUFFERS; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

/* All the buffers at once; on failure, none. */
static int alloc_buffers(const struct heap *heap, int *fds)
{
	int ret = KSFT_PASS;
	size_t i;

	for (i = 0; i < NR_BUFFERS; i++)
		fds[i] = -1;
	for (i = 0; i < NR_BUFFERS && ret == KSFT_PASS; i++) {
		fds[i] = heap_alloc(heap->name,
				    pages_to_bytes(buffer_pages[i]));
		if (fds[i] < 0)
			ret = test_fail("buffer of %u pages: %s",
					buffer_pages[i], strerror(-fds[i]));
	}
	if (ret != KSFT_PASS)
		close_buffers(fds);

	return ret;
}

static unsigned long buffers_cost(const struct area *area)
{
	unsigned long cost = 0;
	size_t i;

	for (i = 0; i < NR_BUFFERS; i++)
		cost += area_cost(area, buffer_pages[i]);

	return cost;
}

/* Buffers are aligned, so give them twice the room. */
static int skip_if_scarce(const struct heap *heap)
{
	const struct area *area = heap->area;
	long long free_pages, want;

	if (!area)
		return KSFT_PASS;
	free_pages = area->nr_pages - area_used(area);
	want = 2 * buffers_cost(area);
	if (free_pages < want)
		return test_skip("%lld pages free, %lld wanted", free_pages,
				 want);

	return KSFT_PASS;
}

static unsigned int buffer_tag(size_t i)
{
	return 0xc0de0000 + i;
}

static int check_buffers(const struct heap *heap)
{
	int fds[NR_BUFFERS], ret;
	size_t i;

	ret = alloc_buffers(heap, fds);
	if (ret)
		return ret;
	for (i = 0; i < NR_BUFFERS && !ret; i++)
		ret = with_words(fds[i], buffer_pages[i], buffer_tag(i),
				 words_zero_then_tag);
	for (i = 0; i < NR_BUFFERS && !ret; i++)
		ret = with_words(fds[i], buffer_pages[i], buffer_tag(i),
				 words_are);
	close_buffers(fds);

	return ret;
}

/* The second time, the pages are most likely those just written to. */
static int contents_case(void *subject)
{
	const struct heap *heap = subject;
	int ret = skip_if_scarce(heap);

	if (!ret)
		ret = check_buffers(heap);
	if (!ret)
		ret = check_buffers(heap);

	return ret;
}

static int used_case(void *subject)
{
	const struct heap *heap = subject;
	const struct area *area = heap->area;
	struct area_state before;
	int fds[NR_BUFFERS], ret;
	long long want;

	if (!area)
		return test_skip(NO_AREA);
	ret = skip_if_scarce(heap);
	if (ret)
		return ret;

	if (!area_state_get(area, &before))
		ret = test_fail("cannot read bitmap and used");
	else
		ret = alloc_buffers(heap, fds);
	if (!ret) {
		want = before.used + buffers_cost(area);
		if (!used_becomes(area, want))
			ret = test_fail("used is %lld with all buffers, expected %lld",
					area_used(area), want);
		close_buffers(fds);
	}
	if (!ret && !area_state_is(area, &before))
		ret = test_fail("bitmap or used differ from before");
	area_state_put(&before);

	return ret;
}

/* Without an area there is no telling what is too large and yet harmless. */
static int too_large_case(void *subject)
{
	const struct heap *heap = subject;
	unsigned long nr_pages;
	int fd;

	if (!heap->area)
		return test_skip(NO_AREA);
	nr_pages = heap->area->nr_pages + 1;
	fd = heap_alloc(heap->name, pages_to_bytes(nr_pages));
	if (fd >= 0) {
		close(fd);
		return test_fail("buffer of %lu pages was allocated",
				 nr_pages);
	}
	if (fd != -ENOMEM)
		return test_fail("buffer of %lu pages: %s, expected %s",
				 nr_pages, strerror(-fd), strerror(ENOMEM));

	return KSFT_PASS;
}

const struct test_case heap_cases[] = {
	{ "buffers are zeroed and apart", contents_case },
	{ "buffers leave no trace in the area", used_case },
	{ "too large a buffer fails with ENOMEM", too_large_case },
};

const size_t nr_heap_cases = ARRAY_SIZE(heap_cases);
