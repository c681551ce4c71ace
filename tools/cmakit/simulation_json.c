// SPDX-License-Identifier: GPL-2.0
#include "simulation_json.h"

static void add_number(struct json_object *o, const char *key, uint64_t value)
{
	json_object_object_add(o, key, json_object_new_uint64(value));
}

/* @value of a sample that exists only if it has an event. */
static void add_sampled(struct json_object *o, const char *key,
			const struct sample *sample, uint64_t value)
{
	json_object_object_add(o, key, sample->event ?
			       json_object_new_uint64(value) : NULL);
}

struct json_object *simulation_json(const struct simulation *s)
{
	const size_t *by_reason = s->result.failed_by_reason;
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "trace",
			       json_object_new_string(s->trace->name));
	json_object_object_add(o, "placement", json_object_new_string(
				       placement_name(s->setup.placement)));
	add_number(o, "pages", s->setup.area_pages);
	add_number(o, "allocs", s->trace->nr_allocs);
	add_number(o, "failed", s->result.failed);
	add_number(o, "failed_pages", s->result.failed_pages);
	add_number(o, "failed_nospace", by_reason[REASON_NOSPACE]);
	add_number(o, "failed_fragmented", by_reason[REASON_FRAGMENTED]);
	add_number(o, "failed_alignment", by_reason[REASON_ALIGNMENT]);
	add_number(o, "peak_live_pages", s->trace->peak_pages);
	if (s->setup.occupancy.percent)
		add_number(o, "migrated_pages", s->result.migrated_pages);
	return o;
}

struct json_object *simulation_json_compared(const struct simulation *s,
					     size_t stock_failed)
{
	const struct extremes *x = &s->extremes;
	struct json_object *o = simulation_json(s);

	json_object_object_add(o, "ratio_to_first_fit", stock_failed ?
			       json_object_new_double((double)s->result.failed /
						      (double)stock_failed) :
			       NULL);
	add_sampled(o, "most_used_pages", &x->fullest, x->fullest.used_pages);
	add_sampled(o, "least_largest_run_pages", &x->least_run,
		    x->least_run.largest_run_pages);
	add_sampled(o, "least_largest_aligned_run_pages", &x->least_aligned_run,
		    x->least_aligned_run.largest_aligned_run_pages);
	add_sampled(o, "most_free_pages_at_failure", &x->freest_failure,
		    x->freest_failure.free_pages);
	add_number(o, "align_order", s->align_order);
	add_number(o, "preferred_wanted", s->result.preferred_wanted);
	add_number(o, "preferred_got", s->result.preferred_got);
	return o;
}
