/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_JSON_FILE_H
#define CMAKIT_JSON_FILE_H

#include <json-c/json.h>

/*
 * Read the file @path, which must be one JSON value and nothing behind it.
 * Returns a reference that the caller puts, or NULL after a message with the
 * file and, for a syntax error, its line.
 */
struct json_object *json_file_read(const char *path);

#endif /* CMAKIT_JSON_FILE_H */
