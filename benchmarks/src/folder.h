/* SPDX-License-Identifier: GPL-2.0 */
/* The folder on a real file system whose files' page cache fills memory. */
#ifndef CMABENCH_FOLDER_H
#define CMABENCH_FOLDER_H

#include <stdbool.h>

/**
 * folder_check() - is this a folder whose files have a page cache of their own?
 * @dir: the folder, or NULL: none was given
 *
 * Files on tmpfs are the page cache. Returns false after a message.
 */
bool folder_check(const char *dir);

/** folder_file() - an open file in @dir that has no name any more; or -errno */
int folder_file(const char *dir);

#endif
