// SPDX-License-Identifier: GPL-2.0
/*
 * Graphics: buffer objects of a GPU, and what the display scans out.
 */
#include "frame.h"
#include "kind.h"

/* --- gpu --------------------------------------------------------------- */

/*
 * Applications on a GPU without an MMU, where every buffer object is contiguous
 * (vc4). Each takes a working set when it starts, then takes and drops single
 * objects, and at its end drops all. A dropped object stays in a cache for one
 * to two seconds, where the next one of its size finds it
 * (vc4_bo_cache_free_old() in vc4_bo.c of Linux 6.12): much that is dropped is
 * never freed, and what is freed comes late and in the order of the drops. The
 * binner's 16 MiB live as long as anyone renders (bin_bo_alloc() in vc4_v3d.c).
 */
static const struct object {
	unsigned int weight;
	unsigned int pages;
} objects[] = {
	/* Shaders, uniforms, command lists, vertices. */
	{ 18, 2 }, { 10, 3 }, { 8, 4 }, { 5, 8 }, { 3, 16 },
	/*
	 * Textures with mipmaps (4/3): RGBA of 64 to 1024 pixels squared, ETC1
	 * (half a byte a pixel) of 128 to 2048.
	 */
	{ 6, 6 }, { 8, 22 }, { 8, 86 }, { 6, 342 }, { 2, 1366 },
	{ 4, 3 }, { 4, 11 }, { 3, 43 }, { 2, 171 }, { 1, 683 },
	/* Render targets: 1080p, 720p, a quarter of each, a 1024 shadow map. */
	{ 2, 2025 }, { 2, 900 }, { 2, 507 }, { 1, 225 }, { 1, 1024 },
};

/* Of 100 objects, those whose size is anybody's: text, meshes, odd images. */
#define ODD_PERCENT	10

#define BINNER_PAGES	4096
#define NR_APPLICATIONS	7

/**
 * struct gpu - what the applications share
 * @binner: the binner's memory
 * @dropped: the cache: objects dropped in this second and in the last one
 * @young: which of @dropped is this second's
 * @rendering: applications that run
 * @purges: the cache is looked after
 */
struct gpu {
	struct owner binner;
	struct owner dropped[2];
	unsigned int young;
	unsigned int rendering;
	bool purges;
};

struct application {
	struct gpu *gpu;
	struct owner owner;
	uint64_t end_ns;
};

static void application_start(struct workload *w, void *data);

static void cache_purge(struct workload *w, void *data)
{
	struct gpu *gpu = data;

	gpu->young = !gpu->young;
	owner_close(w, &gpu->dropped[gpu->young], OLDEST_FIRST);
	gpu->purges = gpu->rendering || gpu->dropped[!gpu->young].nr_buffers;
	if (gpu->purges)
		workload_call_after(w, SECONDS(1), cache_purge, gpu);
}

static void object_alloc(struct workload *w, struct application *a)
{
	struct gpu *gpu = a->gpu;
	uint64_t pages, buffer;

	if (draw_chance(&w->rng, ODD_PERCENT))
		pages = draw_lognormal_within(&w->rng, 24, 220, 2, 2048);
	else
		pages = draw_row(&w->rng, objects)->pages;

	buffer = owner_find(w, &gpu->dropped[gpu->young], pages);
	if (!buffer)
		buffer = owner_find(w, &gpu->dropped[!gpu->young], pages);
	if (buffer)
		buffer_move(w, buffer, &a->owner);
	else if (workload_has_room(w, pages))
		buffer_alloc(w, &a->owner, pages);
}

static void objects_drop(struct workload *w, struct application *a, uint64_t nr)
{
	struct gpu *gpu = a->gpu;
	uint64_t buffer;

	while (nr-- && (buffer = owner_next(w, &a->owner, ANY_ORDER)))
		buffer_move(w, buffer, &gpu->dropped[gpu->young]);
}

static void application_end(struct workload *w, struct application *a)
{
	objects_drop(w, a, a->owner.nr_buffers);
	if (!--a->gpu->rendering)
		owner_close(w, &a->gpu->binner, ANY_ORDER);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(25)),
				    application_start, a);
}

static void application_render(struct workload *w, void *data)
{
	struct application *a = data;
	uint64_t nr;

	if (w->now_ns >= a->end_ns || workload_is_over(w)) {
		application_end(w, a);
		return;
	}
	/* A scene is changed for another, or bits of it. */
	nr = draw_chance(&w->rng, 5) ? draw_between(&w->rng, 20, 60) :
	     draw_between(&w->rng, 1, 8);
	objects_drop(w, a, nr);
	while (nr--)
		object_alloc(w, a);
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(2)),
			    application_render, a);
}

static void application_start(struct workload *w, void *data)
{
	struct application *a = data;
	struct gpu *gpu = a->gpu;
	uint64_t nr = draw_lognormal(&w->rng, 70, 80);

	if (workload_is_over(w))
		return;
	if (!gpu->rendering && !workload_has_room(w, BINNER_PAGES)) {
		workload_call_after(w, SECONDS(2), application_start, a);
		return;
	}
	if (!gpu->rendering++) {
		owner_open(w, &gpu->binner);
		buffer_alloc(w, &gpu->binner, BINNER_PAGES);
	}
	if (!gpu->purges) {
		gpu->purges = true;
		workload_call_after(w, SECONDS(1), cache_purge, gpu);
	}
	owner_open(w, &a->owner);
	while (nr--)
		object_alloc(w, a);
	a->end_ns = w->now_ns + draw_lognormal(&w->rng, SECONDS(25), 130);
	application_render(w, a);
}

static void start_gpu(struct workload *w)
{
	struct gpu *gpu = workload_memory(w, sizeof(*gpu));

	for (unsigned int i = 0; i < NR_APPLICATIONS; i++) {
		struct application *a = workload_memory(w, sizeof(*a));

		a->gpu = gpu;
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    application_start, a);
	}
}

const struct kind kind_gpu = {
	.name = "gpu",
	.summary = "buffer objects of applications behind a cache",
	.budget_pages = 49152,
	.start = start_gpu,
};

/* --- display ----------------------------------------------------------- */

/*
 * A desktop's compositor on a display controller without an MMU: three or two
 * framebuffers and a cursor for each output, which are replaced when a screen is
 * plugged in or its mode is changed, by those of a smaller mode if there is no
 * room; and windows of two buffers each, which are replaced when their size is
 * changed: the new one comes before the old one goes.
 */
static const struct mode {
	unsigned int width;
	unsigned int height;
} modes[] = {
	{ 3840, 2160 }, { 2560, 1440 }, { 1920, 1200 }, { 1920, 1080 },
	{ 1366, 768 }, { 1280, 720 }, { 1024, 600 }, { 800, 480 },
};

#define NR_MODES	(sizeof(modes) / sizeof(modes[0]))
#define NR_OUTPUTS	3
#define NR_WINDOWS	10

/* 64 x 64 pixels of 4 bytes. */
#define CURSOR_PAGES	4

struct window {
	struct owner owner;
	unsigned int resizes;
};

static void open_framebuffers(struct workload *w, struct owner *output)
{
	for (size_t i = rng_below(&w->rng, NR_MODES); i < NR_MODES; i++) {
		uint64_t pages = frame_pages(&format_xrgb, modes[i].width,
					     modes[i].height);

		for (unsigned int nr = 3; nr > 1; nr--) {
			if (!workload_has_room(w, nr * pages + CURSOR_PAGES))
				continue;
			owner_open(w, output);
			buffer_alloc_many(w, output, nr, pages);
			buffer_alloc(w, output, CURSOR_PAGES);
			return;
		}
	}
}

static void output_change(struct workload *w, void *data)
{
	struct owner *output = data;

	owner_close(w, output, OLDEST_FIRST);
	if (workload_is_over(w))
		return;
	/* A third of the time nothing is plugged in. */
	if (draw_chance(&w->rng, 67))
		open_framebuffers(w, output);
	workload_call_after(w, draw_lognormal(&w->rng, SECONDS(90), 130),
			    output_change, output);
}

static void window_resize(struct workload *w, void *data)
{
	struct window *x = data;
	unsigned int width = (unsigned int)draw_between(&w->rng, 160, 1920);
	unsigned int height = (unsigned int)draw_between(&w->rng, 120, 1080);
	uint64_t pages = frame_pages(&format_xrgb, width, height);
	size_t old = x->owner.nr_buffers;

	if (!x->resizes || workload_is_over(w)) {
		owner_close(w, &x->owner, OLDEST_FIRST);
		if (workload_is_over(w))
			return;
		owner_open(w, &x->owner);
		x->resizes = (unsigned int)draw_between(&w->rng, 1, 8);
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(60)),
				    window_resize, x);
		return;
	}
	x->resizes--;
	if (workload_has_room(w, 2 * pages)) {
		buffer_alloc(w, &x->owner, pages);
		owner_free(w, &x->owner, old / 2, OLDEST_FIRST);
		buffer_alloc(w, &x->owner, pages);
		owner_free(w, &x->owner, old - old / 2, OLDEST_FIRST);
	}
	/* An edge that is dragged, or once in a while. */
	workload_call_after(w, draw_chance(&w->rng, 50) ? MS(120) :
			    draw_exponential(&w->rng, SECONDS(60)),
			    window_resize, x);
}

static void start_display(struct workload *w)
{
	for (unsigned int i = 0; i < NR_OUTPUTS; i++)
		workload_call_after(w, SECONDS(i), output_change,
				    workload_memory(w, sizeof(struct owner)));
	for (unsigned int i = 0; i < NR_WINDOWS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(60)),
				    window_resize,
				    workload_memory(w, sizeof(struct window)));
}

const struct kind kind_display = {
	.name = "display",
	.summary = "framebuffers through changes of mode, windows of any size",
	.budget_pages = 32768,
	.start = start_display,
};
