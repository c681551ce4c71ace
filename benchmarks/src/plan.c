// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "rng.h"
#include "say.h"

#define MAX_OPS 1000000UL

/* A buffer that is held at this point of the plan, oldest first. */
struct held {
	const char *name;
	unsigned int buffer;
};

/*
 * Where the statements of one thread or actor are being turned into
 * operations. An actor writes to a list of its own, to be shuffled into its
 * parent's, but numbers its buffers with the lane that it ends up in.
 */
struct maker {
	struct plan *plan;
	struct lane *out;
	struct lane *numbers;
	struct rng rng;
	const char *owner;
	struct held *held;
	size_t nr_held, cap_held;
};

static bool make_body(struct maker *m, const struct stmt *body);
static bool make_statement(struct maker *m, const struct stmt *s);

static bool wrong(const struct maker *m, unsigned int line, const char *what, const char *name)
{
	fprintf(stderr, "%s:%u: expected %s%s\n", m->plan->scenario->path, line, what, name);
	return false;
}

/* Returns NULL after a message when there are too many. */
static struct op *add_op(struct maker *m, enum op_kind kind, unsigned int line)
{
	struct lane *l = m->out;
	struct op *op;

	if (m->plan->nr_ops == MAX_OPS) {
		wrong(m, line, "no more than a million operations in all", "");
		return NULL;
	}
	l->op = xgrow(l->op, l->nr, &l->cap, sizeof(*l->op));
	op = &l->op[l->nr++];
	memset(op, 0, sizeof(*op));
	op->kind = kind;
	op->line = line;
	m->plan->nr_ops++;
	return op;
}

static unsigned long draw(struct rng *rng, const struct choices *set)
{
	uint64_t r = rng_below(rng, set->weight);
	const struct choice *c = set->choice;

	for (; r >= c->weight; c++)
		r -= c->weight;
	return c->lo + rng_below(rng, c->hi - c->lo + 1);
}

/* An operation with nothing but an amount. */
static bool add_amount(struct maker *m, enum op_kind kind, unsigned int line, unsigned long amount)
{
	struct op *op = add_op(m, kind, line);

	if (op)
		op->amount = amount;
	return op;
}

static bool add_alloc(struct maker *m, const struct stmt *s, unsigned long pages,
		      unsigned int *buffer)
{
	struct op *op = add_op(m, OP_ALLOC, s->line);

	if (!op)
		return false;
	op->buffer = m->numbers->nr_buffers++;
	op->amount = pages;
	op->via = s->via;
	op->owner = m->owner;
	op->name = s->name;
	m->plan->nr_allocs++;
	*buffer = op->buffer;
	return true;
}

/* An allocation that statements free, by its name. */
static bool add_held(struct maker *m, const struct stmt *s, unsigned long pages)
{
	unsigned int buffer;

	if (!add_alloc(m, s, pages, &buffer))
		return false;
	m->held = xgrow(m->held, m->nr_held, &m->cap_held, sizeof(*m->held));
	m->held[m->nr_held++] = (struct held){ s->name, buffer };
	return true;
}

static bool add_free(struct maker *m, size_t which, unsigned int line)
{
	struct op *op = add_op(m, OP_FREE, line);

	if (!op)
		return false;
	op->buffer = m->held[which].buffer;
	m->nr_held--;
	memmove(m->held + which, m->held + which + 1,
		(m->nr_held - which) * sizeof(*m->held));
	return true;
}

static bool make_free(struct maker *m, const struct stmt *s)
{
	size_t i, left = m->nr_held;
	bool found = false;

	for (i = 0; i < left; i++) {
		size_t which = s->which == FREE_OLDEST ? i : left - 1 - i;

		if (strcmp(m->held[which].name, s->name))
			continue;
		if (!add_free(m, which, s->line))
			return false;
		found = true;
		if (s->which != FREE_ALL)
			break;
	}
	return found ||
	       wrong(m, s->line, "a buffer that is held here, and none is called ", s->name);
}

/* Draws sizes until the pages in all are reached; the last one is cut to fit. */
static bool make_residents(struct maker *m, const struct stmt *s)
{
	unsigned long left = s->count, pages;

	for (; left; left -= pages) {
		pages = draw(&m->rng, &s->choices);
		if (pages > left)
			pages = left;
		if (!add_held(m, s, pages))
			return false;
	}
	return true;
}

static bool make_repeat(struct maker *m, const struct stmt *s)
{
	unsigned long i;

	for (i = 0; i < s->count; i++)
		if (!make_body(m, s->body))
			return false;
	return true;
}

/*
 * A thread's or an actor's statements. Its choices are its own: it starts a
 * stream from its parent's. What it still holds at its end is given back.
 */
static bool make_own(struct maker *m, struct rng *parent, const struct stmt *s)
{
	bool good;

	rng_seed(&m->rng, rng_next(parent));
	good = make_body(m, s->body);
	while (good && m->nr_held)
		good = add_free(m, m->nr_held - 1, s->line);
	free(m->held);
	return good;
}

static bool make_threads(struct maker *m, const struct stmt *s)
{
	struct op *op = add_op(m, OP_THREADS, s->line);
	struct lane *lanes;
	unsigned int i;

	if (!op)
		return false;
	lanes = xcalloc(s->count, sizeof(*lanes));
	op->lanes = lanes;
	op->nr_lanes = s->count;
	for (i = 0; i < s->count; i++) {
		struct maker own = { .plan = m->plan, .out = &lanes[i], .numbers = &lanes[i] };

		lanes[i].thread = i + 1;
		if (!make_own(&own, &m->rng, s))
			return false;
	}
	return true;
}

/* Actors' names live as long as the plan. */
static const char *owner_name(struct plan *plan, const char *name, unsigned int copy,
			      unsigned int copies)
{
	char *text = xcalloc(1, strlen(name) + 12);

	sprintf(text, copies > 1 ? "%s%u" : "%s", name, copy + 1);
	plan->owner = xgrow(plan->owner, plan->nr_owners, &plan->cap_owners, sizeof(*plan->owner));
	plan->owner[plan->nr_owners++] = text;
	return text;
}

static bool make_actor(struct maker *parent, const struct stmt *s, unsigned int copy,
		       struct lane *out)
{
	struct maker own = {
		.plan = parent->plan, .out = out, .numbers = parent->numbers,
		.owner = owner_name(parent->plan, s->name, copy, s->count),
	};

	return make_own(&own, &parent->rng, s);
}

/* Every order that keeps each actor's own is equally likely. */
static void shuffle(struct maker *m, struct lane *list, size_t nr)
{
	size_t *next = xcalloc(nr, sizeof(*next)), left = 0, i;

	for (i = 0; i < nr; i++)
		left += list[i].nr;
	/* add_op() is about to count them again, and so has room for all. */
	m->plan->nr_ops -= left;
	for (; left; left--) {
		uint64_t r = rng_below(&m->rng, left);
		struct op *op;

		for (i = 0; r >= list[i].nr - next[i]; i++)
			r -= list[i].nr - next[i];
		op = add_op(m, OP_ALLOC, 0);
		*op = list[i].op[next[i]++];
	}
	free(next);
}

static bool make_actors(struct maker *m, const struct stmt *s)
{
	struct lane *list;
	const struct stmt *a;
	size_t nr = 0, i = 0;
	unsigned int copy;
	bool good = true;

	for (a = s->body; a; a = a->next)
		nr += a->count;
	list = xcalloc(nr, sizeof(*list));
	for (a = s->body; good && a; a = a->next)
		for (copy = 0; good && copy < a->count; copy++)
			good = make_actor(m, a, copy, &list[i++]);
	if (good)
		shuffle(m, list, nr);
	for (i = 0; i < nr; i++)
		free(list[i].op);
	free(list);
	return good;
}

static const struct stmt *draw_class(struct rng *rng, const struct stmt *body)
{
	const struct stmt *c;
	uint64_t r, weight = 0;

	for (c = body; c; c = c->next)
		weight += c->weight;
	r = rng_below(rng, weight);
	for (c = body; r >= c->weight; c = c->next)
		r -= c->weight;
	return c;
}

/* A buffer of a "random" block, held until its time has come. */
struct mortal {
	unsigned int buffer;
	unsigned long pages, dies;
};

struct population {
	struct mortal *one;
	size_t nr, cap;
	unsigned long pages;
};

/* Which time comes first among those of at most @pages? The older of two. */
static size_t first_to_die(const struct population *p, unsigned long pages)
{
	size_t i, first = p->nr;

	for (i = 0; i < p->nr; i++)
		if (p->one[i].pages <= pages &&
		    (first == p->nr || p->one[i].dies < p->one[first].dies))
			first = i;
	return first;
}

static bool bury(struct maker *m, struct population *p, size_t first, unsigned int line)
{
	struct op *op = add_op(m, OP_FREE, line);

	if (!op)
		return false;
	op->buffer = p->one[first].buffer;
	p->pages -= p->one[first].pages;
	p->nr--;
	memmove(p->one + first, p->one + first + 1, (p->nr - first) * sizeof(*p->one));
	return true;
}

/* Frees those whose time has come, as long as @low pages stay. */
static bool bury_due(struct maker *m, struct population *p, unsigned long low,
		     unsigned long now, unsigned int line)
{
	while (p->pages > low) {
		size_t first = first_to_die(p, p->pages - low);

		if (first == p->nr || p->one[first].dies > now)
			break;
		if (!bury(m, p, first, line))
			return false;
	}
	return true;
}

/* Frees those whose time comes first, until @most pages are left. */
static bool bury_above(struct maker *m, struct population *p, unsigned long most,
		       unsigned int line)
{
	while (p->pages > most)
		if (!bury(m, p, first_to_die(p, p->pages), line))
			return false;
	return true;
}

static bool beget(struct maker *m, struct population *p, const struct stmt *c,
		  unsigned long pages, unsigned long dies)
{
	unsigned int buffer;

	if (!add_alloc(m, c, pages, &buffer))
		return false;
	p->one = xgrow(p->one, p->nr, &p->cap, sizeof(*p->one));
	p->one[p->nr++] = (struct mortal){ buffer, pages, dies };
	p->pages += pages;
	return true;
}

/*
 * Buffers die when their time has come, unless the area would fall below the
 * lower fill, and before it when the area would rise above the upper one.
 */
static bool make_random(struct maker *m, const struct stmt *s)
{
	unsigned long low = m->plan->area_pages * s->lo / 100;
	unsigned long high = m->plan->area_pages * s->hi / 100;
	struct population p = { 0 };
	unsigned long now;
	bool good = true;

	if (!high)
		return wrong(m, s->line, "an area of known size for 'fill': give area_mib", "");
	for (now = 0; good && now < s->count; now++) {
		const struct stmt *c = draw_class(&m->rng, s->body);
		unsigned long pages, dies;

		if (c->kind == STMT_CHURN || c->kind == STMT_REFILL) {
			good = make_statement(m, c);
			continue;
		}
		pages = draw(&m->rng, &c->choices);
		dies = now + c->lo + rng_below(&m->rng, c->hi - c->lo + 1);
		if (pages > high) {
			good = wrong(m, c->line,
				     "sizes below the upper fill of the area in class ", c->name);
			break;
		}
		good = bury_due(m, &p, low, now, s->line) &&
		       bury_above(m, &p, high - pages, s->line) &&
		       beget(m, &p, c, pages, dies);
	}
	good = good && bury_above(m, &p, 0, s->line);
	free(p.one);
	return good;
}

static bool make_refill(struct maker *m, const struct stmt *s)
{
	struct op *op = add_op(m, OP_REFILL, s->line);

	if (!op)
		return false;
	op->amount = s->count;
	op->memory = s->memory;
	return true;
}

/* What there is in the area is known from now on, because it is looked at. */
static struct op *add_pressure(struct maker *m, enum op_kind kind, const struct stmt *s)
{
	struct op *op = add_op(m, kind, s->line);

	if (!op)
		return NULL;
	op->amount = s->count;
	m->plan->looks = true;
	return op;
}

static bool make_fill(struct maker *m, const struct stmt *s)
{
	struct op *op = add_pressure(m, OP_FILL, s);

	if (!op)
		return false;
	op->memory = s->memory;
	op->of_area = s->of_area;
	m->plan->uses_files |= s->memory == MEMORY_CLEAN || s->memory == MEMORY_DIRTY;
	m->plan->uses_thp |= s->memory == MEMORY_THP;
	return true;
}

static bool make_drop(struct maker *m, const struct stmt *s)
{
	struct op *op = add_pressure(m, OP_DROP, s);

	if (!op)
		return false;
	op->seed = rng_next(&m->rng);
	return true;
}

static bool make_pin(struct maker *m, const struct stmt *s)
{
	struct op *op = add_pressure(m, OP_PIN, s);

	if (!op)
		return false;
	op->requests = s->hi;
	op->seed = rng_next(&m->rng);
	return true;
}

static bool make_statement(struct maker *m, const struct stmt *s)
{
	switch (s->kind) {
	case STMT_ALLOC:
		return add_held(m, s, draw(&m->rng, &s->choices));
	case STMT_FREE:
		return make_free(m, s);
	case STMT_SLEEP:
		return add_amount(m, OP_SLEEP, s->line, draw(&m->rng, &s->choices));
	case STMT_MEMORY:
		return add_amount(m, OP_MEMORY, s->line, s->count);
	case STMT_CHURN:
		return add_amount(m, OP_CHURN, s->line, s->count);
	case STMT_REFILL:
		return make_refill(m, s);
	case STMT_FILL:
		return make_fill(m, s);
	case STMT_DROP:
		return make_drop(m, s);
	case STMT_LOWMEM:
		return add_pressure(m, OP_LOWMEM, s);
	case STMT_PIN:
		return make_pin(m, s);
	case STMT_BUSY:
		return add_amount(m, OP_BUSY, s->line, s->count);
	case STMT_RESIDENTS:
		return make_residents(m, s);
	case STMT_REPEAT:
		return make_repeat(m, s);
	case STMT_THREADS:
		return make_threads(m, s);
	case STMT_ACTORS:
		return make_actors(m, s);
	case STMT_RANDOM:
		return make_random(m, s);
	case STMT_ACTOR:	/* make_actors() */
	case STMT_CLASS:	/* make_random() */
		break;
	}
	return false;
}

static bool make_body(struct maker *m, const struct stmt *body)
{
	for (; body; body = body->next)
		if (!make_statement(m, body))
			return false;
	return true;
}

struct plan *plan_make(const struct scenario *scenario, uint64_t seed, unsigned long area_pages)
{
	struct plan *plan = xcalloc(1, sizeof(*plan));
	struct maker m = { .plan = plan, .out = &plan->main, .numbers = &plan->main };
	bool good;

	plan->scenario = scenario;
	plan->seed = seed;
	plan->area_pages = area_pages;
	rng_seed(&m.rng, seed);
	good = make_body(&m, scenario->body);
	free(m.held);
	if (good)
		return plan;
	plan_free(plan);
	return NULL;
}

static void free_lane(struct lane *lane)
{
	size_t i;
	unsigned int j;

	for (i = 0; i < lane->nr; i++) {
		for (j = 0; j < lane->op[i].nr_lanes; j++)
			free_lane(&lane->op[i].lanes[j]);
		free(lane->op[i].lanes);
	}
	free(lane->op);
}

void plan_free(struct plan *plan)
{
	size_t i;

	if (!plan)
		return;
	free_lane(&plan->main);
	for (i = 0; i < plan->nr_owners; i++)
		free(plan->owner[i]);
	free(plan->owner);
	free(plan);
}
