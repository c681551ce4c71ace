// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event-parse.h>
#include <tracefs.h>

#include "migrate-reason.h"
#include "say.h"
#include "trace.h"

/*
 * Ring buffer of one CPU. An event takes about 80 bytes, so this holds some
 * 12000 of them between two drains.
 */
#define BUFFER_KIB 1024

struct trace_task {
	pid_t tid;
	struct trace_call open;		/* the call that is going on */
	bool is_open;
	unsigned long retries, migrated_pages;	/* of that call, so far */
	uint64_t last_busy_pfn;
	bool says_tried;		/* the kernel says how many ranges it tried in vain */
	unsigned long tried;
	struct trace_call *call;	/* calls that are over and not yet taken */
	size_t nr, cap, next;
	struct trace_task *next_task;
};

struct trace {
	struct tracefs_instance *instance;
	struct tep_handle *tep;
	bool migration;
	unsigned long long contig_reason;	/* MR_CONTIG_RANGE; with migration */
	unsigned long lost;		/* as the kernel counts, since the start */
	struct trace_task *tasks;
};

static const struct {
	const char *system, *event;
	bool needed;
} events[] = {
	{ "cma", "cma_alloc_start", true },
	{ "cma", "cma_alloc_finish", true },
	{ "cma", "cma_alloc_busy_retry", true },
	{ "cma", "cma_alloc_failed", false },
	{ "migrate", "mm_migrate_pages", false },
};

#define NR_EVENTS (sizeof(events) / sizeof(events[0]))

/* Migration is counted only where it can be told apart from other migration. */
static bool knows_reason(struct trace *t)
{
	struct tep_event *event = tep_find_event_by_name(t->tep, "migrate", "mm_migrate_pages");

	return event && tep_find_field(event, "reason") &&
	       migrate_reason_contig(event, &t->contig_reason);
}

static bool enable_events(struct trace *t, const char *dir, char *why, size_t size)
{
	static const char *const systems[] = { "cma", "migrate", NULL };
	size_t i;

	t->tep = tracefs_local_events_system(dir, systems);
	if (!t->tep) {
		snprintf(why, size, "the formats of the cma events cannot be read");
		return false;
	}
	for (i = 0; i < NR_EVENTS; i++) {
		bool good = tracefs_event_file_exists(t->instance, events[i].system,
						      events[i].event, "enable") &&
			    tracefs_event_enable(t->instance, events[i].system,
						 events[i].event) == 0;

		if (!strcmp(events[i].system, "migrate")) {
			t->migration = good && knows_reason(t);
		} else if (!good && events[i].needed) {
			snprintf(why, size, "no tracepoint %s:%s",
				 events[i].system, events[i].event);
			return false;
		}
	}
	return true;
}

static bool set_up(struct trace *t, const char *dir, char *why, size_t size)
{
	char name[32];

	snprintf(name, sizeof(name), "cmabench-%d", (int)getpid());
	t->instance = tracefs_instance_create(name);
	if (!t->instance) {
		snprintf(why, size, "no tracing instance can be made: %m");
		return false;
	}
	if (tracefs_instance_file_write(t->instance, "trace_clock", "mono") < 0) {
		snprintf(why, size, "the trace clock cannot be set to mono");
		return false;
	}
	if (tracefs_instance_set_buffer_size(t->instance, BUFFER_KIB, -1) < 0) {
		snprintf(why, size, "the trace buffer cannot be made %d KiB a CPU", BUFFER_KIB);
		return false;
	}
	return enable_events(t, dir, why, size);
}

struct trace *trace_open(char *why, size_t size)
{
	const char *dir;
	struct trace *t;

	/* Where tracefs is not mounted, it is not ours to mount. */
	tracefs_set_loglevel(TEP_LOG_NONE);
	if (tracefs_tracing_dir_is_mounted(false, &dir) <= 0) {
		snprintf(why, size, "tracefs is not mounted");
		return NULL;
	}
	t = xcalloc(1, sizeof(*t));
	if (set_up(t, dir, why, size))
		return t;
	trace_close(t);
	return NULL;
}

bool trace_has_migration(const struct trace *t)
{
	return t->migration;
}

struct trace_task *trace_task_add(struct trace *t, pid_t tid)
{
	struct trace_task *task = xcalloc(1, sizeof(*task));

	task->tid = tid;
	task->next_task = t->tasks;
	t->tasks = task;
	return task;
}

void trace_task_remove(struct trace *t, struct trace_task *task)
{
	struct trace_task **link = &t->tasks;

	while (*link != task)
		link = &(*link)->next_task;
	*link = task->next_task;
	free(task->call);
	free(task);
}

static struct trace_task *task_of(struct trace *t, pid_t tid)
{
	struct trace_task *task = t->tasks;

	while (task && task->tid != tid)
		task = task->next_task;
	return task;
}

static bool number(struct tep_event *event, struct tep_record *record, const char *name,
		   unsigned long long *value)
{
	struct tep_format_field *field = tep_find_field(event, name);

	return field && tep_read_number_field(field, record->data, value) == 0;
}

/* A pfn of all ones, as wide as the kernel's long, says that there is none. */
static uint64_t pfn_of(struct tep_event *event, struct tep_record *record)
{
	struct tep_format_field *field = tep_find_field(event, "pfn");
	unsigned long long pfn;

	if (!field || tep_read_number_field(field, record->data, &pfn))
		return TRACE_NO_PFN;
	if (field->size == 4 && (uint32_t)pfn == UINT32_MAX)
		return TRACE_NO_PFN;
	return pfn;
}

static void end_call(struct trace_task *task)
{
	if (!task->is_open)
		return;
	task->is_open = false;
	task->call = xgrow(task->call, task->nr, &task->cap, sizeof(*task->call));
	task->call[task->nr++] = task->open;
}

static void on_start(struct trace_task *task, struct tep_event *event, struct tep_record *record)
{
	unsigned long long value;
	const char *name;
	int len;

	end_call(task);
	memset(&task->open, 0, sizeof(task->open));
	task->is_open = true;
	task->retries = 0;
	task->migrated_pages = 0;
	task->says_tried = false;
	task->last_busy_pfn = TRACE_NO_PFN;
	task->open.start_ns = record->ts;
	task->open.pfn = TRACE_NO_PFN;
	task->open.err = TRACE_NO_ERRNO;
	if (number(event, record, "align", &value))
		task->open.align_order = value;
	name = tep_get_field_raw(NULL, event, "name", record, &len, 0);
	if (name)
		snprintf(task->open.area, sizeof(task->open.area), "%.*s", len, name);
}

static void on_finish(struct trace_task *task, struct tep_event *event, struct tep_record *record)
{
	struct trace_call *call = &task->open;
	unsigned long long value;

	if (!task->is_open)
		return;
	call->finished = true;
	call->finish_ns = record->ts;
	call->pfn = pfn_of(event, record);
	call->ok = number(event, record, "page", &value) && value;
	if (number(event, record, "errorno", &value))
		call->err = -(int)value;
	call->attempts = task->says_tried ? task->tried :
		attempts_of(task->retries, task->last_busy_pfn, call->ok, call->pfn, call->err);
	call->migrated_pages = task->migrated_pages;
	end_call(task);
}

/* Comes before the finish event, from kernels that have it. */
static void on_failed(struct trace_task *task, struct tep_event *event, struct tep_record *record)
{
	unsigned long long value;
	const char *reason;
	int len;

	task->says_tried = number(event, record, "tried", &value);
	if (task->says_tried)
		task->tried = value;
	reason = tep_get_field_raw(NULL, event, "reason", record, &len, 0);
	if (reason)
		snprintf(task->open.reason, sizeof(task->open.reason), "%.*s", len, reason);
}

/* Memory for the new pages may be compacted for: that moves others, elsewhere. */
static void on_migrate(struct trace *t, struct trace_task *task, struct tep_event *event,
		       struct tep_record *record)
{
	unsigned long long reason, succeeded;

	if (task->is_open && t->migration &&
	    number(event, record, "reason", &reason) && reason == t->contig_reason &&
	    number(event, record, "succeeded", &succeeded))
		task->migrated_pages += succeeded;
}

static int on_event(struct tep_event *event, struct tep_record *record, int cpu, void *data)
{
	struct trace *t = data;
	struct trace_task *task = task_of(t, tep_data_pid(t->tep, record));

	(void)cpu;
	if (!task)
		return 0;
	if (!strcmp(event->name, "cma_alloc_start")) {
		on_start(task, event, record);
	} else if (!strcmp(event->name, "cma_alloc_finish")) {
		on_finish(task, event, record);
	} else if (!strcmp(event->name, "cma_alloc_busy_retry")) {
		task->retries++;
		task->last_busy_pfn = pfn_of(event, record);
	} else if (!strcmp(event->name, "cma_alloc_failed")) {
		on_failed(task, event, record);
	} else if (!strcmp(event->name, "mm_migrate_pages")) {
		on_migrate(t, task, event, record);
	}
	return 0;
}

static unsigned long count_in(const char *stats, const char *key)
{
	const char *line = strstr(stats, key);

	return line ? strtoul(line + strlen(key), NULL, 10) : 0;
}

/* Events that the kernel overwrote or dropped, since the start. */
static unsigned long count_lost(struct trace *t)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF), cpu;
	unsigned long lost = 0;
	char file[64], *stats;

	for (cpu = 0; cpu < cpus; cpu++) {
		snprintf(file, sizeof(file), "per_cpu/cpu%ld/stats", cpu);
		stats = tracefs_instance_file_read(t->instance, file, NULL);
		if (!stats)
			continue;
		lost += count_in(stats, "\noverrun: ") + count_in(stats, "\ndropped events: ");
		free(stats);
	}
	return lost;
}

/* Forgets the calls that were taken, and all of them when @all. */
static void forget(struct trace_task *task, bool all)
{
	if (all) {
		task->nr = 0;
		task->is_open = false;
	} else {
		task->nr -= task->next;
		memmove(task->call, task->call + task->next, task->nr * sizeof(*task->call));
	}
	task->next = 0;
}

unsigned long trace_drain(struct trace *t)
{
	unsigned long lost, lost_now;
	struct trace_task *task;

	for (task = t->tasks; task; task = task->next_task)
		forget(task, false);
	tracefs_iterate_raw_events(t->tep, t->instance, NULL, 0, on_event, t);
	lost = count_lost(t);
	lost_now = lost - t->lost;
	t->lost = lost;
	if (lost_now)
		for (task = t->tasks; task; task = task->next_task)
			forget(task, true);
	return lost_now;
}

bool trace_take(struct trace_task *task, uint64_t from_ns, uint64_t to_ns,
		struct trace_call *call)
{
	while (task->next < task->nr && task->call[task->next].start_ns < from_ns)
		task->next++;
	if (task->next < task->nr) {
		if (task->call[task->next].start_ns > to_ns)
			return false;
		*call = task->call[task->next++];
		return true;
	}
	/* A call without its finish event is not ended until the next begins. */
	if (!task->is_open || task->open.start_ns < from_ns || task->open.start_ns > to_ns)
		return false;
	task->is_open = false;
	*call = task->open;
	return true;
}

void trace_close(struct trace *t)
{
	if (!t)
		return;
	if (t->tep)
		tep_free(t->tep);
	if (t->instance) {
		if (tracefs_instance_destroy(t->instance) < 0)
			say("the tracing instance %s could not be removed",
			    tracefs_instance_get_name(t->instance));
		tracefs_instance_free(t->instance);
	}
	while (t->tasks)
		trace_task_remove(t, t->tasks);
	free(t);
}
