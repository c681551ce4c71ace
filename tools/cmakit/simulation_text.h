/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_TEXT_H
#define CMAKIT_SIMULATION_TEXT_H

#include <stdio.h>

#include "simulation.h"

/* One simulation, a line for each figure. */
void simulation_print_text(const struct simulation *simulation, FILE *out);

#endif /* CMAKIT_SIMULATION_TEXT_H */
