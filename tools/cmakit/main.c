// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit: dispatch to the verbs, help and version.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "verb.h"

static const struct verb *const verbs[] = {
	&verb_explain,
	&verb_map,
	&verb_doctor,
	&verb_simulate,
	&verb_size,
	&verb_generate,
	&verb_compare,
};

#define NR_VERBS	(sizeof(verbs) / sizeof(verbs[0]))

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < NR_VERBS; i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

static void print_overview(FILE *out)
{
	fputs("Usage: cmakit VERB [OPTION]... [ARGUMENT]...\n\n"
	      "Why a Contiguous Memory Allocator area fails, and what would help.\n\n"
	      "Verbs:\n", out);
	for (size_t i = 0; i < NR_VERBS; i++)
		fprintf(out, "  %-12s%s\n", verbs[i]->name, verbs[i]->summary);
	fputs("  help [VERB] this text, or how to use a verb\n\n"
	      "Options:\n"
	      "  -h, --help      this text\n"
	      "  -V, --version   the version\n\n"
	      "Exit status: 0 done, 1 the answer is no (a failure found by a check),\n"
	      "2 usage, 4 bad input or environment.\n", out);
}

static enum exit_status unknown_verb(const char *name)
{
	fprintf(stderr, "cmakit: no verb '%s'; 'cmakit help' lists them\n", name);
	return STATUS_USAGE;
}

enum exit_status usage_error(const struct verb *verb, const char *fmt, ...)
{
	va_list args;

	if (fmt) {
		fprintf(stderr, "cmakit %s: ", verb->name);
		va_start(args, fmt);
		vfprintf(stderr, fmt, args);
		va_end(args);
		fputc('\n', stderr);
	}
	fprintf(stderr, "Try 'cmakit help %s'.\n", verb->name);
	return STATUS_USAGE;
}

static enum exit_status help(int argc, char **argv)
{
	const struct verb *verb;

	if (argc > 2) {
		fputs("cmakit help: expected one verb at most\n", stderr);
		return STATUS_USAGE;
	}
	if (argc < 2 || !strcmp(argv[1], "help")) {
		print_overview(stdout);
		return STATUS_DONE;
	}
	verb = find_verb(argv[1]);
	if (!verb)
		return unknown_verb(argv[1]);
	fputs(verb->help, stdout);
	return STATUS_DONE;
}

static enum exit_status run(int argc, char **argv)
{
	const char *name = argv[1];
	const struct verb *verb;

	if (argc < 2) {
		print_overview(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(name, "--version") || !strcmp(name, "-V")) {
		puts("cmakit " CMAKIT_VERSION);
		return STATUS_DONE;
	}
	if (!strcmp(name, "--help") || !strcmp(name, "-h")) {
		print_overview(stdout);
		return STATUS_DONE;
	}
	if (!strcmp(name, "help"))
		return help(argc - 1, argv + 1);
	verb = find_verb(name);
	if (!verb)
		return unknown_verb(name);
	return verb->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	enum exit_status status = run(argc, argv);

	/* Half an answer in a full file system is no answer. */
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "cmakit: standard output: %s\n", strerror(errno));
		return STATUS_BAD;
	}
	return status;
}
