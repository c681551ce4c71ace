// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of a log become failures: which debug lines, busy ranges and dumps belong to
 * which failure, when several CPUs print at a time.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "busy_ranges.h"
#include "log_collector.h"
#include "log_held.h"
#include "number.h"

void log_collector_begin(struct log_collector *c,
			 void (*report)(const struct failure *failure,
					const struct log_facts *facts,
					void *data), void *data)
{
	*c = (struct log_collector) { .report = report, .data = data };
	log_facts_begin(&c->facts);
}

/*
 * Can what @event says at @place be of @call? Not if the call's lines ended long
 * before: its end is not in the log.
 */
static bool is_of_call(const struct call *call, const struct log_event *event,
		       const struct log_place *place)
{
	return call->line &&
	       log_lines_are_near(call->last_line, call->last_time, place->line,
				  place->time) &&
	       (!event->pages || !call->pages || call->pages == event->pages) &&
	       (!*event->area || !*call->area ||
		!strcmp(call->area, event->area)) &&
	       (!place->context || !call->context ||
		call->context == place->context);
}

/*
 * The latest call that @event can be of, NULL if there is none. Where it can be of
 * several calls under way, and lines do not tell whose they are, those are doubtful.
 */
static struct call *find_call(struct log_collector *c,
			      const struct log_event *event,
			      const struct log_place *place)
{
	struct call *latest = NULL, *open = NULL;

	for (size_t i = 0; i < MAX_CALLS; i++) {
		struct call *call = &c->calls[i];

		if (!is_of_call(call, event, place))
			continue;
		if (!call->has_failed && !place->context) {
			call->is_doubtful |= open != NULL;
			if (open)
				open->is_doubtful = true;
			open = call;
		}
		if (!latest || call->line > latest->line)
			latest = call;
	}
	if (latest) {
		latest->last_line = place->line;
		latest->last_time = place->time;
	}
	return latest;
}

static struct call *begin_call(struct log_collector *c, const struct log_event *event,
			       const struct log_place *place)
{
	struct call *call = &c->calls[0];

	/* An empty place, or the oldest: that call's end is not in the log. */
	for (size_t i = 1; i < MAX_CALLS; i++)
		if (c->calls[i].line < call->line)
			call = &c->calls[i];
	*call = (struct call) {
		.line = place->line,
		.time = place->time,
		.context = place->context,
		.last_line = place->line,
		.last_time = place->time,
		.pages = event->pages,
		.align = event->align,
		.area_pages = event->area_pages <= MAX_PAGES ?
			      event->area_pages : 0,
		.free_pages = event->free_pages,
		.is_watched = event->function != FUNCTION_UNKNOWN,
		.align_source = event->is_debugfs ? ALIGN_BY_DEBUGFS : ALIGN_TOLD,
	};
	memcpy(call->area, event->area, sizeof(call->area));
	return call;
}

static void take_call(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	begin_call(c, event, place);
}

static void take_busy(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct call *call = find_call(c, event, place);

	if (!call) {
		/* The log begins in the middle of a call. */
		const struct log_event begun = {
			.pages = event->pages,
			.align = ALIGN_UNKNOWN,
			.function = event->function,
			.free_pages = UINT64_MAX,
		};

		call = begin_call(c, &begun, place);
		call->busy = c->busy;
		c->busy = (struct busy_ranges) { 0 };
	}
	call->nr_tried++;
}

static void align_by_step(struct failure *failure)
{
	if (failure->align != ALIGN_UNKNOWN)
		return;
	failure->align = busy_ranges_align(&failure->busy);
	if (failure->align != ALIGN_UNKNOWN)
		failure->align_source = ALIGN_BY_STEP;
}

/* What the debug lines of @call tell about @failure; the call is over. */
static void add_call(struct failure *failure, struct call *call)
{
	failure->is_watched = call->is_watched;
	failure->call_is_doubtful = call->is_doubtful;
	failure->nr_tried = call->nr_tried;
	failure->area_pages = call->area_pages;
	failure->free_pages = call->free_pages;
	failure->busy = call->busy;
	if (!failure->pages)
		failure->pages = call->pages ? call->pages : call->busy.pages;
	if (call->align != ALIGN_UNKNOWN) {
		failure->align = call->align;
		failure->align_source = call->align_source;
	} else {
		align_by_step(failure);
	}
	if (!*failure->area)
		memcpy(failure->area, call->area, sizeof(failure->area));
	call->has_failed = true;
}

/* Lines of busy ranges that no failure followed. */
static void drop_busy(struct log_collector *c)
{
	size_t i = 0;

	if (!c->busy.nr)
		return;
	c->summary.nr_busy_lines += c->busy.nr;
	while (i < MAX_ATTEMPTS && c->attempts[i].nr &&
	       c->attempts[i].pages != c->busy.pages)
		i++;
	if (i < MAX_ATTEMPTS)
		busy_ranges_merge(&c->attempts[i], &c->busy);
	c->busy = (struct busy_ranges) { 0 };
}

/* Lines of busy ranges just before, if @failure's request can have caused them. */
static void add_busy(struct log_collector *c, struct failure *failure)
{
	if (!c->busy.nr || !busy_ranges_are_of(&c->busy, failure->pages) ||
	    !log_lines_are_near(c->busy.last_line, c->busy.time, failure->line,
		      failure->time))
		return;
	failure->busy = c->busy;
	align_by_step(failure);
	c->busy = (struct busy_ranges) { 0 };
}

static void add_search(struct failure *failure, const struct log_event *search)
{
	if (failure->align == ALIGN_UNKNOWN) {
		failure->align = search->align;
		failure->align_source = ALIGN_TOLD;
	}
	/* Sizes are in bits, which are pages only if the request's are. */
	failure->area_pages = search->area_pages;
	failure->search_failed |= search->search_failed;
}

static void take_skipped(struct log_collector *c, const struct log_event *event,
			 const struct log_place *place)
{
	c->skipped = *event;
	c->skipped_place = *place;
}

static void add_skipped(struct log_collector *c, struct failure *failure)
{
	if (c->skipped.type && failure_is_of_area(failure, c->skipped.area) &&
	    log_held_is_near(failure, &c->skipped_place))
		failure->skipped_line = c->skipped_place.line;
}

static void take_failed(struct log_collector *c, const struct log_event *event,
			const struct log_place *place)
{
	struct failure *failure = log_held_add(c, SOURCE_LINE, place);
	struct call *call = find_call(c, event, place);

	failure->function = event->function;
	failure->pages = event->pages;
	failure->ret = event->ret;
	memcpy(failure->area, event->area, sizeof(failure->area));
	if (event->align != ALIGN_UNKNOWN) {
		failure->align = event->align;
		failure->align_source = ALIGN_TOLD;
	}
	if (call && !call->has_failed)
		add_call(failure, call);
	if (!failure->busy.nr)
		add_busy(c, failure);
	add_skipped(c, failure);
	if (c->search.type && c->search.pages == event->pages &&
	    place->line - c->search_line <= MAX_LINES_APART)
		add_search(failure, &c->search);
	c->search.type = EVENT_NONE;
}

static void take_returned(struct log_collector *c, const struct log_event *event,
			  const struct log_place *place)
{
	struct call *call = find_call(c, event, place);
	struct failure *failure;

	if (event->is_null && (call ? !call->has_failed : !c->nr_held ||
			       !log_held_is_near(log_held(c, c->nr_held - 1), place))) {
		failure = log_held_add(c, SOURCE_RETURNED, place);
		failure->function = event->function;
		if (call)
			add_call(failure, call);
		if (!failure->busy.nr)
			add_busy(c, failure);
	}
	if (!event->is_null)
		c->busy = (struct busy_ranges) { 0 };
	if (call)
		*call = (struct call) { 0 };
}

static bool lacks_end(const struct failure *failure,
		      const struct log_event *event)
{
	return failure->source == SOURCE_LINE && failure->pages == event->pages &&
	       (failure->ret == event->ret || event->ret == RET_UNKNOWN);
}

static void take_finished(struct log_collector *c, const struct log_event *event,
			  const struct log_place *place)
{
	struct call *call = find_call(c, event, place);
	struct failure *failure = log_held_find(c, place, lacks_end, event);

	if (!failure) {
		failure = log_held_add(c, SOURCE_TRACE, place);
		failure->pages = event->pages;
		failure->ret = event->ret;
		memcpy(failure->area, event->area, sizeof(failure->area));
	}
	failure->align = event->align;
	failure->align_source = event->align == ALIGN_UNKNOWN ? ALIGN_NOT_TOLD :
								ALIGN_TOLD;
	if (call) {
		if (!call->has_failed)
			add_call(failure, call);
		*call = (struct call) { 0 };
	}
	if (!failure->busy.nr)
		add_busy(c, failure);
}

static bool lacks_record(const struct failure *failure,
			 const struct log_event *event)
{
	return !failure->has_told && failure->pages == event->pages &&
	       (!*failure->area || !*event->area ||
		!strcmp(failure->area, event->area)) &&
	       (failure->ret == event->ret || event->ret == RET_UNKNOWN ||
		failure->ret == RET_UNKNOWN);
}

static void take_reason(struct log_collector *c, const struct log_event *event,
			const struct log_place *place)
{
	struct failure *failure = log_held_find(c, place, lacks_record, event);

	if (!failure) {
		failure = log_held_add(c, SOURCE_RECORD, place);
		failure->pages = event->pages;
	}
	if (event->ret != RET_UNKNOWN)
		failure->ret = event->ret;
	memcpy(failure->area, event->area, sizeof(failure->area));
	if (event->align != ALIGN_UNKNOWN) {
		failure->align = event->align;
		failure->align_source = ALIGN_TOLD;
	}
	failure->has_told = true;
	failure->told = event->told;
}

static bool lacks_runs(const struct failure *failure,
		       const struct log_event *event)
{
	(void)event;
	return failure->has_told && !failure->largest.nr;
}

static void take_runs(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct failure *failure = log_held_find(c, place, lacks_runs, event);

	if (!failure)
		return;
	for (size_t i = 0; i < event->nr_runs; i++)
		run_list_add(&failure->largest, event->runs[i].first,
			     event->runs[i].nr_pages);
	run_list_sort(&failure->largest);
}

static bool is_searched(const struct failure *failure,
			const struct log_event *event)
{
	return failure->pages == event->pages;
}

static void take_search(struct log_collector *c, const struct log_event *event,
			const struct log_place *place)
{
	struct failure *failure = log_held_find(c, place, is_searched, event);

	/* Vendors print it before the failure's line or behind it. */
	if (failure)
		add_search(failure, event);
	c->search = *event;
	c->search_line = place->line;
}

static void take_pfns(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct call *call = find_call(c, event, place);
	struct busy_ranges *busy = &c->busy;

	if (call && call->is_watched && !call->has_failed &&
	    event->end_pfn - event->first_pfn >= call->pages)
		busy = &call->busy;
	else if (!busy_ranges_continue(busy, event->first_pfn, event->end_pfn,
				       place->time))
		drop_busy(c);
	busy_ranges_add(busy, event->first_pfn, event->end_pfn, place->line,
			place->time);
}

/* Sizes of pages that kernels have. */
static const uint64_t page_sizes[] = { 4096, 16384, 65536 };

static uint64_t pages_of(uint64_t bytes, uint64_t page_size)
{
	return bytes / page_size + (bytes % page_size != 0);
}

static void take_driver(struct log_collector *c, const struct log_event *event,
			const struct log_place *place)
{
	struct failure *latest = c->nr_held ? log_held(c, c->nr_held - 1) : NULL;

	for (size_t i = 0; i < sizeof(page_sizes) / sizeof(page_sizes[0]); i++) {
		const uint64_t pages = pages_of(event->bytes, page_sizes[i]);

		if (latest && log_held_is_near(latest, place) && latest->pages > 1 &&
		    pages == latest->pages) {
			latest->page_size = page_sizes[i];
			return;
		}
		if (c->busy.nr && pages == c->busy.pages &&
		    log_lines_are_near(c->busy.last_line, c->busy.time, place->line,
			     place->time)) {
			struct failure *failure = log_held_add(c, SOURCE_DRIVER,
							      place);

			failure->pages = pages;
			failure->page_size = page_sizes[i];
			add_busy(c, failure);
			return;
		}
	}
}

static void close_dump(struct log_collector *c)
{
	struct log_dump dump;
	struct failure *failure;

	if (!c->dump_is_open)
		return;
	c->dump_is_open = false;
	dump = dump_reader_end(&c->dump);
	if (!c->dump_has_owner && (dump.has_end || dump.runs.nr)) {
		failure = log_held_add(c, SOURCE_DUMP, &c->dump_place);
	} else if (c->dump_has_owner && c->dump_of >= c->nr_taken - c->nr_held) {
		failure = log_held(c, c->dump_of - (c->nr_taken - c->nr_held));
	} else {
		log_dump_free(&dump);
		return;
	}
	failure->dump = dump;
	c->nr_held_runs += dump.runs.nr;
}

/*
 * Index of the held failure to which a dump at @place belongs, @c->nr_held if there is
 * none: that of its own task or CPU, where lines tell it, or else the first that
 * waits for one, as the kernel prints both in a row.
 */
static size_t find_waiting(struct log_collector *c, const struct log_place *place)
{
	size_t waiting = c->nr_held;
	bool is_sure = true, is_nameless = false;

	for (size_t i = c->nr_held; i-- > 0; ) {
		const struct failure *failure = log_held(c, i);

		if (!log_held_is_near(failure, place) ||
		    place->line - failure->line > MAX_LINES_TO_DUMP)
			break;
		if (failure->dump.is_seen || (failure->source != SOURCE_LINE &&
					      failure->source != SOURCE_RECORD))
			continue;
		if (place->context && failure->context) {
			if (failure->context == place->context)
				return i;
			continue;
		}
		is_sure = is_sure && (waiting == c->nr_held ||
				      !strcmp(log_held(c, waiting)->area,
					      failure->area));
		is_nameless |= waiting != c->nr_held && !*failure->area;
		waiting = i;
	}
	/* If it may be another's, then that one's may be this one's. */
	for (size_t i = waiting; !is_sure && i < c->nr_held; i++)
		log_held(c, i)->dump_is_doubtful |= !log_held(c, i)->dump.is_seen;
	/* Nor do two that tell no area, unless their dumps show it is the same. */
	for (size_t i = waiting; is_nameless && i < c->nr_held; i++)
		log_held(c, i)->has_rivals |= !log_held(c, i)->dump.is_seen;
	return waiting;
}

static void take_dump(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	size_t owner;

	close_dump(c);
	owner = find_waiting(c, place);
	c->dump_has_owner = owner < c->nr_held;
	/* So that the next dump goes to another one. */
	if (c->dump_has_owner)
		log_held(c, owner)->dump.is_seen = true;
	c->dump_of = c->nr_taken - c->nr_held + owner;
	c->dump_place = *place;
	c->dump_is_open = true;
	c->dump_line = place->line;
	dump_reader_begin(&c->dump, place->line);
	if (dump_reader_take(&c->dump, event->rest) == DUMP_DONE)
		close_dump(c);
}

bool log_collector_dump_piece(struct log_collector *c, const char *text,
			      size_t line)
{
	if (!c->dump_is_open)
		return false;
	if (line - c->dump_line > MAX_LINES_APART) {
		close_dump(c);
		return false;
	}
	switch (dump_reader_take(&c->dump, text)) {
	case DUMP_FOREIGN:
		return false;
	case DUMP_DONE:
		close_dump(c);
		return true;
	default:
		c->dump_line = line;
		return true;
	}
}

bool log_collector_fact(struct log_collector *c, const char *text,
			const struct log_place *place)
{
	if (!log_facts_take(&c->facts, text, place->line, place->time))
		return false;
	for (int fact = 0; fact < NR_FACTS; fact++) {
		const struct fact_value *value = &c->facts.values[fact];

		if (value->line != place->line)
			continue;
		/* Once it is farther away than the one before, so it is for older ones. */
		for (size_t i = c->nr_held; i-- > 0; ) {
			struct fact_value *near = &log_held(c, i)->near[fact];
			const size_t line = log_held(c, i)->line;

			if (!failure_is_of_area(log_held(c, i), value->area))
				continue;
			if (near->line && near->line <= line &&
			    line - near->line < value->line - line)
				break;
			if (near->line > line &&
			    !log_fact_goes_on(fact, near->line, value->line))
				break;
			*near = *value;
		}
	}
	return true;
}

static void take_suppressed(struct log_collector *c,
			    const struct log_event *event,
			    const struct log_place *place)
{
	(void)place;
	/* Of a function that allocates, what is missing are failures. */
	if (event->function)
		c->summary.nr_suppressed += event->count;
	else
		c->busy.nr_suppressed += event->count;
}

void log_collector_event(struct log_collector *c, const struct log_event *event,
			 const struct log_place *place)
{
	static void (*const takers[])(struct log_collector *c,
				      const struct log_event *event,
				      const struct log_place *place) = {
		[EVENT_NONE] = NULL,
		[EVENT_FAILED] = take_failed,
		[EVENT_REASON] = take_reason,
		[EVENT_LARGEST_RUNS] = take_runs,
		[EVENT_DUMP] = take_dump,
		[EVENT_CALL] = take_call,
		[EVENT_BUSY] = take_busy,
		[EVENT_RETURNED] = take_returned,
		[EVENT_FINISHED] = take_finished,
		[EVENT_PFNS_BUSY] = take_pfns,
		[EVENT_SUPPRESSED] = take_suppressed,
		[EVENT_SEARCH] = take_search,
		[EVENT_SKIPPED] = take_skipped,
		[EVENT_DRIVER] = take_driver,
	};

	if (takers[event->type])
		takers[event->type](c, event, place);
}

/*
 * Of a kernel that prints failures, lines of busy ranges alone mean that the call
 * went on and found another; of one that does not, they are all there is.
 */
static void add_attempts(struct log_collector *c)
{
	drop_busy(c);
	if (c->nr_taken)
		return;
	for (size_t i = 0; i < MAX_ATTEMPTS && c->attempts[i].nr; i++) {
		const struct busy_ranges *busy = &c->attempts[i];
		const struct log_place place = { .line = busy->line, .time = NAN };
		struct failure *failure = log_held_add(c, SOURCE_ATTEMPTS, &place);

		failure->pages = busy->pages;
		failure->busy = *busy;
		align_by_step(failure);
	}
}

void log_collector_end(struct log_collector *c)
{
	close_dump(c);
	add_attempts(c);
	log_held_release_all(c);
	log_facts_end(&c->facts);
}
