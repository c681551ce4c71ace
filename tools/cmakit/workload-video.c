// SPDX-License-Identifier: GPL-2.0
/*
 * Video players and recorders: sessions of frames that are opened and closed
 * together.
 */
#include "codec.h"
#include "frame.h"
#include "kind.h"

/* --- video-4k ---------------------------------------------------------- */

/*
 * The area of a television box's decoders: a 4K player with everything that it
 * refers to, a smaller one in a corner, and thumbnails, under a user interface of
 * three 1080p framebuffers. A stream over the network changes its resolution in
 * the middle (all frames go, others come). Each player also has the decoder's
 * tables and two to four buffers for compressed frames; at its end all go as they
 * came.
 */
static const struct stream main_streams[] = {
	{ 3, CODEC_HEVC, 3840, 2160, 1 },
	{ 3, CODEC_VP9, 3840, 2160, 0 },
	{ 2, CODEC_VP9, 3840, 2160, 1 },
	{ 2, CODEC_HEVC, 3840, 2160, 0 },
	{ 1, CODEC_H264, 3840, 2160, 0 },
	{ 1, CODEC_AV1, 3840, 2160, 1 },
	{ 1, CODEC_HEVC, 4096, 2160, 0 },
};

static const struct stream lower_streams[] = {
	{ 3, CODEC_VP9, 2560, 1440, 0 },
	{ 3, CODEC_HEVC, 2560, 1440, 1 },
	{ 3, CODEC_H264, 1920, 1080, 0 },
	{ 1, CODEC_VP9, 1920, 1080, 0 },
	{ 1, CODEC_H264, 1280, 720, 0 },
};

static const struct stream corner_streams[] = {
	{ 3, CODEC_H264, 1920, 1080, 0 },
	{ 2, CODEC_H264, 1280, 720, 0 },
	{ 1, CODEC_HEVC, 1920, 1080, 1 },
	{ 1, CODEC_VP9, 854, 480, 0 },
};

/**
 * struct player - one that plays a video at a time
 * @coded: the decoder's tables and buffers for compressed frames
 * @frames: frames of the stream in play
 * @changes: changes of resolution still to come
 * @pause_ns: mean time between two videos
 * @watch_ns: median length of a video
 * @in_main: the large player; changes resolution
 */
struct player {
	struct owner coded;
	struct owner frames;
	unsigned int changes;
	uint64_t pause_ns;
	uint64_t watch_ns;
	bool in_main;
};

static void player_open(struct workload *w, void *data);

static const struct stream *pick_stream(struct workload *w, struct player *p)
{
	if (!p->in_main)
		return draw_row(&w->rng, corner_streams);
	if (draw_chance(&w->rng, 80))
		return draw_row(&w->rng, main_streams);
	return draw_row(&w->rng, lower_streams);
}

/* Pages of what @s needs at least: one frame for the display, @nr_coded. */
static uint64_t stream_pages(const struct stream *s, uint64_t nr_coded)
{
	uint64_t tables[CODEC_TABLES_MAX];
	unsigned int nr_tables = stream_tables(s, tables);
	uint64_t total = nr_coded * stream_coded_pages(s) +
			 (stream_frames(s) + 1) * stream_frame_pages(s);

	while (nr_tables--)
		total += tables[nr_tables];
	return total;
}

static void open_coded(struct workload *w, struct player *p,
		       const struct stream *s, uint64_t nr_coded)
{
	uint64_t tables[CODEC_TABLES_MAX];
	unsigned int nr_tables = stream_tables(s, tables);

	for (unsigned int i = 0; i < nr_tables; i++)
		buffer_alloc(w, &p->coded, tables[i]);
	buffer_alloc_many(w, &p->coded, nr_coded, stream_coded_pages(s));
}

/*
 * The decoder's frames, and 1 to 5 more in the display's queue, as there is
 * room. False if there is none for one.
 */
static bool open_frames(struct workload *w, struct player *p,
			const struct stream *s)
{
	uint64_t pages = stream_frame_pages(s);
	unsigned int least = stream_frames(s) + 1;
	unsigned int nr = least + (unsigned int)draw_between(&w->rng, 2, 4);

	while (nr >= least && !workload_has_room(w, nr * pages))
		nr--;
	if (nr < least)
		return false;
	owner_join(&p->frames, &p->coded);
	buffer_alloc_many(w, &p->frames, nr, pages);
	return true;
}

static void player_close(struct workload *w, void *data)
{
	struct player *p = data;

	owner_close(w, &p->frames, OLDEST_FIRST);
	owner_close(w, &p->coded, OLDEST_FIRST);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, p->pause_ns),
				    player_open, p);
}

static void player_go_on(struct workload *w, struct player *p);

static void player_change(struct workload *w, void *data)
{
	struct player *p = data;
	const struct stream *s = pick_stream(w, p);

	owner_close(w, &p->frames, OLDEST_FIRST);
	if (open_frames(w, p, s))
		player_go_on(w, p);
	else
		player_close(w, p);
}

static void player_go_on(struct workload *w, struct player *p)
{
	uint64_t time = draw_lognormal(&w->rng, p->watch_ns, 150);

	if (p->changes) {
		p->changes--;
		workload_call_after(w, time / 8, player_change, p);
	} else {
		workload_call_after(w, time, player_close, p);
	}
}

static void player_open(struct workload *w, void *data)
{
	struct player *p = data;
	const struct stream *s = pick_stream(w, p);
	uint64_t nr_coded = draw_between(&w->rng, 2, 4);

	if (workload_is_over(w))
		return;
	if (!workload_has_room(w, stream_pages(s, nr_coded))) {
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    player_open, p);
		return;
	}
	owner_open(w, &p->coded);
	open_coded(w, p, s, nr_coded);
	open_frames(w, p, s);
	p->changes = 0;
	if (p->in_main && draw_chance(&w->rng, 40))
		p->changes = (unsigned int)draw_between(&w->rng, 1, 5);
	player_go_on(w, p);
}

static struct player *add_player(struct workload *w, bool in_main,
				 uint64_t pause_ns, uint64_t watch_ns)
{
	struct player *p = workload_memory(w, sizeof(*p));

	p->in_main = in_main;
	p->pause_ns = pause_ns;
	p->watch_ns = watch_ns;
	workload_call_after(w, draw_exponential(&w->rng, pause_ns), player_open, p);
	return p;
}

static void start_video_4k(struct workload *w)
{
	struct owner *interface = workload_memory(w, sizeof(*interface));

	owner_open(w, interface);
	buffer_alloc_many(w, interface, 3, frame_pages(&format_xrgb, 1920, 1080));
	add_player(w, true, SECONDS(45), MINUTES(12));
	add_player(w, false, MINUTES(2), MINUTES(8));
	add_player(w, false, SECONDS(40), SECONDS(6));
}

const struct kind kind_video_4k = {
	.name = "video-4k",
	.summary = "4K decoding with reference frames, streams that change resolution",
	.budget_pages = 73728,
	.start = start_video_4k,
};

/* --- video-1080p ------------------------------------------------------- */

/*
 * A video recorder with many cameras: decoders and encoders of at most 1080p in
 * parallel. Decoders have each frame's motion vectors in a buffer of its own
 * (boards report 130 pages beside 765), encoders only their two references'.
 * Buffers go in the order in which applications let go of them, which is any.
 */
static const struct stream camera_streams[] = {
	{ 5, CODEC_H264, 1920, 1080, 0 },
	{ 2, CODEC_H264, 1280, 720, 0 },
	{ 1, CODEC_H264, 1280, 960, 0 },
	{ 1, CODEC_H264, 704, 576, 0 },
	{ 1, CODEC_H264, 640, 360, 0 },
};

#define NR_CHANNELS	10

static void channel_open(struct workload *w, void *data);

static void channel_close(struct workload *w, void *data)
{
	owner_close(w, data, ANY_ORDER);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, MINUTES(2)),
				    channel_open, data);
}

static void channel_open(struct workload *w, void *data)
{
	struct owner *c = data;
	const struct stream *s = draw_row(&w->rng, camera_streams);
	uint64_t frame = frame_pages(&format_nv12, s->width, s->height);
	bool encodes = draw_chance(&w->rng, 35);
	uint64_t coded = stream_coded_pages(s);
	uint64_t nr = draw_between(&w->rng, encodes ? 5 : 6, encodes ? 7 : 9);
	uint64_t motion = stream_motion_pages(s);

	if (workload_is_over(w))
		return;
	if (!workload_has_room(w, nr * (frame + motion) + 4 * coded)) {
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(5)),
				    channel_open, c);
		return;
	}
	owner_open(w, c);
	buffer_alloc_many(w, c, encodes ? 2 : 4, coded);
	for (uint64_t i = 0; i < nr; i++) {
		buffer_alloc(w, c, frame);
		if (!encodes || i < 2)
			buffer_alloc(w, c, motion);
	}
	workload_call_after(w, draw_lognormal(&w->rng, MINUTES(3), 180),
			    channel_close, c);
}

static void start_video_1080p(struct workload *w)
{
	for (unsigned int i = 0; i < NR_CHANNELS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(30)),
				    channel_open,
				    workload_memory(w, sizeof(struct owner)));
}

const struct kind kind_video_1080p = {
	.name = "video-1080p",
	.summary = "many decoders and encoders of 1080p and less, freed in any order",
	.budget_pages = 49152,
	.start = start_video_1080p,
};
