// SPDX-License-Identifier: GPL-2.0
/*
 * Shapes of load that spoil an area, whatever the device.
 */
#include "kind.h"
#include "source.h"

/* --- residents --------------------------------------------------------- */

/*
 * Boot: drivers probe, each keeps a few buffers of 2 to 16 pages, with large
 * ones in between that only the boot needs (a splash screen, firmware). When
 * those have gone the small ones are all over the area, for good; then come
 * groups of large ones, 2.4 to 16 MiB each.
 */
#define NR_PROBES	60
#define NR_GROUPS	5

static uint64_t large_pages(struct workload *w)
{
	return draw_between(&w->rng, 600, 4000);
}

static void large_group_step(struct workload *w, void *data)
{
	uint64_t nr = draw_between(&w->rng, 1, 6);
	uint64_t pages = large_pages(w);
	bool pauses = draw_chance(&w->rng, 30);

	owner_close(w, data, OLDEST_FIRST);
	if (workload_is_over(w))
		return;
	if (!pauses) {
		owner_open(w, data);
		for (; nr && workload_has_room(w, pages); nr--)
			buffer_alloc(w, data, pages);
	}
	workload_call_after(w, draw_lognormal(&w->rng, SECONDS(40), 120),
			    large_group_step, data);
}

static void start_residents(struct workload *w)
{
	struct owner *boot = workload_memory(w, sizeof(*boot));
	struct owner *passing = workload_memory(w, sizeof(*passing));

	owner_open(w, boot);
	owner_open(w, passing);
	for (unsigned int i = 0; i < NR_PROBES; i++) {
		uint64_t nr = draw_between(&w->rng, 1, 4);

		while (nr--)
			buffer_alloc(w, boot, draw_between(&w->rng, 2, 16));
		if (draw_chance(&w->rng, 30) &&
		    workload_has_room(w, w->budget_pages / 2))
			buffer_alloc(w, passing, large_pages(w));
		if (draw_chance(&w->rng, 15))
			owner_free(w, passing, 1, ANY_ORDER);
		workload_pass(w, draw_exponential(&w->rng, MS(100)));
	}
	workload_pass(w, SECONDS(20));
	owner_close(w, passing, OLDEST_FIRST);
	for (unsigned int i = 0; i < NR_GROUPS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(40)),
				    large_group_step,
				    workload_memory(w, sizeof(struct owner)));
}

const struct kind kind_residents = {
	.name = "residents",
	.summary = "small buffers all over from boot on, then large ones",
	.budget_pages = 40960,
	.start = start_residents,
};

/* --- oddsize ----------------------------------------------------------- */

/*
 * Sizes just over and under the 256 pages that large ones are aligned to and
 * their multiples, and the same around smaller powers of two; 257, 456 and 511
 * are reports from the field. What they leave behind them no other can use.
 * Half of them in groups that are freed together.
 */
static const unsigned int odd_sizes[] = {
	257, 257, 456, 456, 511, 511, 513, 255, 129, 65, 33, 767, 769, 1025,
};

#define NR_ODD_GROUPS	16

static uint64_t odd_pages(struct workload *w)
{
	return draw_element(&w->rng, odd_sizes);
}

static uint64_t odd_life(struct workload *w)
{
	return draw_exponential(&w->rng, SECONDS(30));
}

static void odd_group_step(struct workload *w, void *data)
{
	uint64_t nr = draw_between(&w->rng, 2, 8);
	uint64_t pages = odd_pages(w);

	owner_close(w, data, OLDEST_FIRST);
	if (workload_is_over(w))
		return;
	if (workload_has_room(w, nr * pages)) {
		owner_open(w, data);
		buffer_alloc_many(w, data, nr, pages);
	}
	workload_call_after(w, draw_lognormal(&w->rng, SECONDS(30), 150),
			    odd_group_step, data);
}

static void start_oddsize(struct workload *w)
{
	for (unsigned int i = 0; i < NR_ODD_GROUPS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(30)),
				    odd_group_step,
				    workload_memory(w, sizeof(struct owner)));
	source_add(w, MS(700), odd_pages, odd_life);
}

const struct kind kind_oddsize = {
	.name = "oddsize",
	.summary = "sizes just over and under a multiple of the alignment",
	.budget_pages = 49152,
	.start = start_oddsize,
};

/* --- tides ------------------------------------------------------------- */

/*
 * Load that rises to the limit, falls to nearly nothing, and rises again: jobs
 * of 1 to 12 buffers of any size come while it rises, few while it falls, and
 * each ends by itself. One in fifty of them outlives several tides.
 */
#define TIDE_PAGES_MAX	4096

struct tide {
	bool falls;
	uint64_t low_pages;
};

static void job_end(struct workload *w, void *data)
{
	owner_close(w, data, ANY_ORDER);
}

static void job_start(struct workload *w)
{
	uint64_t nr = draw_between(&w->rng, 1, 12);
	bool stays = draw_chance(&w->rng, 2);
	struct owner *job = workload_memory(w, sizeof(*job));

	owner_open(w, job);
	while (nr--) {
		uint64_t pages = draw_lognormal_within(&w->rng, 60, 220, 2,
						       TIDE_PAGES_MAX);

		if (workload_has_room(w, pages))
			buffer_alloc(w, job, pages);
	}
	workload_call_after(w, stays ? draw_lognormal(&w->rng, HOURS(1), 100) :
			    draw_lognormal(&w->rng, MINUTES(4), 150),
			    job_end, job);
}

static void tide_step(struct workload *w, void *data)
{
	struct tide *t = data;
	uint64_t mean_ns = t->falls ? MINUTES(2) : SECONDS(4);

	if (workload_is_over(w))
		return;
	job_start(w);
	if (!t->falls && w->live_pages > w->budget_pages / 100 * 97) {
		t->falls = true;
		t->low_pages = w->budget_pages * draw_between(&w->rng, 2, 20) / 100;
	} else if (t->falls && w->live_pages < t->low_pages) {
		t->falls = false;
	}
	workload_call_after(w, draw_exponential(&w->rng, mean_ns), tide_step, t);
}

static void start_tides(struct workload *w)
{
	tide_step(w, workload_memory(w, sizeof(struct tide)));
}

const struct kind kind_tides = {
	.name = "tides",
	.summary = "load that rises to the limit, nearly vanishes and returns",
	.budget_pages = 32768,
	.start = start_tides,
};

/* --- pins -------------------------------------------------------------- */

/*
 * Among frames that come and go (720p to 1080p of a camera, a codec, a screen),
 * now and then a buffer of 24 to 160 pages that stays for an hour or for days.
 */
static const unsigned int frame_sizes[] = { 338, 450, 765, 900, 1013, 2025 };

#define NR_FRAME_SOURCES	3

static uint64_t pin_pages(struct workload *w)
{
	return draw_between(&w->rng, 24, 160);
}

static uint64_t pin_life(struct workload *w)
{
	return draw_pareto(&w->rng, MINUTES(20), HOURS(48), 80);
}

static uint64_t short_frame_pages(struct workload *w)
{
	return draw_element(&w->rng, frame_sizes);
}

static uint64_t short_frame_life(struct workload *w)
{
	return draw_lognormal(&w->rng, SECONDS(80), 120);
}

static void start_pins(struct workload *w)
{
	source_add(w, MINUTES(1), pin_pages, pin_life);
	for (unsigned int i = 0; i < NR_FRAME_SOURCES; i++)
		source_add(w, SECONDS(12), short_frame_pages, short_frame_life);
}

const struct kind kind_pins = {
	.name = "pins",
	.summary = "frames that come and go, now and then a small one for hours",
	.budget_pages = 40960,
	.start = start_pins,
	.cut = true,
};
