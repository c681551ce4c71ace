/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_OPTIONS_H
#define ADVERSARY_OPTIONS_H

#include <stdint.h>

#include "contest.h"
#include "verb.h"

/**
 * struct options - the command line
 * @out: --out
 * @minutes: --minutes, 0 without
 * @climbs: --climbs
 * @steps: --steps
 * @allocs: --allocs
 * @seed: --seed
 * @who: --placement, --rival, --align-min
 * @traces: the rest
 * @nr_traces: number of these
 */
struct options {
	const char *out;
	uint64_t minutes;
	uint64_t climbs;
	uint64_t steps;
	uint64_t allocs;
	uint64_t seed;
	struct contestants who;
	char **traces;
	int nr_traces;
};

/*
 * Read the command line. Returns STATUS_DONE, or STATUS_USAGE after a message;
 * ends the program after --help.
 */
enum exit_status options_parse(struct options *options, int argc, char **argv);

#endif /* ADVERSARY_OPTIONS_H */
