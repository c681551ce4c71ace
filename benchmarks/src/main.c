// SPDX-License-Identifier: GPL-2.0
/* cmabench: run a memory scenario on the kernel's contiguous memory areas. */
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "say.h"
#include "sysfile.h"

static const char usage_text[] =
"usage: cmabench run [options] SCENARIO    run a scenario, print JSON lines\n"
"       cmabench plan [options] SCENARIO   print what it would ask for, as a cmatrace\n"
"       cmabench list [options]            show heaps, areas and scenarios\n"
"       cmabench --version | --help\n"
"\n"
"SCENARIO is a file, or the name of one in the scenario folder.\n"
"\n"
"  --seed N            other choices (default: the scenario's seed, else 1)\n"
"  --out FILE          write there instead of standard output\n"
"  --record FILE       run only: write what the area was asked for as a cmatrace; calls\n"
"                      are made one at a time\n"
"  --json-summary      run only: no line for each allocation\n"
"  --heap NAME         use /dev/dma_heap/NAME (default: the CMA heap of the largest area)\n"
"  --via HOW           heap, debugfs or auto (default): what may be used\n"
"  --no-trace          do not trace: no attempts, migrated, latency_us of heaps\n"
"  --dir DIR           run only: a folder on a disk, for scenarios that fill page cache\n"
"  --scenario-dir DIR  where scenarios are (default: scenarios/ beside the program, or\n"
"                      else ../share/cmakit/scenarios)\n"
"  --area-pages N      plan only: size of the area (default: the scenario's area_mib)\n"
"  --root DIR          look for /dev, /proc and /sys below DIR; implies --no-trace\n"
"\n"
"Exit status: 0 done (failed allocations are a result, not an error), 1 pages\n"
"leaked, 2 usage, 4 bad scenario or environment. After SIGINT, SIGTERM, SIGHUP or\n"
"SIGQUIT everything is given back, the summary is written, and the signal ends the\n"
"program.\n";

enum { OPT_SEED = 256, OPT_OUT, OPT_RECORD, OPT_SUMMARY, OPT_HEAP, OPT_VIA, OPT_NO_TRACE,
       OPT_FILES, OPT_DIR, OPT_PAGES, OPT_ROOT, OPT_VERSION, OPT_HELP };

static const struct option long_options[] = {
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "out", required_argument, NULL, OPT_OUT },
	{ "record", required_argument, NULL, OPT_RECORD },
	{ "json-summary", no_argument, NULL, OPT_SUMMARY },
	{ "heap", required_argument, NULL, OPT_HEAP },
	{ "via", required_argument, NULL, OPT_VIA },
	{ "no-trace", no_argument, NULL, OPT_NO_TRACE },
	{ "dir", required_argument, NULL, OPT_FILES },
	{ "scenario-dir", required_argument, NULL, OPT_DIR },
	{ "area-pages", required_argument, NULL, OPT_PAGES },
	{ "root", required_argument, NULL, OPT_ROOT },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int usage(void)
{
	fputs("Try 'cmabench --help'.\n", stderr);
	return STATUS_USAGE;
}

static bool number(const char *option, const char *text, unsigned long long max,
		   unsigned long long *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && !errno && *value <= max)
		return true;
	say("--%s: expected a number up to %llu, not '%s'", option, max, text);
	return false;
}

static bool via(const char *text, enum via *value)
{
	static const struct { const char *name; enum via via; } ways[] = {
		{ "auto", VIA_AUTO }, { "heap", VIA_HEAP }, { "debugfs", VIA_DEBUGFS },
	};
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(text, ways[i].name))
			continue;
		*value = ways[i].via;
		return true;
	}
	say("--via: expected heap, debugfs or auto, not '%s'", text);
	return false;
}

/* One option. Returns false after a message. */
static bool option(struct options *o, int opt)
{
	unsigned long long value;

	switch (opt) {
	case OPT_SEED:
		o->has_seed = number("seed", optarg, UINT64_MAX, &value);
		o->seed = value;
		return o->has_seed;
	case OPT_PAGES:
		if (!number("area-pages", optarg, UINT_MAX, &value))
			return false;
		o->area_pages = value;
		return true;
	case OPT_VIA:
		return via(optarg, &o->via);
	case OPT_OUT:
		o->out = optarg;
		return true;
	case OPT_RECORD:
		o->record = optarg;
		return true;
	case OPT_HEAP:
		o->heap = optarg;
		return true;
	case OPT_FILES:
		o->dir = optarg;
		return true;
	case OPT_DIR:
		o->scenario_dir = optarg;
		return true;
	case OPT_ROOT:
		o->root = optarg;
		o->no_trace = true;
		return true;
	case OPT_SUMMARY:
		o->summary_only = true;
		return true;
	case OPT_NO_TRACE:
		o->no_trace = true;
		return true;
	}
	return false;
}

/*
 * scenarios/ beside the program, wherever that was put, or where they are
 * installed if that is not there.
 */
static const char *default_dir(void)
{
	static char beside[PATH_MAX + 16], installed[PATH_MAX + 32];
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *dir;

	if (len < 0)
		return "scenarios";
	program[len] = '\0';
	dir = dirname(program);
	snprintf(beside, sizeof(beside), "%s/scenarios", dir);
	snprintf(installed, sizeof(installed), "%s/../share/cmakit/scenarios", dir);
	return access(beside, F_OK) && !access(installed, F_OK) ? installed : beside;
}

/* The options that a verb has. */
#define BIT(opt) (1U << ((opt) - OPT_SEED))

static const struct verb {
	const char *name;
	int nr_words;			/* with the verb */
	unsigned int options;
} verbs[] = {
	{ "run", 2, BIT(OPT_SEED) | BIT(OPT_OUT) | BIT(OPT_RECORD) | BIT(OPT_SUMMARY) |
		    BIT(OPT_HEAP) | BIT(OPT_VIA) | BIT(OPT_NO_TRACE) | BIT(OPT_FILES) |
		    BIT(OPT_DIR) | BIT(OPT_ROOT) },
	{ "plan", 2, BIT(OPT_SEED) | BIT(OPT_OUT) | BIT(OPT_VIA) | BIT(OPT_DIR) | BIT(OPT_PAGES) },
	{ "list", 1, BIT(OPT_NO_TRACE) | BIT(OPT_DIR) | BIT(OPT_ROOT) },
};

static const struct verb *find_verb(int nr, char **word)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (nr == verbs[i].nr_words && !strcmp(word[0], verbs[i].name))
			return &verbs[i];
	if (nr)
		say("expected run SCENARIO, plan SCENARIO or list");
	return NULL;
}

/* An option that a verb would not look at is a mistake. */
static bool has_options(const struct verb *verb, unsigned int given)
{
	const struct option *o;

	for (o = long_options; o->name; o++) {
		if (o->val >= OPT_VERSION || !(given & ~verb->options & BIT(o->val)))
			continue;
		say("%s has no option --%s", verb->name, o->name);
		return false;
	}
	return true;
}

static int dispatch(const struct options *o, unsigned int given, int nr, char **word)
{
	const struct verb *verb = find_verb(nr, word);

	if (!verb || !has_options(verb, given))
		return usage();
	if (!strcmp(verb->name, "list"))
		return cmd_list(o);
	if (!strcmp(verb->name, "run"))
		return cmd_run(o, word[1]);
	return cmd_plan(o, word[1]);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	unsigned int given = 0;
	int opt;

	while ((opt = getopt_long(argc, argv, "", long_options, NULL)) >= 0) {
		if (opt == OPT_HELP) {
			fputs(usage_text, stdout);
			return STATUS_DONE;
		}
		if (opt == OPT_VERSION) {
			puts("cmabench " CMABENCH_VERSION);
			return STATUS_DONE;
		}
		if (!option(&o, opt))
			return usage();
		given |= BIT(opt);
	}
	if (o.root)
		sys_set_root(o.root);
	if (!o.scenario_dir)
		o.scenario_dir = default_dir();
	return dispatch(&o, given, argc - optind, argv + optind);
}
