// SPDX-License-Identifier: GPL-2.0
/* cmabench plan: a scenario as a trace, with no kernel involved. */
#include <stdlib.h>
#include <unistd.h>

#include "options.h"
#include "output.h"
#include "plan.h"
#include "say.h"
#include "stop.h"

static unsigned long header_pages(const struct scenario *sc)
{
	return sc->area_mib * (1024 * 1024 / sysconf(_SC_PAGESIZE));
}

/* A file has the whole plan or stays as it was. */
static bool print_to(const struct plan *plan, const char *path)
{
	struct output output;
	bool good;

	if (path)
		stop_install();
	good = output_begin(&output, path);
	if (good) {
		plan_print(plan, output.out);
		good = !stop_signal();
		if (good)
			good = output_complete(&output);
		else
			output_abandon(&output);
	}
	stop_die();
	return good;
}

static bool print(const struct options *o, const struct scenario *sc)
{
	struct plan *plan = plan_make(sc, o->has_seed ? o->seed : sc->seed,
				      o->area_pages ? o->area_pages : header_pages(sc));
	bool good = plan && plan_check_via(plan, o->via != VIA_DEBUGFS, true) &&
		    print_to(plan, o->out);

	plan_free(plan);
	return good;
}

int cmd_plan(const struct options *o, const char *name)
{
	char *path = scenario_find(name, o->scenario_dir);
	struct scenario *sc = scenario_load(path);
	bool good = sc && print(o, sc);

	if (sc)
		scenario_free(sc);
	free(path);
	return good ? STATUS_DONE : STATUS_BAD;
}
