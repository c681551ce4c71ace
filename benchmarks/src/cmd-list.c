// SPDX-License-Identifier: GPL-2.0
/* cmabench list: what there is to run, and what it can run on. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "say.h"
#include "stop.h"
#include "target.h"
#include "undo.h"

static void list_areas(const struct areas *areas)
{
	size_t i;

	if (!areas->nr)
		printf("areas: none shown (CONFIG_CMA_DEBUGFS, CONFIG_CMA_SYSFS; mounted?)\n");
	for (i = 0; i < areas->nr; i++) {
		const struct area *a = &areas->area[i];
		unsigned long used = area_used_pages(a);

		printf("area %s:", a->name);
		if (a->pages != AREA_UNKNOWN)
			printf(" %lu pages", a->pages);
		if (used != AREA_UNKNOWN)
			printf(" %lu used", used);
		printf("%s%s\n", a->dir[0] ? " debugfs" : "", a->in_sysfs ? " sysfs" : "");
	}
	if (meminfo_cma_pages() != AREA_UNKNOWN)
		printf("all areas: %lu pages\n", meminfo_cma_pages());
}

static void list_heaps(const struct targets *t)
{
	size_t i;

	if (!t->heaps.nr)
		printf("heaps: none in /dev/dma_heap\n");
	for (i = 0; i < t->heaps.nr; i++) {
		const struct heap *h = &t->heaps.heap[i];
		const struct heap_match *m = &t->match[i];

		if (h->fd < 0)
			printf("heap %s: %s\n", h->name, strerror(-h->err));
		else if (m->how == MATCH_NONE)
			printf("heap %s: not CMA\n", h->name);
		else
			printf("heap %s: CMA, area %s (by %s)\n", h->name,
			       m->area ? m->area->name : "unknown", match_name(m->how));
	}
}

static int is_scenario(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 9 && !strcmp(d->d_name + len - 9, ".scenario");
}

static bool list_scenarios(const char *dir)
{
	struct dirent **list;
	int i, nr = scandir(dir, &list, is_scenario, alphasort);
	bool good = true;

	if (nr < 0) {
		printf("scenarios: %s: %m\n", dir);
		return true;
	}
	for (i = 0; i < nr; i++) {
		char *path = xcalloc(1, strlen(dir) + strlen(list[i]->d_name) + 2);
		struct scenario *sc;

		sprintf(path, "%s/%s", dir, list[i]->d_name);
		sc = scenario_load(path);
		if (sc) {
			printf("scenario %s: %s\n", sc->name, sc->about ? sc->about : "");
			scenario_free(sc);
		} else {
			good = false;
		}
		free(path);
		free(list[i]);
	}
	free(list);
	return good;
}

int cmd_list(const struct options *o)
{
	struct targets targets;
	char why[160];
	bool good;

	undo_install();
	undo_trace_open(!o->no_trace, why, sizeof(why));
	targets_find(&targets, undo.trace);
	list_areas(&targets.areas);
	list_heaps(&targets);
	printf("tracing: %s\n", undo.trace ? "yes" : why);
	good = list_scenarios(o->scenario_dir);
	targets_free(&targets);
	undo_all();
	stop_die();
	return good ? STATUS_DONE : STATUS_BAD;
}
