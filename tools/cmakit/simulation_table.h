/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_SIMULATION_TABLE_H
#define CMAKIT_SIMULATION_TABLE_H

#include <stdio.h>

#include "geometric_mean.h"
#include "simulation.h"

/**
 * struct simulation_total - one placement over several traces
 * @placement: which
 * @result: of all of them
 * @ratio: failures + 1 / first-fit's failures + 1, which is never 0 nor
 *	undefined, trace by trace
 */
struct simulation_total {
	unsigned int placement;
	struct replay_result result;
	struct geometric_mean ratio;
};

/*
 * Add a simulation of @total->placement; @stock_failed are first-fit's failures
 * on the same area.
 */
void simulation_total_add(struct simulation_total *total,
			  const struct simulation *simulation,
			  size_t stock_failed);

/*
 * Print @nr simulations of one trace on one area, a row each, below a line that
 * tells which. Pages that were migrated are told where the area was occupied.
 */
void simulation_print_table(const struct simulation *simulations, size_t nr,
			    size_t stock_failed, FILE *out);

/*
 * Print @nr totals, a row each; @stock_failed are first-fit's failures on all
 * of the @nr_traces traces; @with_migrated if the areas were occupied.
 */
void simulation_print_totals(const struct simulation_total *totals, size_t nr,
			     size_t nr_traces, size_t stock_failed,
			     bool with_migrated, FILE *out);

/*
 * What the columns mean; @with_totals if simulation_print_totals() is above,
 * @with_migrated as there.
 */
void simulation_print_legend(bool with_totals, bool with_migrated, FILE *out);

#endif /* CMAKIT_SIMULATION_TABLE_H */
