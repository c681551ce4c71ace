// SPDX-License-Identifier: GPL-2.0
/*
 * least-pages: what cmakit size tells in multiples of 512 pages, to the page. One
 * replay for every size is too slow with a process each.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "number.h"
#include "placement.h"
#include "replay.h"
#include "trace.h"
#include "verb.h"

static const char usage[] =
"Usage: least-pages TRACE ALIGN_MIN|- FROM UP_TO PLACEMENT...\n"
"\n"
"For each placement, print the smallest area of FROM to UP_TO pages on which TRACE\n"
"replays without a failure, or 'none'. ALIGN_MIN as cmakit's --align-min, or -.\n"
"Exit status: 0 done, 2 usage, 4 bad trace.\n";

static bool has_failure(const struct trace *trace,
			const struct replay_setup *setup)
{
	struct replay_step step = { .failure = REASON_NONE };
	struct replay replay;

	if (replay_begin(&replay, trace, setup))
		return true;
	while (step.failure == REASON_NONE && replay_next(&replay, &step))
		;
	replay_end(&replay);
	return step.failure != REASON_NONE;
}

static void print_least(const struct trace *trace, struct replay_setup setup,
			uint64_t from, uint64_t up_to)
{
	for (setup.area_pages = from; setup.area_pages <= up_to;
	     setup.area_pages++) {
		if (!has_failure(trace, &setup)) {
			printf("%" PRIu64 "\n", setup.area_pages);
			return;
		}
	}
	puts("none");
}

static bool parse_align_min(const char *text, int *align_min)
{
	uint64_t order;

	*align_min = ALIGN_MIN_NONE;
	if (!strcmp(text, "-"))
		return true;
	if (!parse_number(text, MAX_ORDER, &order))
		return false;
	*align_min = (int)order;
	return true;
}

static enum exit_status bad_usage(void)
{
	fputs(usage, stderr);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	struct replay_setup setup = { 0 };
	uint64_t from, up_to;
	struct trace trace;

	if (argc < 6 || !parse_align_min(argv[2], &setup.align_min) ||
	    !parse_number(argv[3], AREA_MAX_BITS, &from) ||
	    !parse_number(argv[4], AREA_MAX_BITS, &up_to))
		return bad_usage();
	for (int i = 5; i < argc; i++)
		if (!placement_by_name(argv[i], &setup.placement))
			return bad_usage();
	if (trace_read(&trace, argv[1]))
		return STATUS_BAD;
	for (int i = 5; i < argc; i++) {
		placement_by_name(argv[i], &setup.placement);
		print_least(&trace, setup, from, up_to);
	}
	trace_free(&trace);
	return fflush(stdout) ? STATUS_BAD : STATUS_DONE;
}
