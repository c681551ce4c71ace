/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_CODEC_H
#define CMAKIT_CODEC_H

#include <stdint.h>

enum codec {
	CODEC_H264,
	CODEC_HEVC,
	CODEC_VP9,
	CODEC_AV1,
};

/**
 * struct stream - a compressed video
 * @weight: how often it is met, against the others of its table
 * @codec: how it is compressed
 * @width: pixels
 * @height: lines
 * @ten_bit: 10 bits a sample instead of 8
 */
struct stream {
	unsigned int weight;
	enum codec codec;
	unsigned int width;
	unsigned int height;
	int ten_bit;
};

/* Pages of a decoded frame together with its motion vectors. */
uint64_t stream_frame_pages(const struct stream *stream);

/* Pages of the motion vectors alone, for decoders that keep them apart. */
uint64_t stream_motion_pages(const struct stream *stream);

/* Frames that the decoder keeps to refer to, and the one it works on. */
unsigned int stream_frames(const struct stream *stream);

/* Pages of a buffer for one compressed frame, the largest that may come. */
uint64_t stream_coded_pages(const struct stream *stream);

/* The most tables that a decoder has. */
#define CODEC_TABLES_MAX	6

/*
 * Tables that the decoder takes beside the frames, in the order in which it
 * does. Fills @pages with the size of each and returns their number.
 */
unsigned int stream_tables(const struct stream *stream,
			   uint64_t pages[CODEC_TABLES_MAX]);

#endif /* CMAKIT_CODEC_H */
