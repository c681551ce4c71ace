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

static struct op *add_op(struct maker *m, enum op_kind kind, unsigned int line)
{
	struct lane *l = m->out;
	struct op *op;

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

static unsigned int add_alloc(struct maker *m, const struct stmt *s, unsigned long pages)
{
	struct op *op = add_op(m, OP_ALLOC, s->line);

	op->buffer = m->numbers->nr_buffers++;
	op->amount = pages;
	op->via = s->via;
	op->owner = m->owner;
	op->name = s->name;
	m->plan->nr_allocs++;
	return op->buffer;
}

static void hold(struct maker *m, const char *name, unsigned int buffer)
{
	m->held = xgrow(m->held, m->nr_held, &m->cap_held, sizeof(*m->held));
	m->held[m->nr_held++] = (struct held){ name, buffer };
}

static void add_free(struct maker *m, size_t which, unsigned int line)
{
	add_op(m, OP_FREE, line)->buffer = m->held[which].buffer;
	m->nr_held--;
	memmove(m->held + which, m->held + which + 1,
		(m->nr_held - which) * sizeof(*m->held));
}

static bool make_free(struct maker *m, const struct stmt *s)
{
	size_t i, left = m->nr_held;
	bool found = false;

	for (i = 0; i < left; i++) {
		size_t which = s->which == FREE_OLDEST ? i : left - 1 - i;

		if (strcmp(m->held[which].name, s->name))
			continue;
		add_free(m, which, s->line);
		found = true;
		if (s->which != FREE_ALL)
			break;
	}
	return found ||
	       wrong(m, s->line, "a buffer that is held here, and none is called ", s->name);
}

/* Draws sizes until the pages in all are reached; the last one is cut to fit. */
static void make_residents(struct maker *m, const struct stmt *s)
{
	unsigned long left = s->count, pages;

	for (; left; left -= pages) {
		pages = draw(&m->rng, &s->choices);
		if (pages > left)
			pages = left;
		hold(m, s->name, add_alloc(m, s, pages));
	}
}

static bool make_repeat(struct maker *m, const struct stmt *s)
{
	unsigned long i;

	for (i = 0; i < s->count; i++)
		if (!make_body(m, s->body))
			return false;
	return true;
}

/* A thread's choices are its own: it starts a stream from its parent's. */
static bool make_lane(struct maker *parent, const struct stmt *s, struct lane *lane)
{
	struct maker m = { .plan = parent->plan, .out = lane, .numbers = lane };
	bool good;

	rng_seed(&m.rng, rng_next(&parent->rng));
	good = make_body(&m, s->body);
	while (good && m.nr_held)
		add_free(&m, m.nr_held - 1, s->line);
	free(m.held);
	return good;
}

static bool make_threads(struct maker *m, const struct stmt *s)
{
	struct lane *lanes = xcalloc(s->count, sizeof(*lanes));
	struct op *op = add_op(m, OP_THREADS, s->line);
	unsigned int i;

	op->lanes = lanes;
	op->nr_lanes = s->count;
	for (i = 0; i < s->count; i++) {
		lanes[i].thread = i + 1;
		if (!make_lane(m, s, &lanes[i]))
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
	struct maker m = { .plan = parent->plan, .out = out, .numbers = parent->numbers };
	bool good;

	m.owner = owner_name(m.plan, s->name, copy, s->count);
	rng_seed(&m.rng, rng_next(&parent->rng));
	good = make_body(&m, s->body);
	while (good && m.nr_held)
		add_free(&m, m.nr_held - 1, s->line);
	free(m.held);
	return good;
}

/* Every order that keeps each actor's own is equally likely. */
static void shuffle(struct maker *m, struct lane *list, size_t nr)
{
	size_t *next = xcalloc(nr, sizeof(*next)), left = 0, i;

	for (i = 0; i < nr; i++)
		left += list[i].nr;
	m->plan->nr_ops -= left;	/* add_op() is about to count them again */
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

static void bury(struct maker *m, struct population *p, size_t first, unsigned int line)
{
	add_op(m, OP_FREE, line)->buffer = p->one[first].buffer;
	p->pages -= p->one[first].pages;
	p->nr--;
	memmove(p->one + first, p->one + first + 1, (p->nr - first) * sizeof(*p->one));
}

/* Frees those whose time has come, as long as @low pages stay. */
static void bury_due(struct maker *m, struct population *p, unsigned long low,
		     unsigned long now, unsigned int line)
{
	while (p->pages > low) {
		size_t first = first_to_die(p, p->pages - low);

		if (first == p->nr || p->one[first].dies > now)
			break;
		bury(m, p, first, line);
	}
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

		if (c->kind == STMT_CHURN) {
			make_statement(m, c);
			continue;
		}
		pages = draw(&m->rng, &c->choices);
		dies = now + c->lo + rng_below(&m->rng, c->hi - c->lo + 1);
		if (pages > high) {
			good = wrong(m, c->line,
				     "sizes below the upper fill of the area in class ", c->name);
			break;
		}
		bury_due(m, &p, low, now, s->line);
		while (p.pages + pages > high)
			bury(m, &p, first_to_die(&p, p.pages), s->line);
		p.one = xgrow(p.one, p.nr, &p.cap, sizeof(*p.one));
		p.one[p.nr++] = (struct mortal){ add_alloc(m, c, pages), pages, dies };
		p.pages += pages;
	}
	while (good && p.nr)
		bury(m, &p, first_to_die(&p, p.pages), s->line);
	free(p.one);
	return good;
}

static bool make_statement(struct maker *m, const struct stmt *s)
{
	switch (s->kind) {
	case STMT_ALLOC:
		hold(m, s->name, add_alloc(m, s, draw(&m->rng, &s->choices)));
		return true;
	case STMT_FREE:
		return make_free(m, s);
	case STMT_SLEEP:
		add_op(m, OP_SLEEP, s->line)->amount = draw(&m->rng, &s->choices);
		return true;
	case STMT_MEMORY:
		add_op(m, OP_MEMORY, s->line)->amount = s->count;
		return true;
	case STMT_CHURN:
		add_op(m, OP_CHURN, s->line)->amount = s->count;
		return true;
	case STMT_RESIDENTS:
		make_residents(m, s);
		return true;
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
	for (; body; body = body->next) {
		if (!make_statement(m, body))
			return false;
		if (m->plan->nr_ops > MAX_OPS)
			return wrong(m, body->line, "no more than a million operations in all", "");
	}
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
