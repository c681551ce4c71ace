/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_BUSY_RANGES_H
#define CMAKIT_BUSY_RANGES_H

#include "log_failure.h"

/*
 * Could [@first, @end) at @time be the next range that the call of
 * @ranges tries?
 */
bool busy_ranges_continue(const struct busy_ranges *ranges, uint64_t first,
			  uint64_t end, double time);

/* Add it. An empty @ranges is all zero. */
void busy_ranges_add(struct busy_ranges *ranges, uint64_t first, uint64_t end,
		     size_t line, double time);

/* Can they be of a request for @pages? */
bool busy_ranges_are_of(const struct busy_ranges *ranges, uint64_t pages);

/* Add those of @other, another call's of the same length. */
void busy_ranges_merge(struct busy_ranges *ranges,
		       const struct busy_ranges *other);

/* Order of the alignment that the steps show, ALIGN_UNKNOWN if they do not. */
int busy_ranges_align(const struct busy_ranges *ranges);

#endif /* CMAKIT_BUSY_RANGES_H */
