// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "busy.h"
#include "reserve.h"
#include "stop.h"
#include "undo.h"

struct undo undo = { .debugfs = { .alloc_fd = -1, .free_fd = -1 } };

void undo_install(void)
{
	atexit(undo_all);
	stop_install();
}

void undo_trace_open(bool wanted, char *why, size_t size)
{
	if (wanted)
		undo.trace = trace_open(why, size);
	else
		snprintf(why, size, "--no-trace or --root was given");
}

void undo_all(void)
{
	busy_stop();
	reserve_restore();
	debugfs_close(&undo.debugfs);
	trace_close(undo.trace);
	undo.trace = NULL;
}
