// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input_error.h"
#include "memory.h"
#include "output_file.h"

static int open_error(const struct output_file *file)
{
	return file_error(file->name, "%s", strerror(errno));
}

/* Whether a new file may stand in for what is at the path, if anything is. */
static bool replaceable(const char *path)
{
	struct stat st;

	return stat(path, &st) || S_ISREG(st.st_mode);
}

/* A new file beside the one to come, with the mode that open() would give it. */
static FILE *open_temporary(struct output_file *file)
{
	const mode_t mask = umask(0);
	int fd;

	umask(mask);
	file->temporary = asprintf_or_exit("%s.XXXXXX", file->path);
	fd = mkstemp(file->temporary);
	if (fd < 0)
		return NULL;
	fchmod(fd, 0666 & ~mask);
	return fdopen(fd, "w");
}

int output_file_begin(struct output_file *file, const char *name)
{
	*file = (struct output_file) { .name = name, .out = stdout };
	if (!strcmp(name, "-"))
		return 0;

	/* Through symbolic links, so that the link stays. */
	file->path = realpath(name, NULL) ?: asprintf_or_exit("%s", name);
	file->out = replaceable(file->path) ? open_temporary(file) :
		    fopen(file->path, "w");
	if (file->out)
		return 0;
	open_error(file);
	free(file->temporary);
	free(file->path);
	return -1;
}

/* Returns 0, or -1 with errno; that of a write long ago is not known any more. */
static int close_out(struct output_file *file)
{
	int error = 0;

	if (fflush(file->out))
		error = errno;
	else if (ferror(file->out))
		error = EIO;
	if (file->out != stdout && fclose(file->out) && !error)
		error = errno;
	errno = error;
	return error ? -1 : 0;
}

int output_file_complete(struct output_file *file)
{
	int ret = close_out(file);

	if (!ret && file->temporary)
		ret = rename(file->temporary, file->path);
	if (ret) {
		open_error(file);
		if (file->temporary)
			unlink(file->temporary);
	}
	free(file->temporary);
	free(file->path);
	return ret;
}
