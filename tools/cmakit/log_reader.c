// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input_error.h"
#include "log_reader.h"
#include "memory.h"

/* Several lines of the longest kind, so that few of them have to be moved. */
#define BUFFER_BYTES	(8 * LOG_LINE_MAX)

void log_reader_begin(struct log_reader *reader, int fd, const char *name,
		      const struct text_filter *filter)
{
	*reader = (struct log_reader) {
		.fd = fd,
		.name = name,
		.filter = filter,
		.buffer = realloc_or_exit(NULL, BUFFER_BYTES, 1),
		.line = realloc_or_exit(NULL, LOG_LINE_MAX + 1, 1),
	};
}

void log_reader_end(struct log_reader *reader)
{
	free(reader->buffer);
	free(reader->line);
}

/* Drop the NUL bytes of @len bytes at @text; returns how many are left. */
static size_t without_nuls(char *text, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < len; i++)
		if (text[i])
			text[kept++] = text[i];
	return kept;
}

/* Move what is left to the front, and read behind it. Returns 0 or -1. */
static int fill(struct log_reader *reader)
{
	char *at;
	ssize_t len;

	memmove(reader->buffer, reader->buffer + reader->pos,
		reader->end - reader->pos);
	reader->end -= reader->pos;
	reader->pos = 0;
	at = reader->buffer + reader->end;
	do {
		len = read(reader->fd, at, BUFFER_BYTES - reader->end);
	} while (len < 0 && errno == EINTR);
	if (len < 0)
		return file_error(reader->name, "%s", strerror(errno));
	reader->at_end = len == 0;
	if (!reader->nr && !reader->end && len >= 2 &&
	    (!memcmp(at, "\xff\xfe", 2) || !memcmp(at, "\xfe\xff", 2))) {
		reader->is_utf16 = true;
		memset(at, ' ', 2);
	}
	if (reader->is_utf16)
		len = (ssize_t)without_nuls(at, (size_t)len);
	reader->end += (size_t)len;
	return 0;
}

/*
 * Take the next line, or piece of one, out of the buffer. *@len is without its end.
 * Returns 1, 0 at the end, or -1.
 */
static int take(struct log_reader *reader, char **text, size_t *len)
{
	for (;;) {
		const size_t left = reader->end - reader->pos;
		const size_t most = left < LOG_LINE_MAX ? left : LOG_LINE_MAX;
		char *start = reader->buffer + reader->pos;
		const char *lf = memchr(start, '\n', most);

		if (lf || most == LOG_LINE_MAX || (reader->at_end && left)) {
			*text = start;
			*len = lf ? (size_t)(lf - start) : most;
			reader->pos += *len + (lf != NULL);
			reader->nr += !reader->in_pieces;
			reader->in_pieces = !lf;
			return 1;
		}
		if (reader->at_end)
			return 0;
		if (fill(reader))
			return -1;
	}
}

int log_reader_next(struct log_reader *reader, bool any, char **text,
		    bool *matches)
{
	size_t len;
	char *found;
	int got;

	while ((got = take(reader, &found, &len)) > 0) {
		*matches = text_filter_matches(reader->filter, found, len);
		if (!*matches && !any)
			continue;
		/* A copy: the byte behind a piece is the next one's first. */
		for (size_t i = 0; i < len; i++)
			reader->line[i] = found[i] ? found[i] : ' ';
		reader->line[len] = '\0';
		*text = reader->line;
		return 1;
	}
	return got;
}
