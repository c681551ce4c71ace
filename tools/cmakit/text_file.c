// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input_error.h"
#include "memory.h"
#include "text_file.h"

char *text_file_read(FILE *in, const char *name, size_t *len)
{
	size_t room = 1 << 12;
	char *text = realloc_or_exit(NULL, room + 1, 1);

	errno = 0;
	*len = 0;
	for (;;) {
		*len += fread(text + *len, 1, room - *len, in);
		if (*len < room)
			break;
		if (room >= TEXT_FILE_MAX_BYTES) {
			file_error(name, "expected at most %d bytes",
				   TEXT_FILE_MAX_BYTES);
			free(text);
			return NULL;
		}
		room *= 2;
		text = realloc_or_exit(text, room + 1, 1);
	}
	if (ferror(in)) {
		file_error(name, "%s", strerror(errno));
		free(text);
		return NULL;
	}
	text[*len] = '\0';
	return text;
}
