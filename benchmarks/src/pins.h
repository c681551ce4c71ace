/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages in an area that will not move for a while: pages of ours, spliced into
 * pipes that nobody reads. It is what a zero-copy transfer does to a page until the
 * other side has taken it.
 */
#ifndef CMABENCH_PINS_H
#define CMABENCH_PINS_H

#include <stdint.h>

#include "area.h"
#include "look.h"

/**
 * pins_take() - pin pages of an area
 * @area: the area
 * @nr: how many, one at a place of its own in each of @nr equal parts of the area
 * @seed: of the places
 * @requests: after so many pins_request() they are released; 0: at the end
 *
 * Fills memory for a moment, so that pages of ours lie all over the area, keeps
 * those next to the places, and gives back the others. Pins of before are released.
 * Returns 0, or -errno after a message.
 */
int pins_take(const struct area *area, unsigned long nr, uint64_t seed, unsigned long requests);

/** pins_held() - their page frame numbers, sorted */
const struct avoid *pins_held(void);

/** pins_request() - a request has been made */
void pins_request(void);

/** pins_release() - let them go */
void pins_release(void);

#endif
