/* SPDX-License-Identifier: GPL-2.0 */
/* The command line, and the verbs. */
#ifndef CMABENCH_OPTIONS_H
#define CMABENCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario.h"

struct options {
	bool has_seed;
	uint64_t seed;
	bool summary_only;
	bool no_trace;
	const char *out;		/* NULL: standard output */
	const char *record;		/* run only: the cmatrace to write, or NULL */
	const char *heap;		/* NULL: chosen */
	enum via via;			/* VIA_AUTO: as the scenario says */
	const char *scenario_dir;
	const char *dir;		/* run only: where files go, or NULL */
	const char *root;		/* NULL: the machine itself */
	unsigned long area_pages;	/* plan only; 0: as the scenario says */
};

/* Each returns an exit status. */
int cmd_run(const struct options *options, const char *scenario);
int cmd_plan(const struct options *options, const char *scenario);
int cmd_list(const struct options *options);

#endif
