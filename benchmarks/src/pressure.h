/* SPDX-License-Identifier: GPL-2.0 */
/* Operations that put the machine under pressure. */
#ifndef CMABENCH_PRESSURE_H
#define CMABENCH_PRESSURE_H

#include <stdbool.h>

#include "plan.h"
#include "watch.h"

/** pressure_is() - whether an operation changes what is in the area, for the run */
bool pressure_is(const struct op *op);

/**
 * pressure_op() - carry out any operation of those that deal with memory or CPUs
 * @op: the operation
 * @watch: of the area; it is on from the first operation that pressure_is() on
 *
 * Returns 0, or -errno: the run cannot go on.
 */
int pressure_op(const struct op *op, struct watch *watch);

/**
 * pressure_enter() - before a request: look at the area, and let memory be low
 * @op: the request, OP_ALLOC
 * @watch: of the area
 * @seen: receives what was seen
 *
 * Returns 0, or -errno: the run cannot go on.
 */
int pressure_enter(const struct op *op, struct watch *watch, struct sight *seen);

/** pressure_leave() - after it */
void pressure_leave(void);

/** pressure_release() - give back all of it, end all of it */
void pressure_release(void);

#endif
