// SPDX-License-Identifier: GPL-2.0
#include "codec.h"
#include "frame.h"

static uint64_t blocks(unsigned int pixels, unsigned int block)
{
	return (pixels + block - 1) / block;
}

/*
 * What the decoder stores of the motion vectors beside the picture, as the
 * Hantro decoders of i.MX8M and Rockchip do (hantro_hw.h of Linux 6.12).
 */
static uint64_t motion_bytes(const struct stream *s)
{
	switch (s->codec) {
	case CODEC_H264:
		return 64 * blocks(s->width, 16) * blocks(s->height, 16) + 32;
	case CODEC_HEVC:
		return (uint64_t)s->width * s->height / 16;
	case CODEC_VP9:
		return 1024 * blocks(s->width, 64) * blocks(s->height, 64);
	case CODEC_AV1:
		return 768 * blocks(s->width, 64) * blocks(s->height, 64) + 512;
	}
	return 0;
}

static uint64_t picture_bytes(const struct stream *s)
{
	return frame_bytes(s->ten_bit ? &format_nv15 : &format_nv12, s->width,
			   s->height);
}

uint64_t stream_frame_pages(const struct stream *s)
{
	return bytes_to_pages(picture_bytes(s) + motion_bytes(s));
}

uint64_t stream_motion_pages(const struct stream *s)
{
	return bytes_to_pages(motion_bytes(s));
}

/*
 * H.264: MaxDpbMbs by the frame's macroblocks, at most 16 (H.264 A.3.1), at
 * level 5.1 for 4K and 4.1 below. HEVC: 6 (maxDpbPicBuf in H.265 A.4.2), which
 * is all that the largest picture of a level may have. VP9 and AV1 have 8
 * reference slots.
 */
unsigned int stream_frames(const struct stream *s)
{
	uint64_t macroblocks = blocks(s->width, 16) * blocks(s->height, 16);
	uint64_t frames;

	switch (s->codec) {
	case CODEC_H264:
		frames = (macroblocks > 8192 ? 184320 : 32768) / macroblocks;
		return (frames < 16 ? (unsigned int)frames : 16) + 1;
	case CODEC_HEVC:
		return 6 + 1;
	default:
		return 8 + 1;
	}
}

/*
 * A compressed frame is at most the raw one divided by MinCR, which is 2 at
 * H.264's levels 4.1 and 5.1 (Table A-1) and 4 in HEVC's high tier from level 4
 * on (Table A.9); VP9 and AV1 are taken as HEVC.
 */
uint64_t stream_coded_pages(const struct stream *s)
{
	return bytes_to_pages(picture_bytes(s) / (s->codec == CODEC_H264 ? 2 : 4));
}

/*
 * As the Hantro drivers allocate them (hantro_h264.c, hantro_hevc.c,
 * hantro_vp9.c, rockchip_vpu981_hw_av1_dec.c of Linux 6.12). HEVC's borders of
 * tiles depend on the stream: 4 columns here. VP9's are for the unit's largest
 * picture, whatever is played, and for 64 columns.
 */
unsigned int stream_tables(const struct stream *s,
			   uint64_t pages[CODEC_TABLES_MAX])
{
	static const unsigned int h264[] = { 1 };
	static const unsigned int vp9[] = { 938, 32, 6 };
	static const unsigned int av1[] = { 1, 1, 4, 3, 3, 1 };
	uint64_t column = 64 * blocks(s->height, 64) * 3;
	unsigned int bits = s->ten_bit ? 10 : 8;
	const unsigned int *fixed = h264;
	unsigned int nr = 1;

	switch (s->codec) {
	case CODEC_HEVC:
		pages[0] = 1;
		pages[1] = 1;
		pages[2] = bytes_to_pages(8 * column * bits / 8);
		pages[3] = bytes_to_pages(48 * column * bits / 8);
		pages[4] = bytes_to_pages(4 * column);
		return 5;
	case CODEC_VP9:
		fixed = vp9;
		nr = sizeof(vp9) / sizeof(vp9[0]);
		break;
	case CODEC_AV1:
		fixed = av1;
		nr = sizeof(av1) / sizeof(av1[0]);
		break;
	case CODEC_H264:
		break;
	}
	for (unsigned int i = 0; i < nr; i++)
		pages[i] = fixed[i];
	return nr;
}
