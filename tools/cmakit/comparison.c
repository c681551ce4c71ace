// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "input_error.h"
#include "memory.h"

/**
 * struct side - the rows of one side
 * @rows: the rows, which do not all have to be of this side
 * @nr_rows: number of them
 * @arm: those of this arm are, or all if it is NULL
 * @used: for each row, whether it has its place in a pair
 */
struct side {
	const struct result_row *rows;
	size_t nr_rows;
	const char *arm;
	bool *used;
};

/* How well two rows of one scenario and machine go together; best first. */
enum match {
	MATCH_ARM_AND_KERNEL,
	MATCH_ARM,
	MATCH_KERNEL,
	MATCH_ANY,
	NR_MATCHES,
};

static void side_init(struct side *side, const struct results *results,
		      const char *arm)
{
	side->rows = results->rows;
	side->nr_rows = results->nr_rows;
	side->arm = arm;
	side->used = calloc_or_exit(results->nr_rows, sizeof(*side->used));
	for (size_t i = 0; arm && i < side->nr_rows; i++)
		side->used[i] = strcmp(side->rows[i].arm, arm);
}

static bool matches(const struct result_row *a, const struct result_row *b,
		    enum match match)
{
	if (strcmp(a->scenario, b->scenario) || strcmp(a->machine, b->machine))
		return false;
	if (match != MATCH_ANY && match != MATCH_KERNEL &&
	    strcmp(a->arm, b->arm))
		return false;
	return match == MATCH_ANY || match == MATCH_ARM ||
	       !strcmp(a->kernel, b->kernel);
}

/* The row of @side not used yet that goes best with @row, as @match; or NULL. */
static const struct result_row *take_match(struct side *side,
					   const struct result_row *row,
					   enum match match)
{
	for (size_t i = 0; i < side->nr_rows; i++) {
		if (!side->used[i] && matches(row, &side->rows[i], match)) {
			side->used[i] = true;
			return &side->rows[i];
		}
	}
	return NULL;
}

static void add_pair(struct comparison *comparison,
		     const struct result_row *before,
		     const struct result_row *after)
{
	struct comparison_pair *pair = &comparison->pairs[comparison->nr_pairs++];

	pair->before = before;
	pair->after = after;
	comparison->nr_complete += before && after;
}

/*
 * The best matches of all rows are made before the second best of any, so that
 * no row takes the counterpart of another.
 */
static void pair_sides(struct comparison *comparison, struct side *before,
		       struct side *after)
{
	const struct result_row **partners =
		calloc_or_exit(before->nr_rows, sizeof(*partners));

	for (int match = 0; match < NR_MATCHES; match++)
		for (size_t i = 0; i < before->nr_rows; i++)
			if (!before->used[i] && !partners[i])
				partners[i] = take_match(after, &before->rows[i],
							 match);

	for (size_t i = 0; i < before->nr_rows; i++)
		if (!before->used[i])
			add_pair(comparison, &before->rows[i], partners[i]);
	for (size_t i = 0; i < after->nr_rows; i++)
		if (!after->used[i])
			add_pair(comparison, NULL, &after->rows[i]);
	free(partners);
}

static const char *time_source_word(enum time_source source)
{
	static const char *const words[] = {
		[TIME_NOT_STATED] = "not stated",
		[TIME_ICOUNT] = "emulated (icount)",
		[TIME_HARDWARE] = "of hardware",
	};

	return words[source];
}

int comparison_make(struct comparison *comparison, const struct results *before,
		    const struct results *after)
{
	struct side before_side, after_side;
	const bool one_file = before == after;

	if (before->time_source != after->time_source)
		return file_error(after->name,
				  "expected times of the same kind as in %s: there the time source is %s, here %s",
				  before->name,
				  time_source_word(before->time_source),
				  time_source_word(after->time_source));

	memset(comparison, 0, sizeof(*comparison));
	comparison->before = before;
	comparison->after = after;
	comparison->pairs = calloc_or_exit(before->nr_rows + after->nr_rows,
					   sizeof(*comparison->pairs));
	side_init(&before_side, before, one_file ? "stock" : NULL);
	side_init(&after_side, after, one_file ? "patched" : NULL);
	pair_sides(comparison, &before_side, &after_side);
	free(before_side.used);
	free(after_side.used);
	return 0;
}

void comparison_free(struct comparison *comparison)
{
	free(comparison->pairs);
	memset(comparison, 0, sizeof(*comparison));
}

double comparison_ratio(const struct comparison_pair *pair, enum figure figure)
{
	double before, after;

	if (!pair->before || !pair->after ||
	    figure == FIGURE_BOOTS || figure == FIGURE_ALLOCS)
		return NAN;
	before = pair->before->figures[figure];
	after = pair->after->figures[figure];
	if (figure_places[figure].is_count) {
		before /= pair->before->figures[FIGURE_ALLOCS];
		after /= pair->after->figures[FIGURE_ALLOCS];
	}
	/* NAN stays NAN, 0 / 0 included. */
	return before == 0 || !isfinite(after / before) ? NAN : after / before;
}
