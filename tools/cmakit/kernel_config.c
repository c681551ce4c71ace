// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "input_error.h"
#include "kernel_config.h"
#include "memory.h"

/* A configuration is at most some 300 KiB; what unpacks to more is none. */
#define MAX_BYTES	(4 << 20)
#define PREFIX		"CONFIG_"

/* As sys_read_text(); gzip or not. */
static int read_gzip(const char *path, char **text)
{
	gzFile in = gzopen(path, "re");
	const char *why;
	int len, error;

	if (!in)
		return errno ? errno : ENOMEM;
	*text = calloc_or_exit(MAX_BYTES + 1, 1);
	len = gzread(in, *text, MAX_BYTES + 1);
	why = gzerror(in, &error);
	if (len < 0 || (error && error != Z_STREAM_END))
		error = error == Z_ERRNO ? errno :
			file_error(path, "expected a gzip file: %s", why);
	else if (len > MAX_BYTES)
		error = file_error(path, "expected at most %d bytes", MAX_BYTES);
	else
		error = 0;
	gzclose(in);
	if (!error)
		return 0;
	free(*text);
	*text = NULL;
	return error;
}

/* CONFIG_NAME=VALUE; the rest are comments and empty lines. */
static int check_text(const struct kernel_config *config)
{
	size_t number = 1, options = 0;

	for (const char *line = config->text; *line; number++) {
		const size_t len = strcspn(line, "\n");
		const bool is_option = !strncmp(line, PREFIX, strlen(PREFIX)) &&
				       memchr(line, '=', len);

		if (!is_option && *line != '#' && len)
			return line_error(config->path, number,
					  "expected CONFIG_NAME=VALUE or a comment, found '%.*s'",
					  len < 40 ? (int)len : 40, line);
		options += is_option;
		line += len + (line[len] == '\n');
	}
	return options ? 0 : file_error(config->path,
					"expected the configuration of a kernel, found no option");
}

int kernel_config_read(struct kernel_config *config, const char *root,
		       const char *release)
{
	char *paths[] = {
		asprintf_or_exit("%s/proc/config.gz", root),
		release ? asprintf_or_exit("%s/boot/config-%s", root, release) :
		NULL,
	};
	int error = ENOENT;

	*config = (struct kernel_config) { 0 };
	for (size_t i = 0; i < 2 && error > 0; i++) {
		if (!paths[i])
			continue;
		error = read_gzip(paths[i], &config->text);
		if (!error) {
			config->path = paths[i];
			paths[i] = NULL;
			error = check_text(config);
		}
	}
	free(paths[0]);
	free(paths[1]);
	if (error)
		kernel_config_free(config);
	return error;
}

void kernel_config_free(struct kernel_config *config)
{
	free(config->path);
	free(config->text);
	*config = (struct kernel_config) { 0 };
}

char *kernel_config_value(const struct kernel_config *config, const char *name)
{
	char *key = asprintf_or_exit(PREFIX "%s=", name);
	const size_t len = strlen(key);
	char *value = NULL;

	for (const char *line = config->text; line && *line && !value;) {
		const size_t line_len = strcspn(line, "\n");

		if (!strncmp(line, key, len))
			value = asprintf_or_exit("%.*s", (int)(line_len - len),
						 line + len);
		line += line_len + (line[line_len] == '\n');
	}
	free(key);
	if (value && !strcmp(value, "n")) {
		free(value);
		return NULL;
	}
	return value;
}
