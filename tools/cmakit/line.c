// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "input_error.h"
#include "line.h"

int line_read(struct line_reader *reader)
{
	size_t len = 0;
	int c;

	reader->nr++;
	errno = 0;
	while ((c = getc_unlocked(reader->in)) != EOF && c != '\n') {
		if (c == '\0')
			return line_error(reader->name, reader->nr,
					  "expected text, found a NUL byte");
		if (c == '\r')
			return line_error(reader->name, reader->nr,
					  "expected lines that end with LF, found a CR");
		if (len == LINE_MAX_BYTES)
			return line_error(reader->name, reader->nr,
					  "expected at most %d bytes in a line",
					  LINE_MAX_BYTES);
		reader->text[len++] = (char)c;
	}
	if (ferror(reader->in))
		return file_error(reader->name, "%s", strerror(errno));
	if (c == EOF && len)
		return line_error(reader->name, reader->nr,
				  "expected LF at the end of the line");
	reader->text[len] = '\0';
	return c != EOF;
}
