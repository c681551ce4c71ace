// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"

#define FIRST_MS	1000
#define PERIOD_MS	200

/* Back to the line's start, and clear it (ECMA-48: EL). */
#define CLEAR_LINE	"\r\033[K"

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress)
{
	progress->is_on = isatty(STDERR_FILENO);
	progress->is_shown = false;
	progress->next_ms = now_ms() + FIRST_MS;
}

void progress_show(struct progress *progress, const char *fmt, ...)
{
	va_list args;

	if (!progress->is_on || now_ms() < progress->next_ms)
		return;
	fputs(CLEAR_LINE, stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fflush(stderr);
	progress->is_shown = true;
	progress->next_ms = now_ms() + PERIOD_MS;
}

void progress_end(struct progress *progress)
{
	if (progress->is_shown)
		fputs(CLEAR_LINE, stderr);
	progress->is_shown = false;
}
