// SPDX-License-Identifier: GPL-2.0
#include "json_print.h"

void json_print(struct json_object *json, int layout, FILE *out)
{
	/* Paths are easier to read, and to search for, with plain slashes. */
	fprintf(out, "%s\n", json_object_to_json_string_ext(json, layout |
			JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(json);
}
