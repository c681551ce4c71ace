// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "input_error.h"
#include "memory.h"
#include "number.h"
#include "proc_memory.h"
#include "sys_file.h"

/**
 * struct wanted - a line of a file that matters
 * @key: what stands before its number
 * @is_needed: a file that has none is not what it should be
 * @number: where the number goes; those of several lines are added up
 */
struct wanted {
	const char *key;
	bool is_needed;
	uint64_t *number;
};

/* @line is KEY, blanks, a number, and perhaps a blank and a unit. */
static int take_line(const char *path, size_t number, char *line,
		     const struct wanted *wanted)
{
	const size_t len = strlen(wanted->key);
	char *value, *unit;
	uint64_t pages;

	if (strncmp(line, wanted->key, len) || line[len] != ' ')
		return 0;
	value = line + len + strspn(line + len, " ");
	unit = strchr(value, ' ');
	if (unit)
		*unit = '\0';
	/* Sums of a thousand such lines do not overflow. */
	if (!parse_number(value, MAX_PAGES, &pages))
		return line_error(path, number,
				  "expected '%s' and a number, found '%.40s'",
				  wanted->key, value);
	*wanted->number = *wanted->number == PROC_UNKNOWN ? pages :
			  *wanted->number + pages;
	return 1;
}

static int check_needed(const char *path, const struct wanted *wanted, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (wanted[i].is_needed && *wanted[i].number == PROC_UNKNOWN)
			return file_error(path, "expected a line '%s N'",
					  wanted[i].key);
	return 0;
}

/* Look in the file /proc/@name for @wanted. */
static int read_wanted(const char *root, const char *name,
		       const struct wanted *wanted, size_t nr)
{
	char *path = asprintf_or_exit("%s/proc/%s", root, name);
	char *text = NULL, *rest, *line;
	size_t len;
	int error = sys_read_text(path, &text, &len);

	for (size_t i = 0; i < nr; i++)
		*wanted[i].number = PROC_UNKNOWN;
	rest = text;
	for (size_t number = 1; !error && (line = strsep(&rest, "\n")); number++) {
		int taken = 0;

		line += strspn(line, " ");
		for (size_t i = 0; !taken && i < nr; i++)
			taken = take_line(path, number, line, &wanted[i]);
		if (taken < 0)
			error = -1;
	}
	if (!error)
		error = check_needed(path, wanted, nr);
	free(text);
	free(path);
	return error;
}

int meminfo_read(struct meminfo *info, const char *root)
{
	const struct wanted wanted[] = {
		{ "MemTotal:", true, &info->total_kb },
		{ "CmaTotal:", false, &info->cma_total_kb },
		{ "CmaFree:", false, &info->cma_free_kb },
	};

	return read_wanted(root, "meminfo", wanted, 3);
}

int cma_events_read(struct cma_events *events, const char *root)
{
	uint64_t any;
	const struct wanted wanted[] = {
		{ "nr_free_pages", true, &any },
		{ "cma_alloc_success", false, &events->succeeded },
		{ "cma_alloc_fail", false, &events->failed },
	};

	return read_wanted(root, "vmstat", wanted, 3);
}

int zone_sums_read(struct zone_sums *sums, const char *root)
{
	const struct wanted wanted[] = {
		{ "pages free", true, &sums->free },
		{ "nr_free_cma", false, &sums->free_cma },
		{ "min", true, &sums->min },
		{ "low", true, &sums->low },
	};
	const int error = read_wanted(root, "zoneinfo", wanted, 4);

	if (!error && sums->free_cma == PROC_UNKNOWN)
		sums->free_cma = 0;
	return error;
}
