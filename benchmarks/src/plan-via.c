// SPDX-License-Identifier: GPL-2.0
/* Can a plan be carried out with what the machine has? */
#include <stdlib.h>

#include "plan.h"
#include "say.h"

struct check {
	struct plan *plan;
	bool have_heap, have_debugfs;
};

static bool cannot(const struct check *c, unsigned int line, const char *why)
{
	say("%s:%u: %s", c->plan->scenario->path, line, why);
	return false;
}

static bool settle(const struct check *c, struct op *op)
{
	if (op->via == VIA_AUTO)
		op->via = c->have_heap ? VIA_HEAP : VIA_DEBUGFS;
	if (op->via == VIA_HEAP && !c->have_heap)
		return cannot(c, op->line, "needs a dma-heap, and none can be used");
	if (op->via == VIA_DEBUGFS && !c->have_debugfs)
		return cannot(c, op->line, "needs the CMA debugfs files, and they cannot be used");
	if (op->via == VIA_HEAP)
		c->plan->uses_heap = true;
	return true;
}

/*
 * Follows the buffers taken through debugfs as the kernel's own stack of them
 * will. Buffers through heaps come and go as they like.
 */
static bool check_lane(const struct check *c, struct lane *lane)
{
	enum via *via = xcalloc(lane->nr_buffers, sizeof(*via));
	unsigned int *stack = xcalloc(lane->nr_buffers, sizeof(*stack));
	unsigned int depth = 0, t;
	bool good = true;
	size_t i;

	for (i = 0; good && i < lane->nr; i++) {
		struct op *op = &lane->op[i];

		if (op->kind == OP_ALLOC) {
			good = settle(c, op);
			via[op->buffer] = op->via;
			if (op->via == VIA_DEBUGFS && lane->thread)
				good = good && cannot(c, op->line,
						      "debugfs cannot be used by threads");
			if (op->via == VIA_DEBUGFS)
				stack[depth++] = op->buffer;
		} else if (op->kind == OP_FREE && via[op->buffer] == VIA_DEBUGFS) {
			good = stack[--depth] == op->buffer ||
			       cannot(c, op->line, "debugfs can free its newest allocation only");
		}
		for (t = 0; good && t < op->nr_lanes; t++)
			good = check_lane(c, &op->lanes[t]);
	}
	free(via);
	free(stack);
	return good;
}

bool plan_check_via(struct plan *plan, bool have_heap, bool have_debugfs)
{
	struct check c = { plan, have_heap, have_debugfs };

	return check_lane(&c, &plan->main);
}
