// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "unread.h"

int unread_note(struct unread *unread, const char *path, int error)
{
	if (error < 0)
		return -1;
	if (!error || error == ENOENT || error == ENOTDIR)
		return 0;
	unread->files = realloc_or_exit(unread->files, unread->nr + 1,
					sizeof(*unread->files));
	unread->files[unread->nr++] = (struct unread_file) {
		.path = asprintf_or_exit("%s", path),
		.why = strerrordesc_np(error) ?: "unknown error",
	};
	return 0;
}

void unread_free(struct unread *unread)
{
	for (size_t i = 0; i < unread->nr; i++)
		free(unread->files[i].path);
	free(unread->files);
	*unread = (struct unread) { 0 };
}
