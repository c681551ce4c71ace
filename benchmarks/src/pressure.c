// SPDX-License-Identifier: GPL-2.0
#include "backing.h"
#include "busy.h"
#include "drop.h"
#include "fill.h"
#include "lowmem.h"
#include "memory.h"
#include "pins.h"
#include "pressure.h"

bool pressure_is(const struct op *op)
{
	return op->kind == OP_FILL || op->kind == OP_DROP || op->kind == OP_LOWMEM || op->kind == OP_PIN;
}

static int do_fill(const struct op *op, struct watch *watch)
{
	char why[160];

	/* The meta line has said so. */
	if (!backing_possible(op->memory, why, sizeof(why)))
		return 0;
	if (op->of_area)
		return fill_area(op->memory, op->amount, &watch->look);
	return fill_share(op->memory, op->amount);
}

int pressure_op(const struct op *op, struct watch *watch)
{
	watch->on |= pressure_is(op);
	switch (op->kind) {
	case OP_MEMORY:
		return memory_hold(op->amount);
	case OP_CHURN:
		return memory_churn(op->amount);
	case OP_REFILL:
		return memory_refill(op->memory, op->amount);
	case OP_FILL:
		return do_fill(op, watch);
	case OP_DROP:
		return drop_area(op->amount, op->seed, &watch->look);
	case OP_LOWMEM:
		return lowmem_take(op->amount);
	case OP_PIN:
		return pins_take(watch->look.area, op->amount, op->seed, op->requests);
	case OP_BUSY:
		return busy_start(op->amount);
	default:
		return 0;
	}
}

int pressure_enter(const struct op *op, struct watch *watch, struct sight *seen)
{
	watch_before(watch, op, seen);
	return lowmem_enter();
}

void pressure_leave(void)
{
	lowmem_leave();
	pins_request();
}

void pressure_release(void)
{
	busy_stop();
	pins_release();
	memory_release();
}
