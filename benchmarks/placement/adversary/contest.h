/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_CONTEST_H
#define ADVERSARY_CONTEST_H

#include <stdbool.h>
#include <stdint.h>

#include "sequence.h"

/**
 * struct contestants - who is compared, and how
 * @placement: the placement that is to lose
 * @rival: the one that it is to lose to
 * @align_min: ALIGN_MIN_NONE or an order
 */
struct contestants {
	unsigned int placement;
	unsigned int rival;
	int align_min;
};

/**
 * struct contest - what became of a sequence
 * @failed: allocations that failed
 * @failed_pages: their pages
 * @rival_failed: allocations that failed under the rival
 * @only_rival_failed: those of them that did not fail otherwise
 */
struct contest {
	uint64_t failed;
	uint64_t failed_pages;
	uint64_t rival_failed;
	uint64_t only_rival_failed;
};

struct contest contest_hold(struct sequence *sequence,
			    const struct contestants *who);

/*
 * By how many failures the rival wins. Only what is a loss beyond doubt counts:
 * everything that the rival refuses fails, and more. Otherwise a large request
 * that was served, with no room left for many small ones, would be held against
 * who served it.
 */
uint64_t contest_loss(const struct contest *contest);

/*
 * Whether @a is at least as bad as @b: more failures lost by; then a higher
 * ratio, that is fewer failures under the rival; then more pages refused.
 */
bool contest_is_as_bad(const struct contest *a, const struct contest *b);

#endif /* ADVERSARY_CONTEST_H */
