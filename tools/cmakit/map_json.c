// SPDX-License-Identifier: GPL-2.0
#include "json_print.h"
#include "map_json.h"


static void add_number(struct json_object *json, const char *key, uint64_t number)
{
	json_object_object_add(json, key, json_object_new_uint64(number));
}

/* A number that is only a bound of what is not known is null. */
static void add_known(struct json_object *json, const char *key, uint64_t number,
		      bool is_known)
{
	json_object_object_add(json, key, is_known ?
			       json_object_new_uint64(number) : NULL);
}

static void add_string(struct json_object *json, const char *key,
		       const char *string)
{
	json_object_object_add(json, key,
			       string ? json_object_new_string(string) : NULL);
}

static struct json_object *json_of_place(const struct map_place *place)
{
	struct json_object *json;

	if (!place->found)
		return NULL;
	json = json_object_new_object();
	add_number(json, "range", place->range);
	add_number(json, "first", place->first);
	return json;
}

static struct json_object *json_of_request(const struct map *map)
{
	struct json_object *json;

	if (!map->has_request)
		return NULL;
	json = json_object_new_object();
	add_number(json, "pages", map->request.pages);
	add_number(json, "align", map->request.align_order);
	add_string(json, "reason", map->reason == REASON_NONE ? NULL :
		   reason_name(map->reason));
	json_object_object_add(json, "first_fit", json_of_place(&map->first_fit));
	json_object_object_add(json, "zoned", json_of_place(&map->zoned));
	return json;
}

static struct json_object *json_of_run(const struct map *map,
				       const struct area_range *range,
				       const struct run *run)
{
	struct json_object *json = json_object_new_object();
	struct area_fit fit;

	add_number(json, "first", run->first);
	add_number(json, "pages", run->nr_pages);
	if (!map->has_request)
		return json;
	fit = area_state_fit(map->state, range, run, &map->request);
	add_number(json, "aligned_first", fit.aligned_first);
	add_number(json, "usable_pages", fit.usable_pages);
	add_number(json, "missing_pages", fit.missing_pages);
	return json;
}

static struct json_object *json_of_range(const struct map *map,
					 const struct area_range *range)
{
	struct json_object *json = json_object_new_object();
	struct json_object *runs = json_object_new_array();

	json_object_object_add(json, "base_pfn", range->has_base ?
			       json_object_new_uint64(range->base_pfn) : NULL);
	add_known(json, "pages", range->nr_pages, range->length == LENGTH_KNOWN);
	add_known(json, "free_pages", run_list_pages(&range->free),
		  !map->state->free_is_open && !map->state->unplaced_pages);
	for (size_t i = 0; i < range->free.nr; i++)
		json_object_array_add(runs, json_of_run(map, range,
							&range->free.runs[i]));
	json_object_object_add(json, "runs", runs);
	return json;
}

void map_print_json(const struct map *map, FILE *out)
{
	const struct area_state *state = map->state;
	struct json_object *json = json_object_new_object();
	struct json_object *orders = json_object_new_array();
	struct json_object *ranges = json_object_new_array();

	add_string(json, "area", state->name);
	add_string(json, "source", state->source);
	add_known(json, "pages", area_state_pages(state),
		  area_state_has_pages(state));
	add_known(json, "free_pages", area_state_free_pages(state),
		  !state->free_is_open);
	add_known(json, "unplaced_free_pages", state->unplaced_pages,
		  !state->free_is_open);
	json_object_object_add(json, "is_complete",
			       json_object_new_boolean(area_state_is_complete(state)));
	add_number(json, "order_per_bit", state->order_per_bit);
	add_number(json, "largest_run", area_state_largest_run(state));
	for (unsigned int order = 0; order <= AREA_MAX_LISTED_ORDER; order++)
		json_object_array_add(orders, json_object_new_uint64(
				area_state_largest_aligned(state, order)));
	json_object_object_add(json, "largest_by_align", orders);
	json_object_object_add(json, "request", json_of_request(map));
	for (size_t i = 0; i < state->nr_ranges; i++)
		json_object_array_add(ranges,
				      json_of_range(map, &state->ranges[i]));
	json_object_object_add(json, "ranges", ranges);
	json_print(json, JSON_C_TO_STRING_SPACED, out);
}
