// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit explain: why the allocations in a kernel log failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "explanation.h"
#include "explanation_json.h"
#include "explanation_text.h"
#include "input_error.h"
#include "log_failure.h"
#include "number.h"
#include "verb.h"

static const char help[] =
"Usage: cmakit explain [OPTION]... LOG|-\n"
"\n"
"Why each CMA allocation in a kernel log failed: the reason, the arithmetic, how\n"
"sure it is, what to do. Any kernel from 3.12 on, stock or with the series.\n"
"\n"
"Options:\n"
"  -a, --align K          the requests' alignment order, where you know it; the\n"
"                         log's own is not looked for then\n"
"  -p, --page-size BYTES  size of a page, where the log does not show it\n"
"                         (default 4096)\n"
"  -j, --json             print JSON\n"
"  -h, --help             this text\n"
"\n"
"Reasons: nospace, fragmented, alignment, nomem, busy, interrupted; unknown where\n"
"the log cannot support one, with what to collect. Confidence: high, medium, low.\n"
"\n"
"Exit status: 0 done, also where there is no failure, 2 usage, 4 unreadable log.\n";

/**
 * struct gist - what makes two failures the same one for a reader
 * @area: its name
 * @pages, @total, @free, @largest, @aligned: in pages
 * @align, @ret, @reason, @confidence: as explained
 */
struct gist {
	char area[AREA_NAME_SIZE];
	uint64_t pages, total, free, largest, aligned;
	int align, ret, reason, confidence;
};

/**
 * struct output - where explanations go
 * @options: the command line
 * @json: print JSON
 * @nr: explanations so far
 * @last: the one that was printed last
 * @nr_same: those since then that are the same
 * @last_line: where the last of these is
 */
struct output {
	struct explain_options options;
	bool json;
	uint64_t nr;
	struct gist last;
	uint64_t nr_same;
	size_t last_line;
};

static void print_json(const struct explanation *e, bool is_first)
{
	struct json_object *o = explanation_json(e);

	printf("%s\n%s", is_first ? "" : ",",
	       json_object_to_json_string_ext(o, JSON_C_TO_STRING_SPACED |
					      JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static void gist_of(const struct explanation *e, struct gist *gist)
{
	/* With what is between the members, so that memory can be compared. */
	memset(gist, 0, sizeof(*gist));
	strcpy(gist->area, e->failure->area);
	gist->pages = e->picture.pages;
	gist->total = e->area_pages;
	gist->free = e->picture.free;
	gist->largest = e->picture.largest;
	gist->aligned = e->picture.aligned;
	gist->align = e->picture.align;
	gist->ret = e->failure->ret;
	gist->reason = e->reason;
	gist->confidence = e->confidence;
}

/* A driver that tries again and again fills a log with the same failure. */
static void print_same(struct output *output)
{
	if (output->nr_same)
		printf("\nthe same again %" PRIu64 " times, the last in line %zu\n",
		       output->nr_same, output->last_line);
	output->nr_same = 0;
}

static void print_text(struct output *output, const struct explanation *e)
{
	struct gist gist;

	gist_of(e, &gist);
	if (output->nr > 1 && !memcmp(&gist, &output->last, sizeof(gist))) {
		output->nr_same++;
		output->last_line = e->failure->line;
		return;
	}
	print_same(output);
	memcpy(&output->last, &gist, sizeof(gist));
	if (output->nr > 1)
		putchar('\n');
	explanation_print_text(e, output->nr, stdout);
}

static void report(const struct failure *failure, const struct log_facts *facts,
		   void *data)
{
	struct output *output = data;
	struct explanation e;

	explanation_make(&e, failure, facts, &output->options);
	output->nr++;
	if (output->json)
		print_json(&e, output->nr == 1);
	else
		print_text(output, &e);
	explanation_free(&e);
}

static void print_summary(const struct log_summary *summary)
{
	if (!summary->nr_failures)
		puts("no CMA failure in this log");
	if (summary->nr_suppressed)
		printf("\nThe kernel's rate limit kept %" PRIu64
		       " more failures out of the log.\n",
		       summary->nr_suppressed);
	if (summary->nr_busy_lines && summary->nr_failures)
		printf("\n%" PRIu64 " lines of busy ranges belong to no failure.\n",
		       summary->nr_busy_lines);
}

static enum exit_status explain_log(const char *path, struct output *output)
{
	const bool is_stdin = !strcmp(path, "-");
	const char *name = is_stdin ? "standard input" : path;
	const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct log_summary summary;
	int status;

	if (fd < 0) {
		file_error(name, "%s", strerror(errno));
		return STATUS_BAD;
	}
	if (output->json)
		fputs("{ \"failures\": [", stdout);
	status = log_failures_read(fd, name, report, output, &summary);
	if (output->json)
		puts(output->nr ? "\n] }" : "] }");
	else
		print_same(output);
	if (!output->json && !status)
		print_summary(&summary);
	if (!is_stdin)
		close(fd);
	return status ? STATUS_BAD : STATUS_DONE;
}

static bool parse_options(int argc, char **argv, struct output *output,
			  enum exit_status *status)
{
	static const struct option options[] = {
		{ "align", required_argument, NULL, 'a' },
		{ "page-size", required_argument, NULL, 'p' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	uint64_t value;
	int opt;

	while ((opt = getopt_long(argc, argv, "a:p:jh", options, NULL)) != -1) {
		switch (opt) {
		case 'a':
			if (!parse_number(optarg, MAX_ORDER, &value)) {
				*status = usage_error(&verb_explain,
					"--align: expected an order from 0 to %d, found '%s'",
					MAX_ORDER, optarg);
				return false;
			}
			output->options.align = (int)value;
			break;
		case 'p':
			if (!parse_number(optarg, 1 << 20, &value) ||
			    value < 4096 || value & (value - 1)) {
				*status = usage_error(&verb_explain,
					"--page-size: expected a power of two from 4096 to 1048576, found '%s'",
					optarg);
				return false;
			}
			output->options.page_size = value;
			break;
		case 'j':
			output->json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return false;
		default:
			*status = usage_error(&verb_explain, NULL);
			return false;
		}
	}
	return true;
}

static enum exit_status explain(int argc, char **argv)
{
	struct output output = { .options = { .align = ALIGN_UNKNOWN } };
	enum exit_status status = STATUS_DONE;

	if (!parse_options(argc, argv, &output, &status))
		return status;
	if (argc - optind != 1)
		return usage_error(&verb_explain, "expected one log");
	return explain_log(argv[optind], &output);
}

const struct verb verb_explain = {
	.name = "explain",
	.summary = "say why the allocations in a kernel log failed",
	.help = help,
	.run = explain,
};
