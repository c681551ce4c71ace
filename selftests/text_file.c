// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text_file.h"

/* Read up to the end into a buffer that grows; NULL with errno set. */
static char *read_all(int fd)
{
	size_t size = 4096, len = 0;
	char *text = malloc(size), *larger;
	ssize_t ret;

	while (text) {
		ret = read(fd, text + len, size - len - 1);
		if (ret < 0) {
			free(text);
			return NULL;
		}
		len += ret;
		if (!ret) {
			text[len] = '\0';
			return text;
		}
		if (len + 1 < size)
			continue;
		size *= 2;
		larger = realloc(text, size);
		if (!larger)
			free(text);
		text = larger;
	}

	return NULL;
}

char *text_file_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	char *text;

	if (fd < 0)
		return NULL;
	text = read_all(fd);
	error = errno;
	close(fd);
	errno = error;

	return text;
}

long long text_file_read_number(const char *path)
{
	char *text = text_file_read(path), *end;
	long long number;

	if (!text)
		return -errno;
	number = strtoll(text, &end, 10);
	if (end == text || (*end && *end != '\n'))
		number = -EINVAL;
	free(text);

	return number;
}

int text_file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret = 0;
	ssize_t written;

	if (fd < 0)
		return -errno;
	written = write(fd, text, strlen(text));
	if (written < 0)
		ret = -errno;
	else if ((size_t)written != strlen(text))
		ret = -EIO;
	close(fd);

	return ret;
}
