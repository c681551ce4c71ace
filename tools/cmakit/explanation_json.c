// SPDX-License-Identifier: GPL-2.0
#include "explanation_json.h"

/* A number that the log may not hold, and which is null then. */
static void add_number(struct json_object *o, const char *key, uint64_t value,
		       bool is_known)
{
	json_object_object_add(o, key, is_known ? json_object_new_uint64(value) :
						  NULL);
}

static void add_pages(struct json_object *o, const char *key, uint64_t pages)
{
	add_number(o, key, pages, pages != PAGES_UNKNOWN);
}

static void add_texts(struct json_object *o, const char *key,
		      const struct text_list *list)
{
	struct json_object *texts = json_object_new_array();

	for (size_t i = 0; i < list->nr; i++)
		json_object_array_add(texts,
				      json_object_new_string(list->texts[i]));
	json_object_object_add(o, key, texts);
}

static struct json_object *possible_json(const struct explanation *e)
{
	struct json_object *reasons = json_object_new_array();

	for (int reason = 0; reason < REASON_UNKNOWN; reason++)
		if (e->possible >> reason & 1)
			json_object_array_add(reasons, json_object_new_string(
					reason_name((enum reason)reason)));
	return reasons;
}

struct json_object *explanation_json(const struct explanation *e)
{
	const struct failure *f = e->failure;
	const struct picture *p = &e->picture;
	const bool is_align_told = p->align != ALIGN_UNKNOWN && !p->align_inferred;
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "line", json_object_new_uint64(f->line));
	json_object_object_add(o, "area", *f->area ?
			       json_object_new_string(f->area) : NULL);
	json_object_object_add(o, "reason", json_object_new_string(
				       reason_name(e->reason)));
	json_object_object_add(o, "confidence", json_object_new_string(
				       confidence_name(e->confidence)));
	json_object_object_add(o, "because", json_object_new_string(e->because));
	add_number(o, "pages", p->pages, p->pages != 0);
	add_number(o, "align", (uint64_t)p->align, is_align_told);
	add_number(o, "align_inferred", (uint64_t)p->align, p->align_inferred);
	json_object_object_add(o, "ret", f->ret == RET_UNKNOWN ? NULL :
			       json_object_new_int(f->ret));
	add_pages(o, "total_pages", e->area_pages);
	add_pages(o, "free_pages", p->free);
	add_pages(o, "largest_run", p->largest);
	add_pages(o, "largest_aligned_run", p->aligned);
	if (e->reason == REASON_UNKNOWN)
		json_object_object_add(o, "possible", possible_json(e));
	add_texts(o, "evidence", &e->evidence);
	add_texts(o, "advice", &e->advice);
	return o;
}
