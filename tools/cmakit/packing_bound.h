/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_PACKING_BOUND_H
#define CMAKIT_PACKING_BOUND_H

#include <stdint.h>

#include "trace.h"

/**
 * struct packing_bound - what can be said of the smallest area without a replay
 * @least_bits: on fewer an allocation fails, whatever the placement
 * @enough_bits: on as many or more, there is a place for every request, wherever
 *	the others are; except for one with an alignment of AREA_MAX_BITS, for
 *	which there is no place but bit 0 in any area
 */
struct packing_bound {
	uint64_t least_bits;
	uint64_t enough_bits;
};

/* The bounds for @trace with @align_min, in bits of its order_per_bit. */
struct packing_bound packing_bound(const struct trace *trace, int align_min);

#endif /* CMAKIT_PACKING_BOUND_H */
