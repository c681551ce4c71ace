/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_JSON_H
#define CMAKIT_SIMULATION_JSON_H

#include <json-c/json.h>

#include "simulation.h"

/*
 * A new object with the keys that scripts rely on, and no others: trace,
 * placement, pages, allocs, failed, failed_pages, failed_nospace,
 * failed_fragmented, failed_alignment, peak_live_pages.
 */
struct json_object *simulation_json(const struct simulation *simulation);

/*
 * The same, and what --compare's table has: ratio_to_first_fit, null if
 * @stock_failed, first-fit's failures, is 0; most_used_pages,
 * least_largest_run_pages and least_largest_aligned_run_pages, null without
 * events; most_free_pages_at_failure, null without failures; align_order;
 * preferred_wanted and preferred_got.
 */
struct json_object *simulation_json_compared(const struct simulation *simulation,
					     size_t stock_failed);

#endif /* CMAKIT_SIMULATION_JSON_H */
