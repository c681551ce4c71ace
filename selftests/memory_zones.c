// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory_zones.h"
#include "text_file.h"

#define MAX_ZONES	64

/*
 * What is left besides: a CPU's lists take many pages at once, and to keep their
 * types apart the kernel may raise its own marks for a while.
 */
#define LEFT_PAGES	2048

struct zone {
	unsigned long nr_free, high, managed;
	unsigned long nr_listed;	/* free too, in the CPUs' own lists */
};

/* A zone begins with "pages free"; each CPU's list has a "count:". */
static unsigned int read_zones(struct zone *zones)
{
	FILE *file = fopen("/proc/zoneinfo", "re");
	struct zone *zone = NULL;
	unsigned int nr = 0;
	unsigned long pages;
	char line[256];

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, " pages free %lu", &pages) == 1) {
			if (nr == MAX_ZONES)
				break;
			zone = &zones[nr++];
			*zone = (struct zone) { .nr_free = pages };
		} else if (zone) {
			if (sscanf(line, " high %lu", &pages) == 1)
				zone->high = pages;
			else if (sscanf(line, " managed %lu", &pages) == 1)
				zone->managed = pages;
			else if (sscanf(line, " count: %lu", &pages) == 1)
				zone->nr_listed += pages;
		}
	}
	if (file)
		fclose(file);

	return nr;
}

unsigned long memory_spare(void)
{
	struct zone zones[MAX_ZONES];
	unsigned int nr = read_zones(zones), i;
	unsigned long nr_free = 0, high = 0;

	for (i = 0; i < nr; i++) {
		nr_free += zones[i].nr_free;
		high += zones[i].high;
	}

	high = 2 * high + LEFT_PAGES;

	return nr_free > high ? nr_free - high : 0;
}

unsigned long memory_reserve_above_free(void)
{
	unsigned long long managed = 0, nr_free = 0, wanted, reserve = 0;
	struct zone zones[MAX_ZONES];
	unsigned int nr = read_zones(zones), i;

	for (i = 0; i < nr; i++) {
		managed += zones[i].managed;
		nr_free += zones[i].nr_free + zones[i].nr_listed;
	}
	for (i = 0; i < nr; i++) {
		if (!zones[i].managed)
			continue;
		wanted = zones[i].nr_free + zones[i].nr_free / 8 +
			 zones[i].nr_listed;
		wanted = managed * wanted / zones[i].managed + 1;
		if (wanted > reserve)
			reserve = wanted;
	}

	return reserve <= 4 * nr_free ? reserve : 0;
}

/* The sum of the values of /proc/meminfo that are called one of @names. */
static unsigned long meminfo_pages(const char *const *names)
{
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long sum = 0, kib;
	char line[256], name[64];
	const char *const *wanted;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63[^:]: %lu kB", name, &kib) != 2)
			continue;
		for (wanted = names; *wanted; wanted++)
			if (!strcmp(*wanted, name))
				sum += kib;
	}
	if (file)
		fclose(file);

	return sum / (sysconf(_SC_PAGESIZE) / 1024);
}

unsigned long memory_reclaimable(void)
{
	static const char *const names[] = {
		"Active(file)", "Inactive(file)", "SReclaimable", "SwapFree",
		NULL
	};

	return meminfo_pages(names);
}

/* Each CPU counts for itself for a while; reading this adds it all up. */
static void add_up_counters(void)
{
	free(text_file_read("/proc/sys/vm/stat_refresh"));
}

unsigned long memory_free_cma(void)
{
	static const char *const names[] = { "CmaFree", NULL };

	add_up_counters();

	return meminfo_pages(names);
}

unsigned long memory_free(void)
{
	struct zone zones[MAX_ZONES];
	unsigned long nr_free = 0;
	unsigned int nr, i;

	add_up_counters();
	nr = read_zones(zones);
	for (i = 0; i < nr; i++)
		nr_free += zones[i].nr_free + zones[i].nr_listed;

	return nr_free;
}
