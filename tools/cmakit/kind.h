/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_KIND_H
#define CMAKIT_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workload.h"

/**
 * struct kind - a kind of workload
 * @name: what the user types
 * @summary: one line for the list
 * @budget_pages: the drivers' own limit; the peak of live pages is at most this
 *	and at least four fifths of it
 * @start: sets the drivers up: their first allocations and calls
 * @cut: the trace ends in the middle of the work, as a recording does that is
 *	stopped; otherwise when all work has ended and only residents are left
 */
struct kind {
	const char *name;
	const char *summary;
	uint64_t budget_pages;
	void (*start)(struct workload *w);
	bool cut;
};

/* All kinds in the order of the list, ends with NULL. */
extern const struct kind *const kinds[];

/* The kind called @name, or NULL. */
const struct kind *kind_by_name(const char *name);

extern const struct kind kind_video_4k;
extern const struct kind kind_video_1080p;
extern const struct kind kind_imx6_vpu;
extern const struct kind kind_vpu_table;
extern const struct kind kind_camera;
extern const struct kind kind_isp_burst;
extern const struct kind kind_gpu;
extern const struct kind kind_display;
extern const struct kind kind_npu;
extern const struct kind kind_audio_dsp;
extern const struct kind kind_nvme;
extern const struct kind kind_usb;
extern const struct kind kind_network_dma;
extern const struct kind kind_hugepages;
extern const struct kind kind_debugfs;
extern const struct kind kind_residents;
extern const struct kind kind_oddsize;
extern const struct kind kind_tides;
extern const struct kind kind_pins;
extern const struct kind kind_mixed_day;

#endif /* CMAKIT_KIND_H */
