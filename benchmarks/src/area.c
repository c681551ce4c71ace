// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "meminfo.h"
#include "say.h"
#include "sysfile.h"

#define DEBUGFS_CMA "/sys/kernel/debug/cma"
#define SYSFS_CMA "/sys/kernel/mm/cma"

struct area *areas_by_name(struct areas *areas, const char *name)
{
	size_t i;

	for (i = 0; i < areas->nr; i++)
		if (!strcmp(areas->area[i].name, name))
			return &areas->area[i];
	return NULL;
}

static struct area *add_area(struct areas *areas, const char *name)
{
	struct area *a = areas_by_name(areas, name);

	if (a)
		return a;
	areas->area = xgrow(areas->area, areas->nr, &areas->cap, sizeof(*a));
	a = &areas->area[areas->nr++];
	memset(a, 0, sizeof(*a));
	snprintf(a->name, sizeof(a->name), "%s", name);
	a->pages = AREA_UNKNOWN;
	a->order_per_bit = AREA_UNKNOWN;
	a->base_pfn = AREA_UNKNOWN;
	return a;
}

static void read_or_unknown(unsigned long *value, const char *path)
{
	if (sys_read_number(path, value))
		*value = AREA_UNKNOWN;
}

static void from_sysfs(struct areas *areas, const char *entry)
{
	char path[SYSPATH_MAX];
	struct area *a;

	sys_path(path, SYSFS_CMA "/%s", entry);
	if (!sys_is_dir(path))
		return;
	a = add_area(areas, entry);
	a->in_sysfs = true;
	sys_path(path, SYSFS_CMA "/%s/total_pages", entry);
	read_or_unknown(&a->pages, path);
}

/* Up to 5.10 and a little beyond, the folder is called cma-NAME. */
static const char *name_of_dir(struct areas *areas, const char *entry)
{
	if (strncmp(entry, "cma-", 4) || !entry[4] || areas_by_name(areas, entry))
		return entry;
	return entry + 4;
}

static void from_debugfs(struct areas *areas, const char *entry)
{
	char path[SYSPATH_MAX];
	struct area *a;

	/* Plain files may stand beside the areas. */
	sys_path(path, DEBUGFS_CMA "/%s", entry);
	if (!sys_is_dir(path) || strlen(entry) >= sizeof(a->dir))
		return;
	a = add_area(areas, name_of_dir(areas, entry));
	snprintf(a->dir, sizeof(a->dir), "%s", entry);
	sys_path(path, DEBUGFS_CMA "/%s/count", entry);
	read_or_unknown(&a->pages, path);
	sys_path(path, DEBUGFS_CMA "/%s/order_per_bit", entry);
	read_or_unknown(&a->order_per_bit, path);
	sys_path(path, DEBUGFS_CMA "/%s/base_pfn", entry);
	read_or_unknown(&a->base_pfn, path);
}

static void each_entry(struct areas *areas, const char *dir,
		       void (*found)(struct areas *areas, const char *entry))
{
	char path[SYSPATH_MAX];
	struct dirent **list;
	int i, nr;

	sys_path(path, "%s", dir);
	nr = scandir(path, &list, NULL, alphasort);
	if (nr < 0)
		return;
	for (i = 0; i < nr; i++) {
		if (list[i]->d_name[0] != '.')
			found(areas, list[i]->d_name);
		free(list[i]);
	}
	free(list);
}

void areas_find(struct areas *areas)
{
	memset(areas, 0, sizeof(*areas));
	each_entry(areas, SYSFS_CMA, from_sysfs);
	each_entry(areas, DEBUGFS_CMA, from_debugfs);
}

void areas_free(struct areas *areas)
{
	free(areas->area);
	memset(areas, 0, sizeof(*areas));
}

unsigned long area_used_pages(const struct area *area)
{
	unsigned long total, available, used;
	char path[SYSPATH_MAX];

	if (area->dir[0]) {
		sys_path(path, DEBUGFS_CMA "/%s/used", area->dir);
		if (!sys_read_number(path, &used))
			return used;
	}
	sys_path(path, SYSFS_CMA "/%s/total_pages", area->name);
	if (sys_read_number(path, &total))
		return AREA_UNKNOWN;
	sys_path(path, SYSFS_CMA "/%s/available_pages", area->name);
	if (sys_read_number(path, &available) || available > total)
		return AREA_UNKNOWN;
	return total - available;
}

unsigned long meminfo_cma_pages(void)
{
	struct meminfo info;

	meminfo_read(&info);
	return info.cma_total ? info.cma_total : AREA_UNKNOWN;
}
