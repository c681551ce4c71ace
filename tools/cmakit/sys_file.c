// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input_error.h"
#include "memory.h"
#include "number.h"
#include "sys_file.h"
#include "text_file.h"

void sys_trim_root(char *folder)
{
	size_t len = strlen(folder);

	while (len && folder[len - 1] == '/')
		folder[--len] = '\0';
}

int sys_read_text(const char *path, char **text, size_t *len)
{
	FILE *in = fopen(path, "re");
	int error = 0;
	int c;

	if (!in)
		return errno;
	/* Some files can be opened, and tell only then that they will not be read. */
	errno = 0;
	c = fgetc(in);
	if (c == EOF && ferror(in)) {
		error = errno;
	} else {
		ungetc(c, in);
		*text = text_file_read(in, path, len);
		if (!*text)
			error = -1;
	}
	fclose(in);
	return error;
}

int sys_read_line(const char *path, char **line)
{
	size_t len;
	int error = sys_read_text(path, line, &len);

	if (!error)
		(*line)[strcspn(*line, "\n")] = '\0';
	return error;
}

int sys_read_number(const char *path, uint64_t max, uint64_t *number)
{
	char *line;
	int error = sys_read_line(path, &line);

	if (error)
		return error;
	if (!parse_number(line, max, number))
		error = file_error(path, "expected a number of at most %llu, found '%.40s'",
				   (unsigned long long)max, line);
	free(line);
	return error;
}

bool sys_is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int sys_list(const char *path, struct sys_names *names)
{
	struct dirent **entries;
	int nr;

	*names = (struct sys_names) { 0 };
	nr = scandir(path, &entries, not_hidden, alphasort);
	if (nr < 0)
		return errno;
	names->names = calloc_or_exit((size_t)nr + 1, sizeof(*names->names));
	for (names->nr = 0; names->nr < (size_t)nr; names->nr++) {
		names->names[names->nr] =
			asprintf_or_exit("%s", entries[names->nr]->d_name);
		free(entries[names->nr]);
	}
	free(entries);
	return 0;
}

void sys_names_free(struct sys_names *names)
{
	for (size_t i = 0; i < names->nr; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct sys_names) { 0 };
}
