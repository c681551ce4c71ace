// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meminfo.h"
#include "sysfile.h"

/* Kilobytes to pages, when the line is the one called @name. */
static void take(const char *line, const char *name, unsigned long *pages)
{
	unsigned long kib;
	size_t len = strlen(name);

	if (!strncmp(line, name, len) && sscanf(line + len, ": %lu kB", &kib) == 1)
		*pages = kib / (sysconf(_SC_PAGESIZE) / 1024);
}

bool meminfo_read(struct meminfo *info)
{
	char path[SYSPATH_MAX], line[128];
	FILE *f;

	memset(info, 0, sizeof(*info));
	sys_path(path, "/proc/meminfo");
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f)) {
		take(line, "MemFree", &info->free);
		take(line, "CmaTotal", &info->cma_total);
		take(line, "CmaFree", &info->cma_free);
		take(line, "SwapFree", &info->swap_free);
	}
	fclose(f);
	return true;
}

unsigned long meminfo_free_outside(const struct meminfo *info)
{
	return info->cma_free < info->free ? info->free - info->cma_free : 0;
}

/* One zone's lines of /proc/zoneinfo. */
struct zone {
	unsigned long free, boost, min, high, managed;
	unsigned long listed;		/* free too, in the CPUs' own lists */
};

struct zones {
	struct zone zone[16];
	unsigned int nr;
};

/* A zone begins with "pages free"; each CPU's list has a "count:". */
static void zone_line(struct zones *zones, const char *line)
{
	struct zone *z = zones->nr ? &zones->zone[zones->nr - 1] : NULL;
	unsigned long pages;

	if (sscanf(line, " pages free %lu", &pages) == 1 &&
	    zones->nr < sizeof(zones->zone) / sizeof(zones->zone[0])) {
		zones->zone[zones->nr++] = (struct zone){ .free = pages };
	} else if (z) {
		sscanf(line, " boost %lu", &z->boost);
		sscanf(line, " min %lu", &z->min);
		sscanf(line, " high %lu", &z->high);
		sscanf(line, " managed %lu", &z->managed);
		if (sscanf(line, " count: %lu", &pages) == 1)
			z->listed += pages;
	}
}

static bool zones_read(struct zones *zones)
{
	char path[SYSPATH_MAX], line[128];
	FILE *f;

	zones->nr = 0;
	sys_path(path, "/proc/zoneinfo");
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		zone_line(zones, line);
	fclose(f);
	return zones->nr;
}

bool watermarks_read(struct watermarks *marks)
{
	struct zones zones;
	unsigned int i;

	memset(marks, 0, sizeof(*marks));
	if (!zones_read(&zones))
		return false;
	for (i = 0; i < zones.nr; i++) {
		marks->min += zones.zone[i].min;
		marks->high += zones.zone[i].high;
	}
	return true;
}

/* Pages of a pageblock, which the kernel tells root only; 512 is what most have. */
static unsigned long pageblock_pages(void)
{
	char path[SYSPATH_MAX], line[128];
	unsigned long pages = 512;
	FILE *f;

	sys_path(path, "/proc/pagetypeinfo");
	f = fopen(path, "re");
	if (!f)
		return pages;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "Pages per block: %lu", &pages) == 1)
			break;
	fclose(f);
	return pages;
}

/*
 * What a zone's watermarks can be raised by yet, as boost_watermark() in the kernel's
 * mm/page_alloc.c has it; @factor is in ten-thousandths, @block in pages. Older kernels
 * do not tell what they are raised by: too much is left then.
 */
static unsigned long boost_left(const struct zone *z, unsigned long factor, unsigned long block)
{
	unsigned long long most = z->high > z->boost ? z->high - z->boost : 0;

	if (!factor || z->managed < 4 * block)
		return 0;
	most = most * factor / 10000;
	if (!most)
		return 0;
	if (most < block)
		most = block;
	return most > z->boost ? most - z->boost : 0;
}

unsigned long watermarks_boost_left(void)
{
	unsigned long left = 0, factor = 0, block;
	char path[SYSPATH_MAX];
	struct zones zones;
	unsigned int i;

	sys_path(path, "/proc/sys/vm/watermark_boost_factor");
	if (sys_read_number(path, &factor) || !zones_read(&zones))
		return 0;
	block = pageblock_pages();
	for (i = 0; i < zones.nr; i++)
		left += boost_left(&zones.zone[i], factor, block);
	return left;
}

unsigned long zones_reserve_above_free(void)
{
	unsigned long long managed = 0, reserve = 0, wanted;
	struct zones zones;
	unsigned int i;

	if (!zones_read(&zones))
		return 0;
	for (i = 0; i < zones.nr; i++)
		managed += zones.zone[i].managed;
	for (i = 0; i < zones.nr; i++) {
		const struct zone *z = &zones.zone[i];
		unsigned long free = z->free + z->free / 8 + z->listed;

		wanted = z->managed ? managed * free / z->managed + 1 : 0;
		if (wanted > reserve)
			reserve = wanted;
	}
	return reserve;
}
