/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_TESTS_H
#define _CMA_TEST_TESTS_H

#include "report.h"

/* What the command line asks for; see usage() in main.c. */
struct cma_test_options {
	unsigned long long seed;
	unsigned long exhaustive_bits;
	unsigned long random_cases;
};

extern struct cma_test_options options;

void run_picture_tests(void);

/* Each list ends with an entry that has no name. */
extern const struct cma_test vector_tests[];
extern const struct cma_test state_tests[];
extern const struct cma_test complete_tests[];
extern const struct cma_test exhaustive_tests[];
extern const struct cma_test random_tests[];
extern const struct cma_test changing_tests[];
extern const struct cma_test search_tests[];

#endif /* _CMA_TEST_TESTS_H */
