// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "text_file.h"

/* How often, and after how many microseconds, an area is looked at again. */
#define STATE_LOOKS	10
#define STATE_WAIT_US	20000

struct area *areas;
size_t nr_areas;

static void area_path(const struct area *area, const char *file, char *path,
		      size_t size)
{
	snprintf(path, size, "%s/%s", area->dir, file);
}

static long long area_read_number(const struct area *area, const char *file)
{
	char path[1024];

	area_path(area, file, path, sizeof(path));

	return text_file_read_number(path);
}

static int area_open(const struct area *area, const char *file)
{
	char path[1024];

	area_path(area, file, path, sizeof(path));

	return open(path, O_WRONLY | O_CLOEXEC);
}

/*
 * Signals that ask to end wait until they are looked for. From then on nothing
 * more is allocated, so the test in hand fails and the program comes to exit().
 */
static const int end_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

static void give_back_at_exit(void)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < ARRAY_SIZE(end_signals); i++)
		sigaddset(&set, end_signals[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	atexit(areas_free_held);
}

/* The number of directories ranges/0, ranges/1, ... */
static unsigned int count_ranges(const struct area *area)
{
	unsigned int nr = 0;
	char path[1024];

	do {
		snprintf(path, sizeof(path), "%s/ranges/%u", area->dir, nr);
	} while (!access(path, F_OK) && ++nr);

	return nr;
}

/* True if @name is the directory of an area, which is then in @area. */
static bool area_probe(const char *name, struct area *area)
{
	long long nr_pages, order_per_bit, base_pfn;
	struct stat st;

	memset(area, 0, sizeof(*area));
	/* Linux 5.10 puts "cma-" in front, which no other interface does. */
	snprintf(area->name, sizeof(area->name), "%s",
		 strncmp(name, "cma-", 4) ? name : name + 4);
	snprintf(area->dir, sizeof(area->dir), CMA_DEBUGFS_DIR "/%s", name);
	if (stat(area->dir, &st) || !S_ISDIR(st.st_mode))
		return false;

	nr_pages = area_read_number(area, "count");
	order_per_bit = area_read_number(area, "order_per_bit");
	if (nr_pages <= 0 || order_per_bit < 0)
		return false;
	area->nr_pages = nr_pages;
	area->order_per_bit = order_per_bit;
	area->nr_ranges = count_ranges(area);
	base_pfn = area_read_number(area, "base_pfn");
	area->base_pfn = base_pfn < 0 ? 0 : base_pfn;
	area->alloc_fd = area_open(area, "alloc");

	return true;
}

const char *areas_init(void)
{
	DIR *dir = opendir(CMA_DEBUGFS_DIR);
	struct dirent *entry;
	struct area area, *more;

	if (!dir)
		return "no " CMA_DEBUGFS_DIR
		       ": not root, no debugfs, or no CONFIG_CMA_DEBUGFS";

	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !area_probe(entry->d_name, &area))
			continue;
		more = realloc(areas, (nr_areas + 1) * sizeof(*areas));
		if (!more)
			break;
		areas = more;
		areas[nr_areas++] = area;
	}
	closedir(dir);
	if (!nr_areas)
		return "no CMA area in " CMA_DEBUGFS_DIR;
	give_back_at_exit();

	return NULL;
}

int areas_signal(void)
{
	sigset_t set;
	size_t i;

	sigpending(&set);
	for (i = 0; i < ARRAY_SIZE(end_signals); i++)
		if (sigismember(&set, end_signals[i]) == 1)
			return end_signals[i];

	return 0;
}

static int write_pages(int fd, unsigned long nr_pages)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%lu\n", nr_pages);

	return write(fd, text, len) < 0 ? -errno : 0;
}

int area_alloc(struct area *area, unsigned long nr_pages)
{
	int ret;

	if (areas_signal())
		return -EINTR;
	ret = write_pages(area->alloc_fd, nr_pages);
	if (!ret)
		area->held_pages += nr_pages;

	return ret;
}

int area_free(struct area *area, unsigned long nr_pages)
{
	int fd = area_open(area, "free"), ret;

	if (fd < 0)
		return -errno;
	ret = write_pages(fd, nr_pages);
	close(fd);
	if (!ret)
		area->held_pages -= nr_pages;

	return ret;
}

void areas_free_held(void)
{
	size_t i;

	for (i = 0; i < nr_areas; i++)
		if (areas[i].held_pages)
			area_free(&areas[i], areas[i].held_pages);
}

long long area_used(const struct area *area)
{
	return area_read_number(area, "used");
}

long long area_maxchunk(const struct area *area)
{
	return area_read_number(area, "maxchunk");
}

long long area_counter(const struct area *area, const char *name)
{
	char path[1024];

	snprintf(path, sizeof(path), CMA_SYSFS_DIR "/%s/%s", area->name, name);

	return text_file_read_number(path);
}

unsigned long area_round_up(const struct area *area, unsigned long nr_pages)
{
	unsigned long pages_per_bit = 1UL << area->order_per_bit;

	return (nr_pages + pages_per_bit - 1) / pages_per_bit * pages_per_bit;
}

unsigned long area_cost(const struct area *area, unsigned long nr_pages)
{
	return area->nr_ranges ? nr_pages : area_round_up(area, nr_pages);
}

char *area_bitmap(const struct area *area)
{
	char path[1024], file[32], *text, *range, *longer;
	unsigned int r;

	area_path(area, "bitmap", path, sizeof(path));
	text = text_file_read(path);

	/* The file "bitmap" is that of the first range. */
	for (r = 1; text && r < area->nr_ranges; r++) {
		snprintf(file, sizeof(file), "ranges/%u/bitmap", r);
		area_path(area, file, path, sizeof(path));
		range = text_file_read(path);
		longer = range ? realloc(text, strlen(text) + strlen(range) + 1) : NULL;
		if (longer)
			strcat(longer, range);
		else
			free(text);
		free(range);
		text = longer;
	}

	return text;
}

const char *area_bits_unknown(const struct area *area)
{
	/* How long each is, debugfs does not tell. */
	if (area->nr_ranges > 1)
		return "several ranges: where they end is unknown";
	/* There, a 64-bit kernel shows the halves of its words swapped. */
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		return "big-endian: order of the bitmap's words unknown";

	return NULL;
}

/* The file has words of 32 bits in decimal. */
char *area_bits(const struct area *area)
{
	size_t nr_bits = area->nr_pages >> area->order_per_bit, i;
	char *text = area_bitmap(area), *pos = text, *end = text;
	char *bits = text ? malloc(nr_bits + 1) : NULL;
	unsigned long word = 0;

	for (i = 0; bits && i < nr_bits; i++) {
		if (i % 32 == 0) {
			word = strtoul(pos, &end, 10);
			if (end == pos)
				break;
			pos = end;
		}
		bits[i] = word >> (i % 32) & 1 ? '#' : '.';
	}
	free(text);
	if (bits && i < nr_bits) {
		free(bits);
		return NULL;
	}
	if (bits)
		bits[nr_bits] = '\0';

	return bits;
}

bool area_state_get(const struct area *area, struct area_state *state)
{
	state->used = area_used(area);
	state->bitmap = area_bitmap(area);

	return state->used >= 0 && state->bitmap;
}

void area_state_put(struct area_state *state)
{
	free(state->bitmap);
	state->bitmap = NULL;
}

bool area_state_is(const struct area *area, const struct area_state *state)
{
	bool same = false;
	char *bitmap;
	int look;

	for (look = 0; look < STATE_LOOKS && !same; look++) {
		if (look)
			usleep(STATE_WAIT_US);
		bitmap = area_bitmap(area);
		same = bitmap && !strcmp(bitmap, state->bitmap) &&
		       area_used(area) == state->used;
		free(bitmap);
	}

	return same;
}
