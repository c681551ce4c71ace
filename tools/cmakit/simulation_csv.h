/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_CSV_H
#define CMAKIT_SIMULATION_CSV_H

#include <stdio.h>

#include "simulation.h"

/*
 * Write the samples of @nr simulations one below the other as comma-separated
 * values, a line for each event after one line with the columns' names:
 *
 *	time_ns				of the event
 *	event				A or F, as in the trace
 *	placement			its name
 *	pages				that the allocation asks for, or asked for
 *	failure				why an A failed; empty otherwise
 *	live_pages, used_pages, free_pages, largest_run_pages,
 *	largest_aligned_run_pages	as in struct sample
 *	failed				allocations that have failed so far
 */
void simulation_print_csv(const struct simulation *simulations, size_t nr,
			  FILE *out);

#endif /* CMAKIT_SIMULATION_CSV_H */
