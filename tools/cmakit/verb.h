/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_VERB_H
#define CMAKIT_VERB_H

/* What cmakit exits with, whatever the verb. */
enum exit_status {
	STATUS_DONE = 0,
	STATUS_NO = 1,		/* the answer is no: a check found a failure */
	STATUS_USAGE = 2,	/* wrong options or arguments */
	STATUS_BAD = 4,		/* bad input or environment */
};

/**
 * struct verb - one of the things cmakit does
 * @name: what the user types
 * @summary: what it does, for the list of verbs
 * @help: usage, options and what comes out; fits a screen
 * @run: does it; @argv[0] is the verb's name. Returns an exit status. Standard
 *	output is flushed and checked by the caller.
 */
struct verb {
	const char *name;
	const char *summary;
	const char *help;
	enum exit_status (*run)(int argc, char **argv);
};

extern const struct verb verb_explain;
extern const struct verb verb_map;
extern const struct verb verb_doctor;
extern const struct verb verb_simulate;
extern const struct verb verb_size;
extern const struct verb verb_generate;
extern const struct verb verb_compare;

/*
 * Tell on standard error what is wrong with the command line, and where help
 * is. Without @fmt, for what getopt_long() has already told. Returns
 * STATUS_USAGE.
 */
enum exit_status usage_error(const struct verb *verb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* CMAKIT_VERB_H */
