/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's small text files, below a root that --root can move. */
#ifndef CMABENCH_SYSFILE_H
#define CMABENCH_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>

#define SYSPATH_MAX 512

/** sys_set_root() - look for /dev, /proc and /sys below @dir */
void sys_set_root(const char *dir);

/**
 * sys_path() - a kernel file's path below the root
 * @path: SYSPATH_MAX bytes
 * @fmt: printf format of the absolute path
 */
void sys_path(char *path, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** sys_is_dir() - whether @path (from sys_path()) is a directory */
bool sys_is_dir(const char *path);

/**
 * sys_read_line() - the first line of a file, however long, without its newline
 * @path: from sys_path()
 *
 * Returns it, to be freed, or NULL where it cannot be read.
 */
char *sys_read_line(const char *path);

/** sys_read_number() - a file that holds one number; 0 or -errno */
int sys_read_number(const char *path, unsigned long *value);

#endif
