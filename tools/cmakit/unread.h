/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_UNREAD_H
#define CMAKIT_UNREAD_H

#include <stddef.h>

/**
 * struct unread_file - a file that is there and could not be read, or is not what it
 *	should be
 * @path: the file
 * @why: why not; a string that stays
 */
struct unread_file {
	char *path;
	const char *why;
};

/**
 * struct unread - all of them; empty is all zero
 * @nr_bad: how many are not what they should be
 */
struct unread {
	struct unread_file *files;
	size_t nr;
	size_t nr_bad;
};

/*
 * Note what came of reading @path, as sys_file.h says: 0 and that there is no such
 * file are nothing to note.
 */
void unread_note(struct unread *unread, const char *path, int error);

void unread_free(struct unread *unread);

#endif /* CMAKIT_UNREAD_H */
