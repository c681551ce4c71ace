/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SYS_FILE_H
#define CMAKIT_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Files of /proc, /sys and /dev, of this machine or of another one's that were
 * saved in a folder, the root: "" or a path without the slash at its end. Paths
 * made of it are new strings.
 *
 * What reads returns 0; an errno, silently, if there is no such file or it may
 * not be read; -1, after a message, if it holds something else than expected.
 */

/* Make a root of the path @folder: take the slashes at its end away. */
void sys_trim_root(char *folder);

/* The whole file: a new string of *@len bytes, with a NUL behind them. */
int sys_read_text(const char *path, char **text, size_t *len);

/* Its first line, without LF; a new string. What is cut or empty is "". */
int sys_read_line(const char *path, char **line);

/* The number that is all there is in it, and at most @max. */
int sys_read_number(const char *path, uint64_t max, uint64_t *number);

bool sys_is_folder(const char *path);

/**
 * struct sys_names - names of what is in a folder, sorted, less those with a dot
 *	at the start
 * @names: the names, each a string of its own
 * @nr: number of them
 */
struct sys_names {
	char **names;
	size_t nr;
};

/* Returns 0 or an errno. The caller ends it with sys_names_free() either way. */
int sys_list(const char *path, struct sys_names *names);
void sys_names_free(struct sys_names *names);

#endif /* CMAKIT_SYS_FILE_H */
