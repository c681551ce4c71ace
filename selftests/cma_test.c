// SPDX-License-Identifier: GPL-2.0
/*
 * Test of the Contiguous Memory Allocator through what userland can reach:
 * debugfs, sysfs and the dma-heaps. Needs root. Takes pages of every area, and for
 * moments most of the memory, and gives them all back.
 */
#include <stdio.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "fault.h"
#include "policy.h"

/* Others use the areas too: how often a failing case is run, and how far apart. */
#define ATTEMPTS	5
#define ATTEMPT_WAIT_US	100000

char skip_reason[256];

static void run_case(const char *what, const struct test_case *test,
		     void *subject)
{
	int attempt, ret = KSFT_FAIL;

	for (attempt = 0; attempt < ATTEMPTS && ret == KSFT_FAIL; attempt++) {
		if (attempt) {
			usleep(ATTEMPT_WAIT_US);
			ksft_print_msg("%s: %s: again\n", what, test->name);
		}
		ret = test->run(subject);
		areas_free_held();
		policy_restore();
		if (areas_signal())
			ksft_exit_fail_msg("ended by signal %d\n",
					   areas_signal());
	}

	if (ret == KSFT_SKIP)
		ksft_test_result_skip("%s: %s: %s\n", what, test->name,
				      skip_reason);
	else
		ksft_test_result(ret == KSFT_PASS, "%s: %s\n", what,
				 test->name);
}

static void run_area(struct area *area)
{
	char what[300];
	size_t i;

	snprintf(what, sizeof(what), "area %s", area->name);
	for (i = 0; i < nr_debugfs_cases; i++)
		run_case(what, &debugfs_cases[i], area);
	for (i = 0; i < nr_placement_area_cases; i++)
		run_case(what, &placement_area_cases[i], area);
	for (i = 0; i < nr_busy_cases; i++)
		run_case(what, &busy_cases[i], area);
	for (i = 0; i < nr_lowmem_cases; i++)
		run_case(what, &lowmem_cases[i], area);
	for (i = 0; i < nr_fault_cases; i++)
		run_case(what, &fault_cases[i], area);
	for (i = 0; i < nr_failure_cases; i++)
		run_case(what, &failure_cases[i], area);
}

static void run_heap(struct heap *heap)
{
	char what[300];
	size_t i;

	snprintf(what, sizeof(what), "heap %s", heap->name);
	for (i = 0; i < nr_heap_cases; i++)
		run_case(what, &heap_cases[i], heap);
	for (i = 0; i < nr_heap_failure_cases; i++)
		run_case(what, &heap_failure_cases[i], heap);
}

int main(void)
{
	const char *no_areas, *no_heaps;
	size_t i;

	ksft_print_header();
	no_areas = areas_init();
	no_heaps = heaps_init();
	if (no_areas && no_heaps)
		ksft_exit_skip("%s; %s\n", no_areas, no_heaps);
	policy_init();
	fault_init();

	ksft_set_plan((no_areas ? 1 : nr_areas * (nr_debugfs_cases +
						  nr_placement_area_cases +
						  nr_busy_cases +
						  nr_lowmem_cases +
						  nr_fault_cases +
						  nr_failure_cases)) +
		      nr_placement_switch_cases +
		      (no_heaps ? 1 : nr_heaps * (nr_heap_cases +
						  nr_heap_failure_cases)));

	if (no_areas)
		ksft_test_result_skip("areas: %s\n", no_areas);
	for (i = 0; i < nr_placement_switch_cases; i++)
		run_case("placement", &placement_switch_cases[i], NULL);
	for (i = 0; i < nr_areas; i++)
		run_area(&areas[i]);
	if (no_heaps)
		ksft_test_result_skip("heaps: %s\n", no_heaps);
	for (i = 0; i < nr_heaps; i++)
		run_heap(&heaps[i]);

	ksft_finished();
}
