// SPDX-License-Identifier: GPL-2.0
/* cmabench run: find what to run on, run, report, and leave things as found. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "backing.h"
#include "folder.h"
#include "options.h"
#include "output.h"
#include "recording.h"
#include "run.h"
#include "say.h"
#include "stop.h"
#include "target.h"
#include "undo.h"

#define WANTED_FILES 65536

/* All that a run works with, besides what has to be put back. */
static struct {
	struct targets targets;
	struct target target;
	struct scenario *scenario;
	struct plan *plan;
	struct report report;
	struct recording recording;
	struct output record;		/* its file */
	struct watch watch;
	char no_trace[160];
	char no_debugfs[160];
	char no_thp[160];
} job;

/* Every buffer through a heap is an open file. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= WANTED_FILES)
		return;
	limit.rlim_cur = WANTED_FILES;
	if (limit.rlim_max < WANTED_FILES)
		limit.rlim_max = WANTED_FILES;
	/* Not root: what there is has to do. A run that exceeds it says so. */
	if (setrlimit(RLIMIT_NOFILE, &limit)) {
		getrlimit(RLIMIT_NOFILE, &limit);
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool find_target(const struct options *o)
{
	int err;

	undo_trace_open(!o->no_trace, job.no_trace, sizeof(job.no_trace));
	targets_find(&job.targets, undo.trace);
	if (!targets_choose(&job.targets, o->heap, &job.target))
		return false;
	err = debugfs_open(&undo.debugfs, job.target.area);
	if (err)
		snprintf(job.no_debugfs, sizeof(job.no_debugfs),
			 "the area's debugfs files cannot be opened: %s", strerror(-err));
	if (job.target.heap || !err)
		return true;
	say("nothing to allocate from: no dma-heap for CMA (CONFIG_DMABUF_HEAPS_CMA), and %s",
	    job.no_debugfs);
	return false;
}

/* Pages of the area: what the kernel shows, else all areas; or AREA_UNKNOWN. */
static unsigned long shown_pages(void)
{
	unsigned long pages = job.target.area ? job.target.area->pages : AREA_UNKNOWN;

	return pages != AREA_UNKNOWN ? pages : meminfo_cma_pages();
}

/* For the plan: where the kernel shows nothing, what the header says. */
static unsigned long area_pages(void)
{
	unsigned long header = job.scenario->area_mib * (1024 * 1024 / sysconf(_SC_PAGESIZE));
	unsigned long pages = shown_pages();

	if (pages == AREA_UNKNOWN)
		return header;
	if (header && pages != header)
		say("%s is meant for an area of %lu pages (%lu MiB); this one has %lu",
		    job.scenario->name, header, job.scenario->area_mib, pages);
	return pages;
}

static bool make_plan(const struct options *o)
{
	bool heap = job.target.heap && o->via != VIA_DEBUGFS;
	bool debugfs = undo.debugfs.alloc_fd >= 0 && o->via != VIA_HEAP;

	if (o->via == VIA_HEAP && !heap) {
		say("--via heap: no dma-heap for CMA; 'cmabench list' shows what there is");
		return false;
	}
	if (o->via == VIA_DEBUGFS && !debugfs) {
		say("--via debugfs: %s", job.no_debugfs);
		return false;
	}
	job.plan = plan_make(job.scenario, o->has_seed ? o->seed : job.scenario->seed,
			     area_pages());
	return job.plan && plan_check_via(job.plan, heap, debugfs);
}

static void write_meta(void)
{
	struct report_meta meta = {
		.plan = job.plan,
		.targets = &job.targets,
		.target = &job.target,
		.no_trace = undo.trace ? NULL : job.no_trace,
		.no_debugfs = undo.debugfs.alloc_fd >= 0 ? NULL : job.no_debugfs,
	};

	job.report.has_trace = undo.trace;
	job.report.has_migration = undo.trace && trace_has_migration(undo.trace);
	if (undo.trace && !job.report.has_migration)
		meta.no_migration =
			"no tracepoint migrate:mm_migrate_pages that tells the reason (CONFIG_MIGRATION)";
	if (job.plan->looks)
		meta.no_look = job.watch.look.why;
	if (job.plan->uses_thp && !backing_possible(MEMORY_THP, job.no_thp, sizeof(job.no_thp)))
		meta.no_thp = job.no_thp;
	report_meta(&job.report, &meta);
}

static unsigned long used_pages(void)
{
	return job.target.area ? area_used_pages(job.target.area) : AREA_UNKNOWN;
}

/* Runs the plan between two looks at the machine. */
static int measure(struct recording *recording)
{
	struct run run = {
		.plan = job.plan, .heap = job.target.heap, .debugfs = &undo.debugfs,
		.trace = undo.trace, .report = &job.report,
		.area_pages = shown_pages() != AREA_UNKNOWN ? shown_pages() : 0,
		.recording = recording, .watch = &job.watch,
	};
	struct vmstat before, after;
	struct report_end end = {
		.plan = job.plan, .vmstat_before = &before, .vmstat_after = &after,
	};
	bool good;

	end.used_before = used_pages();
	vmstat_read(&before);
	good = run_plan(&run);
	debugfs_close(&undo.debugfs);
	vmstat_read(&after);
	end.used_after = used_pages();
	end.interrupted = stop_signal() || !good;
	if (recording)
		report_taken(&job.report, "end", recording->nr_at_end, &recording->end);
	report_summary(&job.report, &end);
	vmstat_free(&before);
	vmstat_free(&after);
	if (!good)
		return STATUS_BAD;
	if (end.used_before == AREA_UNKNOWN || end.used_after == AREA_UNKNOWN ||
	    end.used_after <= end.used_before)
		return STATUS_DONE;
	say("%lu more pages of area %s are taken than before: a leak, or another user of it",
	    end.used_after - end.used_before, job.target.area->name);
	return STATUS_NO;
}

/* measure(), and what it did to the area, in a file. */
static int measure_and_record(const char *path)
{
	struct recording *rec = &job.recording;
	int status;

	if (!output_begin(&job.record, path))
		return STATUS_BAD;
	recording_init(rec, job.plan, job.target.area);
	report_taken(&job.report, "before", 0, &rec->before);
	status = measure(rec);
	recording_print(rec, job.report.start_ns, job.record.out);
	recording_free_all(rec);
	return output_complete(&job.record) ? status : STATUS_BAD;
}

static int run(const struct options *o)
{
	int status;

	if (!find_target(o) || !make_plan(o))
		return STATUS_BAD;
	if (job.plan->uses_files && !folder_check(o->dir))
		return STATUS_BAD;
	backing_set_dir(o->dir);
	watch_init(&job.watch, job.target.area);
	job.report.lines = !o->summary_only;
	if (!report_open(&job.report, o->out, job.plan->nr_allocs))
		return STATUS_BAD;
	write_meta();
	status = o->record ? measure_and_record(o->record) : measure(NULL);
	return report_close(&job.report) ? status : STATUS_BAD;
}

int cmd_run(const struct options *o, const char *name)
{
	char *path = scenario_find(name, o->scenario_dir);
	int status = STATUS_BAD;

	job.scenario = scenario_load(path);
	free(path);
	if (!job.scenario)
		return STATUS_BAD;
	undo_install();
	raise_file_limit();
	status = run(o);
	undo_all();
	watch_free(&job.watch);
	targets_free(&job.targets);
	plan_free(job.plan);
	scenario_free(job.scenario);
	stop_die();
	return status;
}
