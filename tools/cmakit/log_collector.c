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
#include "memory.h"
#include "number.h"

void log_collector_begin(struct log_collector *c,
			 void (*report)(const struct failure *failure,
					const struct log_facts *facts,
					void *data), void *data)
{
	*c = (struct log_collector) { .report = report, .data = data };
	c->held = calloc_or_exit(MAX_HELD, sizeof(*c->held));
	log_facts_begin(&c->facts);
}

/* The failure that is @i-th of those held. */
static struct failure *held(struct log_collector *c, size_t i)
{
	return &c->held[(c->first_held + i) % MAX_HELD];
}

/* Lines, and where they have it time, that are close together. */
static bool are_near(size_t line, double time, size_t other_line,
		     double other_time)
{
	const size_t apart = line > other_line ? line - other_line :
						 other_line - line;

	if (!isnan(time) && !isnan(other_time))
		return fabs(time - other_time) <= MAX_SECONDS_APART;
	return apart <= MAX_LINES_APART;
}

bool failure_fact_is_close(const struct failure *failure, enum fact fact)
{
	const struct fact_value *value = &failure->near[fact];

	return value->line && are_near(failure->line, failure->time, value->line,
				       value->time);
}

static bool is_near(const struct failure *failure, const struct log_place *place)
{
	return are_near(failure->line, failure->time, place->line, place->time);
}

/* Does @other have a dump that says something about @failure, too? */
static bool lends_dump(const struct failure *other, const struct failure *failure)
{
	return other->dump.is_seen && !other->dump_is_near &&
	       !other->dump.is_damaged && other->source != SOURCE_DUMP &&
	       !strcmp(other->area, failure->area) &&
	       are_near(failure->line, failure->time, other->line, other->time);
}

static size_t lines_apart(const struct failure *a, const struct failure *b)
{
	return a->line > b->line ? a->line - b->line : b->line - a->line;
}

/*
 * A failure without a dump of its own, as another CPU's lines came between or the
 * log is cut: that of a failure of the same area close by tells nearly the same.
 */
static void borrow_dump(struct log_collector *c, struct failure *failure)
{
	const struct failure *lender = NULL;

	if (failure->dump.is_seen || failure->has_told ||
	    failure->source != SOURCE_LINE)
		return;
	for (size_t i = 0; i < c->nr_held; i++)
		if (lends_dump(held(c, i), failure) &&
		    (!lender || lines_apart(held(c, i), failure) <
				lines_apart(lender, failure)))
			lender = held(c, i);
	if (!lender)
		return;
	failure->dump = lender->dump;
	failure->dump.runs = (struct run_list) { 0 };
	for (size_t i = 0; i < lender->dump.runs.nr; i++)
		run_list_add(&failure->dump.runs, lender->dump.runs.runs[i].first,
			     lender->dump.runs.runs[i].nr_pages);
	failure->dump_is_near = true;
}

/*
 * An area whose bits are of several pages by one dump has the same bits in another;
 * kernels before 5.1 counted those wrongly.
 */
static void doubt_dump(struct log_collector *c, struct failure *failure)
{
	for (size_t i = 0; i < c->nr_held; i++) {
		const struct log_dump *other = &held(c, i)->dump;

		if (other->order_per_bit && !failure->dump.order_per_bit &&
		    other->has_end && failure->dump.has_end &&
		    other->total == failure->dump.total &&
		    !strcmp(held(c, i)->area, failure->area))
			failure->dump.is_damaged = true;
	}
}

/* Hand over the oldest failure. */
static void release(struct log_collector *c)
{
	struct failure *failure = held(c, 0);

	borrow_dump(c, failure);
	c->report(failure, &c->facts, c->data);
	c->summary.nr_failures++;
	c->nr_held_runs -= failure->dump_is_near ? 0 : failure->dump.runs.nr;
	log_dump_free(&failure->dump);
	c->first_held = (c->first_held + 1) % MAX_HELD;
	c->nr_held--;
}

static struct failure *add_failure(struct log_collector *c,
				   enum failure_source source,
				   const struct log_place *place)
{
	struct failure *failure;

	while (c->nr_held == MAX_HELD || c->nr_held_runs > MAX_HELD_RUNS)
		release(c);
	failure = held(c, c->nr_held++);
	c->nr_taken++;
	*failure = (struct failure) {
		.source = source,
		.line = place->line,
		.time = place->time,
		.context = place->context,
		.align = ALIGN_UNKNOWN,
		.ret = RET_UNKNOWN,
		.free_pages = UINT64_MAX,
	};
	memcpy(failure->near, c->facts.values, sizeof(failure->near));
	if (c->facts.page.line && are_near(c->facts.page.line, NAN, place->line,
					   NAN))
		failure->blamed = c->facts.page;
	return failure;
}

/* The latest of the failures held that @is_it, NULL if none is near @place. */
static struct failure *find_failure(struct log_collector *c,
				    const struct log_place *place,
				    bool (*is_it)(const struct failure *failure,
						  const struct log_event *event),
				    const struct log_event *event)
{
	for (size_t i = c->nr_held; i-- > 0; ) {
		struct failure *failure = held(c, i);

		if (!is_near(failure, place))
			return NULL;
		if (is_it(failure, event))
			return failure;
	}
	return NULL;
}

/* The latest call of @pages, 0 for any, in @context if that is told. */
static struct call *find_call(struct log_collector *c, uint64_t pages,
			      uint32_t context)
{
	struct call *latest = NULL;

	for (size_t i = 0; i < MAX_CALLS; i++) {
		struct call *call = &c->calls[i];

		if (!call->line || (pages && call->pages && call->pages != pages) ||
		    (context && call->context && call->context != context))
			continue;
		if (!latest || call->line > latest->line)
			latest = call;
	}
	return latest;
}

static void take_call(struct log_collector *c, const struct log_event *event,
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
		.pages = event->pages,
		.align = event->align,
		.area_pages = event->area_pages <= MAX_PAGES ?
			      event->area_pages : 0,
		.free_pages = event->free_pages,
		.is_watched = event->function != FUNCTION_UNKNOWN,
		.align_source = event->is_debugfs ? ALIGN_BY_DEBUGFS : ALIGN_TOLD,
	};
	memcpy(call->area, event->area, sizeof(call->area));
}

static void take_busy(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct call *call = find_call(c, event->pages, place->context);

	if (!call) {
		/* The log begins in the middle of a call. */
		const struct log_event begun = {
			.pages = event->pages,
			.align = ALIGN_UNKNOWN,
			.function = event->function,
			.free_pages = UINT64_MAX,
		};

		take_call(c, &begun, place);
		call = find_call(c, event->pages, place->context);
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
	    !are_near(c->busy.last_line, c->busy.time, failure->line,
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

static void take_failed(struct log_collector *c, const struct log_event *event,
			const struct log_place *place)
{
	struct failure *failure = add_failure(c, SOURCE_LINE, place);
	struct call *call = find_call(c, event->pages, place->context);

	failure->function = event->function;
	failure->pages = event->pages;
	failure->ret = event->ret;
	memcpy(failure->area, event->area, sizeof(failure->area));
	if (call && !call->has_failed)
		add_call(failure, call);
	if (!failure->busy.nr)
		add_busy(c, failure);
	if (c->search.type && c->search.pages == event->pages &&
	    place->line - c->search_line <= MAX_LINES_APART)
		add_search(failure, &c->search);
	c->search.type = EVENT_NONE;
}

static void take_returned(struct log_collector *c, const struct log_event *event,
			  const struct log_place *place)
{
	struct call *call = find_call(c, 0, place->context);
	struct failure *failure;

	if (event->is_null && (call ? !call->has_failed : !c->nr_held ||
			       !is_near(held(c, c->nr_held - 1), place))) {
		failure = add_failure(c, SOURCE_RETURNED, place);
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
	struct call *call = find_call(c, event->pages, place->context);
	struct failure *failure = find_failure(c, place, lacks_end, event);

	if (!failure) {
		failure = add_failure(c, SOURCE_TRACE, place);
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
	struct failure *failure = find_failure(c, place, lacks_record, event);

	if (!failure) {
		failure = add_failure(c, SOURCE_RECORD, place);
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
	return failure->has_told && !failure->nr_largest;
}

static void take_runs(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct failure *failure = find_failure(c, place, lacks_runs, event);

	if (!failure)
		return;
	memcpy(failure->largest, event->runs, sizeof(failure->largest));
	failure->nr_largest = event->nr_runs;
}

static bool is_searched(const struct failure *failure,
			const struct log_event *event)
{
	return failure->pages == event->pages;
}

static void take_search(struct log_collector *c, const struct log_event *event,
			const struct log_place *place)
{
	struct failure *failure = find_failure(c, place, is_searched, event);

	/* Vendors print it before the failure's line or behind it. */
	if (failure)
		add_search(failure, event);
	c->search = *event;
	c->search_line = place->line;
}

static void take_pfns(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct call *call = find_call(c, 0, place->context);
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
	struct failure *latest = c->nr_held ? held(c, c->nr_held - 1) : NULL;

	for (size_t i = 0; i < sizeof(page_sizes) / sizeof(page_sizes[0]); i++) {
		const uint64_t pages = pages_of(event->bytes, page_sizes[i]);

		if (latest && is_near(latest, place) && latest->pages > 1 &&
		    pages == latest->pages) {
			latest->page_size = page_sizes[i];
			return;
		}
		if (c->busy.nr && pages == c->busy.pages &&
		    are_near(c->busy.last_line, c->busy.time, place->line,
			     place->time)) {
			struct failure *failure = add_failure(c, SOURCE_DRIVER,
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
		failure = add_failure(c, SOURCE_DUMP, &c->dump_place);
	} else if (c->dump_has_owner && c->dump_of >= c->nr_taken - c->nr_held) {
		failure = held(c, c->dump_of - (c->nr_taken - c->nr_held));
	} else {
		log_dump_free(&dump);
		return;
	}
	failure->dump = dump;
	c->nr_held_runs += dump.runs.nr;
}

/*
 * The failure to which a dump at @place belongs: of its own task or CPU, or else the
 * first that waits for one, as the kernel prints both in a row.
 */
static struct failure *find_waiting(struct log_collector *c,
				    const struct log_place *place)
{
	struct failure *waiting = NULL;
	bool is_sure = true;

	for (size_t i = c->nr_held; i-- > 0; ) {
		struct failure *failure = held(c, i);

		if (!is_near(failure, place) ||
		    place->line - failure->line > MAX_LINES_TO_DUMP)
			break;
		if (failure->dump.is_seen || (failure->source != SOURCE_LINE &&
					      failure->source != SOURCE_RECORD))
			continue;
		if (place->context && failure->context == place->context)
			return failure;
		is_sure = is_sure && (!waiting || !strcmp(waiting->area,
							  failure->area));
		waiting = failure;
	}
	/* If it may be another's, then that one's may be this one's. */
	for (size_t i = c->nr_held; i-- > 0 && !is_sure && held(c, i) != waiting; )
		held(c, i)->dump_is_doubtful |= !held(c, i)->dump.is_seen;
	if (waiting)
		waiting->dump_is_doubtful |= !is_sure;
	return waiting;
}

static void take_dump(struct log_collector *c, const struct log_event *event,
		      const struct log_place *place)
{
	struct failure *failure;

	close_dump(c);
	failure = find_waiting(c, place);
	c->dump_has_owner = failure;
	/* So that the next dump goes to another one. */
	if (failure)
		failure->dump.is_seen = true;
	for (size_t i = 0; i < c->nr_held; i++)
		if (held(c, i) == failure)
			c->dump_of = c->nr_taken - c->nr_held + i;
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
			struct fact_value *near = &held(c, i)->near[fact];
			const size_t line = held(c, i)->line;

			if (near->line && near->line <= line &&
			    line - near->line < value->line - line)
				break;
			if (near->line > line)
				break;
			*near = *value;
		}
	}
	return true;
}

void log_collector_event(struct log_collector *c, const struct log_event *event,
			 const struct log_place *place)
{
	switch (event->type) {
	case EVENT_FAILED:
		take_failed(c, event, place);
		break;
	case EVENT_REASON:
		take_reason(c, event, place);
		break;
	case EVENT_LARGEST_RUNS:
		take_runs(c, event, place);
		break;
	case EVENT_DUMP:
		take_dump(c, event, place);
		break;
	case EVENT_CALL:
		take_call(c, event, place);
		break;
	case EVENT_BUSY:
		take_busy(c, event, place);
		break;
	case EVENT_RETURNED:
		take_returned(c, event, place);
		break;
	case EVENT_FINISHED:
		take_finished(c, event, place);
		break;
	case EVENT_PFNS_BUSY:
		take_pfns(c, event, place);
		break;
	case EVENT_SUPPRESSED:
		if (event->function)
			c->summary.nr_suppressed += event->count;
		else
			c->busy.nr_suppressed += event->count;
		break;
	case EVENT_SEARCH:
		take_search(c, event, place);
		break;
	case EVENT_DRIVER:
		take_driver(c, event, place);
		break;
	case EVENT_NONE:
		break;
	}
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
		struct failure *failure = add_failure(c, SOURCE_ATTEMPTS, &place);

		failure->pages = busy->pages;
		failure->busy = *busy;
		align_by_step(failure);
	}
}

void log_collector_end(struct log_collector *c)
{
	close_dump(c);
	add_attempts(c);
	for (size_t i = 0; i < c->nr_held; i++)
		doubt_dump(c, held(c, i));
	/* While all of them are there, and may lend. */
	for (size_t i = 0; i < c->nr_held; i++)
		borrow_dump(c, held(c, i));
	while (c->nr_held)
		release(c);
	log_facts_end(&c->facts);
	free(c->held);
}
