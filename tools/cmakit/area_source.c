// SPDX-License-Identifier: GPL-2.0
/*
 * What an argument means: the name of an area if there is one of that name and no
 * slash in it, otherwise a file. A file is a bitmap if it holds numbers only, or
 * begins as the simulator's do; otherwise a log. A bitmap beside a count is an
 * area's in debugfs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area_bitmap.h"
#include "area_debugfs.h"
#include "area_log.h"
#include "area_source.h"
#include "input_error.h"
#include "memory.h"
#include "sys_file.h"
#include "text_file.h"

/* A folder of debugfs; what cannot be read is an error here. */
static int read_folder(const char *path, struct area_state *state)
{
	int error = area_debugfs_read(state, path);

	if (error > 0)
		file_error(path, "expected the files of an area in debugfs: %s",
			   strerror(error));
	return error ? -1 : 0;
}

/*
 * The names of the areas in the folder @path, as "a, b", how many they are, and the
 * folder of the last one or NULL: new strings.
 */
static char *area_names(const char *path, int *error, size_t *nr, char **last)
{
	char *names = asprintf_or_exit("%s", "");
	struct sys_names entries;

	*nr = 0;
	*last = NULL;
	*error = sys_list(path, &entries);
	for (size_t i = 0; i < entries.nr; i++) {
		char *folder = asprintf_or_exit("%s/%s", path, entries.names[i]);
		char *longer;

		if (!sys_is_folder(folder)) {
			free(folder);
			continue;
		}
		longer = asprintf_or_exit("%s%s%s", names, *nr ? ", " : "",
					  area_debugfs_name(entries.names[i]));
		free(names);
		names = longer;
		free(*last);
		*last = folder;
		(*nr)++;
	}
	sys_names_free(&entries);
	return names;
}

static int read_only_area(const char *root, struct area_state *state)
{
	char *path = asprintf_or_exit("%s" DEBUGFS_CMA, root);
	size_t nr;
	char *last;
	int error, ret;
	char *names = area_names(path, &error, &nr, &last);

	if (error)
		ret = file_error(path, "%s; it needs root, CONFIG_CMA_DEBUGFS and a mounted debugfs",
				 strerror(error));
	else if (!nr)
		ret = file_error(path, "expected an area, found none");
	else if (nr > 1)
		ret = file_error(path, "expected the name of one area, there are: %s",
				 names);
	else
		ret = read_folder(last, state);
	free(names);
	free(last);
	free(path);
	return ret;
}

/* If the bitmap at @path is an area's in debugfs, its folder, otherwise NULL. */
static char *debugfs_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? asprintf_or_exit("%.*s", (int)(slash - path), path) :
		       asprintf_or_exit(".");
	char *count = asprintf_or_exit("%s/count", folder);
	uint64_t number;
	const bool is_debugfs = !strcmp(slash ? slash + 1 : path, "bitmap") &&
				!sys_read_number(count, UINT64_MAX, &number);

	free(count);
	if (is_debugfs)
		return folder;
	free(folder);
	return NULL;
}

static int read_text(const struct area_source *source, const char *text,
		     size_t len, struct area_state *state)
{
	const char *path = source->argument;
	char *folder;
	int ret;

	if (!area_bitmap_detect(text, len))
		return area_log_read(state, path, text, len, source->dump);
	folder = debugfs_folder_of(path);
	ret = folder ? read_folder(folder, state) :
	      area_bitmap_parse(state, path, text, len);
	free(folder);
	return ret;
}

static int read_file(const struct area_source *source, struct area_state *state)
{
	const char *path = source->argument;
	FILE *in = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *text = NULL;
	size_t len;
	int ret = -1;

	if (!in)
		return file_error(path, "no area of that name in %s" DEBUGFS_CMA
				  ", and as a file: %s", source->root,
				  strerror(errno));
	if (sys_is_folder(path))
		ret = read_folder(path, state);
	else
		text = text_file_read(in, path, &len);
	if (text)
		ret = read_text(source, text, len, state);
	free(text);
	if (in != stdin)
		fclose(in);
	return ret;
}

int area_source_read(const struct area_source *source, struct area_state *state)
{
	char *folder;
	int ret;

	if (!source->argument)
		return read_only_area(source->root, state);
	folder = area_debugfs_folder(source->root, source->argument);
	if (!folder)
		return read_file(source, state);
	ret = read_folder(folder, state);
	free(folder);
	return ret;
}
