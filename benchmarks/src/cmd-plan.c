// SPDX-License-Identifier: GPL-2.0
/* cmabench plan: a scenario as a trace, with no kernel involved. */
#include <stdlib.h>
#include <unistd.h>

#include "options.h"
#include "plan.h"
#include "say.h"

static unsigned long header_pages(const struct scenario *sc)
{
	return sc->area_mib * (1024 * 1024 / sysconf(_SC_PAGESIZE));
}

static bool print(const struct options *o, const struct scenario *sc)
{
	struct plan *plan = plan_make(sc, o->has_seed ? o->seed : sc->seed,
				      o->area_pages ? o->area_pages : header_pages(sc));
	FILE *out = stdout;
	bool good = plan && plan_check_via(plan, o->via != VIA_DEBUGFS, true);

	if (good && o->out)
		out = fopen(o->out, "we");
	if (good && out) {
		plan_print(plan, out);
		good = !fflush(out) && !ferror(out);
	}
	if (!out || (!good && plan && ferror(out)))
		say("%s: %m", o->out ? o->out : "standard output");
	if (out && out != stdout)
		fclose(out);
	plan_free(plan);
	return good && out;
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
