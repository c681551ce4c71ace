// SPDX-License-Identifier: GPL-2.0
/* A plan as a trace, to be replayed in a simulator. */
#include <inttypes.h>
#include <stdlib.h>

#include "plan.h"
#include "say.h"

/* CONFIG_CMA_ALIGNMENT's default: no dma-heap asks for more. */
#define MAX_ALIGN_ORDER 8

struct printer {
	FILE *out;
	uint64_t now_ns;
	unsigned long next_id;		/* of the next lane's first buffer */
};

static unsigned int align_order(const struct op *op)
{
	unsigned int order = 0;

	if (op->via == VIA_DEBUGFS)
		return 0;
	while (order < MAX_ALIGN_ORDER && 1UL << order < op->amount)
		order++;
	return order;
}

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
		fprintf(p->out, "%" PRIu64 " A %lu %lu %u %s%s%s\n", p->now_ns,
			base + op->buffer, op->amount, align_order(op),
			op->owner ? op->owner : "", op->owner ? "." : "", op->name);
	else if (op->kind == OP_FREE)
		fprintf(p->out, "%" PRIu64 " F %lu\n", p->now_ns, base + op->buffer);
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

	fprintf(out, "# cmatrace 1\n");
	if (plan->area_pages)
		fprintf(out, "# pages %lu\n", plan->area_pages);
	fprintf(out, "# source cmabench plan %s seed %" PRIu64 "\n",
		plan->scenario->name, plan->seed);
	print_lane(&p, &plan->main, 1);
}
