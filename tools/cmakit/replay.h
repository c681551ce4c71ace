/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_REPLAY_H
#define CMAKIT_REPLAY_H

#include <stddef.h>
#include <stdint.h>

#include "trace.h"

/* No --align-min: every request needs the alignment that it asks for. */
#define ALIGN_MIN_NONE	(-1)

/* Why an allocation fails, in the order in which it is decided. */
enum failure_reason {
	FAILURE_NOSPACE,	/* fewer free pages than requested */
	FAILURE_FRAGMENTED,	/* no free run of that length */
	FAILURE_ALIGNMENT,	/* no long enough run has an aligned start */
	NR_FAILURE_REASONS,
};

/**
 * struct replay_setup - on what a trace is replayed, and how
 * @area_pages: size of the area
 * @placement: see placement.h
 * @align_min: order that is enough for a request unless the trace says more, or
 *	ALIGN_MIN_NONE
 */
struct replay_setup {
	uint64_t area_pages;
	unsigned int placement;
	int align_min;
};

/**
 * struct replay_result - what came of it
 * @failed: allocations that failed
 * @failed_pages: pages that these asked for; at its largest value if they are
 *	too many to count
 * @failed_by_reason: @failed, by reason
 */
struct replay_result {
	size_t failed;
	uint64_t failed_pages;
	size_t failed_by_reason[NR_FAILURE_REASONS];
};

/*
 * Replay @trace. Returns 0, or -1 after a message if the area is too large to
 * simulate.
 */
int replay(const struct trace *trace, const struct replay_setup *setup,
	   struct replay_result *result);

#endif /* CMAKIT_REPLAY_H */
