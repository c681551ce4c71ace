/* SPDX-License-Identifier: GPL-2.0 */
/* Writer of cmatrace 1, which cmakit simulate reads. */
#ifndef CMABENCH_CMATRACE_H
#define CMABENCH_CMATRACE_H

#include <stdint.h>
#include <stdio.h>

#include "plan.h"

/**
 * cmatrace_header() - the first lines
 * @out: where to
 * @verb: of cmabench
 * @plan: what is, or was, carried out
 */
void cmatrace_header(FILE *out, const char *verb, const struct plan *plan);

/**
 * cmatrace_alloc() - a request of a plan
 * @out: where to
 * @t_ns: when
 * @id: number that no other allocation has, 1 or more
 * @op: the request, OP_ALLOC, after plan_check_via()
 *
 * The alignment is the one that a dma-heap asks a stock kernel for,
 * get_order(size) but no more than 8, and 0 through debugfs. A heap's users are
 * promised none, so no least alignment is written: cmakit's --align-min says what
 * the kernel makes of that.
 */
void cmatrace_alloc(FILE *out, uint64_t t_ns, unsigned long id, const struct op *op);

/**
 * cmatrace_resident() - what somebody else had taken before, and keeps
 * @out: where to
 * @id: as above
 * @order: 1 << @order pages, which need that alignment
 */
void cmatrace_resident(FILE *out, unsigned long id, unsigned int order);

/** cmatrace_free() - @id is given back */
void cmatrace_free(FILE *out, uint64_t t_ns, unsigned long id);

#endif
