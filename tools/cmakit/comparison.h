/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_COMPARISON_H
#define CMAKIT_COMPARISON_H

#include <stdio.h>

#include "results.h"

/**
 * struct comparison_pair - one scenario on one machine, on both sides
 * @before, @after: the rows; one of them is NULL if it has no counterpart
 */
struct comparison_pair {
	const struct result_row *before;
	const struct result_row *after;
};

/**
 * struct comparison - rows set against each other
 * @before, @after: the files; the same one for stock against patched
 * @pairs: complete ones and rows without counterpart, in the files' order
 * @nr_pairs: number of both
 * @nr_complete: number of pairs with both rows
 */
struct comparison {
	const struct results *before;
	const struct results *after;
	struct comparison_pair *pairs;
	size_t nr_pairs;
	size_t nr_complete;
};

/*
 * Pair the stock rows of @before with the patched ones if @after is the same
 * file, else the rows of @before with those of @after. Rows of one pair are of
 * one scenario and machine; of several that could go together, those of one arm
 * and of one kernel do. Returns 0, or -1 after a message if the files' times are
 * of different kinds. The caller frees @comparison with comparison_free() after
 * success, before the results.
 */
int comparison_make(struct comparison *comparison, const struct results *before,
		    const struct results *after);
void comparison_free(struct comparison *comparison);

/*
 * The after side's @figure by the before side's; of counts, per allocation, as
 * the sides may have made different numbers of them. NAN where one was not
 * measured, the before side's is 0, or the figure is no outcome (boots, allocs).
 */
double comparison_ratio(const struct comparison_pair *pair, enum figure figure);

/* Print to @out: a table at most 120 columns wide, or JSON. */
void comparison_print_text(const struct comparison *comparison, FILE *out);
void comparison_print_json(const struct comparison *comparison, FILE *out);

#endif /* CMAKIT_COMPARISON_H */
