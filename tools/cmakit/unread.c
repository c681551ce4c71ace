// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "unread.h"

void unread_note(struct unread *unread, const char *path, int error)
{
	if (!error || error == ENOENT || error == ENOTDIR)
		return;
	unread->files = realloc_or_exit(unread->files, unread->nr + 1,
					sizeof(*unread->files));
	unread->files[unread->nr++] = (struct unread_file) {
		.path = asprintf_or_exit("%s", path),
		.why = error < 0 ? "it holds something else than expected" :
		       strerrordesc_np(error) ?: "unknown error",
	};
	unread->nr_bad += error < 0;
}

void unread_free(struct unread *unread)
{
	for (size_t i = 0; i < unread->nr; i++)
		free(unread->files[i].path);
	free(unread->files);
	*unread = (struct unread) { 0 };
}
