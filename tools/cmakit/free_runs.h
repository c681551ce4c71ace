/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_FREE_RUNS_H
#define CMAKIT_FREE_RUNS_H

#include "area.h"

/**
 * struct free_runs - the largest free runs of an area, kept up to date
 * @area: the area; not owned
 * @align_mask: alignment in bits less one, see free_runs_largest_aligned()
 * @nr_leaves: pieces that the area is cut into, a power of two
 * @nodes: a tree over the pieces in an array: the root is 1, below node i are
 *	2 * i and 2 * i + 1, and the leaves are the last @nr_leaves
 */
struct free_runs {
	const struct area *area;
	unsigned long align_mask;
	size_t nr_leaves;
	struct free_runs_node *nodes;
};

/*
 * Look at @area, which has to outlive @runs. @align_order is for
 * free_runs_largest_aligned(), 2^order pages. The caller ends it with
 * free_runs_destroy().
 */
void free_runs_init(struct free_runs *runs, const struct area *area,
		    unsigned int align_order);
void free_runs_destroy(struct free_runs *runs);

/*
 * Look again at bits [@start, @start + @nr_bits), which have changed. Takes time
 * in proportion to @nr_bits / 512 and to the area's logarithm.
 */
void free_runs_update(struct free_runs *runs, unsigned long start,
		      unsigned long nr_bits);

/* The largest run of free bits. */
unsigned long free_runs_largest(const struct free_runs *runs);

/*
 * The largest run of free bits that begins at a multiple of the alignment: the
 * largest request for which there is a place with that alignment. It need not
 * end at such a multiple.
 */
unsigned long free_runs_largest_aligned(const struct free_runs *runs);

#endif /* CMAKIT_FREE_RUNS_H */
