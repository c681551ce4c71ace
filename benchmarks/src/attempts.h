/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many ranges a call of cma_alloc() tried, where no event says so in so many
 * words: cma_alloc_failed does, of a kernel with the series.
 */
#ifndef CMABENCH_ATTEMPTS_H
#define CMABENCH_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#define TRACE_NO_PFN UINT64_MAX

/**
 * attempts_of() - ranges tried by a call that is over
 * @retries: its cma_alloc_busy_retry events
 * @busy_pfn: the pfn of the last of them; TRACE_NO_PFN without one
 * @ok: the call returned pages
 * @pfn: of its cma_alloc_finish event
 * @err: the event's positive errno; of a call that failed with @pfn 0, which
 *	kernels with error numbers alone have
 *
 * One for every retry, and one for an attempt after which there was none: it
 * succeeded, or failed with anything but -EBUSY. Up to Linux 6.14 the pfn of a
 * call that failed is that of the last range tried, or TRACE_NO_PFN where the
 * bitmap had no room from the start: if it was not the last one to be busy, it
 * was such an attempt. From 6.15 on that pfn is 0, and a search that finds no
 * room ends with -EBUSY too, so that any other error is that of an attempt.
 */
unsigned long attempts_of(unsigned long retries, uint64_t busy_pfn, bool ok, uint64_t pfn,
			  int err);

#endif
