/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_REPLAY_OPTIONS_H
#define CMAKIT_REPLAY_OPTIONS_H

#include <stdbool.h>

#include "verb.h"

/**
 * struct replay_options - what the verbs that replay have in common
 * @align_min: --align-min, or ALIGN_MIN_NONE
 * @json: --json
 * @compare: --compare
 * @has_placement: --placement was given
 * @placement: its value
 * @placements: the placements to replay with, in order: the one of --placement,
 *	the default one, or those of --compare; complete after
 *	replay_arguments()
 * @nr_placements: number of them
 * @traces: the traces, several only with --compare
 * @nr_traces: number of them
 */
struct replay_options {
	int align_min;
	bool json;
	bool compare;
	bool has_placement;
	unsigned int placement;
	unsigned int *placements;
	unsigned int nr_placements;
	char **traces;
	int nr_traces;
};

/* The short options that replay_option() knows, and the long ones. */
#define REPLAY_SHORT_OPTIONS	"P:a:c::j"
#define REPLAY_LONG_OPTIONS						\
	{ "placement", required_argument, NULL, 'P' },			\
	{ "align-min", required_argument, NULL, 'a' },			\
	{ "compare", optional_argument, NULL, 'c' },			\
	{ "json", no_argument, NULL, 'j' }

/* Set @o to the defaults. The caller ends it with replay_options_free(). */
void replay_options_init(struct replay_options *o);
void replay_options_free(struct replay_options *o);

/*
 * Take in option @opt of @verb with @argument, as getopt_long() returned them.
 * Returns STATUS_USAGE after a message for anything else than what
 * REPLAY_SHORT_OPTIONS has.
 */
enum exit_status replay_option(struct replay_options *o, const struct verb *verb,
			       int opt, char *argument);

/*
 * Take in the arguments behind the options, which are traces. Returns
 * STATUS_USAGE after a message if there are none, or too many, or if options
 * contradict each other.
 */
enum exit_status replay_arguments(struct replay_options *o,
				  const struct verb *verb, char **arguments,
				  int nr_arguments);

#endif /* CMAKIT_REPLAY_OPTIONS_H */
