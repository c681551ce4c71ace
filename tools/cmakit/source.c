// SPDX-License-Identifier: GPL-2.0
#include "source.h"

struct source {
	struct owner owner;
	uint64_t mean_ns;
	uint64_t (*pages)(struct workload *w);
	uint64_t (*life_ns)(struct workload *w);
};

static void source_step(struct workload *w, void *data)
{
	struct source *s = data;
	uint64_t pages = s->pages(w);

	if (workload_is_over(w))
		return;
	if (workload_has_room(w, pages))
		buffer_free_after(w, buffer_alloc(w, &s->owner, pages),
				  s->life_ns(w));
	workload_call_after(w, draw_exponential(&w->rng, s->mean_ns), source_step,
			    s);
}

void source_add(struct workload *w, uint64_t mean_ns,
		uint64_t (*pages)(struct workload *w),
		uint64_t (*life_ns)(struct workload *w))
{
	struct source *s = workload_memory(w, sizeof(*s));

	owner_open(w, &s->owner);
	s->mean_ns = mean_ns;
	s->pages = pages;
	s->life_ns = life_ns;
	workload_call_after(w, draw_exponential(&w->rng, mean_ns), source_step, s);
}
