// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit generate: print a synthetic trace.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "kind.h"
#include "number.h"
#include "output_file.h"
#include "verb.h"
#include "workload.h"

#define DEFAULT_ALLOCS	4000
#define MAX_ALLOCS	10000000

/**
 * struct generate_options - the command line
 * @kind: KIND
 * @seed: --seed
 * @has_seed: it was given
 * @allocs: --allocs
 * @output: --output, or NULL for standard output
 * @list: --list
 */
struct generate_options {
	const struct kind *kind;
	uint64_t seed;
	bool has_seed;
	uint64_t allocs;
	const char *output;
	bool list;
};

static const char help[] =
"Usage: cmakit generate KIND --seed N [OPTION]...\n"
"       cmakit generate --list\n"
"\n"
"Print a synthetic trace (cmatrace 1): what drivers of this kind allocate and\n"
"free, with sizes from their real formats and lifetimes at random.\n"
"The same kind, seed and number give the same bytes on any machine.\n"
"\n"
"Options:\n"
"  -s, --seed N          what the random numbers start from, 0 to 2^64 - 1\n"
"  -n, --allocs N        end the work after N allocations (default: 4000); what\n"
"                        has begun is completed\n"
"  -o, --output FILE     write there; it is replaced by a complete trace only\n"
"  -l, --list            the kinds, one a line\n"
"  -h, --help            this text\n"
"\n"
"Kinds: video-4k video-1080p imx6-vpu vpu-table camera isp-burst gpu display npu\n"
"audio-dsp nvme usb network-dma hugepages debugfs residents oddsize tides pins\n"
"mixed-day; the man page tells where their sizes come from.\n"
"\n"
"Exit status: 0 done, 2 usage, 4 the trace cannot be written.\n";

static enum exit_status unknown_kind(const char *name)
{
	fprintf(stderr, "cmakit generate: no kind '%s'; the kinds are:", name);
	for (size_t i = 0; kinds[i]; i++)
		fprintf(stderr, " %s", kinds[i]->name);
	fputc('\n', stderr);
	return usage_error(&verb_generate, NULL);
}

static void print_list(void)
{
	for (size_t i = 0; kinds[i]; i++)
		printf("%-12s %s\n", kinds[i]->name, kinds[i]->summary);
}

static enum exit_status parse_value(int opt, struct generate_options *o)
{
	switch (opt) {
	case 's':
		if (!parse_number(optarg, UINT64_MAX, &o->seed))
			return usage_error(&verb_generate,
					   "--seed: expected a number from 0 to 2^64 - 1, found '%s'",
					   optarg);
		o->has_seed = true;
		return STATUS_DONE;
	case 'n':
		if (!parse_number(optarg, MAX_ALLOCS, &o->allocs) || !o->allocs)
			return usage_error(&verb_generate,
					   "--allocs: expected a number from 1 to %d, found '%s'",
					   MAX_ALLOCS, optarg);
		return STATUS_DONE;
	case 'o':
		o->output = optarg;
		return STATUS_DONE;
	case 'l':
		o->list = true;
		return STATUS_DONE;
	default:
		return usage_error(&verb_generate, NULL);
	}
}

static enum exit_status parse_kind(int argc, char **argv,
				   struct generate_options *o)
{
	if (o->list) {
		if (argc - optind)
			return usage_error(&verb_generate,
					   "--list: expected no kind");
		return STATUS_DONE;
	}
	if (argc - optind != 1)
		return usage_error(&verb_generate,
				   "expected one kind; --list shows them");
	o->kind = kind_by_name(argv[optind]);
	if (!o->kind)
		return unknown_kind(argv[optind]);
	if (!o->has_seed)
		return usage_error(&verb_generate, "expected --seed N");
	return STATUS_DONE;
}

static enum exit_status parse_options(int argc, char **argv,
				      struct generate_options *o,
				      bool *wants_help)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "allocs", required_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	enum exit_status status;
	int opt;

	while ((opt = getopt_long(argc, argv, "s:n:o:lh", options, NULL)) != -1) {
		if (opt == 'h') {
			*wants_help = true;
			return STATUS_DONE;
		}
		status = parse_value(opt, o);
		if (status)
			return status;
	}
	return parse_kind(argc, argv, o);
}

static void write_trace(const struct generate_options *o, FILE *out)
{
	struct workload w;

	fprintf(out, "# cmatrace 1\n# source cmakit generate %s seed %" PRIu64
		"\n# allocs %" PRIu64 "\n", o->kind->name, o->seed, o->allocs);
	workload_start(&w, out, o->seed, o->allocs, o->kind->budget_pages);
	o->kind->start(&w);
	workload_run(&w, o->kind->cut);
	workload_end(&w);
}

static enum exit_status write_file(const struct generate_options *o)
{
	struct output_file file;

	if (output_file_begin(&file, o->output))
		return STATUS_BAD;
	write_trace(o, file.out);
	return output_file_complete(&file) ? STATUS_BAD : STATUS_DONE;
}

static enum exit_status generate(int argc, char **argv)
{
	struct generate_options o = { .allocs = DEFAULT_ALLOCS };
	bool wants_help = false;
	enum exit_status status;

	status = parse_options(argc, argv, &o, &wants_help);
	if (status)
		return status;
	if (wants_help)
		fputs(help, stdout);
	else if (o.list)
		print_list();
	else if (o.output)
		return write_file(&o);
	else
		write_trace(&o, stdout);
	return STATUS_DONE;
}

const struct verb verb_generate = {
	.name = "generate",
	.summary = "print a synthetic trace",
	.help = help,
	.run = generate,
};
