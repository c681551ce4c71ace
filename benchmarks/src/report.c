// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "jsonput.h"
#include "pins.h"
#include "report.h"
#include "say.h"

bool report_open(struct report *r, const char *path, unsigned long nr_allocs)
{
	r->out = path ? fopen(path, "we") : stdout;
	if (!r->out) {
		say("%s: %s", path, strerror(errno));
		return false;
	}
	samples_reserve(&r->latency, nr_allocs);
	samples_reserve(&r->call, nr_allocs);
	return true;
}

bool report_good(struct report *r)
{
	return !atomic_load(&r->broken);
}

void report_flush(struct report *r)
{
	if (fflush(r->out) || ferror(r->out)) {
		if (report_good(r))
			say("the output cannot be written: %s", strerror(errno));
		atomic_store(&r->broken, true);
	}
}

bool report_close(struct report *r)
{
	report_flush(r);
	if (r->out != stdout)
		fclose(r->out);
	samples_free(&r->latency);
	samples_free(&r->call);
	free(r->errs.tally);
	free(r->cma_errs.tally);
	return report_good(r);
}

void report_line(struct report *r, struct json_object *o)
{
	fprintf(r->out, "%s\n", json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
}

static void count_err(struct tallies *t, int err)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		if (t->tally[i].err == err)
			break;
	if (i == t->nr) {
		t->tally = xgrow(t->tally, t->nr, &t->cap, sizeof(*t->tally));
		t->tally[t->nr++] = (struct tally){ err, 0 };
	}
	t->tally[i].count++;
}

/* cma_alloc() alone. A write to debugfs does nothing besides. */
static bool latency_ns(const struct record *rec, uint64_t *ns)
{
	if (rec->traced && rec->call.finished)
		*ns = rec->call.finish_ns - rec->call.start_ns;
	else
		*ns = rec->to_ns - rec->from_ns;
	return (rec->traced && rec->call.finished) || rec->op->via == VIA_DEBUGFS;
}

static void count(struct report *r, const struct record *rec)
{
	uint64_t ns;

	r->allocs++;
	r->pages += rec->op->amount;
	if (rec->err) {
		r->failed++;
		r->failed_pages += rec->op->amount;
		count_err(&r->errs, rec->err);
	}
	if (!rec->err && rec->op->via == VIA_HEAP)
		samples_add(&r->call, rec->to_ns - rec->from_ns);
	if (!rec->err && latency_ns(rec, &ns))
		samples_add(&r->latency, ns);
	watch_count(&r->sights, &rec->seen, rec->err);
	if (!rec->traced)
		return;
	r->traced++;
	r->attempts += rec->call.attempts;
	r->retries += rec->call.attempts ? rec->call.attempts - 1 : 0;
	r->migrated_pages += rec->call.migrated_pages;
	if (rec->err && rec->call.err > 0) {
		r->traced_failed++;
		count_err(&r->cma_errs, rec->call.err);
	}
}

static void put_seen(struct json_object *o, const struct sight *seen)
{
	put_number(o, "system_pages", seen->looked, seen->system_pages);
	put_known_bool(o, "free_range", seen->looked, seen->free_range);
	put_known_bool(o, "pin_free", seen->looked && seen->pinned, seen->pin_free);
}

static struct json_object *alloc_line(const struct report *r, const struct record *rec)
{
	struct json_object *o = json_object_new_object();
	const struct trace_call *c = &rec->call;
	const struct op *op = rec->op;
	bool known;
	uint64_t ns;
	char who[140];

	snprintf(who, sizeof(who), "%s%s%s", op->owner ? op->owner : "",
		 op->owner ? "." : "", op->name);
	put_text(o, "type", "alloc");
	put_number(o, "t_ns", true, rec->from_ns - r->start_ns);
	put_text(o, "who", who);
	put_number(o, "thread", true, rec->thread);
	put_number(o, "pages", true, op->amount);
	put_number(o, "align", rec->traced, c->align_order);
	put_text(o, "via", op->via == VIA_HEAP ? "heap" : "debugfs");
	put_bool(o, "ok", !rec->err);
	put_number(o, "errno", true, rec->err);
	put_number(o, "cma_errno", rec->traced && c->err != TRACE_NO_ERRNO, c->err);
	put_text(o, "reason", rec->traced && *c->reason ? c->reason : NULL);
	put_us(o, "call_us", op->via == VIA_HEAP, rec->to_ns - rec->from_ns);
	known = latency_ns(rec, &ns);
	put_us(o, "latency_us", known, ns);
	put_number(o, "attempts", rec->traced, c->attempts);
	put_number(o, "migrated", rec->traced && r->has_migration, c->migrated_pages);
	put_number(o, "pfn", rec->traced && c->ok, c->pfn);
	put_seen(o, &rec->seen);
	return o;
}

void report_alloc(struct report *r, const struct record *rec)
{
	count(r, rec);
	if (r->lines)
		report_line(r, alloc_line(r, rec));
}

void report_taken(struct report *r, const char *when, size_t calls, const struct taken *taken)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array(), *pair;
	size_t i;

	put_text(o, "type", "taken");
	put_text(o, "when", when);
	put_number(o, "calls", true, calls);
	for (i = 0; i < taken->nr; i++) {
		pair = json_object_new_array();
		json_object_array_add(pair, json_object_new_uint64(taken->span[i].start));
		json_object_array_add(pair, json_object_new_uint64(taken->span[i].nr));
		json_object_array_add(list, pair);
	}
	json_object_object_add(o, "spans", taken->known ? list : NULL);
	if (!taken->known)
		json_object_put(list);
	report_line(r, o);
}

static struct json_object *pins_array(void)
{
	struct json_object *list = json_object_new_array();
	const struct avoid *pins = pins_held();
	size_t i;

	for (i = 0; i < pins->nr; i++)
		json_object_array_add(list, json_object_new_uint64(pins->pfn[i]));
	return list;
}

static const char *pressure_name(const struct op *op)
{
	switch (op->kind) {
	case OP_DROP:
		return "drop";
	case OP_LOWMEM:
		return "lowmem";
	case OP_PIN:
		return "pin";
	default:
		return "fill";
	}
}

void report_area(struct report *r, const struct op *op, struct watch *watch)
{
	static const char *const uses[NR_PAGE_USES] = {
		"free", "percpu", "taken", "anon", "file", "other",
	};
	struct json_object *o = json_object_new_object();
	struct look *look = &watch->look;
	bool seen = look_now(look);
	enum page_use use;

	put_text(o, "type", "area");
	put_number(o, "t_ns", true, clock_ns() - r->start_ns);
	put_number(o, "line", true, op->line);
	put_text(o, "after", pressure_name(op));
	put_text(o, "kind", op->kind == OP_FILL ? memory_kind_names[op->memory] : NULL);
	for (use = 0; use < NR_PAGE_USES; use++)
		put_number(o, uses[use], seen, look->count[use]);
	put_number(o, "dirty", seen, look->dirty);
	put_number(o, "system_pages", seen, look_system_pages(look));
	json_object_object_add(o, "pins", pins_array());
	report_line(r, o);
	report_flush(r);
}

static struct json_object *sights_object(const struct sights *s)
{
	struct json_object *o;

	if (!s->nr)
		return NULL;
	o = json_object_new_object();
	put_number(o, "start", true, s->first);
	put_number(o, "min", true, s->min);
	put_number(o, "mean", true, s->sum / s->nr);
	put_number(o, "max", true, s->max);
	return o;
}

static struct json_object *tallies_object(const struct tallies *t)
{
	struct json_object *o = json_object_new_object();
	size_t i;

	for (i = 0; i < t->nr; i++) {
		const char *name = strerrorname_np(t->tally[i].err);
		char number[16];

		snprintf(number, sizeof(number), "%d", t->tally[i].err);
		put_number(o, name ? name : number, true, t->tally[i].count);
	}
	return o;
}

static struct json_object *percentiles(struct samples *s)
{
	static const struct { const char *key; unsigned int percent; } wanted[] = {
		{ "p50", 50 }, { "p90", 90 }, { "p99", 99 }, { "max", 100 },
	};
	struct json_object *o = json_object_new_object();
	uint64_t ns = 0;
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		bool known = samples_percentile(s, wanted[i].percent, &ns);

		put_us(o, wanted[i].key, known, ns);
	}
	return o;
}

static struct json_object *vmstat_object(const struct vmstat *before, const struct vmstat *after)
{
	struct json_object *o;
	size_t i;

	if (!after->nr)
		return NULL;
	o = json_object_new_object();
	for (i = 0; i < after->nr; i++) {
		const struct vmstat_counter *c = &after->counter[i];

		put_number(o, c->name, true, c->value - vmstat_get(before, c->name));
	}
	return o;
}

static void put_used(struct json_object *o, const struct report_end *end)
{
	bool known = end->used_before != AREA_UNKNOWN && end->used_after != AREA_UNKNOWN;

	put_number(o, "used_pages_before", end->used_before != AREA_UNKNOWN, end->used_before);
	put_number(o, "used_pages_after", end->used_after != AREA_UNKNOWN, end->used_after);
	json_object_object_add(o, "leaked_pages", !known ? NULL :
			       json_object_new_int64((int64_t)end->used_after -
						     (int64_t)end->used_before));
}

void report_summary(struct report *r, const struct report_end *end)
{
	struct json_object *o = json_object_new_object();
	bool traced = r->has_trace && r->traced == r->allocs;

	put_text(o, "type", "summary");
	put_text(o, "scenario", end->plan->scenario->name);
	put_number(o, "seed", true, end->plan->seed);
	put_bool(o, "interrupted", end->interrupted);
	put_us(o, "duration_us", true, r->end_ns - r->start_ns);
	put_number(o, "allocs_planned", true, end->plan->nr_allocs);
	put_number(o, "allocs", true, r->allocs);
	put_number(o, "pages", true, r->pages);
	put_number(o, "failed", true, r->failed);
	put_number(o, "failed_pages", true, r->failed_pages);
	json_object_object_add(o, "failed_by_errno", tallies_object(&r->errs));
	json_object_object_add(o, "failed_by_cma_errno", r->failed && !r->traced_failed ? NULL :
			       tallies_object(&r->cma_errs));
	put_number(o, "attempts", traced, r->attempts);
	put_number(o, "pages_migrated", traced && r->has_migration, r->migrated_pages);
	put_number(o, "retries", traced, r->retries);
	json_object_object_add(o, "system_pages", sights_object(&r->sights));
	put_number(o, "failed_free_range", r->sights.nr, r->sights.failed_free_range);
	put_number(o, "failed_pin_free", r->sights.nr_pinned, r->sights.failed_pin_free);
	put_number(o, "traced", r->has_trace, r->traced);
	put_number(o, "trace_lost_events", r->has_trace, r->trace_lost_events);
	put_text(o, "percentiles", STATS_METHOD);
	json_object_object_add(o, "latency_us", percentiles(&r->latency));
	json_object_object_add(o, "call_us", percentiles(&r->call));
	put_used(o, end);
	json_object_object_add(o, "vmstat", vmstat_object(end->vmstat_before, end->vmstat_after));
	report_line(r, o);
	report_flush(r);
}
