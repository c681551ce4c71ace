/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_STATE_H
#define CMAKIT_SIMULATION_STATE_H

#include <stdio.h>

#include "simulation.h"

/*
 * Write the bitmap of the first of @simulations' areas, as area_bitmap.h has it,
 * when its first allocation failed, and which one that was; without a failure, as
 * it is at the end. The others are not looked at.
 */
void simulation_print_state(const struct simulation *simulations, size_t nr,
			    FILE *out);

#endif /* CMAKIT_SIMULATION_STATE_H */
