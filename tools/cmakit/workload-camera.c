// SPDX-License-Identifier: GPL-2.0
/*
 * Cameras: capture pipelines, and bursts of photographs.
 */
#include "frame.h"
#include "kind.h"

/* --- camera ------------------------------------------------------------ */

/*
 * One camera on an area of 64 MiB. At boot drivers take small buffers for good
 * (rings, tables); then preview, video and stills follow each other, each with
 * frames of its own, and often a scaler's or an encoder's behind them. Sensors:
 * OV5640 (5 MP, YUYV), IMX219 (8 MP, raw), IMX477 (12 MP, raw).
 */
static const unsigned int boot_pages[] = { 2, 2, 3, 4, 4, 8, 9, 16, 17 };

#define NR_BOOT_BUFFERS	12

/**
 * struct capture - what an application takes of the camera
 * @weight: how often
 * @format: of the frames
 * @width: pixels
 * @height: lines
 * @least: frames at least
 * @most: frames at most, as far as the area goes
 * @seconds: median time
 */
static const struct capture {
	unsigned int weight;
	const struct frame_format *format;
	unsigned int width;
	unsigned int height;
	unsigned int least;
	unsigned int most;
	unsigned int seconds;
} captures[] = {
	{ 6, &format_yuyv, 640, 480, 4, 8, 60 },
	{ 5, &format_yuyv, 1280, 720, 4, 8, 120 },
	{ 6, &format_yuyv, 1920, 1080, 4, 10, 240 },
	{ 4, &format_yuyv, 2592, 1944, 3, 6, 8 },
	{ 4, &format_raw10, 3280, 2464, 3, 6, 6 },
	{ 3, &format_raw12, 4056, 3040, 2, 3, 4 },
};

/**
 * struct camera - the camera and its area
 * @frames: what the sensor fills
 * @processed: what is made of them
 * @tables: other drivers' from boot on
 */
struct camera {
	struct owner frames;
	struct owner processed;
	struct owner tables;
};

static void camera_open(struct workload *w, void *data);

static void camera_close(struct workload *w, void *data)
{
	struct camera *c = data;

	owner_close(w, &c->processed, OLDEST_FIRST);
	owner_close(w, &c->frames, OLDEST_FIRST);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(15)),
				    camera_open, c);
}

static void open_processed(struct workload *w, struct camera *c,
			   const struct capture *capture)
{
	unsigned int width = capture->width, height = capture->height;
	uint64_t pages, nr;

	while (width > 1920) {
		width /= 2;
		height /= 2;
	}
	pages = frame_pages(&format_nv12, width, height);
	nr = draw_between(&w->rng, 2, 6);
	if (!workload_has_room(w, nr * pages))
		return;
	owner_join(&c->processed, &c->frames);
	buffer_alloc_many(w, &c->processed, nr, pages);
}

static void camera_open(struct workload *w, void *data)
{
	struct camera *c = data;
	const struct capture *capture = draw_row(&w->rng, captures);
	uint64_t pages = frame_pages(capture->format, capture->width,
				     capture->height);
	uint64_t nr = draw_between(&w->rng, capture->least, capture->most);

	if (workload_is_over(w))
		return;
	while (!workload_has_room(w, nr * pages))
		nr--;
	owner_open(w, &c->frames);
	buffer_alloc_many(w, &c->frames, nr, pages);
	if (draw_chance(&w->rng, 60))
		open_processed(w, c, capture);
	workload_call_after(w, draw_lognormal(&w->rng,
					      SECONDS(capture->seconds), 130),
			    camera_close, c);
}

/* A network interface that goes down and up takes a ring anew. */
static void reconnect(struct workload *w, void *data)
{
	struct camera *c = data;
	uint64_t pages = draw_element(&w->rng, boot_pages);

	if (workload_is_over(w))
		return;
	owner_free(w, &c->tables, 1, ANY_ORDER);
	if (workload_has_room(w, pages))
		buffer_alloc(w, &c->tables, pages);
	workload_call_after(w, draw_exponential(&w->rng, MINUTES(10)), reconnect,
			    c);
}

static void start_camera(struct workload *w)
{
	struct camera *c = workload_memory(w, sizeof(*c));

	owner_open(w, &c->tables);
	for (unsigned int i = 0; i < NR_BOOT_BUFFERS; i++) {
		buffer_alloc(w, &c->tables, draw_element(&w->rng, boot_pages));
		workload_pass(w, draw_exponential(&w->rng, MS(80)));
	}
	workload_call_after(w, SECONDS(3), camera_open, c);
	workload_call_after(w, MINUTES(2), reconnect, c);
}

const struct kind kind_camera = {
	.name = "camera",
	.summary = "one camera on 64 MiB, with small buffers from boot on",
	.budget_pages = 15872,
	.start = start_camera,
};

/* --- isp-burst --------------------------------------------------------- */

/*
 * A phone's camera: a ring of raw frames that the sensor goes round in, a
 * preview, and bursts: raw frames that are taken at once and worked off one by
 * one, first come, first freed, each through a YUV buffer to a JPEG one and a
 * thumbnail. Beside them buffers for the image processor's parameters and
 * statistics, from 8768 bytes (Mali-C55) to 23200 (PiSP; both in Linux 7.3),
 * which are taken anew whenever the pipeline is set up in another way.
 */
static const struct sensor {
	unsigned int weight;
	const struct frame_format *raw;
	unsigned int width;
	unsigned int height;
} sensors[] = {
	{ 4, &format_raw10, 4032, 3024 },
	{ 2, &format_raw10, 4608, 2592 },
	{ 2, &format_raw10, 3264, 2448 },
	{ 1, &format_raw12, 4056, 3040 },
};

static const unsigned int table_pages[] = { 3, 4, 4, 5, 6 };

#define PREVIEW_FRAMES	6
#define NR_TABLES	4

/* 320 x 240 in 4:2:0. */
#define THUMBNAIL_PAGES	29

/**
 * struct phone - a phone's camera
 * @ring: raw frames that the sensor fills in turn
 * @preview: frames for the screen
 * @tables: parameters and statistics
 * @burst: raw frames that wait for being developed
 * @developed: YUV and JPEG buffers
 * @raw_pages: size of a raw frame
 * @yuv_pages: size of a YUV one
 * @shots: bursts until the camera is closed
 * @is_open: it is not closed
 * @set_up_asked: set_up_tables() will be called
 */
struct phone {
	struct owner ring;
	struct owner preview;
	struct owner tables;
	struct owner burst;
	struct owner developed;
	uint64_t raw_pages;
	uint64_t yuv_pages;
	unsigned int shots;
	bool is_open;
	bool set_up_asked;
};

static void phone_open(struct workload *w, void *data);

static void phone_close(struct workload *w, void *data)
{
	struct phone *p = data;

	p->is_open = false;
	owner_close(w, &p->preview, OLDEST_FIRST);
	owner_close(w, &p->ring, OLDEST_FIRST);
	owner_close(w, &p->tables, OLDEST_FIRST);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    phone_open, p);
}

/* One frame; the raw one goes when the others are there. */
static void develop(struct workload *w, void *data)
{
	struct phone *p = data;
	uint64_t jpeg = draw_between(&w->rng, p->yuv_pages / 8, p->yuv_pages / 3);
	uint64_t buffer;

	if (!p->burst.nr_buffers)
		return;
	if (workload_has_room(w, p->yuv_pages + jpeg + THUMBNAIL_PAGES)) {
		uint64_t stored_ns = draw_lognormal(&w->rng, MS(900), 100);

		buffer = buffer_alloc(w, &p->developed, p->yuv_pages);
		buffer_free_after(w, buffer, MS(180));
		buffer = buffer_alloc(w, &p->developed, jpeg);
		buffer_free_after(w, buffer, stored_ns);
		buffer = buffer_alloc(w, &p->developed, THUMBNAIL_PAGES);
		buffer_free_after(w, buffer, stored_ns);
		owner_free(w, &p->burst, 1, OLDEST_FIRST);
	}
	workload_call_after(w, draw_between(&w->rng, MS(90), MS(250)), develop, p);
}

static void shoot(struct workload *w, void *data)
{
	struct phone *p = data;
	uint64_t nr = draw_between(&w->rng, 1, 12);
	bool was_idle = !p->burst.nr_buffers;

	for (; nr && workload_has_room(w, p->raw_pages); nr--)
		buffer_alloc(w, &p->burst, p->raw_pages);
	if (was_idle)
		develop(w, p);
	if (--p->shots && !workload_is_over(w))
		workload_call_after(w, SECONDS(1) +
				    draw_exponential(&w->rng, SECONDS(5)),
				    shoot, p);
	else
		workload_call_after(w, SECONDS(8), phone_close, p);
}

static void set_up_tables(struct workload *w, void *data)
{
	struct phone *p = data;
	uint64_t parameters = draw_element(&w->rng, table_pages);
	uint64_t statistics = draw_element(&w->rng, table_pages);

	p->set_up_asked = false;
	if (!p->is_open)
		return;
	owner_close(w, &p->tables, OLDEST_FIRST);
	if (workload_has_room(w, NR_TABLES * (parameters + statistics))) {
		buffer_alloc_many(w, &p->tables, NR_TABLES, parameters);
		buffer_alloc_many(w, &p->tables, NR_TABLES, statistics);
	}
	p->set_up_asked = true;
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(6)),
			    set_up_tables, p);
}

static void phone_open(struct workload *w, void *data)
{
	struct phone *p = data;
	const struct sensor *s = draw_row(&w->rng, sensors);
	uint64_t nr = draw_between(&w->rng, 6, 8);

	if (workload_is_over(w))
		return;
	/* What was taken last is still being worked on. */
	if (p->burst.nr_buffers) {
		workload_call_after(w, SECONDS(2), phone_open, p);
		return;
	}
	p->is_open = true;
	p->raw_pages = frame_pages(s->raw, s->width, s->height);
	p->yuv_pages = frame_pages(&format_nv12, s->width, s->height);
	owner_open(w, &p->ring);
	owner_join(&p->preview, &p->ring);
	owner_open(w, &p->tables);
	owner_open(w, &p->burst);
	if (!p->developed.nr_buffers)
		owner_open(w, &p->developed);
	buffer_alloc_many(w, &p->ring, nr, p->raw_pages);
	buffer_alloc_many(w, &p->preview, PREVIEW_FRAMES,
			  frame_pages(&format_nv12, 1440, 1080));
	p->shots = (unsigned int)draw_between(&w->rng, 1, 6);
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(5)), shoot, p);
	if (!p->set_up_asked)
		set_up_tables(w, p);
}

static void start_isp_burst(struct workload *w)
{
	workload_call_after(w, SECONDS(1), phone_open,
			    workload_memory(w, sizeof(struct phone)));
}

const struct kind kind_isp_burst = {
	.name = "isp-burst",
	.summary = "bursts of photographs worked off first in, first out",
	.budget_pages = 77824,
	.start = start_isp_burst,
};
