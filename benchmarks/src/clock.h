/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMABENCH_CLOCK_H
#define CMABENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

#define SECOND_NS 1000000000ULL

/** clock_ns() - CLOCK_MONOTONIC in nanoseconds, the clock of the traces too */
static inline uint64_t clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

#endif
