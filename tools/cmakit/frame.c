// SPDX-License-Identifier: GPL-2.0
#include "frame.h"

const struct frame_format format_nv12 = { 8, 16, 16, 3 };
const struct frame_format format_nv15 = { 10, 16, 16, 3 };
const struct frame_format format_yuyv = { 16, 32, 1, 2 };
const struct frame_format format_raw10 = { 10, 32, 1, 2 };
const struct frame_format format_raw12 = { 12, 32, 1, 2 };
const struct frame_format format_xrgb = { 32, 64, 1, 2 };

static uint64_t round_up(uint64_t n, uint64_t multiple)
{
	return (n + multiple - 1) / multiple * multiple;
}

uint64_t bytes_to_pages(uint64_t bytes)
{
	return (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
}

uint64_t frame_bytes(const struct frame_format *format, unsigned int width,
		     unsigned int height)
{
	uint64_t stride = round_up(((uint64_t)width * format->bits + 7) / 8,
				   format->stride_align);

	return stride * round_up(height, format->height_align) *
	       format->halves / 2;
}

uint64_t frame_pages(const struct frame_format *format, unsigned int width,
		     unsigned int height)
{
	return bytes_to_pages(frame_bytes(format, width, height));
}
