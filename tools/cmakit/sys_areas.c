// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "area_debugfs.h"
#include "memory.h"
#include "number.h"
#include "sys_areas.h"
#include "sys_file.h"

#define SYSFS_CMA	"/sys/kernel/mm/cma"

/* The area called @name, a new one with nothing known if there is none. */
static struct sys_area *area_named(struct sys_areas *areas, const char *name)
{
	struct sys_area *area;

	for (size_t i = 0; i < areas->nr; i++)
		if (!strcmp(areas->areas[i].name, name))
			return &areas->areas[i];
	areas->areas = realloc_or_exit(areas->areas, areas->nr + 1,
				       sizeof(*areas->areas));
	area = &areas->areas[areas->nr++];
	*area = (struct sys_area) {
		.name = asprintf_or_exit("%s", name),
		.pages = AREA_UNKNOWN,
		.free_pages = AREA_UNKNOWN,
		.succeeded_pages = AREA_UNKNOWN,
		.failed_pages = AREA_UNKNOWN,
	};
	for (int i = 0; i < NR_CALL_FAILURES; i++)
		area->failed_calls[i] = AREA_UNKNOWN;
	return area;
}

/* @folder/@file into @number, which stays as it is if it cannot be read. */
static void read_number(const char *folder, const char *file, uint64_t *number,
			struct unread *unread)
{
	char *path = asprintf_or_exit("%s/%s", folder, file);

	unread_note(unread, path, sys_read_number(path, UINT64_MAX - 1, number));
	free(path);
}

static void read_sysfs(struct sys_area *area, struct unread *unread)
{
	read_number(area->sysfs, "total_pages", &area->pages, unread);
	read_number(area->sysfs, "available_pages", &area->free_pages, unread);
	read_number(area->sysfs, "alloc_pages_success", &area->succeeded_pages,
		    unread);
	read_number(area->sysfs, "alloc_pages_fail", &area->failed_pages, unread);
	for (int i = 0; i < NR_CALL_FAILURES; i++) {
		char *file = asprintf_or_exit("fail_%s", reason_name(i));

		read_number(area->sysfs, file, &area->failed_calls[i], unread);
		free(file);
	}
}

static void read_last_failure(struct sys_area *area, struct unread *unread)
{
	char *path = asprintf_or_exit("%s/last_failure", area->debugfs);
	char *line = NULL;

	unread_note(unread, path, sys_read_line(path, &line));
	if (line && *line)
		area->last_failure = line;
	else
		free(line);
	free(path);
}

/* Sizes that sysfs does not tell come from here; 5.10 has no sysfs. */
static void read_debugfs(struct sys_area *area, struct unread *unread)
{
	const int error = area_debugfs_read(&area->state, area->debugfs);

	unread_note(unread, area->debugfs, error);
	if (!error) {
		area->has_state = true;
		if (area->pages == AREA_UNKNOWN)
			area->pages = area_state_pages(&area->state);
		if (area->free_pages == AREA_UNKNOWN) {
			area->free_pages = area_state_free_pages(&area->state);
			area->free_is_of_debugfs = true;
		}
	}
	read_last_failure(area, unread);
}

/* Take in the folders of @path; @read is told where each one's area is. */
static void read_folders(struct sys_areas *areas, const char *path,
			 void (*read)(struct sys_areas *areas, char *folder,
				      const char *entry, struct unread *unread),
			 struct unread *unread)
{
	struct sys_names names;

	unread_note(unread, path, sys_list(path, &names));
	for (size_t i = 0; i < names.nr; i++) {
		char *folder = asprintf_or_exit("%s/%s", path, names.names[i]);

		if (sys_is_folder(folder))
			read(areas, folder, names.names[i], unread);
		else
			free(folder);
	}
	sys_names_free(&names);
}

static void read_sysfs_folder(struct sys_areas *areas, char *folder,
			      const char *entry, struct unread *unread)
{
	struct sys_area *area = area_named(areas, entry);

	free(area->sysfs);
	area->sysfs = folder;
	read_sysfs(area, unread);
}

static void read_debugfs_folder(struct sys_areas *areas, char *folder,
				const char *entry, struct unread *unread)
{
	struct sys_area *area = area_named(areas, area_debugfs_name(entry));

	/* cma-NAME and NAME are not both there, except in a strange saved folder. */
	if (area->debugfs) {
		free(folder);
		return;
	}
	area->debugfs = folder;
	read_debugfs(area, unread);
}

void sys_areas_read(struct sys_areas *areas, const char *root,
		    struct unread *unread)
{
	char *sysfs = asprintf_or_exit("%s" SYSFS_CMA, root);
	char *debugfs = asprintf_or_exit("%s" DEBUGFS_CMA, root);

	*areas = (struct sys_areas) { 0 };
	read_folders(areas, sysfs, read_sysfs_folder, unread);
	read_folders(areas, debugfs, read_debugfs_folder, unread);
	free(sysfs);
	free(debugfs);
}

void sys_areas_free(struct sys_areas *areas)
{
	for (size_t i = 0; i < areas->nr; i++) {
		struct sys_area *area = &areas->areas[i];

		free(area->name);
		free(area->debugfs);
		free(area->sysfs);
		free(area->last_failure);
		area_state_free(&area->state);
	}
	free(areas->areas);
	*areas = (struct sys_areas) { 0 };
}

uint64_t sys_area_failed_calls(const struct sys_area *area)
{
	uint64_t calls = 0;

	for (int i = 0; i < NR_CALL_FAILURES; i++) {
		if (area->failed_calls[i] == AREA_UNKNOWN)
			return AREA_UNKNOWN;
		if (i != REASON_INTERRUPTED)
			calls += area->failed_calls[i];
	}
	return calls;
}
