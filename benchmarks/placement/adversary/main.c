// SPDX-License-Identifier: GPL-2.0
/*
 * adversary: look for short traces on which zoned fails more often than
 * first-fit. Climbs from random starts, one after the other for each kind.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "climb.h"
#include "input_error.h"
#include "memory.h"
#include "options.h"
#include "output_file.h"
#include "progress.h"
#include "record.h"
#include "replay.h"

/**
 * struct hunt - one trace's search
 * @search: what is done
 * @source: the trace
 * @record: how far it is
 * @best: the worst so far, if a climb is done
 */
struct hunt {
	struct search search;
	struct trace source;
	struct record record;
	struct finding best;
};

/* KIND-strict or KIND-align-min-K, of a path that ends in KIND.cmatrace. */
static char *name_of(const char *path, int align_min)
{
	const char *file = basename(path);
	const int length = (int)strcspn(file, ".");

	if (align_min == ALIGN_MIN_NONE)
		return asprintf_or_exit("%.*s-strict", length, file);
	return asprintf_or_exit("%.*s-align-min-%d", length, file, align_min);
}

/* Write the trace, with the climb that finds it again. */
static int save_best(const struct hunt *hunt, const char *out)
{
	const struct record *record = &hunt->record;
	char *how = asprintf_or_exit("adversary %s, climb %" PRIu64 " of %s",
				     hunt->search.name, record->best,
				     record->identity);
	char *path = asprintf_or_exit("%s/%s.cmatrace", out, hunt->search.name);
	struct output_file file;
	int ret = output_file_begin(&file, path);

	if (!ret) {
		sequence_write(&hunt->best.sequence, how, file.out);
		ret = output_file_complete(&file);
	}
	free(path);
	free(how);
	return ret;
}

/*
 * Find anew what a record is about. With a placement that has changed since,
 * something else is found, and nothing of the record counts.
 */
static enum exit_status go_on(struct hunt *hunt, const char *out)
{
	struct record *record = &hunt->record;
	const struct contest *contest = &hunt->best.contest;

	climb(&hunt->search, record->best, &hunt->best);
	if (contest->failed != record->failed ||
	    contest->rival_failed != record->rival_failed) {
		record->done = 0;
		return STATUS_DONE;
	}
	return save_best(hunt, out) ? STATUS_BAD : STATUS_DONE;
}

static enum exit_status begin_hunt(struct hunt *hunt, const struct options *o,
				   const char *path)
{
	if (trace_read(&hunt->source, path))
		return STATUS_BAD;
	if (!hunt->source.nr_allocs) {
		file_error(path, "expected allocations, found none");
		return STATUS_BAD;
	}
	hunt->search = (struct search) {
		.source = &hunt->source,
		.name = name_of(path, o->who.align_min),
		.who = o->who,
		.max_allocs = o->allocs,
		.steps = o->steps,
		.seed = o->seed,
	};
	record_open(&hunt->record, &hunt->search, o->out);
	return hunt->record.done ? go_on(hunt, o->out) : STATUS_DONE;
}

/* Also of one that begin_hunt() has given up. */
static void end_hunt(struct hunt *hunt)
{
	record_free(&hunt->record);
	free(hunt->search.name);
	trace_free(&hunt->source);
}

static bool is_worse(const struct contest *a, const struct contest *b)
{
	return contest_is_as_bad(a, b) && !contest_is_as_bad(b, a);
}

/* One more climb. The trace is written first: its record may lag, not lead. */
static enum exit_status climb_once(struct hunt *hunt, const struct options *o)
{
	struct record *record = &hunt->record;
	struct finding finding;
	int ret = 0;

	climb(&hunt->search, record->done, &finding);
	if (!record->done || is_worse(&finding.contest, &hunt->best.contest)) {
		hunt->best = finding;
		record->best = record->done;
		record->failed = finding.contest.failed;
		record->rival_failed = finding.contest.rival_failed;
		ret = save_best(hunt, o->out);
	}
	record->done++;
	return ret || record_save(record) ? STATUS_BAD : STATUS_DONE;
}

static void show(const struct hunt *hunt, struct progress *progress)
{
	progress_show(progress, "%s: climb %" PRIu64 ", worst so far %" PRIu64
		      " failures lost", hunt->search.name, hunt->record.done,
		      contest_loss(&hunt->best.contest));
}

/* Take turns until time or climbs have run out. */
static enum exit_status climb_all(struct hunt *hunts, const struct options *o)
{
	const time_t end = time(NULL) + (time_t)o->minutes * 60;
	enum exit_status status = STATUS_DONE;
	struct progress progress;
	bool more = true;

	progress_begin(&progress);
	while (!status && more) {
		more = false;
		for (int i = 0; !status && i < o->nr_traces; i++) {
			if (hunts[i].record.done >= o->climbs ||
			    (o->minutes && time(NULL) >= end))
				continue;
			more = true;
			show(&hunts[i], &progress);
			status = climb_once(&hunts[i], o);
		}
	}
	progress_end(&progress);
	return status;
}

static void print_table(const struct hunt *hunts, int nr_hunts)
{
	printf("%-28s %7s %7s %7s %7s %7s\n", "trace", "climbs", "pages",
	       "allocs", "rival", "failed");
	for (int i = 0; i < nr_hunts; i++) {
		const struct finding *best = &hunts[i].best;

		printf("%-28s %7" PRIu64 " %7" PRIu64 " %7zu %7" PRIu64
		       " %7" PRIu64 "\n", hunts[i].search.name,
		       hunts[i].record.done, best->sequence.area_pages,
		       best->sequence.nr_allocs, best->contest.rival_failed,
		       best->contest.failed);
	}
}

int main(int argc, char **argv)
{
	enum exit_status status;
	struct hunt *hunts;
	struct options o;
	int nr_hunts = 0;

	status = options_parse(&o, argc, argv);
	if (status)
		return status;
	hunts = calloc_or_exit((size_t)o.nr_traces, sizeof(*hunts));
	while (!status && nr_hunts < o.nr_traces) {
		status = begin_hunt(&hunts[nr_hunts], &o, o.traces[nr_hunts]);
		nr_hunts++;
	}
	if (!status)
		status = climb_all(hunts, &o);
	if (!status)
		print_table(hunts, nr_hunts);
	for (int i = 0; i < nr_hunts; i++)
		end_hunt(&hunts[i]);
	free(hunts);
	return status;
}
