/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_RUN_FIT_H
#define CMAKIT_RUN_FIT_H

#include "picture.h"

/**
 * struct run_fit - what a request comes to in a free run
 * @run: the run
 * @start: its first aligned page, which may lie behind its end
 * @end: @start and the request
 * @run_end: the page behind the run
 * @misses: pages by which @end is behind @run_end, 0 if the request fits
 */
struct run_fit {
	const struct run *run;
	uint64_t start, end, run_end;
	uint64_t misses;
};

/* @run's, for the request in @picture, whose alignment is known or inferred. */
struct run_fit run_fit_of(const struct picture *picture, const struct run *run);

/* That of the run that misses least, the lowest of several; false without runs. */
bool run_fit_best(const struct picture *picture, struct run_fit *best);

/*
 * The pages [@start, @end) that are part of every place where the request fits;
 * false if there are none.
 */
bool run_fit_window(const struct picture *picture, uint64_t *start,
		    uint64_t *end);

#endif /* CMAKIT_RUN_FIT_H */
