// SPDX-License-Identifier: GPL-2.0
/*
 * Callers of cma_alloc() that choose the alignment themselves.
 */
#include "kind.h"
#include "source.h"

static uint64_t driver_pages(struct workload *w)
{
	return draw_lognormal_within(&w->rng, 24, 220, 2, 2048);
}

static uint64_t driver_life(struct workload *w)
{
	return draw_lognormal(&w->rng, SECONDS(30), 200);
}

/* --- hugepages --------------------------------------------------------- */

/*
 * Huge pages of 2 MiB out of an area that drivers use too: 512 pages that must
 * be aligned to 512 (order 9), one to six at a time as processes grow, shrink
 * and end, beside drivers' buffers of all sizes.
 */
#define HUGE_PAGES	512
#define HUGE_ORDER	9
#define NR_PROCESSES	6
#define NR_DRIVERS	2

static void process_step(struct workload *w, void *data)
{
	struct owner *process = data;
	uint64_t nr = draw_between(&w->rng, 1, 6);

	if (draw_chance(&w->rng, 8)) {
		owner_close(w, process, ANY_ORDER);
		owner_open(w, process);
	} else if (draw_chance(&w->rng, 35)) {
		owner_free(w, process, nr, ANY_ORDER);
	} else {
		for (; nr && workload_has_room(w, HUGE_PAGES); nr--)
			buffer_alloc_needing(w, process, HUGE_PAGES, HUGE_ORDER);
	}
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(6)),
			    process_step, process);
}

static void start_hugepages(struct workload *w)
{
	for (unsigned int i = 0; i < NR_PROCESSES; i++) {
		struct owner *process = workload_memory(w, sizeof(*process));

		owner_open(w, process);
		process_step(w, process);
	}
	for (unsigned int i = 0; i < NR_DRIVERS; i++)
		source_add(w, MS(1800), driver_pages, driver_life);
}

const struct kind kind_hugepages = {
	.name = "hugepages",
	.summary = "512 pages that need order 9, beside drivers of all sizes",
	.budget_pages = 57344,
	.start = start_hugepages,
	.cut = true,
};

/* --- debugfs ----------------------------------------------------------- */

/*
 * A test that writes numbers of pages to the area's debugfs files, while drivers
 * use it: alloc asks for order 0 whatever the size, free takes what was
 * allocated last (mm/cma_debug.c keeps a stack).
 */
#define DEBUGFS_PAGES_MAX	4096

static void debugfs_step(struct workload *w, void *data)
{
	struct owner *stack = data;
	uint64_t nr = draw_between(&w->rng, 1, 24);

	if (workload_is_over(w)) {
		owner_close(w, stack, NEWEST_FIRST);
		return;
	}
	if (draw_chance(&w->rng, 50)) {
		owner_free(w, stack, nr, NEWEST_FIRST);
	} else {
		for (; nr; nr--) {
			uint64_t pages = draw_lognormal_within(&w->rng, 40, 250, 1,
							       DEBUGFS_PAGES_MAX);

			if (workload_has_room(w, pages))
				buffer_alloc_aligned(w, stack, pages, 0);
		}
	}
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(5)), debugfs_step,
			    stack);
}

static void start_debugfs(struct workload *w)
{
	struct owner *stack = workload_memory(w, sizeof(*stack));

	owner_open(w, stack);
	debugfs_step(w, stack);
	source_add(w, SECONDS(2), driver_pages, driver_life);
}

const struct kind kind_debugfs = {
	.name = "debugfs",
	.summary = "any number of pages at order 0, last in, first out",
	.budget_pages = 16384,
	.start = start_debugfs,
};
