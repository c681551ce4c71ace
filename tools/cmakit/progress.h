/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_PROGRESS_H
#define CMAKIT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct progress - a line on the terminal for who waits, gone when it is done
 * @is_on: standard error is a terminal
 * @is_shown: the line is there
 * @next_ms: when it may be written again
 */
struct progress {
	bool is_on;
	bool is_shown;
	uint64_t next_ms;
};

/* Begin something that may take long. Nothing is shown in the first second. */
void progress_begin(struct progress *progress);

/* Show the text in place of the one before, but not more often than is read. */
void progress_show(struct progress *progress, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Take the line away, before something else is printed; it may come back. */
void progress_end(struct progress *progress);

#endif /* CMAKIT_PROGRESS_H */
