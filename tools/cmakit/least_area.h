/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LEAST_AREA_H
#define CMAKIT_LEAST_AREA_H

#include <stdbool.h>
#include <stdint.h>

#include "progress.h"
#include "trace.h"

/**
 * struct least_area - the smallest area on which a trace replays without failure
 * @found: there is one
 * @pages: its size, a multiple of AREA_SIZE_STEP_PAGES. Without one, the largest
 *	size that was ruled out, and with it every smaller one
 */
struct least_area {
	bool found;
	uint64_t pages;
};

/*
 * The first multiple of AREA_SIZE_STEP_PAGES, scanning up from @trace's peak of
 * live pages, on which @placement with @align_min makes no allocation fail. What
 * fits an area need not fit every larger one: it is the first that counts.
 *
 * The scan ends where packing_bound() says that there is room for every request.
 * What is not found by then is not looked for any further: it is a request that
 * fits nowhere but at bit 0, or the areas are too large to simulate. @progress,
 * which has begun, shows what is tried.
 */
struct least_area least_area_find(const struct trace *trace,
				  unsigned int placement, int align_min,
				  struct progress *progress);

#endif /* CMAKIT_LEAST_AREA_H */
