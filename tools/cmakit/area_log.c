// SPDX-License-Identifier: GPL-2.0
/*
 * An area as a failure in a log shows it: by the dump of its free runs, or, where
 * the series printed its record, by the largest ones.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "area_log.h"
#include "input_error.h"
#include "log_failure.h"
#include "memory.h"
#include "number.h"
#include "picture.h"

/**
 * struct wanted - the search for one of a log's pictures
 * @file: the log, for messages
 * @dump: its number, from 1; 0 is the last
 * @nr: pictures so far
 * @state: what the one wanted is made into
 * @is_bad: after a message
 */
struct wanted {
	const char *file;
	size_t dump;
	size_t nr;
	struct area_state *state;
	bool is_bad;
};

/* Add runs [@first, @end) of @runs, counted from @range's start, as its own. */
static void add_runs(struct area_range *range, const struct run *runs,
		     size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		run_list_add(&range->free, runs[i].first, runs[i].nr_pages);
	run_list_sort(&range->free);
}

static unsigned long end_of_runs(const struct area_range *range)
{
	const struct run *last;

	if (!range->free.nr)
		return 0;
	last = &range->free.runs[range->free.nr - 1];
	return last->first + last->nr_pages;
}

/*
 * The ranges of a dump. How long each is is not told: all are taken to end with
 * their last free run, but the last one, which has the rest of the area.
 */
static void add_dump(struct area_state *state, const struct log_dump *dump)
{
	const unsigned int nr = dump->nr_ranges ? dump->nr_ranges : 1;

	state->order_per_bit = dump->order_per_bit;
	for (unsigned int i = 0; i < nr; i++) {
		struct area_range *range = area_state_add_range(state);

		add_runs(range, dump->runs.runs, i ? dump->range_first[i] : 0,
			 i + 1 < nr ? dump->range_first[i + 1] : dump->runs.nr);
		range->nr_pages = end_of_runs(range);
		range->length = LENGTH_AT_LEAST;
	}
}

static void add_record(struct area_state *state, const struct failure *failure)
{
	struct area_range *range = area_state_add_range(state);

	add_runs(range, failure->largest.runs, 0, failure->largest.nr);
	range->nr_pages = end_of_runs(range);
	range->length = LENGTH_AT_LEAST;
}

/* Whether what a log says can be an area. */
static bool is_sound(const struct area_state *state)
{
	const unsigned long bit_mask = (1UL << state->order_per_bit) - 1;

	if (area_state_pages(state) >> state->order_per_bit >
	    AREA_STATE_MAX_BITS)
		return false;
	for (size_t i = 0; i < state->nr_ranges; i++) {
		const struct area_range *range = &state->ranges[i];
		unsigned long end = 0;

		for (size_t j = 0; j < range->free.nr; j++) {
			const struct run *run = &range->free.runs[j];

			if (run->first < end || !run->nr_pages ||
			    (run->first | run->nr_pages) & bit_mask ||
			    run->first > MAX_PAGES || run->nr_pages > MAX_PAGES)
				return false;
			end = run->first + run->nr_pages;
		}
		if (end > range->nr_pages)
			return false;
	}
	return area_state_pages(state) > 0;
}

/* What of the area is not in the runs that are known. */
static bool add_rest(struct area_state *state, const struct picture *picture)
{
	struct area_range *last = &state->ranges[state->nr_ranges - 1];
	uint64_t pages;

	for (size_t i = 0; i < state->nr_ranges; i++)
		if (end_of_runs(&state->ranges[i]) > MAX_PAGES)
			return false;
	pages = area_state_pages(state);
	if (picture->total != PAGES_UNKNOWN) {
		if (picture->total > MAX_PAGES || picture->total < pages)
			return false;
		last->nr_pages += (unsigned long)(picture->total - pages);
		last->length = state->nr_ranges > 1 ? LENGTH_AT_MOST :
						      LENGTH_KNOWN;
	}
	state->free_is_open = picture->free == PAGES_UNKNOWN;
	if (picture->free != PAGES_UNKNOWN) {
		const uint64_t shown = area_state_free_pages(state);

		if (picture->free < shown)
			return false;
		state->unplaced_pages = picture->free - shown;
	}
	return true;
}

static void make_state(struct wanted *wanted, const struct failure *failure,
		       const struct picture *picture)
{
	struct area_state *state = wanted->state;

	area_state_free(state);
	state->source = asprintf_or_exit("%s:%zu", wanted->file, failure->line);
	if (*failure->area)
		state->name = asprintf_or_exit("%s", failure->area);
	if (failure->has_told)
		add_record(state, failure);
	else
		add_dump(state, &failure->dump);
	wanted->is_bad = failure->dump.is_damaged ||
			 !add_rest(state, picture) || !is_sound(state);
	if (picture->pages && picture->pages <= MAX_PAGES) {
		state->has_request = true;
		state->request.pages = picture->pages;
		state->request.align_order = picture->align < 0 ? 0 :
					     (unsigned int)picture->align;
	}
}

/*
 * Whether there is something to draw. A dump that several failures share counts
 * once.
 */
static bool shows_runs(const struct failure *failure,
		       const struct picture *picture)
{
	if (failure->has_told)
		return failure->largest.nr || !failure->told.free;
	return failure->dump.is_seen && !failure->dump_is_near &&
	       (picture->runs || failure->dump.is_damaged);
}

static void take_failure(const struct failure *failure,
			 const struct log_facts *facts, void *data)
{
	const struct picture picture = picture_of(failure, ALIGN_UNKNOWN,
						  PAGES_UNKNOWN);
	struct wanted *wanted = data;

	(void)facts;
	if (!shows_runs(failure, &picture))
		return;
	wanted->nr++;
	if (!wanted->dump || wanted->nr == wanted->dump)
		make_state(wanted, failure, &picture);
}

/* A file that holds @text, to be read from the start; -1 with errno. */
static int file_of_text(const char *text, size_t len)
{
	const int fd = memfd_create("log", MFD_CLOEXEC);

	while (fd >= 0 && len) {
		const ssize_t written = write(fd, text, len);

		if (written < 0) {
			close(fd);
			return -1;
		}
		text += written;
		len -= (size_t)written;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

int area_log_read(struct area_state *state, const char *file, const char *text,
		  size_t len, size_t dump)
{
	struct wanted wanted = { .file = file, .dump = dump, .state = state };
	const int fd = file_of_text(text, len);
	struct log_summary summary;
	int ret;

	if (fd < 0)
		return file_error(file, "%s", strerror(errno));
	ret = log_failures_read(fd, file, take_failure, &wanted, &summary);
	close(fd);
	if (ret)
		return -1;
	if (!wanted.nr)
		return file_error(file, "expected a bitmap, or a log with a failure's free runs ('number of available pages' or 'largest free runs')");
	if (dump > wanted.nr)
		return file_error(file, "expected dump %zu, found %zu of them",
				  dump, wanted.nr);
	if (wanted.is_bad)
		return file_error(state->source, "expected the free runs of an area, found some that contradict each other or the sums");
	return 0;
}
