// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fnv.h"
#include "line.h"
#include "memory.h"
#include "output_file.h"
#include "placement.h"
#include "record.h"

/* The file's second line, with that conversion for its numbers. */
#define CLIMBS_FORMAT(number) \
	"done %" number " best %" number " failed %" number " rival %" number

/* Everything in the source that a climb can see. */
static uint64_t hash_source(const struct trace *source)
{
	uint64_t hash = FNV_START;

	for (size_t i = 0; i < source->nr_allocs; i++) {
		hash = fnv_add(hash, source->allocs[i].pages);
		hash = fnv_add(hash, source->allocs[i].align_order);
		hash = fnv_add(hash, source->allocs[i].min_align_order);
	}
	for (size_t i = 0; i < source->nr_events; i++)
		hash = fnv_add(hash, source->events[i].alloc * 2 +
			       source->events[i].is_free);
	return hash;
}

/* Read the file's two lines; whatever else is there is not ours. */
static void take_up(struct record *record)
{
	struct line_reader lines = { .name = record->path };
	struct record kept = *record;

	lines.in = fopen(record->path, "r");
	if (!lines.in)
		return;
	if (line_read(&lines) == 1 && !strcmp(lines.text, record->identity) &&
	    line_read(&lines) == 1 &&
	    sscanf(lines.text, CLIMBS_FORMAT(SCNu64), &kept.done, &kept.best,
		   &kept.failed, &kept.rival_failed) == 4 &&
	    kept.best < kept.done)
		*record = kept;
	fclose(lines.in);
}

void record_open(struct record *record, const struct search *search,
		 const char *out)
{
	*record = (struct record) {
		.path = asprintf_or_exit("%s/%s.climbs", out, search->name),
		.identity = asprintf_or_exit(
			"%s against %s, source %016" PRIx64
			" --allocs %zu --steps %" PRIu64 " --seed %" PRIu64,
			placement_name(search->who.placement),
			placement_name(search->who.rival),
			hash_source(search->source), search->max_allocs,
			search->steps, search->seed),
	};
	take_up(record);
}

void record_free(struct record *record)
{
	free(record->path);
	free(record->identity);
}

int record_save(const struct record *record)
{
	struct output_file file;

	if (output_file_begin(&file, record->path))
		return -1;
	fprintf(file.out, "%s\n" CLIMBS_FORMAT(PRIu64) "\n", record->identity,
		record->done, record->best, record->failed,
		record->rival_failed);
	return output_file_complete(&file);
}
