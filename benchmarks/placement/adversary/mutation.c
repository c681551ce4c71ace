// SPDX-License-Identifier: GPL-2.0
#include "area_size.h"
#include "draw.h"
#include "mutation.h"

/**
 * struct change - what the kinds of change have in common
 * @s: what is changed
 * @source: where sizes come from
 * @max_allocs: how many there may be
 * @rng: chance
 */
struct change {
	struct sequence *s;
	const struct trace *source;
	size_t max_allocs;
	struct rng *rng;
};

static size_t below(const struct change *c, size_t n)
{
	return (size_t)rng_below(c->rng, n);
}

static struct trace_alloc some_size(const struct change *c)
{
	return c->source->allocs[below(c, c->source->nr_allocs)];
}

/* A place for an event that comes behind the one at @after. */
static size_t place_behind(const struct change *c, size_t after)
{
	return after + 1 + below(c, c->s->nr_events - after);
}

static void add_free(const struct change *c, size_t alloc)
{
	const struct trace_event event = { .alloc = alloc, .is_free = true };
	const size_t taken = sequence_find(c->s, alloc, false);

	sequence_insert_event(c->s, place_behind(c, taken), event);
}

/* Another allocation, of @size, with its A at place @at. */
static void add_alloc(const struct change *c, struct trace_alloc size, size_t at)
{
	const size_t alloc = c->s->nr_allocs++;

	c->s->allocs[alloc] = size;
	sequence_insert_event(c->s, at, (struct trace_event) {
		.alloc = alloc,
	});
	if (draw_chance(c->rng, 75))
		add_free(c, alloc);
}

static void change_insert(const struct change *c)
{
	if (c->s->nr_allocs < c->max_allocs)
		add_alloc(c, some_size(c), below(c, c->s->nr_events + 1));
}

/* One more of the same size, behind one that is there. */
static void change_repeat(const struct change *c)
{
	const size_t alloc = below(c, c->s->nr_allocs);

	if (c->s->nr_allocs < c->max_allocs)
		add_alloc(c, c->s->allocs[alloc],
			  sequence_find(c->s, alloc, false) + 1);
}

static void change_remove(const struct change *c)
{
	if (c->s->nr_allocs > 1)
		sequence_remove_alloc(c->s, below(c, c->s->nr_allocs));
}

static void change_size(const struct change *c)
{
	c->s->allocs[below(c, c->s->nr_allocs)] = some_size(c);
}

/* The size of one that is there: real traces have few different ones. */
static void change_size_alike(const struct change *c)
{
	const size_t from = below(c, c->s->nr_allocs);
	const size_t to = below(c, c->s->nr_allocs);

	c->s->allocs[to] = c->s->allocs[from];
}

static void change_when_taken(const struct change *c)
{
	const size_t alloc = below(c, c->s->nr_allocs);
	size_t end;

	sequence_remove_event(c->s, sequence_find(c->s, alloc, false));
	end = sequence_find(c->s, alloc, true);
	sequence_insert_event(c->s, below(c, end + 1), (struct trace_event) {
		.alloc = alloc,
	});
}

/* Also to never, and from there. */
static void change_when_freed(const struct change *c)
{
	const size_t alloc = below(c, c->s->nr_allocs);
	const size_t freed = sequence_find(c->s, alloc, true);

	if (freed < c->s->nr_events)
		sequence_remove_event(c->s, freed);
	if (freed == c->s->nr_events || draw_chance(c->rng, 80))
		add_free(c, alloc);
}

static void change_area(const struct change *c)
{
	const uint64_t steps = draw_between(c->rng, 1, 3);
	const uint64_t pages = steps * AREA_SIZE_STEP_PAGES;

	if (draw_chance(c->rng, 50))
		c->s->area_pages += pages;
	else if (c->s->area_pages > pages)
		c->s->area_pages -= pages;
}

void mutate(struct sequence *sequence, const struct trace *source,
	    size_t max_allocs, struct rng *rng)
{
	static const struct {
		void (*change)(const struct change *c);
		unsigned int weight;
	} kinds[] = {
		{ change_insert, 3 },
		{ change_repeat, 3 },
		{ change_remove, 4 },
		{ change_size, 3 },
		{ change_size_alike, 2 },
		{ change_when_taken, 3 },
		{ change_when_freed, 4 },
		{ change_area, 1 },
	};
	const struct change c = {
		.s = sequence,
		.source = source,
		.max_allocs = max_allocs,
		.rng = rng,
	};
	size_t times = 1;

	while (draw_chance(rng, 40))
		times++;
	while (times--)
		draw_row(rng, kinds)->change(&c);
}
