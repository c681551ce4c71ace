/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_HELD_H
#define CMAKIT_LOG_HELD_H

#include "log_collector.h"

/*
 * The failures that a collector holds, as the log may still say more about them:
 * what follows them, and what their neighbours tell. For log_collector.c.
 */

/* Are two lines about the same moment? By their times, if both have one. */
bool log_lines_are_near(size_t line, double time, size_t other_line,
			double other_time);

/* Is @failure about the same moment as what stands at @place? */
bool log_held_is_near(const struct failure *failure,
		      const struct log_place *place);

/* The failure that is @i-th of the @c->nr_held ones, the oldest first. */
struct failure *log_held(struct log_collector *c, size_t i);

/* Add one, with the facts that are known so far; hands over old ones for it. */
struct failure *log_held_add(struct log_collector *c, enum failure_source source,
			     const struct log_place *place);

/* The latest one that @is_it, NULL if none near @place is. */
struct failure *log_held_find(struct log_collector *c,
			      const struct log_place *place,
			      bool (*is_it)(const struct failure *failure,
					    const struct log_event *event),
			      const struct log_event *event);

/* Hand over all of them. */
void log_held_release_all(struct log_collector *c);

#endif /* CMAKIT_LOG_HELD_H */
