/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_RESULTS_H
#define CMAKIT_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

/* The numbers of a row of results.json. */
enum figure {
	FIGURE_BOOTS,
	FIGURE_ALLOCS,
	FIGURE_FAILED,
	FIGURE_ATTEMPTS,
	FIGURE_MIGRATED,
	FIGURE_LATENCY_P50,	/* cma_alloc() itself, us */
	FIGURE_LATENCY_P90,
	FIGURE_LATENCY_P99,
	FIGURE_LATENCY_MAX,
	FIGURE_CALL_P50,	/* what the user waits for, us */
	FIGURE_CALL_P90,
	FIGURE_CALL_P99,
	FIGURE_CALL_MAX,
	NR_FIGURES,
};

/**
 * struct figure_place - where a figure stands in a row
 * @group: key of the object that holds it, or NULL for the row itself
 * @key: its key there
 * @is_count: a whole number; otherwise microseconds
 * @always: may not be null
 */
struct figure_place {
	const char *group;
	const char *key;
	bool is_count;
	bool always;
};

extern const struct figure_place figure_places[NR_FIGURES];

/**
 * struct result_row - a row of "runs"
 * @scenario, @arm, @kernel, @machine: the strings; @arm is "stock" or "patched"
 * @figures: the numbers, NAN where not measured
 * @least, @most: of the same numbers of single boots, those that per_boot has;
 *	NAN where it has none, or there are less than two boots
 * @failed_free_range: failures where a range was free of the system's pages
 * @failed_pin_free: failures where a range was free of the pages that were pinned;
 *	NAN, both, where that was not looked at
 * @failed_by_reason: object of counts, or NULL
 * @failed_by_errno: the same by name of the error, for kernels that give no
 *	reason; or NULL
 * @json: the whole row
 *
 * All pointers are into the file's JSON, see struct results.
 */
struct result_row {
	const char *scenario;
	const char *arm;
	const char *kernel;
	const char *machine;
	double figures[NR_FIGURES];
	double least[NR_FIGURES], most[NR_FIGURES];
	double failed_free_range, failed_pin_free;
	struct json_object *failed_by_reason;
	struct json_object *failed_by_errno;
	struct json_object *json;
};

/* What the times of a file are. */
enum time_source {
	TIME_NOT_STATED,
	TIME_ICOUNT,	/* guest time, emulated */
	TIME_HARDWARE,	/* wall time, hardware */
};

/**
 * struct results - a results.json
 * @name: path as given
 * @time_source: manifest.time_source
 * @incomplete: manifest.incomplete, boots that hung or died, or NULL
 * @rows: the rows in the file's order
 * @nr_rows: number of them
 * @json: the whole file; owns all of the above
 */
struct results {
	const char *name;
	enum time_source time_source;
	struct json_object *incomplete;
	struct result_row *rows;
	size_t nr_rows;
	struct json_object *json;
};

/*
 * Read @path. Returns 0, or -1 after a message that names the file, the place in
 * it and what was expected there. The caller frees @results with results_free()
 * after success.
 */
int results_read(struct results *results, const char *path);

void results_free(struct results *results);

#endif /* CMAKIT_RESULTS_H */
