// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit map: a picture of an area, and what a request would find in it.
 */
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "area_source.h"
#include "map.h"
#include "map_json.h"
#include "map_svg.h"
#include "map_text.h"
#include "number.h"
#include "output_file.h"
#include "picture.h"
#include "sys_file.h"
#include "verb.h"

#define DEFAULT_WIDTH	80
#define MAX_WIDTH	1000
/* More than any kernel has as an order of pages. */
#define MAX_REQUEST_ORDER	30

/**
 * struct map_options - the command line
 * @source: what to draw
 * @has_request: --request was given
 * @request: its value
 * @style: --width and --color; width 0 without
 * @svg: --svg, NULL without
 * @json: --json
 * @wants_help: --help
 */
struct map_options {
	struct area_source source;
	bool has_request;
	struct area_request request;
	struct map_style style;
	const char *svg;
	bool json;
	bool wants_help;
};

static const char help[] =
"Usage: cmakit map [OPTION]... [AREA|LOG|BITMAP]\n"
"A picture of an area: what is used and free, its largest free runs, and what a\n"
"request would find. Without an argument, the only area there is.\n"
"\n"
"  AREA      an area's name, read from debugfs\n"
"  LOG       a kernel log with a line 'number of available pages'\n"
"  BITMAP    a file as debugfs has it, or one of cmakit simulate --state\n"
"            (- is standard input; write ./NAME for a file called like an area)\n"
"\n"
"  -r, --request PAGES[:ALIGN]\n"
"                      show what is too small or misaligned for PAGES pages at a\n"
"                      multiple of 2^ALIGN (the order of PAGES, at most 8), and\n"
"                      where it would go; without, the one that failed, if known\n"
"  -n, --dump N        of a LOG's dumps, the Nth (the last)\n"
"  -s, --svg FILE      draw it as SVG too (- is standard output)\n"
"  -w, --width N       columns, from 40 on (those of the terminal, or 80)\n"
"  -C, --color WHEN    always, never, auto (a terminal, and no NO_COLOR)\n"
"  -R, --root DIR      read DIR/sys instead of /sys\n"
"  -j, --json          print JSON\n"
"  -h, --help          this text\n"
"\n"
"Exit status: 0 done, 1 there is no room for --request, 2 usage, 4 bad input.\n";

/* What most callers ask for. */
static unsigned int usual_order(uint64_t pages)
{
	const int order = order_of_pages(pages);

	return (unsigned int)(order < DEFAULT_MAX_ALIGN ? order :
			      DEFAULT_MAX_ALIGN);
}

static enum exit_status request_option(struct map_options *o)
{
	char *colon = strchr(optarg, ':');
	uint64_t order;

	if (colon)
		*colon = '\0';
	if (!parse_number(optarg, MAX_PAGES, &o->request.pages) ||
	    !o->request.pages ||
	    (colon && !parse_number(colon + 1, MAX_REQUEST_ORDER, &order)))
		return usage_error(&verb_map,
				   "--request: expected PAGES or PAGES:ALIGN, at least a page and an order from 0 to %d, found '%s%s%s'",
				   MAX_REQUEST_ORDER, optarg, colon ? ":" : "",
				   colon ? colon + 1 : "");
	o->has_request = true;
	o->request.align_order = colon ? (unsigned int)order :
				 usual_order(o->request.pages);
	return STATUS_DONE;
}

static enum exit_status width_option(struct map_options *o)
{
	uint64_t width;

	if (!parse_number(optarg, MAX_WIDTH, &width) || width < MAP_MIN_WIDTH)
		return usage_error(&verb_map,
				   "--width: expected a number from %d to %d, found '%s'",
				   MAP_MIN_WIDTH, MAX_WIDTH, optarg);
	o->style.width = (unsigned int)width;
	return STATUS_DONE;
}

static enum exit_status dump_option(struct map_options *o)
{
	uint64_t dump;

	if (!parse_number(optarg, UINT32_MAX, &dump) || !dump)
		return usage_error(&verb_map,
				   "--dump: expected a number from 1, found '%s'",
				   optarg);
	o->source.dump = (size_t)dump;
	return STATUS_DONE;
}

/* NO_COLOR is a convention of many programs: https://no-color.org */
static bool terminal_has_color(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && term &&
	       strcmp(term, "dumb");
}

static enum exit_status color_option(struct map_options *o, const char *when)
{
	if (!strcmp(when, "always"))
		o->style.has_color = true;
	else if (!strcmp(when, "never"))
		o->style.has_color = false;
	else if (!strcmp(when, "auto"))
		o->style.has_color = terminal_has_color();
	else
		return usage_error(&verb_map,
				   "--color: expected always, never or auto, found '%s'",
				   when);
	return STATUS_DONE;
}

static enum exit_status take_option(struct map_options *o, int opt)
{
	switch (opt) {
	case 'r':
		return request_option(o);
	case 'n':
		return dump_option(o);
	case 's':
		o->svg = optarg;
		return STATUS_DONE;
	case 'w':
		return width_option(o);
	case 'C':
		return color_option(o, optarg);
	case 'R':
		sys_trim_root(optarg);
		o->source.root = optarg;
		return STATUS_DONE;
	case 'j':
		o->json = true;
		return STATUS_DONE;
	case 'h':
		o->wants_help = true;
		return STATUS_DONE;
	default:
		return usage_error(&verb_map, NULL);
	}
}

static enum exit_status parse_options(int argc, char **argv,
				      struct map_options *o)
{
	static const struct option options[] = {
		{ "request", required_argument, NULL, 'r' },
		{ "dump", required_argument, NULL, 'n' },
		{ "svg", required_argument, NULL, 's' },
		{ "width", required_argument, NULL, 'w' },
		{ "color", required_argument, NULL, 'C' },
		{ "root", required_argument, NULL, 'R' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	enum exit_status status = color_option(o, "auto");
	int opt;

	while (!status && !o->wants_help &&
	       (opt = getopt_long(argc, argv, "r:n:s:w:C:R:jh", options,
				  NULL)) != -1)
		status = take_option(o, opt);
	if (status || o->wants_help)
		return status;
	if (argc - optind > 1)
		return usage_error(&verb_map, "expected one AREA, LOG or BITMAP");
	o->source.argument = argv[optind];
	if (o->json && o->svg && !strcmp(o->svg, "-"))
		return usage_error(&verb_map,
				   "expected a file for --svg with --json");
	return STATUS_DONE;
}

static unsigned int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return DEFAULT_WIDTH;
	return size.ws_col < MAP_MIN_WIDTH ? MAP_MIN_WIDTH :
	       size.ws_col > MAX_WIDTH ? MAX_WIDTH : size.ws_col;
}

static bool locale_is_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", NULL);
	bool is_utf8;

	if (!locale)
		return false;
	is_utf8 = !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");
	freelocale(locale);
	return is_utf8;
}

static enum exit_status write_svg(const struct map *map, const char *name)
{
	struct output_file file;

	if (output_file_begin(&file, name))
		return STATUS_BAD;
	map_print_svg(map, file.out);
	return output_file_complete(&file) ? STATUS_BAD : STATUS_DONE;
}

static enum exit_status draw(struct map_options *o, const struct map *map)
{
	if (o->svg && write_svg(map, o->svg))
		return STATUS_BAD;
	if (o->json) {
		map_print_json(map, stdout);
	} else if (!o->svg || strcmp(o->svg, "-")) {
		if (!o->style.width)
			o->style.width = terminal_width();
		o->style.is_utf8 = locale_is_utf8();
		map_print_text(map, &o->style, stdout);
	}
	return o->has_request && map->reason != REASON_NONE ? STATUS_NO :
	       STATUS_DONE;
}

static enum exit_status run(struct map_options *o)
{
	struct area_state state = { 0 };
	enum exit_status status = STATUS_BAD;
	struct map map;

	if (!area_source_read(&o->source, &state)) {
		map = map_make(&state, o->has_request ? &o->request :
			       state.has_request ? &state.request : NULL);
		status = draw(o, &map);
	}
	area_state_free(&state);
	return status;
}

static enum exit_status map_verb(int argc, char **argv)
{
	struct map_options o = { .source.root = "" };
	enum exit_status status = parse_options(argc, argv, &o);

	if (status)
		return status;
	if (o.wants_help) {
		fputs(help, stdout);
		return STATUS_DONE;
	}
	return run(&o);
}

const struct verb verb_map = {
	.name = "map",
	.summary = "draw an area, and what a request would find in it",
	.help = help,
	.run = map_verb,
};
