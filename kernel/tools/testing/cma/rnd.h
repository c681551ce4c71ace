/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_RND_H
#define _CMA_TEST_RND_H

#include "../../../mm/cma_place.h"

/* The area of a struct cma, as far as it decides how requests look. */
struct rnd_area {
	unsigned long base_pfn;
	unsigned int order_per_bit;
	unsigned long bits;
	unsigned long *bitmap;
	struct cma_place_state state;
};

void rnd_seed(unsigned long long seed);
unsigned long rnd_below(unsigned long n);
unsigned long rnd_skewed(unsigned long max);
void rnd_area_init(struct rnd_area *area, unsigned long max_bits);
void rnd_area_change(struct rnd_area *area);
void rnd_area_exit(struct rnd_area *area);
void rnd_request(const struct rnd_area *area, struct cma_place_request *req);

#endif /* _CMA_TEST_RND_H */
