// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

#include "align.h"
#include "cmatrace.h"

void cmatrace_header(FILE *out, const char *verb, const struct plan *plan)
{
	fprintf(out, "# cmatrace 1\n");
	if (plan->area_pages)
		fprintf(out, "# pages %lu\n", plan->area_pages);
	fprintf(out, "# source cmabench %s %s seed %" PRIu64 "\n", verb,
		plan->scenario->name, plan->seed);
}

void cmatrace_alloc(FILE *out, uint64_t t_ns, unsigned long id, const struct op *op)
{
	fprintf(out, "%" PRIu64 " A %lu %lu %u %s%s%s\n", t_ns, id, op->amount,
		align_order(op), op->owner ? op->owner : "", op->owner ? "." : "", op->name);
}

void cmatrace_resident(FILE *out, unsigned long id, unsigned int order)
{
	fprintf(out, "0 A %lu %lu %u before %u\n", id, 1UL << order, order, order);
}

void cmatrace_free(FILE *out, uint64_t t_ns, unsigned long id)
{
	fprintf(out, "%" PRIu64 " F %lu\n", t_ns, id);
}
