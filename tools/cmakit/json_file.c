// SPDX-License-Identifier: GPL-2.0
/*
 * json_object_from_file() accepts what follows the first value and does not
 * tell the line of an error; this does.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input_error.h"
#include "json_file.h"
#include "text_file.h"

static size_t line_of(const char *text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

static struct json_object *parse(const char *path, const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *json;
	enum json_tokener_error error;
	size_t end;

	if (!tokener) {
		file_error(path, "out of memory");
		return NULL;
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	json = json_tokener_parse_ex(tokener, text, (int)len);
	error = json_tokener_get_error(tokener);
	end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);

	if (error == json_tokener_success && json)
		return json;
	json_object_put(json);
	if (error == json_tokener_success)
		file_error(path, "expected a JSON object, found null");
	else if (error == json_tokener_continue)
		line_error(path, line_of(text, len),
			   "expected more JSON, found the end of the file");
	else
		line_error(path, line_of(text, end), "expected JSON: %s",
			   json_tokener_error_desc(error));
	return NULL;
}

struct json_object *json_file_read(const char *path)
{
	struct json_object *json = NULL;
	FILE *in = fopen(path, "r");
	size_t len;
	char *text;

	if (!in) {
		file_error(path, "%s", strerror(errno));
		return NULL;
	}
	text = text_file_read(in, path, &len);
	if (text)
		json = parse(path, text, len);
	free(text);
	fclose(in);
	return json;
}
