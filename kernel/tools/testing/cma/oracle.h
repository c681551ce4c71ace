/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_ORACLE_H
#define _CMA_TEST_ORACLE_H

#include "../../../mm/cma_place.h"

bool oracle_is_candidate(const unsigned long *bitmap, unsigned long area_bits,
			 const struct cma_place_request *req,
			 unsigned long start);
unsigned long oracle_up(const unsigned long *bitmap, unsigned long area_bits,
			const struct cma_place_request *req,
			unsigned long start);
unsigned long oracle_down(const unsigned long *bitmap, unsigned long area_bits,
			  const struct cma_place_request *req,
			  unsigned long bound);

#endif /* _CMA_TEST_ORACLE_H */
