// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit simulate: replay a trace on an area and count what fails.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "area_size.h"
#include "number.h"
#include "placement.h"
#include "replay.h"
#include "trace.h"
#include "verb.h"

/* The size of an area that neither --pages nor the trace tells. */
#define DEFAULT_SIZE	"1.1x"

/**
 * struct simulate_options - the command line
 * @size: --pages
 * @size_text: the same as it was written, NULL without
 * @placement: --placement
 * @align_min: --align-min
 * @json: --json
 * @path: the trace
 */
struct simulate_options {
	struct area_size size;
	const char *size_text;
	unsigned int placement;
	int align_min;
	bool json;
	const char *path;
};

static const char help[] =
"Usage: cmakit simulate [OPTION]... TRACE\n"
"\n"
"Replay a trace (cmatrace 1; - is standard input) on a simulated area, with the\n"
"search of the kernel series, and count the allocations that fail.\n"
"\n"
"Options:\n"
"  -p, --pages N|Rx      size of the area: N pages, or R times the trace's peak\n"
"                        of live pages, rounded down to a multiple of 512\n"
"                        (default: the trace's 'pages' header, else " DEFAULT_SIZE ")\n"
"  -P, --placement NAME  first-fit, zoned (default) or best-fit; best-fit is for\n"
"                        comparison, the kernel does not have it\n"
"  -a, --align-min K     a request needs an alignment of order K only (or its\n"
"                        MIN_ALIGN if that is more, or ALIGN if that is less) and\n"
"                        prefers ALIGN, which is tried first while the area is\n"
"                        less than 30 % occupied\n"
"  -j, --json            print JSON\n"
"  -h, --help            this text\n"
"\n"
"Failures by reason, judged in this order:\n"
"  nospace     fewer free pages than requested\n"
"  fragmented  enough free pages, no free run of that length\n"
"  alignment   a long enough run, but none with an aligned start in it\n"
"\n"
"Exit status: 0 also when allocations fail, 2 usage, 4 bad trace.\n";

static enum exit_status parse_value(int opt, struct simulate_options *o)
{
	uint64_t order;

	switch (opt) {
	case 'p':
		o->size_text = optarg;
		if (area_size_parse(optarg, &o->size))
			return STATUS_DONE;
		return usage_error(&verb_simulate,
				   "--pages: expected N from 1 to 2^52, or Rx such as 1.05x, found '%s'",
				   optarg);
	case 'P':
		if (placement_by_name(optarg, &o->placement))
			return STATUS_DONE;
		return usage_error(&verb_simulate,
				   "--placement: expected first-fit, best-fit or zoned, found '%s'",
				   optarg);
	case 'a':
		if (!parse_number(optarg, MAX_ORDER, &order))
			return usage_error(&verb_simulate,
					   "--align-min: expected an order from 0 to %d, found '%s'",
					   MAX_ORDER, optarg);
		o->align_min = (int)order;
		return STATUS_DONE;
	case 'j':
		o->json = true;
		return STATUS_DONE;
	default:
		return usage_error(&verb_simulate, NULL);
	}
}

static enum exit_status parse_options(int argc, char **argv,
				      struct simulate_options *o, bool *wants_help)
{
	static const struct option options[] = {
		{ "pages", required_argument, NULL, 'p' },
		{ "placement", required_argument, NULL, 'P' },
		{ "align-min", required_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	enum exit_status status;
	int opt;

	while ((opt = getopt_long(argc, argv, "p:P:a:jh", options, NULL)) != -1) {
		if (opt == 'h') {
			*wants_help = true;
			return STATUS_DONE;
		}
		status = parse_value(opt, o);
		if (status)
			return status;
	}
	if (argc - optind != 1)
		return usage_error(&verb_simulate, "expected one trace");
	o->path = argv[optind];
	return STATUS_DONE;
}

/* The size of the area in pages; warns about sizes that surprise. */
static uint64_t choose_pages(const struct simulate_options *o,
			     const struct trace *trace)
{
	struct area_size size = o->size;
	const char *text = o->size_text;
	uint64_t pages, unused;

	if (!text && trace->area_pages) {
		pages = trace->area_pages;
	} else {
		if (!text) {
			text = DEFAULT_SIZE;
			area_size_parse(text, &size);
		}
		pages = area_size_pages(&size, trace->peak_pages);
		if (!pages && trace->peak_pages)
			fprintf(stderr, "cmakit simulate: %s of the peak of %llu pages, rounded down to a multiple of %d, is an area of 0 pages; try --pages N\n",
				text, (unsigned long long)trace->peak_pages,
				AREA_SIZE_STEP_PAGES);
	}
	unused = pages & (((uint64_t)1 << trace->order_per_bit) - 1);
	if (unused)
		fprintf(stderr, "cmakit simulate: the last %llu pages of the area are not used, a bit of its bitmap is %llu pages\n",
			(unsigned long long)unused,
			1ULL << trace->order_per_bit);
	return pages;
}

static void print_json(const struct trace *trace,
		       const struct replay_setup *setup,
		       const struct replay_result *result)
{
	const size_t *by_reason = result->failed_by_reason;
	struct json_object *o = json_object_new_object();
	const struct {
		const char *key;
		uint64_t value;
	} numbers[] = {
		{ "pages", setup->area_pages },
		{ "allocs", trace->nr_allocs },
		{ "failed", result->failed },
		{ "failed_pages", result->failed_pages },
		{ "failed_nospace", by_reason[FAILURE_NOSPACE] },
		{ "failed_fragmented", by_reason[FAILURE_FRAGMENTED] },
		{ "failed_alignment", by_reason[FAILURE_ALIGNMENT] },
		{ "peak_live_pages", trace->peak_pages },
	};

	json_object_object_add(o, "trace", json_object_new_string(trace->name));
	json_object_object_add(o, "placement", json_object_new_string(
				       placement_name(setup->placement)));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		json_object_object_add(o, numbers[i].key,
				       json_object_new_uint64(numbers[i].value));
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_SPACED |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static void print_text(const struct trace *trace,
		       const struct replay_setup *setup,
		       const struct replay_result *result)
{
	const size_t *by_reason = result->failed_by_reason;

	printf("trace        %s\n", trace->name);
	printf("placement    %s\n", placement_name(setup->placement));
	if (setup->align_min != ALIGN_MIN_NONE)
		printf("align-min    %d\n", setup->align_min);
	printf("area         %llu pages", (unsigned long long)setup->area_pages);
	if (trace->peak_pages)
		printf(" (%.3f times the peak of %llu live pages)",
		       (double)setup->area_pages / (double)trace->peak_pages,
		       (unsigned long long)trace->peak_pages);
	printf("\nallocations  %zu\n", trace->nr_allocs);
	printf("failed       %zu", result->failed);
	if (trace->nr_allocs)
		printf(" (%.2f %%)", 100.0 * (double)result->failed /
		       (double)trace->nr_allocs);
	printf(", %llu pages\n", (unsigned long long)result->failed_pages);
	printf("  nospace    %zu\n", by_reason[FAILURE_NOSPACE]);
	printf("  fragmented %zu\n", by_reason[FAILURE_FRAGMENTED]);
	printf("  alignment  %zu\n", by_reason[FAILURE_ALIGNMENT]);
}

static enum exit_status simulate(int argc, char **argv)
{
	struct simulate_options o = {
		.placement = placement_default(),
		.align_min = ALIGN_MIN_NONE,
	};
	struct replay_setup setup;
	struct replay_result result;
	struct trace trace;
	bool wants_help = false;
	enum exit_status status;

	status = parse_options(argc, argv, &o, &wants_help);
	if (status)
		return status;
	if (wants_help) {
		fputs(help, stdout);
		return STATUS_DONE;
	}
	if (trace_read(&trace, o.path))
		return STATUS_BAD;

	setup.area_pages = choose_pages(&o, &trace);
	setup.placement = o.placement;
	setup.align_min = o.align_min;
	if (replay(&trace, &setup, &result))
		status = STATUS_BAD;
	else if (o.json)
		print_json(&trace, &setup, &result);
	else
		print_text(&trace, &setup, &result);
	trace_free(&trace);
	return status;
}

const struct verb verb_simulate = {
	.name = "simulate",
	.summary = "replay a trace on an area and count what fails",
	.help = help,
	.run = simulate,
};
