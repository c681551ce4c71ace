// SPDX-License-Identifier: GPL-2.0
/*
 * No value can hold a comma or a quote: all are numbers and names of this
 * program's.
 */
#include <inttypes.h>

#include "simulation_csv.h"

#define COLUMNS								\
	"time_ns,event,placement,pages,failure,live_pages,used_pages,"	\
	"free_pages,largest_run_pages,largest_aligned_run_pages,failed\n"

static void print_sample(const struct simulation *simulation,
			 const struct sample *s, FILE *out)
{
	const struct trace_event *event = s->event;
	const char *failure = s->failure == REASON_NONE ? "" :
			      reason_name(s->failure);

	fprintf(out, "%" PRIu64 ",%c,%s,%" PRIu64 ",%s,%" PRIu64 ",%" PRIu64
		",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%zu\n",
		event->time_ns, event->is_free ? 'F' : 'A',
		placement_name(simulation->setup.placement),
		simulation->trace->allocs[event->alloc].pages, failure,
		s->live_pages, s->used_pages, s->free_pages,
		s->largest_run_pages, s->largest_aligned_run_pages, s->failed);
}

void simulation_print_csv(const struct simulation *simulations, size_t nr,
			  FILE *out)
{
	fputs(COLUMNS, out);
	for (size_t i = 0; i < nr; i++)
		for (size_t j = 0; j < simulations[i].trace->nr_events; j++)
			print_sample(&simulations[i], &simulations[i].samples[j],
				     out);
}
