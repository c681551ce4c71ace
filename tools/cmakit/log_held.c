// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "log_held.h"
#include "memory.h"

struct failure *log_held(struct log_collector *c, size_t i)
{
	return c->held[(c->first_held + i) % MAX_HELD];
}

bool log_lines_are_near(size_t line, double time, size_t other_line,
			double other_time)
{
	const size_t apart = line > other_line ? line - other_line :
						 other_line - line;

	if (!isnan(time) && !isnan(other_time))
		return fabs(time - other_time) <= MAX_SECONDS_APART;
	return apart <= MAX_LINES_APART;
}

bool failure_is_of_area(const struct failure *failure, const char *area)
{
	return !*area || !*failure->area || !strcmp(area, failure->area);
}

bool failure_is_of_hugetlb(const struct failure *failure)
{
	return !strncmp(failure->area, "hugetlb", strlen("hugetlb"));
}

bool failure_fact_is_close(const struct failure *failure, enum fact fact)
{
	const struct fact_value *value = &failure->near[fact];

	return value->line && log_lines_are_near(failure->line, failure->time, value->line,
				       value->time);
}

bool log_held_is_near(const struct failure *failure,
		      const struct log_place *place)
{
	return log_lines_are_near(failure->line, failure->time, place->line, place->time);
}

/* Does @other have a dump that says something about @failure, too? */
static bool lends_dump(const struct failure *other, const struct failure *failure)
{
	return other->dump.is_seen && !other->dump_is_near &&
	       !other->dump.is_damaged && other->source != SOURCE_DUMP &&
	       *failure->area && !strcmp(other->area, failure->area);
}

/*
 * The failure nearest to the @i-th one, in direction @step, that lends it a dump; NULL
 * if there is none about the same moment.
 */
static const struct failure *find_lender(struct log_collector *c, size_t i,
					 ptrdiff_t step)
{
	const struct failure *failure = log_held(c, i);

	for (i += (size_t)step; i < c->nr_held; i += (size_t)step) {
		const struct failure *other = log_held(c, i);

		if (!log_lines_are_near(failure->line, failure->time,
					other->line, other->time))
			return NULL;
		if (lends_dump(other, failure))
			return other;
	}
	return NULL;
}

/*
 * A failure without a dump of its own, as another CPU's lines came between or the
 * log is cut: that of a failure of the same area close by tells nearly the same.
 */
static void borrow_dump(struct log_collector *c, size_t i)
{
	struct failure *failure = log_held(c, i);
	const struct failure *before, *after, *lender;

	if (failure->dump.is_seen || failure->has_told ||
	    failure->source != SOURCE_LINE)
		return;
	/* Below the first one, the index wraps around, and ends the search. */
	before = find_lender(c, i, -1);
	after = find_lender(c, i, 1);
	lender = after;
	if (before && (!after ||
		       failure->line - before->line < after->line - failure->line))
		lender = before;
	if (!lender)
		return;
	failure->dump = lender->dump;
	failure->dump.runs = (struct run_list) { 0 };
	for (size_t run = 0; run < lender->dump.runs.nr; run++)
		run_list_add(&failure->dump.runs,
			     lender->dump.runs.runs[run].first,
			     lender->dump.runs.runs[run].nr_pages);
	failure->dump_is_near = true;
}

/*
 * An area whose bits are of several pages by one dump has the same bits in another;
 * kernels before 5.1 counted those wrongly.
 */
static void doubt_dumps_like(struct log_collector *c, const struct failure *other)
{
	for (size_t i = 0; i < c->nr_held; i++) {
		struct failure *failure = log_held(c, i);

		if (!failure->dump.order_per_bit && failure->dump.has_end &&
		    other->dump.total == failure->dump.total &&
		    !strcmp(other->area, failure->area))
			failure->dump.is_damaged = true;
	}
}

/*
 * The dump of a failure of an area without a name may be that of another one mixed
 * with it, unless all of theirs have the same total, and thus are of one area.
 */
static void doubt_dump(struct log_collector *c, size_t i)
{
	struct failure *failure = log_held(c, i);
	bool is_same = failure->dump.has_end;
	size_t nr_rivals = 0;

	if (!failure->has_rivals)
		return;
	for (size_t j = 0; j < c->nr_held; j++) {
		const struct failure *other = log_held(c, j);

		if (j == i || !other->has_rivals ||
		    !log_lines_are_near(failure->line, failure->time,
					other->line, other->time))
			continue;
		nr_rivals++;
		is_same = is_same && other->dump.has_end &&
			  other->dump.total == failure->dump.total;
	}
	failure->dump_is_doubtful |= !is_same || !nr_rivals;
}

/* Of hugetlb's areas a bit is a huge page: 2 MiB where pages are of 4 KiB. */
#define HUGETLB_ORDER	9

/* What its name and debugfs tell about a failure's area. */
static void add_area(struct failure *failure)
{
	const struct fact_value *order = &failure->near[FACT_ORDER_PER_BIT];

	for (int fact = 0; fact < NR_FACTS; fact++)
		if (!failure_is_of_area(failure, failure->near[fact].area))
			failure->near[fact] = (struct fact_value) { 0 };
	if (order->line)
		log_dump_set_order(&failure->dump, order->value);
	else if (failure_is_of_hugetlb(failure))
		log_dump_set_order(&failure->dump, HUGETLB_ORDER);
}

/* All that was not known as the failure came: of its neighbours and its area. */
static void complete(struct log_collector *c, size_t i)
{
	doubt_dump(c, i);
	borrow_dump(c, i);
	add_area(log_held(c, i));
}

/* Hand over the oldest failure, which is complete. */
static void release(struct log_collector *c)
{
	struct failure *failure = log_held(c, 0);

	c->report(failure, &c->facts, c->data);
	c->summary.nr_failures++;
	c->nr_held_runs -= failure->dump_is_near ? 0 : failure->dump.runs.nr;
	log_dump_free(&failure->dump);
	run_list_free(&failure->largest);
	free(failure);
	c->first_held = (c->first_held + 1) % MAX_HELD;
	c->nr_held--;
}

struct failure *log_held_add(struct log_collector *c, enum failure_source source,
			     const struct log_place *place)
{
	struct failure *failure;

	while (c->nr_held == MAX_HELD || c->nr_held_runs > MAX_HELD_RUNS) {
		complete(c, 0);
		release(c);
	}
	failure = calloc_or_exit(1, sizeof(*failure));
	c->held[(c->first_held + c->nr_held++) % MAX_HELD] = failure;
	c->nr_taken++;
	*failure = (struct failure) {
		.source = source,
		.line = place->line,
		.time = place->time,
		.context = place->context,
		.align = ALIGN_UNKNOWN,
		.ret = RET_UNKNOWN,
		.free_pages = UINT64_MAX,
		.version = c->facts.version,
	};
	memcpy(failure->near, c->facts.values, sizeof(failure->near));
	if (c->facts.page.line && log_lines_are_near(c->facts.page.line, NAN, place->line,
					   NAN))
		failure->blamed = c->facts.page;
	return failure;
}

struct failure *log_held_find(struct log_collector *c,
			      const struct log_place *place,
			      bool (*is_it)(const struct failure *failure,
					    const struct log_event *event),
			      const struct log_event *event)
{
	for (size_t i = c->nr_held; i-- > 0; ) {
		struct failure *failure = log_held(c, i);

		if (!log_held_is_near(failure, place))
			return NULL;
		if (is_it(failure, event))
			return failure;
	}
	return NULL;
}

void log_held_release_all(struct log_collector *c)
{
	for (size_t i = 0; i < c->nr_held; i++)
		if (log_held(c, i)->dump.order_per_bit &&
		    log_held(c, i)->dump.has_end)
			doubt_dumps_like(c, log_held(c, i));
	/* While all of them are there, and may lend. */
	for (size_t i = 0; i < c->nr_held; i++)
		complete(c, i);
	while (c->nr_held)
		release(c);
}
