/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_SVG_H
#define CMAKIT_SIMULATION_SVG_H

#include <stdio.h>

#include "simulation.h"

/*
 * Draw the samples of @nr simulations of one trace on one area, a panel each,
 * all with the same axes: used pages, the largest free run and the largest
 * aligned one over time, and a tick for each failure in the row of its reason.
 *
 * The failures of a reason are one path of class "failures REASON", in which
 * every tick begins with an M. The picture says of itself what colours are to
 * be used on a dark screen.
 */
void simulation_print_svg(const struct simulation *simulations, size_t nr,
			  FILE *out);

#endif /* CMAKIT_SIMULATION_SVG_H */
