// SPDX-License-Identifier: GPL-2.0
/* cmabench plan: a scenario as a trace, with no kernel involved. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"
#include "plan.h"
#include "say.h"
#include "stop.h"

static unsigned long header_pages(const struct scenario *sc)
{
	return sc->area_mib * (1024 * 1024 / sysconf(_SC_PAGESIZE));
}

/* Prints to @path, and says so when that fails. */
static bool write_plan(const struct plan *plan, const char *path, const char *mode)
{
	FILE *out = path ? fopen(path, mode) : stdout;
	int err = out ? 0 : errno;

	if (out) {
		plan_print(plan, out);
		if (fflush(out) || ferror(out))
			err = errno;
	}
	if (out && out != stdout && fclose(out) && !err)
		err = errno;
	if (err)
		say("%s: %s", path ? path : "standard output", strerror(err));
	return !err;
}

/* A file has the whole plan or stays as it was. */
static bool replace_file(const struct plan *plan, const char *path)
{
	char *new = xcalloc(1, strlen(path) + 16);
	bool good;

	sprintf(new, "%s.%d", path, (int)getpid());
	stop_install();
	good = write_plan(plan, new, "wxe") && !stop_signal();
	if (good && rename(new, path)) {
		say("%s: %m", path);
		good = false;
	}
	if (!good)
		unlink(new);
	free(new);
	stop_die();
	return good;
}

/* Only what is not there yet or a plain file can be replaced. */
static bool print_to(const struct plan *plan, const char *path)
{
	struct stat st;

	if (path && (lstat(path, &st) || S_ISREG(st.st_mode)))
		return replace_file(plan, path);
	return write_plan(plan, path, "we");
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
