/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_MUTATION_H
#define ADVERSARY_MUTATION_H

#include <stddef.h>

#include "rng.h"
#include "sequence.h"
#include "trace.h"

/*
 * Change @sequence a little at random: an allocation comes, goes, or gets another
 * size; an event moves; the area grows or shrinks. Sizes and their alignments
 * are those of @source, and there are never more than @max_allocs.
 */
void mutate(struct sequence *sequence, const struct trace *source,
	    size_t max_allocs, struct rng *rng);

#endif /* ADVERSARY_MUTATION_H */
