/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMABENCH_ALIGN_H
#define CMABENCH_ALIGN_H

#include "plan.h"

/**
 * align_order() - the alignment that a stock kernel is asked for
 * @op: the request, OP_ALLOC, after plan_check_via()
 *
 * A dma-heap asks for get_order(size) but no more than CONFIG_CMA_ALIGNMENT, 8 by
 * default; debugfs for none.
 */
unsigned int align_order(const struct op *op);

#endif
