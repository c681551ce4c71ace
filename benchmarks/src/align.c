// SPDX-License-Identifier: GPL-2.0
#include "align.h"

/* CONFIG_CMA_ALIGNMENT's default: no dma-heap asks for more. */
#define MAX_ALIGN_ORDER 8

unsigned int align_order(const struct op *op)
{
	unsigned int order = 0;

	if (op->via == VIA_DEBUGFS)
		return 0;
	while (order < MAX_ALIGN_ORDER && 1UL << order < op->amount)
		order++;
	return order;
}
