/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_REPORT_H
#define _CMA_TEST_REPORT_H

#include "../../../mm/cma_place.h"

/*
 * A test: compares choices, or what is remembered; every comparison ends in
 * report_choice() or report_number().
 */
struct cma_test {
	const char *name;
	void (*run)(void);
};

extern unsigned long long nr_cases;
extern unsigned long long nr_differences;

void report_difference(const char *who, const struct cma_place_walk *walk,
		       const unsigned long *bitmap, unsigned long want,
		       unsigned long got);
void report_number(const char *what, unsigned long long want,
		   unsigned long long got);
void report_run(const struct cma_test *test);
int report_end(void);

/*
 * report_choice() - counts a choice of cma_place_next(), and whether it is
 * right
 * @who: whose answer @want is
 * @walk: the walk
 * @bitmap: what cma_place_next() saw
 * @want: the right answer
 * @got: what cma_place_next() returned
 */
static inline void report_choice(const char *who,
				 const struct cma_place_walk *walk,
				 const unsigned long *bitmap,
				 unsigned long want, unsigned long got)
{
	nr_cases++;
	if (want != got)
		report_difference(who, walk, bitmap, want, got);
}

#endif /* _CMA_TEST_REPORT_H */
