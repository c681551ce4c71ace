// SPDX-License-Identifier: GPL-2.0
/*
 * cmakit doctor: how CMA is doing on this machine, or on a saved one.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "doctor.h"
#include "verb.h"

static const char help[] =
"Usage: cmakit doctor [OPTION]...\n"
"How CMA is doing on the running kernel: areas, what of them is used, the largest\n"
"request that would succeed now at each alignment, failures by reason, heaps,\n"
"switches and options; then what is wrong, worst first, with the file that says\n"
"so and what to do.\n"
"\n"
"  -R, --root DIR   read DIR/proc, DIR/sys, DIR/dev and DIR/boot, copied from\n"
"                   another machine, instead of this one's\n"
"  -j, --json       print JSON\n"
"  -h, --help       this text\n"
"\n"
"Run it as root; otherwise debugfs stays unread, which is told.\n"
"\n"
"A problem, which makes the exit status 1, is: no area; an area less than 1/16\n"
"free; no request of 2^CONFIG_CMA_ALIGNMENT pages (1 MiB), so aligned, would\n"
"succeed; calls have failed since boot, unless interrupted; free memory outside\n"
"of areas is below the min watermark; the device tree or cma= ask for an area\n"
"that is not there or smaller; cma= is no size. All else is a notice.\n"
"Exit status: 0 no problem, 1 a problem, 2 usage, 4 a file that is not what it\n"
"should be (the rest is told all the same), or no /proc/meminfo.\n";

static enum exit_status examine(const char *root, bool json)
{
	struct findings findings = { 0 };
	enum exit_status status = STATUS_BAD;
	struct machine machine;

	if (!machine_read(&machine, root)) {
		doctor_check_setup(&machine, &findings);
		doctor_check_areas(&machine, &findings);
		doctor_check_system(&machine, &findings);
		if (json)
			doctor_print_json(&machine, &findings, stdout);
		else
			doctor_print_text(&machine, &findings, stdout);
		status = machine.unread.nr_bad ? STATUS_BAD :
			 findings_count(&findings, SEVERITY_PROBLEM) ? STATUS_NO :
			 STATUS_DONE;
	}
	findings_free(&findings);
	machine_free(&machine);
	return status;
}

static enum exit_status doctor(int argc, char **argv)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, 'R' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	const char *root = "";
	bool json = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "R:jh", options, NULL)) != -1) {
		switch (opt) {
		case 'R':
			sys_trim_root(optarg);
			root = optarg;
			break;
		case 'j':
			json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return STATUS_DONE;
		default:
			return usage_error(&verb_doctor, NULL);
		}
	}
	if (optind != argc)
		return usage_error(&verb_doctor, "expected no argument, found '%s'",
				   argv[optind]);
	return examine(root, json);
}

const struct verb verb_doctor = {
	.name = "doctor",
	.summary = "how CMA is doing on this machine, and what is wrong",
	.help = help,
	.run = doctor,
};
