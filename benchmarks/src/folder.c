// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "folder.h"
#include "say.h"

bool folder_check(const char *dir)
{
	struct statfs fs;
	unsigned int type;	/* f_type is signed, its width the machine's */

	if (!dir) {
		say("files are filled, so a folder on a disk is needed: --dir DIR");
		return false;
	}
	if (statfs(dir, &fs)) {
		say("--dir %s: %s", dir, strerror(errno));
		return false;
	}
	type = fs.f_type;
	if (type == TMPFS_MAGIC || type == RAMFS_MAGIC) {
		say("--dir %s: expected a folder on a disk; this one is in memory (%s)", dir,
		    type == TMPFS_MAGIC ? "tmpfs" : "ramfs");
		return false;
	}
	return true;
}

int folder_file(const char *dir)
{
	char *path;
	int fd, err;

	if (!dir)
		return -ENOENT;
	if (asprintf(&path, "%s/cmabench.XXXXXX", dir) < 0)
		return -ENOMEM;
	fd = mkostemp(path, O_CLOEXEC);
	err = fd < 0 ? -errno : 0;
	/* However the program ends, nothing is left. */
	if (!err)
		unlink(path);
	free(path);
	return err ? err : fd;
}
