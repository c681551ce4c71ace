/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_FRAME_H
#define CMAKIT_FRAME_H

#include <stdint.h>

/* Pages are of 4 KiB. */
#define PAGE_BYTES	4096

/**
 * struct frame_format - how an image lies in memory
 * @bits: of a pixel in the first (or only) plane
 * @stride_align: a line of it is a multiple of this many bytes
 * @height_align: the image is a multiple of this many lines
 * @halves: size of all planes, in halves of the first: 2 for one plane, 3 with
 *	4:2:0 chroma, 4 with 4:2:2
 */
struct frame_format {
	unsigned int bits;
	unsigned int stride_align;
	unsigned int height_align;
	unsigned int halves;
};

/*
 * Formats that several drivers use; V4L2 and DRM have names for all of them.
 * Codecs work on macroblocks or coding units of 16 lines and columns, cameras'
 * receivers align lines to 32 bytes (UNICAM_IMAGE_BPL_ALIGNMENT in
 * bcm2835-unicam.c), display controllers to 64 (rockchip_drm_gem.c).
 */
extern const struct frame_format format_nv12;		/* 8-bit 4:2:0, codec */
extern const struct frame_format format_nv15;		/* 10-bit 4:2:0, packed */
extern const struct frame_format format_yuyv;		/* 4:2:2, one plane */
extern const struct frame_format format_raw10;		/* Bayer, packed */
extern const struct frame_format format_raw12;
extern const struct frame_format format_xrgb;		/* 32 bits a pixel */

/* An image's bytes, and the pages they take. */
uint64_t frame_bytes(const struct frame_format *format, unsigned int width,
		     unsigned int height);
uint64_t frame_pages(const struct frame_format *format, unsigned int width,
		     unsigned int height);

/* Pages that @bytes take. */
uint64_t bytes_to_pages(uint64_t bytes);

#endif /* CMAKIT_FRAME_H */
