/* SPDX-License-Identifier: GPL-2.0 */
/* One allocation of a run, as it was measured. */
#ifndef CMABENCH_RECORD_H
#define CMABENCH_RECORD_H

#include "plan.h"
#include "watch.h"
#include "trace.h"

struct record {
	const struct op *op;
	unsigned int thread;
	uint64_t from_ns, to_ns;	/* the whole call, CLOCK_MONOTONIC */
	int err;			/* positive errno, 0 when it succeeded */
	struct sight seen;		/* the area before the call */
	bool traced;			/* call is valid */
	struct trace_call call;
};

#endif
