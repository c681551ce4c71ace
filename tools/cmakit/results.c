// SPDX-License-Identifier: GPL-2.0
/*
 * Reader of results.json. Keys that are not known are left alone; the known ones
 * must be what they are said to be.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input_error.h"
#include "json_file.h"
#include "memory.h"
#include "results.h"

/* Whole numbers up to here are exact as a double. */
#define MAX_COUNT	9007199254740992.0

const struct figure_place figure_places[NR_FIGURES] = {
	[FIGURE_BOOTS]		= { NULL, "boots", true, true },
	[FIGURE_ALLOCS]		= { NULL, "allocs", true, true },
	[FIGURE_FAILED]		= { NULL, "failed", true, true },
	[FIGURE_ATTEMPTS]	= { NULL, "attempts", true, false },
	[FIGURE_MIGRATED]	= { NULL, "pages_migrated", true, false },
	[FIGURE_LATENCY_P50]	= { "latency_us", "p50", false, false },
	[FIGURE_LATENCY_P90]	= { "latency_us", "p90", false, false },
	[FIGURE_LATENCY_P99]	= { "latency_us", "p99", false, false },
	[FIGURE_LATENCY_MAX]	= { "latency_us", "max", false, false },
	[FIGURE_CALL_P50]	= { "call_us", "p50", false, false },
	[FIGURE_CALL_P90]	= { "call_us", "p90", false, false },
	[FIGURE_CALL_P99]	= { "call_us", "p99", false, false },
	[FIGURE_CALL_MAX]	= { "call_us", "max", false, false },
};

/**
 * struct place - a row while it is read
 * @file: the file's name
 * @nr: the row's index in "runs"
 */
struct place {
	const char *file;
	size_t nr;
};

#define expected(place, key, what) \
	file_error((place)->file, "runs[%zu].%s: expected %s", (place)->nr, \
		   key, what)

/*
 * A count or a time, not negative; null and a missing key are NAN. False if it
 * is anything else.
 */
static bool read_number(struct json_object *json, bool is_count, double *value)
{
	if (!json) {
		*value = NAN;
		return true;
	}
	if (!json_object_is_type(json, json_type_int) &&
	    !json_object_is_type(json, json_type_double))
		return false;
	*value = json_object_get_double(json);
	if (!(*value >= 0) || !isfinite(*value))
		return false;
	return !is_count || (*value <= MAX_COUNT && *value == floor(*value));
}

static int read_figure(const struct place *place, struct json_object *row,
		       const struct figure_place *figure, double *value)
{
	struct json_object *in = row, *json = NULL;
	char key[64];

	snprintf(key, sizeof(key), "%s%s%s", figure->group ?: "",
		 figure->group ? "." : "", figure->key);
	if (figure->group) {
		json_object_object_get_ex(row, figure->group, &in);
		if (in && !json_object_is_type(in, json_type_object))
			return expected(place, figure->group,
					"an object or null");
	}
	if (in)
		json_object_object_get_ex(in, figure->key, &json);
	if (!read_number(json, figure->is_count, value))
		return expected(place, key, figure->is_count ?
				"a whole number, not negative, or null" :
				"a number, not negative, or null");
	if (figure->always && isnan(*value))
		return expected(place, key, "a whole number");
	return 0;
}

static int read_string(const struct place *place, struct json_object *row,
		       const char *key, const char **string)
{
	struct json_object *json = NULL;

	json_object_object_get_ex(row, key, &json);
	if (!json_object_is_type(json, json_type_string))
		return expected(place, key, "a string");
	*string = json_object_get_string(json);
	return 0;
}

static int read_count(const struct place *place, struct json_object *row,
		      const char *key, double *value)
{
	struct json_object *json = NULL;

	json_object_object_get_ex(row, key, &json);
	return read_number(json, true, value) ? 0 :
	       expected(place, key, "a whole number, not negative, or null");
}

/* Take one boot's figures into the row's least and most. */
static int read_boot(const struct place *place, struct json_object *boot,
		     struct result_row *row)
{
	for (int i = FIGURE_FAILED; i < NR_FIGURES; i++) {
		struct figure_place figure = figure_places[i];
		double value;

		figure.always = false;
		if (read_figure(place, boot, &figure, &value))
			return -1;
		/* NAN is neither less nor more, and gives way to a number. */
		row->least[i] = fmin(row->least[i], value);
		row->most[i] = fmax(row->most[i], value);
	}
	return 0;
}

static int read_boots(const struct place *place, struct json_object *json,
		      struct result_row *row)
{
	struct json_object *boots = NULL;
	size_t nr;

	for (int i = 0; i < NR_FIGURES; i++)
		row->least[i] = row->most[i] = NAN;
	json_object_object_get_ex(json, "per_boot", &boots);
	if (!boots)
		return 0;
	if (!json_object_is_type(boots, json_type_array))
		return expected(place, "per_boot", "an array or null");
	nr = json_object_array_length(boots);
	for (size_t i = 0; i < nr && nr > 1; i++) {
		struct json_object *boot = json_object_array_get_idx(boots, i);

		if (!json_object_is_type(boot, json_type_object))
			return expected(place, "per_boot", "objects");
		if (read_boot(place, boot, row))
			return -1;
	}
	return 0;
}

/* The object of counts at @key, NULL where there is none. */
static int read_counts(const struct place *place, struct json_object *row,
		       const char *key, struct json_object **counts)
{
	double count;

	*counts = NULL;
	json_object_object_get_ex(row, key, counts);
	if (!*counts)
		return 0;
	if (!json_object_is_type(*counts, json_type_object))
		return expected(place, key, "an object or null");
	json_object_object_foreach(*counts, name, json) {
		(void)name;
		if (!read_number(json, true, &count) || isnan(count))
			return expected(place, key,
					"whole numbers, not negative");
	}
	return 0;
}

static int read_row(const struct place *place, struct json_object *json,
		    struct result_row *row)
{
	row->json = json;
	if (!json_object_is_type(json, json_type_object))
		return file_error(place->file, "runs[%zu]: expected an object",
				  place->nr);
	if (read_string(place, json, "scenario", &row->scenario) ||
	    read_string(place, json, "arm", &row->arm) ||
	    read_string(place, json, "kernel", &row->kernel) ||
	    read_string(place, json, "machine", &row->machine))
		return -1;
	if (strcmp(row->arm, "stock") && strcmp(row->arm, "patched"))
		return expected(place, "arm", "\"stock\" or \"patched\"");
	for (int i = 0; i < NR_FIGURES; i++)
		if (read_figure(place, json, &figure_places[i],
				&row->figures[i]))
			return -1;
	if (row->figures[FIGURE_FAILED] > row->figures[FIGURE_ALLOCS])
		return expected(place, "failed", "at most allocs");
	if (read_count(place, json, "failed_free_range", &row->failed_free_range) ||
	    read_count(place, json, "failed_pin_free", &row->failed_pin_free) ||
	    read_boots(place, json, row))
		return -1;
	if (read_counts(place, json, "failed_by_reason",
			&row->failed_by_reason))
		return -1;
	return read_counts(place, json, "failed_by_errno",
			   &row->failed_by_errno);
}

static bool same_run(const struct result_row *a, const struct result_row *b)
{
	return !strcmp(a->scenario, b->scenario) && !strcmp(a->arm, b->arm) &&
	       !strcmp(a->kernel, b->kernel) && !strcmp(a->machine, b->machine);
}

static int read_rows(struct results *results, struct json_object *runs)
{
	const size_t nr = json_object_array_length(runs);

	results->rows = calloc_or_exit(nr, sizeof(*results->rows));
	for (size_t i = 0; i < nr; i++) {
		const struct place place = { results->name, i };
		struct result_row *row = &results->rows[i];

		if (read_row(&place, json_object_array_get_idx(runs, i), row))
			return -1;
		for (size_t j = 0; j < i; j++)
			if (same_run(row, &results->rows[j]))
				return file_error(results->name,
						  "runs[%zu]: expected another scenario, arm, kernel or machine than in runs[%zu]",
						  i, j);
		results->nr_rows++;
	}
	return 0;
}

static int read_manifest(struct results *results, struct json_object *manifest)
{
	struct json_object *json = NULL;
	const char *source;

	json_object_object_get_ex(manifest, "incomplete", &json);
	if (json && !json_object_is_type(json, json_type_array))
		return file_error(results->name,
				  "manifest.incomplete: expected an array or null");
	results->incomplete = json;

	json = NULL;
	json_object_object_get_ex(manifest, "time_source", &json);
	if (!json)
		return 0;
	source = json_object_is_type(json, json_type_string) ?
		 json_object_get_string(json) : "";
	if (!strcmp(source, "icount"))
		results->time_source = TIME_ICOUNT;
	else if (!strcmp(source, "hardware"))
		results->time_source = TIME_HARDWARE;
	else
		return file_error(results->name,
				  "manifest.time_source: expected \"icount\" or \"hardware\"");
	return 0;
}

static int read_file(struct results *results)
{
	struct json_object *manifest = NULL, *runs = NULL;

	if (!json_object_is_type(results->json, json_type_object))
		return file_error(results->name, "expected an object");
	json_object_object_get_ex(results->json, "manifest", &manifest);
	if (!json_object_is_type(manifest, json_type_object))
		return file_error(results->name, "manifest: expected an object");
	json_object_object_get_ex(results->json, "runs", &runs);
	if (!json_object_is_type(runs, json_type_array))
		return file_error(results->name, "runs: expected an array");
	if (read_manifest(results, manifest))
		return -1;
	return read_rows(results, runs);
}

int results_read(struct results *results, const char *path)
{
	memset(results, 0, sizeof(*results));
	results->name = path;
	results->json = json_file_read(path);
	if (!results->json)
		return -1;
	if (read_file(results)) {
		results_free(results);
		return -1;
	}
	return 0;
}

void results_free(struct results *results)
{
	free(results->rows);
	json_object_put(results->json);
	memset(results, 0, sizeof(*results));
}
