/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_JSON_PRINT_H
#define CMAKIT_JSON_PRINT_H

#include <stdio.h>

#include <json-c/json.h>

/*
 * Print @json and an LF, and put the reference. @layout is json-c's
 * JSON_C_TO_STRING_SPACED for one line, JSON_C_TO_STRING_PRETTY for several.
 */
void json_print(struct json_object *json, int layout, FILE *out);

#endif /* CMAKIT_JSON_PRINT_H */
