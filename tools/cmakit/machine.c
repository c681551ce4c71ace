// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "area_debugfs.h"
#include "input_error.h"
#include "machine.h"
#include "memory.h"

/* Pages of most machines. */
#define DEFAULT_PAGE_KB	4
#define MAX_PAGE_KB	256

/* The first line of @path below the root; *@line stays NULL if there is none. */
static void read_line(struct machine *machine, const char *path, char **line)
{
	char *whole = asprintf_or_exit("%s%s", machine->root, path);

	unread_note(&machine->unread, whole, sys_read_line(whole, line));
	free(whole);
}

static int read_proc(struct machine *machine)
{
	int error = meminfo_read(&machine->meminfo, machine->root);

	if (error > 0)
		return file_error("/proc/meminfo", "in '%s': %s; expected a running system, or with --root a folder with its /proc and /sys",
				  *machine->root ? machine->root : "/",
				  strerror(error));
	unread_note(&machine->unread, "/proc/meminfo", error);
	unread_note(&machine->unread, "/proc/vmstat",
		    cma_events_read(&machine->events, machine->root));
	error = zone_sums_read(&machine->zones, machine->root);
	machine->has_zones = !error;
	unread_note(&machine->unread, "/proc/zoneinfo", error);
	read_line(machine, "/proc/cmdline", &machine->cmdline);
	read_line(machine, "/proc/sys/kernel/osrelease", &machine->release);
	unread_note(&machine->unread, "the kernel's configuration",
		    kernel_config_read(&machine->config, machine->root,
				       machine->release));
	return 0;
}

static void read_heaps(struct machine *machine)
{
	char *path = asprintf_or_exit("%s/dev/dma_heap", machine->root);

	unread_note(&machine->unread, path, sys_list(path, &machine->heaps));
	free(path);
}

/* Pages of all areas, as far as known. */
static uint64_t area_pages(const struct machine *machine)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < machine->areas.nr; i++)
		if (machine->areas.areas[i].pages != AREA_UNKNOWN)
			pages += machine->areas.areas[i].pages;
	return pages;
}

/*
 * Nothing in /proc or /sys says how large a page is; that of a saved machine is
 * what makes as many KiB of its areas' pages as /proc/meminfo has.
 */
static uint64_t find_page_kb(const struct machine *machine)
{
	const uint64_t pages = area_pages(machine);
	const uint64_t kb = machine->meminfo.cma_total_kb;

	if (!*machine->root)
		return (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
	for (uint64_t page_kb = DEFAULT_PAGE_KB; page_kb <= MAX_PAGE_KB;
	     page_kb *= 2)
		if (kb != PROC_UNKNOWN && pages && kb / page_kb == pages)
			return page_kb;
	return DEFAULT_PAGE_KB;
}

int machine_read(struct machine *machine, const char *root)
{
	*machine = (struct machine) { .root = root };
	if (read_proc(machine))
		return -1;
	sys_areas_read(&machine->areas, root, &machine->unread);
	unread_note(&machine->unread, "the device tree",
		    dt_pools_read(&machine->pools, root));
	read_heaps(machine);
	read_line(machine, DEBUGFS_CMA "/placement", &machine->placement);
	machine->page_kb = find_page_kb(machine);
	return 0;
}

void machine_free(struct machine *machine)
{
	free(machine->release);
	free(machine->cmdline);
	free(machine->placement);
	kernel_config_free(&machine->config);
	sys_areas_free(&machine->areas);
	dt_pools_free(&machine->pools);
	sys_names_free(&machine->heaps);
	unread_free(&machine->unread);
}

char *machine_parameter(const struct machine *machine, const char *name)
{
	const size_t len = strlen(name);
	char *copy, *rest, *word, *value = NULL;

	if (!machine->cmdline)
		return NULL;
	copy = asprintf_or_exit("%s", machine->cmdline);
	rest = copy;
	while ((word = strsep(&rest, " "))) {
		if (strncmp(word, name, len) || word[len] != '=')
			continue;
		free(value);
		value = asprintf_or_exit("%s", word + len + 1);
	}
	free(copy);
	return value;
}
