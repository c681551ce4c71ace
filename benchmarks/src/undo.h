/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is changed in the machine, and put back however the program ends: at its
 * end, by exit() from anywhere, and after a signal that asks it to stop. Memory,
 * pins and files are not here: they go when the process does.
 */
#ifndef CMABENCH_UNDO_H
#define CMABENCH_UNDO_H

#include <stdbool.h>
#include <stddef.h>

#include "debugfs.h"
#include "trace.h"

struct undo {
	struct trace *trace;		/* NULL: none */
	struct debugfs debugfs;
};

extern struct undo undo;

/** undo_install() - before anything is changed; stop_install() is part of it */
void undo_install(void);

/**
 * undo_trace_open() - start tracing, unless told not to
 * @wanted: false: --no-trace
 * @why: receives the reason when undo.trace stays NULL
 * @size: bytes of @why
 */
void undo_trace_open(bool wanted, char *why, size_t size);

/** undo_all() - put back; more than once does no harm */
void undo_all(void);

#endif
