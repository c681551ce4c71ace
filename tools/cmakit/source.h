/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SOURCE_H
#define CMAKIT_SOURCE_H

#include <stdint.h>

#include "workload.h"

/*
 * Add one who allocates now and then, @mean_ns apart, as long as there is room:
 * buffers of @pages, each with a life of its own, @life_ns. Both draw from the
 * workload's random numbers.
 */
void source_add(struct workload *w, uint64_t mean_ns,
		uint64_t (*pages)(struct workload *w),
		uint64_t (*life_ns)(struct workload *w));

#endif /* CMAKIT_SOURCE_H */
