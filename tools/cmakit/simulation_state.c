// SPDX-License-Identifier: GPL-2.0
#include "area_bitmap.h"
#include "simulation_state.h"

/* It is replayed once more: nobody else wants to keep areas. */
void simulation_print_state(const struct simulation *simulations, size_t nr,
			    FILE *out)
{
	const struct trace *trace = simulations[0].trace;
	const struct replay_setup *setup = &simulations[0].setup;
	struct area_request request;
	bool has_failed = false;
	struct replay_step step;
	struct replay replay;

	(void)nr;
	if (replay_begin(&replay, trace, setup))
		return;
	while (!has_failed && replay_next(&replay, &step))
		has_failed = step.failure != REASON_NONE;
	if (has_failed) {
		const struct trace_alloc *alloc =
			&trace->allocs[step.event->alloc];

		request.pages = alloc->pages;
		request.align_order =
			replay_request(alloc, setup->align_min).required_order;
	}
	area_bitmap_print(&replay.area, "simulated", has_failed ? &request : NULL,
			  out);
	replay_end(&replay);
}
