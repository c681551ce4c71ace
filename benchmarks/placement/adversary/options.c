// SPDX-License-Identifier: GPL-2.0
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "number.h"
#include "options.h"
#include "placement.h"
#include "replay.h"

#define DEFAULT_CLIMBS	4
#define DEFAULT_STEPS	50000
#define DEFAULT_ALLOCS	60

static const char help[] =
"Usage: adversary --out DIR [OPTION]... TRACE...\n"
"\n"
"Look for short traces on which zoned fails more often than first-fit. Each\n"
"climb starts from a random part of TRACE, whose sizes it keeps to; the traces\n"
"take turns. For TRACE DIR/KIND.cmatrace, the worst that was found goes to\n"
"DIR/KIND-strict.cmatrace (or KIND-align-min-K); a run goes on where the last\n"
"one with the same options stopped.\n"
"\n"
"  -o, --out DIR       where findings are kept\n"
"  -m, --minutes N     stop after N minutes\n"
"  -c, --climbs N      stop when each trace has had N climbs (default: 4, or no\n"
"                      limit with --minutes)\n"
"  -n, --steps N       changes tried in a climb (default: 50000)\n"
"  -l, --allocs N      allocations of a trace that is found, at most (default: 60)\n"
"  -a, --align-min K   as of cmakit simulate (default: strict alignment)\n"
"  -P, --placement P   instead of zoned\n"
"  -r, --rival P       instead of first-fit\n"
"  -s, --seed N        what the random numbers start from (default: 1)\n"
"  -h, --help          this text\n"
"\n"
"Exit status: 0 done, also if nothing was found; 2 usage, 4 bad trace.\n";

static const struct option long_options[] = {
	{ "out", required_argument, NULL, 'o' },
	{ "minutes", required_argument, NULL, 'm' },
	{ "climbs", required_argument, NULL, 'c' },
	{ "steps", required_argument, NULL, 'n' },
	{ "allocs", required_argument, NULL, 'l' },
	{ "align-min", required_argument, NULL, 'a' },
	{ "placement", required_argument, NULL, 'P' },
	{ "rival", required_argument, NULL, 'r' },
	{ "seed", required_argument, NULL, 's' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static enum exit_status bad_usage(const char *message)
{
	fprintf(stderr, "adversary: %s; --help tells more\n", message);
	return STATUS_USAGE;
}

static enum exit_status number(const char *name, uint64_t min, uint64_t max,
			       uint64_t *value)
{
	if (parse_number(optarg, max, value) && *value >= min)
		return STATUS_DONE;
	fprintf(stderr, "adversary: --%s: expected a number from %" PRIu64
		" to %" PRIu64 ", found '%s'\n", name, min, max, optarg);
	return STATUS_USAGE;
}

static enum exit_status placement(const char *name, unsigned int *value)
{
	if (placement_by_name(optarg, value))
		return STATUS_DONE;
	fprintf(stderr, "adversary: --%s: expected a placement of cmakit simulate, found '%s'\n",
		name, optarg);
	return STATUS_USAGE;
}

static enum exit_status take_option(struct options *o, int opt)
{
	enum exit_status status;
	uint64_t order = 0;

	switch (opt) {
	case 'h':
		fputs(help, stdout);
		exit(STATUS_DONE);
	case 'o':
		o->out = optarg;
		return STATUS_DONE;
	case 'm':
		return number("minutes", 1, 100000, &o->minutes);
	case 'c':
		return number("climbs", 1, UINT64_MAX, &o->climbs);
	case 'n':
		return number("steps", 1, UINT64_MAX, &o->steps);
	case 'l':
		return number("allocs", 1, SEQUENCE_MAX_ALLOCS, &o->allocs);
	case 's':
		return number("seed", 0, UINT64_MAX, &o->seed);
	case 'a':
		status = number("align-min", 0, MAX_ORDER, &order);
		o->who.align_min = (int)order;
		return status;
	case 'P':
		return placement("placement", &o->who.placement);
	case 'r':
		return placement("rival", &o->who.rival);
	default:
		return bad_usage("no such option, or no value for it");
	}
}

enum exit_status options_parse(struct options *o, int argc, char **argv)
{
	enum exit_status status = STATUS_DONE;
	int opt;

	*o = (struct options) {
		.steps = DEFAULT_STEPS,
		.allocs = DEFAULT_ALLOCS,
		.seed = 1,
		.who = {
			.placement = placement_default(),
			.rival = placement_stock(),
			.align_min = ALIGN_MIN_NONE,
		},
	};
	while (!status && (opt = getopt_long(argc, argv, "o:m:c:n:l:a:P:r:s:h",
					     long_options, NULL)) != -1)
		status = take_option(o, opt);
	if (status)
		return status;
	if (!o->out)
		return bad_usage("expected --out DIR");
	if (optind == argc)
		return bad_usage("expected at least one trace");
	if (!o->climbs)
		o->climbs = o->minutes ? UINT64_MAX : DEFAULT_CLIMBS;
	o->traces = argv + optind;
	o->nr_traces = argc - optind;
	return STATUS_DONE;
}
