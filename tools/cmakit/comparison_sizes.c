// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "comparison_sizes.h"
#include "memory.h"

#define MIN_ALLOCS	10
#define MAX_SIZES	8

/**
 * struct size_latency - allocations of one size, of one row
 * @allocs: how many
 * @min, @p50, @max: microseconds
 */
struct size_latency {
	double allocs;
	double min, p50, max;
};

/**
 * struct size_pair - the same size on both sides
 * @pages: the size
 */
struct size_pair {
	unsigned long pages;
	struct size_latency before, after;
};

static bool take_number(struct json_object *o, const char *key, double *value)
{
	struct json_object *json = NULL;

	json_object_object_get_ex(o, key, &json);
	if (!json_object_is_type(json, json_type_double) &&
	    !json_object_is_type(json, json_type_int))
		return false;
	*value = json_object_get_double(json);
	return *value >= 0 && isfinite(*value);
}

/* False where there are too few to tell, or where no latency was measured. */
static bool take_latency(struct json_object *o, struct size_latency *l)
{
	return json_object_is_type(o, json_type_object) &&
	       take_number(o, "allocs", &l->allocs) && l->allocs >= MIN_ALLOCS &&
	       take_number(o, "min", &l->min) && take_number(o, "p50", &l->p50) &&
	       take_number(o, "max", &l->max);
}

static struct json_object *by_pages(const struct result_row *row)
{
	struct json_object *json = NULL;

	json_object_object_get_ex(row->json, "by_pages", &json);
	return json_object_is_type(json, json_type_object) ? json : NULL;
}

static int compare_sizes(const void *a, const void *b)
{
	unsigned long x = ((const struct size_pair *)a)->pages;
	unsigned long y = ((const struct size_pair *)b)->pages;

	return (x > y) - (x < y);
}

/* The sizes of both, in ascending order. */
static size_t find_sizes(struct json_object *before, struct json_object *after,
			 struct size_pair *sizes)
{
	size_t nr = 0;

	json_object_object_foreach(before, pages, json) {
		struct json_object *other = NULL;
		struct size_pair *size = &sizes[nr];
		char *end;

		json_object_object_get_ex(after, pages, &other);
		size->pages = strtoul(pages, &end, 10);
		if (!*end && take_latency(json, &size->before) &&
		    take_latency(other, &size->after))
			nr++;
	}
	qsort(sizes, nr, sizeof(*sizes), compare_sizes);
	return nr;
}

/* In ten columns, one of them blank; what does not fit loses digits. */
static void print_number(double value, FILE *out)
{
	fprintf(out, value < 1e7 ? "%10.1f" : "%10.1e", value);
}

/* After / before, unless that is a ratio to 0. */
static void print_ratio(double before, double after, FILE *out)
{
	if (before > 0)
		fprintf(out, after / before < 1e6 ? "%10.2fx" : "%10.1ex", after / before);
	else
		fprintf(out, "%11s", "-");
}

static void print_latency(const struct size_latency *l, FILE *out)
{
	print_number(l->min, out);
	print_number(l->p50, out);
	print_number(l->max, out);
	print_ratio(l->min, l->max, out);
}

static void print_table(const struct size_pair *sizes, size_t nr, FILE *out)
{
	fprintf(out, "cma_alloc() itself, us, by size\n"
		"     pages       min       p50       max    max/min"
		"       min       p50       max    max/min  p50 ratio\n");
	for (size_t i = 0; i < nr; i++) {
		const struct size_pair *size = &sizes[i];

		fprintf(out, "%10lu", size->pages);
		print_latency(&size->before, out);
		print_latency(&size->after, out);
		print_ratio(size->before.p50, size->after.p50, out);
		fputc('\n', out);
	}
}

void comparison_print_sizes(const struct comparison_pair *pair, FILE *out)
{
	struct json_object *before = by_pages(pair->before);
	struct json_object *after = by_pages(pair->after);
	struct size_pair *sizes;
	size_t nr;

	if (!before || !after || !json_object_object_length(before))
		return;
	sizes = calloc_or_exit(json_object_object_length(before), sizeof(*sizes));
	nr = find_sizes(before, after, sizes);
	if (nr && nr <= MAX_SIZES)
		print_table(sizes, nr, out);
	free(sizes);
}
