// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit compare: benchmark results before and after.
 */
#include <getopt.h>
#include <stdio.h>

#include "comparison.h"
#include "input_error.h"
#include "results.h"
#include "verb.h"

static const char help[] =
"Usage: cmakit compare [--json] RESULTS.json\n"
"       cmakit compare [--json] BEFORE.json AFTER.json\n"
"\n"
"Set results of the benchmark against each other: stock and patched of one file,\n"
"or two files, such as a board's before and after the series.\n"
"\n"
"Options:\n"
"  -j, --json   print the rows and their ratios as JSON\n"
"  -h, --help   this text\n"
"\n"
"Rows of the same scenario and machine are compared, and of these the ones of\n"
"the same arm and kernel where there are several. A ratio is after / before\n"
"(patched / stock), that of a count per allocation; what was not measured is '-',\n"
"in JSON null. The times are cma_alloc() itself and the whole call, which zeroes\n"
"the buffer too.\n"
"Emulated times are not compared with those of hardware.\n"
"\n"
"Exit status: 0 done, 2 usage, 4 bad file, or nothing in it to compare.\n";

static enum exit_status print(const struct results *before,
			      const struct results *after, bool json)
{
	struct comparison comparison;
	enum exit_status status = STATUS_DONE;

	if (comparison_make(&comparison, before, after))
		return STATUS_BAD;
	if (json)
		comparison_print_json(&comparison, stdout);
	else
		comparison_print_text(&comparison, stdout);
	if (!comparison.nr_complete) {
		/* The table that says so comes first on a terminal. */
		fflush(stdout);
		file_error(after->name, before == after ?
			   "expected a scenario with a stock and a patched row" :
			   "expected a scenario and machine that the other file has too");
		status = STATUS_BAD;
	}
	comparison_free(&comparison);
	return status;
}

static enum exit_status compare_files(char **paths, int nr_paths, bool json)
{
	struct results before, after;
	enum exit_status status;

	if (results_read(&before, paths[0]))
		return STATUS_BAD;
	if (nr_paths == 1) {
		status = print(&before, &before, json);
	} else if (results_read(&after, paths[1])) {
		status = STATUS_BAD;
	} else {
		status = print(&before, &after, json);
		results_free(&after);
	}
	results_free(&before);
	return status;
}

static enum exit_status compare(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	bool json = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "jh", options, NULL)) != -1) {
		switch (opt) {
		case 'j':
			json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return STATUS_DONE;
		default:
			return usage_error(&verb_compare, NULL);
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		return usage_error(&verb_compare, "expected one file or two");
	return compare_files(argv + optind, argc - optind, json);
}

const struct verb verb_compare = {
	.name = "compare",
	.summary = "set benchmark results against each other",
	.help = help,
	.run = compare,
};
