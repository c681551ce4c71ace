// SPDX-License-Identifier: GPL-2.0
/*
 * Sound: all small, from a page to 2 MiB.
 */
#include "kind.h"

/*
 * Signal processors with an area of their own, in a studio or a car. Many
 * streams come and go; most for a moment (a notification), some for hours. Each
 * has a ring buffer for every direction, and a page for the DSP's page table
 * (SOF). Sizes: 64 KiB (IMX_DEFAULT_DMABUF_SIZE), 192 KiB
 * (ASRC_DMA_BUFFER_SIZE), 512 KiB (soc-generic-dmaengine-pcm.c) and 2 MiB
 * (sound/hda/Kconfig), all of Linux 6.12; and what applications ask for, frames
 * times channels times bytes.
 */
static const struct ring {
	unsigned int weight;
	unsigned int pages;
} rings[] = {
	{ 6, 16 }, { 4, 48 }, { 10, 128 }, { 2, 512 },
	/* 48 kHz, stereo, 16 bit: 20 ms, 85 ms, 340 ms, 1 s. */
	{ 5, 1 }, { 5, 4 }, { 4, 16 }, { 3, 47 },
	/* 8 channels of 32 bit: 170 ms; 192 kHz, stereo, 32 bit: 683 ms. */
	{ 2, 64 }, { 4, 256 },
};

#define NR_STREAMS	120

/* The DSP's trace buffer: DMA_BUF_SIZE_FOR_TRACE of SOF. */
#define TRACE_PAGES	16

/**
 * struct dsp - a signal processor
 * @firmware: its image while it boots
 * @modules: what it loads for its pipelines, until it sleeps
 * @is_quiet: few streams are opened
 */
struct dsp {
	struct owner firmware;
	struct owner modules;
	bool is_quiet;
};

struct stream {
	struct dsp *dsp;
	struct owner owner;
};

static void stream_open(struct workload *w, void *data);

static void stream_pause(struct workload *w, struct stream *s)
{
	workload_call_after(w, draw_exponential(&w->rng, s->dsp->is_quiet ?
						SECONDS(90) : SECONDS(8)),
			    stream_open, s);
}

static void stream_close(struct workload *w, void *data)
{
	struct stream *s = data;

	owner_close(w, &s->owner, OLDEST_FIRST);
	if (!workload_is_over(w))
		stream_pause(w, s);
}

static void stream_open(struct workload *w, void *data)
{
	struct stream *s = data;
	uint64_t pages = draw_row(&w->rng, rings)->pages;
	uint64_t nr = draw_between(&w->rng, 1, 2);

	if (workload_is_over(w))
		return;
	if (!workload_has_room(w, nr * (pages + 1))) {
		stream_pause(w, s);
		return;
	}
	owner_open(w, &s->owner);
	while (nr--) {
		buffer_alloc(w, &s->owner, 1);
		buffer_alloc(w, &s->owner, pages);
	}
	workload_call_after(w, draw_pareto(&w->rng, SECONDS(3), HOURS(2), 80),
			    stream_close, s);
}

/* It wakes: the image is loaded and dropped, modules stay until it sleeps. */
static void dsp_wake(struct workload *w, void *data)
{
	struct dsp *d = data;
	uint64_t image = draw_between(&w->rng, 70, 170);
	uint64_t nr = draw_between(&w->rng, 2, 12);

	d->is_quiet = draw_chance(&w->rng, 50);
	owner_close(w, &d->modules, NEWEST_FIRST);
	if (workload_is_over(w))
		return;
	if (workload_has_room(w, image))
		buffer_free_after(w, buffer_alloc(w, &d->firmware, image), MS(30));
	if (workload_has_room(w, TRACE_PAGES))
		buffer_alloc(w, &d->modules, TRACE_PAGES);
	while (nr--) {
		uint64_t pages = draw_between(&w->rng, 1, 40);

		if (workload_has_room(w, pages))
			buffer_alloc(w, &d->modules, pages);
	}
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(45)), dsp_wake, d);
}

static void start_audio_dsp(struct workload *w)
{
	struct dsp *d = workload_memory(w, sizeof(*d));

	owner_open(w, &d->firmware);
	owner_open(w, &d->modules);
	workload_call_after(w, SECONDS(1), dsp_wake, d);
	for (unsigned int i = 0; i < NR_STREAMS; i++) {
		struct stream *s = workload_memory(w, sizeof(*s));

		s->dsp = d;
		stream_pause(w, s);
	}
}

const struct kind kind_audio_dsp = {
	.name = "audio-dsp",
	.summary = "small rings with heavy-tailed lives, firmware in passing",
	.budget_pages = 8192,
	.start = start_audio_dsp,
	.cut = true,
};
