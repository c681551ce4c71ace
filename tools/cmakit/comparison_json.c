// SPDX-License-Identifier: GPL-2.0
/*
 * A comparison as JSON: the rows as they were, and the ratios.
 */
#include <math.h>

#include "comparison.h"
#include "json_print.h"

static struct json_object *ratios(const struct comparison_pair *pair)
{
	struct json_object *all = json_object_new_object();

	for (int i = FIGURE_FAILED; i < NR_FIGURES; i++) {
		const struct figure_place *place = &figure_places[i];
		const double ratio = comparison_ratio(pair, i);
		struct json_object *in = all;

		if (place->group &&
		    !json_object_object_get_ex(all, place->group, &in)) {
			in = json_object_new_object();
			json_object_object_add(all, place->group, in);
		}
		json_object_object_add(in, place->key, isnan(ratio) ? NULL :
				       json_object_new_double(ratio));
	}
	return all;
}

static struct json_object *row_json(const struct result_row *row)
{
	return row ? json_object_get(row->json) : NULL;
}

static struct json_object *pair_json(const struct comparison_pair *pair)
{
	const struct result_row *row = pair->before ?: pair->after;
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "scenario",
			       json_object_new_string(row->scenario));
	json_object_object_add(o, "machine",
			       json_object_new_string(row->machine));
	json_object_object_add(o, "before", row_json(pair->before));
	json_object_object_add(o, "after", row_json(pair->after));
	json_object_object_add(o, "ratio", ratios(pair));
	return o;
}

static void add_incomplete(struct json_object *list,
			   const struct results *results)
{
	size_t nr = results->incomplete ?
		    json_object_array_length(results->incomplete) : 0;

	for (size_t i = 0; i < nr; i++) {
		struct json_object *o = json_object_new_object();

		json_object_object_add(o, "file",
				       json_object_new_string(results->name));
		json_object_object_add(o, "boot", json_object_get(
			json_object_array_get_idx(results->incomplete, i)));
		json_object_array_add(list, o);
	}
}

static struct json_object *time_source_json(enum time_source source)
{
	switch (source) {
	case TIME_ICOUNT:
		return json_object_new_string("icount");
	case TIME_HARDWARE:
		return json_object_new_string("hardware");
	default:
		return NULL;
	}
}

void comparison_print_json(const struct comparison *comparison, FILE *out)
{
	struct json_object *o = json_object_new_object();
	struct json_object *incomplete = json_object_new_array();
	struct json_object *pairs = json_object_new_array();

	add_incomplete(incomplete, comparison->before);
	if (comparison->after != comparison->before)
		add_incomplete(incomplete, comparison->after);
	for (size_t i = 0; i < comparison->nr_pairs; i++)
		json_object_array_add(pairs, pair_json(&comparison->pairs[i]));

	json_object_object_add(o, "before",
			       json_object_new_string(comparison->before->name));
	json_object_object_add(o, "after",
			       json_object_new_string(comparison->after->name));
	json_object_object_add(o, "time_source",
			       time_source_json(comparison->before->time_source));
	json_object_object_add(o, "incomplete", incomplete);
	json_object_object_add(o, "comparisons", pairs);
	json_print(o, JSON_C_TO_STRING_PRETTY, out);
}
