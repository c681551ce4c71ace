// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "say.h"
#include "sysfile.h"

static const char *root = "";

void sys_set_root(const char *dir)
{
	root = dir;
}

void sys_path(char *path, const char *fmt, ...)
{
	int len = snprintf(path, SYSPATH_MAX, "%s", root);
	va_list ap;

	va_start(ap, fmt);
	if (len < SYSPATH_MAX)
		len += vsnprintf(path + len, SYSPATH_MAX - len, fmt, ap);
	va_end(ap);
	if (len >= SYSPATH_MAX) {
		say("%.60s...: path longer than %d bytes", path, SYSPATH_MAX - 1);
		exit(STATUS_BAD);
	}
}

bool sys_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int read_short(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "re");
	int err = 0;

	if (!f)
		return -errno;
	errno = 0;
	if (!fgets(text, size, f))
		err = errno ? -errno : -ENODATA;
	else
		text[strcspn(text, "\n")] = '\0';
	fclose(f);
	return err;
}

char *sys_read_line(const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!f)
		return NULL;
	len = getline(&line, &size, f);
	fclose(f);
	if (len >= 0) {
		line[strcspn(line, "\n")] = '\0';
		return line;
	}
	free(line);
	return NULL;
}

int sys_read_number(const char *path, unsigned long *value)
{
	char text[64], *end;
	int err = read_short(path, text, sizeof(text));

	if (err)
		return err;
	errno = 0;
	*value = strtoul(text, &end, 10);
	return errno || end == text || *end ? -EINVAL : 0;
}
