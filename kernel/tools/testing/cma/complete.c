// SPDX-License-Identifier: GPL-2.0
/*
 * Whatever the policy, the preference and the state, a walk offers each aligned
 * place that is free, and each once; so none ends without a place where another
 * search finds one. The order does not matter here: places are ticked off.
 */
#include <stdlib.h>

#include <linux/bitmap.h>

#include "oracle.h"
#include "rnd.h"
#include "stock.h"
#include "tests.h"

#define MAX_BITS	512

static void check_walk(const struct rnd_area *area,
		       const struct cma_place_request *req,
		       enum cma_place_policy policy)
{
	unsigned char offered[MAX_BITS] = { 0 };
	unsigned long start, nr = 0;
	struct cma_place_walk walk;
	bool exists;

	exists = stock_up(area->bitmap, area->bits, req, 0) < area->bits;
	cma_place_begin(&walk, policy, req, area->bits);
	for (;;) {
		start = cma_place_next(&walk, area->bitmap);
		if (start >= area->bits || nr > area->bits)
			break;
		offered[start]++;
		nr++;
	}
	/* Also if asked again */
	report_choice("end of the walk", &walk, area->bitmap, area->bits,
		      start);
	report_choice("end of the walk", &walk, area->bitmap, area->bits,
		      cma_place_next(&walk, area->bitmap));
	report_number("a place is found where there is one", exists, nr > 0);
	for (start = 0; start < area->bits; start++)
		if (offered[start] != oracle_is_candidate(area->bitmap,
							  area->bits, req,
							  start))
			report_difference("times offered", &walk, area->bitmap,
					  !offered[start], offered[start]);
}

static void test_complete(void)
{
	unsigned long long end = nr_cases + options.random_cases / 10;
	struct cma_place_request req;
	enum cma_place_policy policy;
	struct rnd_area area;
	int i;

	rnd_seed(options.seed);
	while (nr_cases < end) {
		rnd_area_init(&area, MAX_BITS);
		for (i = 0; i < 8; i++) {
			rnd_request(&area, &req);
			for (policy = 0; policy < NR_CMA_PLACE_POLICIES; policy++)
				check_walk(&area, &req, policy);
		}
		rnd_area_exit(&area);
	}
}

const struct cma_test complete_tests[] = {
	{ "walks offer every place, and each once", test_complete },
	{ }
};
