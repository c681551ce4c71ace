/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_ORACLE_H
#define _CMA_TEST_ORACLE_H

#include "../../../mm/cma_place.h"

/* The orders in which the candidates of a request can be offered. */
enum oracle_order {
	ORACLE_UPWARDS,
	ORACLE_DOWNWARDS,
	ORACLE_RANKED,
};

struct oracle_candidate {
	unsigned long start;
	unsigned int rank;	/* 0 in walks that are not ranked */
};

bool oracle_is_candidate(const unsigned long *bitmap, unsigned long area_bits,
			 const struct cma_place_request *req,
			 unsigned long start);
unsigned long oracle_walk(const unsigned long *bitmap, unsigned long area_bits,
			  const struct cma_place_request *req,
			  enum oracle_order order,
			  struct oracle_candidate *list);

#endif /* _CMA_TEST_ORACLE_H */
