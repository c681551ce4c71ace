// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "doctor.h"
#include "json_print.h"

static struct json_object *string_or_null(const char *string)
{
	return string ? json_object_new_string(string) : NULL;
}

static struct json_object *number_or_null(uint64_t number)
{
	return number == AREA_UNKNOWN ? NULL : json_object_new_uint64(number);
}

static void add(struct json_object *json, const char *key,
		struct json_object *value)
{
	json_object_object_add(json, key, value);
}

static struct json_object *json_of_orders(const struct sys_area *area)
{
	struct json_object *json;

	if (!area->has_state)
		return NULL;
	json = json_object_new_array();
	for (unsigned int order = 0; order <= AREA_MAX_LISTED_ORDER; order++)
		json_object_array_add(json, json_object_new_uint64(
			area_state_largest_aligned(&area->state, order)));
	return json;
}

static struct json_object *json_of_area(const struct sys_area *area)
{
	struct json_object *json = json_object_new_object();
	struct json_object *calls = json_object_new_object();

	add(json, "area", json_object_new_string(area->name));
	add(json, "pages", number_or_null(area->pages));
	add(json, "free_pages", number_or_null(area->free_pages));
	add(json, "largest_by_align", json_of_orders(area));
	add(json, "succeeded_pages", number_or_null(area->succeeded_pages));
	add(json, "failed_pages", number_or_null(area->failed_pages));
	for (int i = 0; i < NR_CALL_FAILURES; i++)
		add(calls, reason_name(i),
		    number_or_null(area->failed_calls[i]));
	add(json, "failed_calls", calls);
	add(json, "last_failure", string_or_null(area->last_failure));
	return json;
}

static struct json_object *json_of_finding(const struct finding *finding)
{
	struct json_object *json = json_object_new_object();

	add(json, "severity",
	    json_object_new_string(severity_name(finding->severity)));
	add(json, "check", json_object_new_string(finding->check));
	add(json, "text", json_object_new_string(finding->text));
	add(json, "file", json_object_new_string(finding->file));
	add(json, "advice", string_or_null(finding->advice));
	return json;
}

static struct json_object *json_of_areas(const struct machine *machine)
{
	struct json_object *json = json_object_new_array();

	for (size_t i = 0; i < machine->areas.nr; i++)
		json_object_array_add(json,
				      json_of_area(&machine->areas.areas[i]));
	return json;
}

static struct json_object *json_of_heaps(const struct machine *machine)
{
	struct json_object *json = json_object_new_array();

	for (size_t i = 0; i < machine->heaps.nr; i++)
		json_object_array_add(json, json_object_new_string(
						machine->heaps.names[i]));
	return json;
}

static struct json_object *json_of_parameters(const struct machine *machine)
{
	struct json_object *json = json_object_new_object();

	for (size_t i = 0; doctor_parameters[i]; i++) {
		char *value = machine_parameter(machine, doctor_parameters[i]);

		add(json, doctor_parameters[i], string_or_null(value));
		free(value);
	}
	return json;
}

/* Null where the configuration is not known, "n" for what is off. */
static struct json_object *json_of_config(const struct machine *machine)
{
	struct json_object *json;

	if (!machine->config.text)
		return NULL;
	json = json_object_new_object();
	for (size_t i = 0; i < doctor_nr_options; i++) {
		char *value = kernel_config_value(&machine->config,
						  doctor_options[i].name);

		add(json, doctor_options[i].name,
		    json_object_new_string(value ?: "n"));
		free(value);
	}
	return json;
}

static struct json_object *json_of_pools(const struct machine *machine)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < machine->pools.nr; i++) {
		const struct dt_pool *pool = &machine->pools.pools[i];
		struct json_object *json = json_object_new_object();

		add(json, "area", json_object_new_string(pool->name));
		add(json, "bytes", number_or_null(pool->bytes));
		add(json, "alloc_ranges", string_or_null(pool->alloc_ranges));
		add(json, "is_default",
		    json_object_new_boolean(pool->is_default));
		json_object_array_add(list, json);
	}
	return list;
}

static struct json_object *json_of_unread(const struct unread *unread)
{
	struct json_object *json = json_object_new_array();

	for (size_t i = 0; i < unread->nr; i++) {
		struct json_object *file = json_object_new_object();

		add(file, "file", json_object_new_string(unread->files[i].path));
		add(file, "why", json_object_new_string(unread->files[i].why));
		json_object_array_add(json, file);
	}
	return json;
}

void doctor_print_json(const struct machine *machine,
		       const struct findings *findings, FILE *out)
{
	struct json_object *json = json_object_new_object();
	struct json_object *list = json_object_new_array();

	add(json, "kernel", string_or_null(machine->release));
	add(json, "placement", string_or_null(machine->placement));
	add(json, "parameters", json_of_parameters(machine));
	add(json, "config", json_of_config(machine));
	add(json, "heaps", json_of_heaps(machine));
	add(json, "devicetree", json_of_pools(machine));
	add(json, "areas", json_of_areas(machine));
	for (size_t i = 0; i < findings->nr; i++)
		json_object_array_add(list, json_of_finding(&findings->list[i]));
	add(json, "findings", list);
	add(json, "unread", json_of_unread(&machine->unread));
	json_print(json, JSON_C_TO_STRING_PRETTY, out);
}
