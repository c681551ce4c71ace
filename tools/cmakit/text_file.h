/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_TEXT_FILE_H
#define CMAKIT_TEXT_FILE_H

#include <stddef.h>
#include <stdio.h>

/* What is read whole is a few kilobytes; beyond this it is something else. */
#define TEXT_FILE_MAX_BYTES	(64 << 20)

/*
 * Read the rest of @in, which messages call @name. Returns a new string of *@len
 * bytes, which may hold NUL bytes, and a NUL behind them; NULL after a message if
 * it cannot be read or is larger than TEXT_FILE_MAX_BYTES.
 */
char *text_file_read(FILE *in, const char *name, size_t *len);

#endif /* CMAKIT_TEXT_FILE_H */
