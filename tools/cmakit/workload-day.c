// SPDX-License-Identifier: GPL-2.0
/*
 * A tablet's day: what runs changes by the hour.
 */
#include "codec.h"
#include "frame.h"
#include "kind.h"

/*
 * Phases of about a quarter of an hour, in each of which activities begin at
 * other rates: windows of two or three buffers of any size, films with the
 * decoder's frames, calls with a camera and an encoder, textures one by one,
 * sound, and drivers' small buffers that stay for most of an hour. The screen is
 * of 1920x1200.
 */
static const struct phase {
	unsigned int weight;
	/* Chance that one begins, in percent each half minute. */
	unsigned int window;
	unsigned int film;
	unsigned int call;
	unsigned int textures;
	unsigned int sound;
} phases[] = {
	{ 4, 60, 5, 0, 40, 20 },	/* browsing */
	{ 3, 10, 80, 0, 10, 30 },	/* films */
	{ 2, 20, 30, 70, 20, 60 },	/* calls */
	{ 2, 10, 5, 0, 90, 50 },	/* games */
	{ 2, 3, 0, 0, 2, 5 },		/* idle */
};

static const struct stream films[] = {
	{ 3, CODEC_H264, 1920, 1080, 0 },
	{ 3, CODEC_H264, 1280, 720, 0 },
	{ 2, CODEC_VP9, 1920, 1080, 0 },
	{ 1, CODEC_VP9, 854, 480, 0 },
};

static const struct stream call_stream = { 1, CODEC_H264, 1280, 720, 0 };

#define SCREEN_WIDTH	1920
#define SCREEN_HEIGHT	1200
#define TEXTURE_PAGES_MAX	1366
#define SOUND_PAGES	16

/**
 * struct day - the day so far
 * @screen: its framebuffers
 * @phase: what is done now
 * @phase_end_ns: until when
 */
struct day {
	struct owner screen;
	const struct phase *phase;
	uint64_t phase_end_ns;
};

static void activity_end(struct workload *w, void *data)
{
	owner_close(w, data, ANY_ORDER);
}

/* @nr buffers of @pages, for a time of @median_ns or so, if there is room. */
static void activity(struct workload *w, uint64_t nr, uint64_t pages,
		     uint64_t median_ns)
{
	struct owner *owner;

	if (!workload_has_room(w, nr * pages))
		return;
	owner = workload_memory(w, sizeof(*owner));
	owner_open(w, owner);
	buffer_alloc_many(w, owner, nr, pages);
	workload_call_after(w, draw_lognormal(&w->rng, median_ns, 150),
			    activity_end, owner);
}

static void open_window(struct workload *w)
{
	unsigned int width = (unsigned int)draw_between(&w->rng, 300,
							SCREEN_WIDTH);
	unsigned int height = (unsigned int)draw_between(&w->rng, 200,
							 SCREEN_HEIGHT);

	activity(w, draw_between(&w->rng, 2, 3),
		 frame_pages(&format_xrgb, width, height), MINUTES(4));
}

static void play_film(struct workload *w)
{
	const struct stream *s = draw_row(&w->rng, films);
	uint64_t extra = draw_between(&w->rng, 2, 4);

	activity(w, 2, stream_coded_pages(s), MINUTES(3));
	activity(w, stream_frames(s) + extra, stream_frame_pages(s), MINUTES(3));
}

static void make_call(struct workload *w)
{
	activity(w, 4, frame_pages(&format_yuyv, call_stream.width,
				   call_stream.height), MINUTES(5));
	activity(w, 6, stream_frame_pages(&call_stream), MINUTES(5));
}

/* All for one application, which drops them one by one. */
static void load_textures(struct workload *w)
{
	struct owner *application = workload_memory(w, sizeof(*application));
	uint64_t nr = draw_between(&w->rng, 3, 20);

	owner_open(w, application);
	while (nr--) {
		uint64_t pages = draw_lognormal_within(&w->rng, 40, 250, 2,
						       TEXTURE_PAGES_MAX);

		if (workload_has_room(w, pages))
			buffer_free_after(w, buffer_alloc(w, application, pages),
					  draw_lognormal(&w->rng, MINUTES(2), 150));
	}
}

static void drivers_small(struct workload *w)
{
	uint64_t nr = draw_between(&w->rng, 1, 3);

	activity(w, nr, draw_between(&w->rng, 2, 8), MINUTES(40));
}

static void day_step(struct workload *w, void *data)
{
	struct day *d = data;

	if (workload_is_over(w))
		return;
	if (w->now_ns >= d->phase_end_ns) {
		d->phase = draw_row(&w->rng, phases);
		d->phase_end_ns = w->now_ns + draw_lognormal(&w->rng, MINUTES(15),
							     100);
	}
	if (draw_chance(&w->rng, d->phase->window))
		open_window(w);
	if (draw_chance(&w->rng, d->phase->film))
		play_film(w);
	if (draw_chance(&w->rng, d->phase->call))
		make_call(w);
	if (draw_chance(&w->rng, d->phase->textures))
		load_textures(w);
	if (draw_chance(&w->rng, d->phase->sound))
		activity(w, draw_between(&w->rng, 1, 4), SOUND_PAGES, MINUTES(3));
	if (draw_chance(&w->rng, 30))
		drivers_small(w);
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(30)), day_step, d);
}

static void start_mixed_day(struct workload *w)
{
	struct day *d = workload_memory(w, sizeof(*d));

	owner_open(w, &d->screen);
	buffer_alloc_many(w, &d->screen, 3, frame_pages(&format_xrgb, SCREEN_WIDTH,
							SCREEN_HEIGHT));
	d->phase = &phases[0];
	d->phase_end_ns = MINUTES(20);
	day_step(w, d);
}

const struct kind kind_mixed_day = {
	.name = "mixed-day",
	.summary = "a tablet's day: browsing, films, calls, games, idling",
	.budget_pages = 40960,
	.start = start_mixed_day,
	.cut = true,
};
