/* SPDX-License-Identifier: GPL-2.0 */
/* Whole small text files of debugfs and sysfs, read or written at once. */
#ifndef SELFTESTS_CMA_TEXT_FILE_H
#define SELFTESTS_CMA_TEXT_FILE_H

/* All of @path, to be freed by the caller; NULL with errno set on failure. */
char *text_file_read(const char *path);

/* The decimal number in @path, or a negative errno. */
long long text_file_read_number(const char *path);

/* Write @text to @path in one write(); 0, or a negative errno. */
int text_file_write(const char *path, const char *text);

#endif
