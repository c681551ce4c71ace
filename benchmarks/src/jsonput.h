/* SPDX-License-Identifier: GPL-2.0 */
/* Short names for what the report says all the time, on top of json-c. */
#ifndef CMABENCH_JSONPUT_H
#define CMABENCH_JSONPUT_H

#include <stdbool.h>
#include <stdint.h>

#include <json.h>

/** put_text() - a string, or null for NULL */
static inline void put_text(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, text ? json_object_new_string(text) : NULL);
}

/** put_number() - a number, or null when it is not @known */
static inline void put_number(struct json_object *o, const char *key, bool known, uint64_t value)
{
	json_object_object_add(o, key, known ? json_object_new_uint64(value) : NULL);
}

/** put_bool() - true or false */
static inline void put_bool(struct json_object *o, const char *key, bool value)
{
	json_object_object_add(o, key, json_object_new_boolean(value));
}

/** put_known_bool() - true or false, or null when it is not @known */
static inline void put_known_bool(struct json_object *o, const char *key, bool known, bool value)
{
	json_object_object_add(o, key, known ? json_object_new_boolean(value) : NULL);
}

/** put_us() - nanoseconds as microseconds with three decimals, or null */
static inline void put_us(struct json_object *o, const char *key, bool known, uint64_t ns)
{
	struct json_object *us = NULL;

	if (known) {
		us = json_object_new_double(ns / 1000.0);
		json_object_set_serializer(us, json_object_double_to_json_string,
					   (void *)"%.3f", NULL);
	}
	json_object_object_add(o, key, us);
}

#endif
