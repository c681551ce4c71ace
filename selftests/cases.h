/* SPDX-License-Identifier: GPL-2.0 */
/* The cases, one file a subject; cma_test.c runs them. */
#ifndef SELFTESTS_CMA_CASES_H
#define SELFTESTS_CMA_CASES_H

#include <stddef.h>
#include <stdio.h>

#include "../kselftest.h"

/*
 * @run returns KSFT_PASS, test_fail() or test_skip(). It may be run again after
 * a failure, as others use the areas too. What it leaves held in an area is
 * given back.
 */
struct test_case {
	const char *name;
	int (*run)(void *subject);
};

/* Say what went wrong; the value is KSFT_FAIL. */
#define test_fail(format, ...)	\
	(ksft_print_msg(format "\n", ##__VA_ARGS__), KSFT_FAIL)

/* Keep the reason for the case's line; the value is KSFT_SKIP. */
#define test_skip(...)	\
	(snprintf(skip_reason, sizeof(skip_reason), __VA_ARGS__), KSFT_SKIP)

extern char skip_reason[256];

/* An area's alloc, free, bitmap and used files, and its counters in sysfs. */
extern const struct test_case debugfs_cases[];
extern const size_t nr_debugfs_cases;

/* The switch between policies, without a subject and for each area. */
extern const struct test_case placement_switch_cases[];
extern const size_t nr_placement_switch_cases;
extern const struct test_case placement_area_cases[];
extern const size_t nr_placement_area_cases;

/* For each area: with a page in it that will not move. */
extern const struct test_case busy_cases[];
extern const size_t nr_busy_cases;

/* For each area: without memory to move pages to. */
extern const struct test_case lowmem_cases[];
extern const size_t nr_lowmem_cases;

/* Injected errors, for each area. */
extern const struct test_case fault_cases[];
extern const size_t nr_fault_cases;

/* What is told of failures, for each area and for each heap. */
extern const struct test_case failure_cases[];
extern const size_t nr_failure_cases;
extern const struct test_case heap_failure_cases[];
extern const size_t nr_heap_failure_cases;

/* The dma-heaps that allocate from CMA. */
struct area;

struct heap {
	char name[256];
	struct area *area;	/* NULL if it could not be told */
};

extern struct heap *heaps;
extern size_t nr_heaps;

extern const struct test_case heap_cases[];
extern const size_t nr_heap_cases;

/* A buffer of @len bytes: its file descriptor, or a negative errno. */
int heap_alloc(const char *name, unsigned long long len);

/* Find the heaps, after the areas. Returns NULL, or why there are none. */
const char *heaps_init(void);

#endif
