// SPDX-License-Identifier: GPL-2.0
/* A plan as a trace, to be replayed in a simulator. */
#include <stdlib.h>

#include "cmatrace.h"
#include "plan.h"
#include "say.h"

struct printer {
	FILE *out;
	uint64_t now_ns;
	unsigned long next_id;		/* of the next lane's first buffer */
};

static void print_lane(struct printer *p, const struct lane *lane, unsigned long base);

static void print_threads(struct printer *p, const struct op *op);

static void print_op(struct printer *p, const struct op *op, unsigned long base)
{
	if (op->kind == OP_THREADS) {
		print_threads(p, op);
		return;
	}
	p->now_ns += op->kind == OP_SLEEP ? op->amount * 1000 : 1000;
	if (op->kind == OP_ALLOC)
		cmatrace_alloc(p->out, p->now_ns, base + op->buffer, op);
	else if (op->kind == OP_FREE)
		cmatrace_free(p->out, p->now_ns, base + op->buffer);
}

static void print_threads(struct printer *p, const struct op *op)
{
	unsigned long *base = xcalloc(op->nr_lanes, sizeof(*base));
	size_t i, longest = 0;
	unsigned int t;

	for (t = 0; t < op->nr_lanes; t++) {
		base[t] = p->next_id;
		p->next_id += op->lanes[t].nr_buffers;
		if (op->lanes[t].nr > longest)
			longest = op->lanes[t].nr;
	}
	for (i = 0; i < longest; i++)
		for (t = 0; t < op->nr_lanes; t++)
			if (i < op->lanes[t].nr)
				print_op(p, &op->lanes[t].op[i], base[t]);
	free(base);
}

static void print_lane(struct printer *p, const struct lane *lane, unsigned long base)
{
	size_t i;

	for (i = 0; i < lane->nr; i++)
		print_op(p, &lane->op[i], base);
}

void plan_print(const struct plan *plan, FILE *out)
{
	struct printer p = { .out = out, .next_id = 1 + plan->main.nr_buffers };

	cmatrace_header(out, "plan", plan);
	print_lane(&p, &plan->main, 1);
}
