// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "area_size.h"
#include "draw.h"
#include "memory.h"
#include "sequence.h"

#define NONE	((size_t)-1)

void sequence_copy(struct sequence *to, const struct sequence *from)
{
	to->area_pages = from->area_pages;
	to->nr_allocs = from->nr_allocs;
	to->nr_events = from->nr_events;
	memcpy(to->allocs, from->allocs, from->nr_allocs * sizeof(*to->allocs));
	memcpy(to->events, from->events, from->nr_events * sizeof(*to->events));
}

void sequence_insert_event(struct sequence *s, size_t at,
			   struct trace_event event)
{
	memmove(&s->events[at + 1], &s->events[at],
		(s->nr_events - at) * sizeof(*s->events));
	s->events[at] = event;
	s->nr_events++;
}

void sequence_remove_event(struct sequence *s, size_t at)
{
	s->nr_events--;
	memmove(&s->events[at], &s->events[at + 1],
		(s->nr_events - at) * sizeof(*s->events));
}

size_t sequence_find(const struct sequence *s, size_t alloc, bool is_free)
{
	size_t at;

	for (at = 0; at < s->nr_events; at++)
		if (s->events[at].alloc == alloc &&
		    s->events[at].is_free == is_free)
			break;
	return at;
}

void sequence_remove_alloc(struct sequence *s, size_t alloc)
{
	const size_t freed = sequence_find(s, alloc, true);

	if (freed < s->nr_events)
		sequence_remove_event(s, freed);
	sequence_remove_event(s, sequence_find(s, alloc, false));
	s->nr_allocs--;
	s->allocs[alloc] = s->allocs[s->nr_allocs];
	for (size_t i = 0; i < s->nr_events; i++)
		if (s->events[i].alloc == s->nr_allocs)
			s->events[i].alloc = alloc;
}

/* Append the A of @source's allocation number @alloc, which is @known from now. */
static void take_over(struct sequence *s, const struct trace *source,
		      size_t alloc, size_t *known)
{
	known[alloc] = s->nr_allocs;
	s->allocs[s->nr_allocs] = source->allocs[alloc];
	sequence_insert_event(s, s->nr_events, (struct trace_event) {
		.alloc = s->nr_allocs++,
	});
}

/* The events of @source from number @from on, as long as there is room. */
static void take_events(struct sequence *s, const struct trace *source,
			size_t from, size_t max_allocs, size_t *known)
{
	for (size_t i = from; i < source->nr_events; i++) {
		const struct trace_event *event = &source->events[i];

		if (!event->is_free) {
			if (s->nr_allocs == max_allocs)
				return;
			take_over(s, source, event->alloc, known);
		} else if (known[event->alloc] != NONE) {
			sequence_insert_event(s, s->nr_events,
					      (struct trace_event) {
				.alloc = known[event->alloc],
				.is_free = true,
			});
		}
	}
}

/* A random part of what is live before event number @from, half at most. */
static void take_live(struct sequence *s, const struct trace *source, size_t from,
		      size_t max_allocs, size_t *known, struct rng *rng)
{
	const unsigned int percent = (unsigned int)draw_between(rng, 0, 100);
	bool *is_live = calloc_or_exit(source->nr_allocs, sizeof(*is_live));

	for (size_t i = 0; i < from; i++)
		is_live[source->events[i].alloc] = !source->events[i].is_free;
	for (size_t i = 0; i < source->nr_allocs; i++)
		if (is_live[i] && s->nr_allocs < max_allocs / 2 &&
		    draw_chance(rng, percent))
			take_over(s, source, i, known);
	free(is_live);
}

static uint64_t peak_pages(const struct sequence *s)
{
	uint64_t live = 0, peak = 0;

	for (size_t i = 0; i < s->nr_events; i++) {
		const uint64_t pages = s->allocs[s->events[i].alloc].pages;

		live += s->events[i].is_free ? -pages : pages;
		if (live > peak)
			peak = live;
	}
	return peak;
}

void sequence_cut(struct sequence *s, const struct trace *source,
		  size_t max_allocs, struct rng *rng)
{
	const size_t from = (size_t)rng_below(rng, source->nr_events);
	size_t *known = calloc_or_exit(source->nr_allocs, sizeof(*known));
	uint64_t percent;

	for (size_t i = 0; i < source->nr_allocs; i++)
		known[i] = NONE;
	s->nr_allocs = 0;
	s->nr_events = 0;
	take_live(s, source, from, max_allocs, known, rng);
	take_events(s, source, from, max_allocs, known);
	/* Behind the last allocation there is nothing to begin with. */
	if (!s->nr_allocs)
		take_events(s, source, 0, max_allocs, known);
	free(known);

	percent = draw_between(rng, 100, 125);
	s->area_pages = (peak_pages(s) * percent / 100 / AREA_SIZE_STEP_PAGES +
			 1) * AREA_SIZE_STEP_PAGES;
}

struct trace sequence_trace(struct sequence *s, const char *name)
{
	for (size_t i = 0; i < s->nr_events; i++)
		s->events[i].time_ns = i * 1000;
	return (struct trace) {
		.name = name,
		.allocs = s->allocs,
		.nr_allocs = s->nr_allocs,
		.events = s->events,
		.nr_events = s->nr_events,
	};
}

static void write_alloc(const struct trace_alloc *alloc, size_t id, FILE *out)
{
	fprintf(out, " A %zu %" PRIu64 " %u o", id, alloc->pages,
		alloc->align_order);
	if (alloc->min_align_order)
		fprintf(out, " %u", alloc->min_align_order);
	fputc('\n', out);
}

void sequence_write(const struct sequence *s, const char *how, FILE *out)
{
	size_t ids[SEQUENCE_MAX_ALLOCS] = { 0 }, id = 0;

	fprintf(out, "# cmatrace 1\n# source %s\n# pages %" PRIu64 "\n", how,
		s->area_pages);
	for (size_t i = 0; i < s->nr_events; i++) {
		const struct trace_event *event = &s->events[i];

		fprintf(out, "%zu", i * 1000);
		if (event->is_free) {
			fprintf(out, " F %zu\n", ids[event->alloc]);
		} else {
			ids[event->alloc] = ++id;
			write_alloc(&s->allocs[event->alloc], id, out);
		}
	}
}
