/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_CLIMB_H
#define ADVERSARY_CLIMB_H

#include <stddef.h>
#include <stdint.h>

#include "contest.h"
#include "sequence.h"
#include "trace.h"

/**
 * struct search - what decides what a search finds
 * @source: trace of the kind that is searched
 * @name: the kind and the alignment
 * @who: who is compared
 * @max_allocs: allocations of a sequence, at most SEQUENCE_MAX_ALLOCS
 * @steps: changes that are tried in a climb
 * @seed: where chance starts from
 */
struct search {
	const struct trace *source;
	char *name;
	struct contestants who;
	size_t max_allocs;
	uint64_t steps;
	uint64_t seed;
};

/**
 * struct finding - where a climb ended
 * @sequence: the sequence, without what it takes nothing from its loss to leave out
 * @contest: what becomes of it
 */
struct finding {
	struct sequence sequence;
	struct contest contest;
};

/*
 * Climb number @restart: from a random part of the source, by changes that make
 * nothing better for who is to lose. Depends on nothing but @search and @restart.
 */
void climb(const struct search *search, uint64_t restart,
	   struct finding *finding);

#endif /* ADVERSARY_CLIMB_H */
