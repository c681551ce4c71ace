/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_DOCTOR_H
#define CMAKIT_DOCTOR_H

#include <stdio.h>

#include "finding.h"
#include "machine.h"

/*
 * Checks of what @machine is like. Each adds what it finds, also that all is well,
 * to @findings.
 */

/* Whether there are areas, and those that were asked for. */
void doctor_check_setup(const struct machine *machine, struct findings *findings);

/* Each area: room, alignment, failures. */
void doctor_check_areas(const struct machine *machine, struct findings *findings);

/* Memory to move pages to, and the kernel's switches and options. */
void doctor_check_system(const struct machine *machine, struct findings *findings);

/* The order up to which most callers of cma_alloc() align: CONFIG_CMA_ALIGNMENT. */
unsigned int doctor_align_order(const struct machine *machine);

/**
 * struct doctor_option - an option of the kernel's configuration that matters here
 * @name: without CONFIG_
 * @gives: what there is not without it; NULL if it is a number
 */
struct doctor_option {
	const char *name;
	const char *gives;
};

extern const struct doctor_option doctor_options[];
extern const size_t doctor_nr_options;

/* Parameters of the kernel's command line that matter here; NULL behind the last. */
extern const char *const doctor_parameters[];

/* Print what there is, and below it what was found, worst first. */
void doctor_print_text(const struct machine *machine,
		       const struct findings *findings, FILE *out);

/* The same as one JSON object. */
void doctor_print_json(const struct machine *machine,
		       const struct findings *findings, FILE *out);

#endif /* CMAKIT_DOCTOR_H */
