// SPDX-License-Identifier: GPL-2.0
/* The first line of the output: what was run, and on what. */
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "jsonput.h"
#include "report.h"
#include "sysfile.h"

static struct json_object *heaps_array(const struct targets *t)
{
	struct json_object *list = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < t->heaps.nr; i++) {
		const struct heap_match *m = &t->match[i];

		o = json_object_new_object();
		put_text(o, "name", t->heaps.heap[i].name);
		put_bool(o, "cma", m->how != MATCH_NONE);
		put_text(o, "area", m->area ? m->area->name : NULL);
		put_text(o, "matched_by", m->how != MATCH_NONE ? match_name(m->how) : NULL);
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *area_object(const struct area *a, unsigned long plan_pages)
{
	struct json_object *o = json_object_new_object();

	put_text(o, "name", a ? a->name : NULL);
	put_number(o, "pages", plan_pages != 0, plan_pages);
	put_number(o, "order_per_bit", a && a->order_per_bit != AREA_UNKNOWN,
		   a ? a->order_per_bit : 0);
	put_number(o, "base_pfn", a && a->base_pfn != AREA_UNKNOWN, a ? a->base_pfn : 0);
	return o;
}

/* A file's first line, or null. */
static void put_file(struct json_object *o, const char *key, const char *file)
{
	char path[SYSPATH_MAX], *text;

	sys_path(path, "%s", file);
	text = sys_read_line(path);
	put_text(o, key, text);
	free(text);
}

static struct json_object *missing_object(const struct report_meta *m)
{
	struct json_object *o = json_object_new_object();

	if (m->no_trace) {
		if (m->plan->uses_heap)
			put_text(o, "latency_us", m->no_trace);
		put_text(o, "attempts", m->no_trace);
	}
	if (!m->plan->uses_heap)
		put_text(o, "call_us", "pages are taken through debugfs, not from a dma-heap");
	if (m->no_migration)
		put_text(o, "migrated", m->no_migration);
	if (m->no_look)
		put_text(o, "system_pages", m->no_look);
	if (m->no_thp)
		put_text(o, "thp", m->no_thp);
	if (m->no_debugfs)
		put_text(o, "debugfs", m->no_debugfs);
	if (!m->target->area)
		put_text(o, "area", "it is not known which area the heap uses");
	else if (area_used_pages(m->target->area) == AREA_UNKNOWN)
		put_text(o, "leaked_pages", "neither debugfs nor sysfs shows what is used");
	return o;
}

void report_meta(struct report *r, const struct report_meta *m)
{
	struct json_object *o = json_object_new_object();
	struct utsname uts;

	uname(&uts);
	put_text(o, "type", "meta");
	put_text(o, "cmabench", CMABENCH_VERSION);
	put_text(o, "scenario", m->plan->scenario->name);
	put_number(o, "seed", true, m->plan->seed);
	put_number(o, "allocs_planned", true, m->plan->nr_allocs);
	put_text(o, "kernel", uts.release);
	put_text(o, "kernel_version", uts.version);
	put_text(o, "machine", uts.machine);
	put_file(o, "model", "/proc/device-tree/model");
	put_file(o, "cmdline", "/proc/cmdline");
	put_number(o, "cpus", true, sysconf(_SC_NPROCESSORS_ONLN));
	put_number(o, "page_size", true, sysconf(_SC_PAGESIZE));
	json_object_object_add(o, "heaps", heaps_array(m->targets));
	put_text(o, "heap", m->target->heap ? m->target->heap->name : NULL);
	json_object_object_add(o, "area", area_object(m->target->area, m->plan->area_pages));
	put_file(o, "placement", "/sys/kernel/debug/cma/placement");
	json_object_object_add(o, "missing", missing_object(m));
	report_line(r, o);
	report_flush(r);
}
