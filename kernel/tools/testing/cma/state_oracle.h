/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_STATE_ORACLE_H
#define _CMA_TEST_STATE_ORACLE_H

#include "oracle.h"

void oracle_taken(struct cma_place_state *state, unsigned long area_pages,
		  unsigned long nr_pages, unsigned int align_order);
void oracle_untaken(struct cma_place_state *state, unsigned long nr_pages,
		    unsigned int align_order);
void oracle_freed(struct cma_place_state *state, unsigned long nr_pages);
enum oracle_order oracle_order(enum cma_place_policy policy,
			       const struct cma_place_state *state,
			       unsigned long nr_pages);

#endif /* _CMA_TEST_STATE_ORACLE_H */
