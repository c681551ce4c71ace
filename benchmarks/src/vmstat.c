// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "sysfile.h"
#include "vmstat.h"

static bool wanted(const char *name)
{
	return !strncmp(name, "compact_", 8) || !strncmp(name, "cma_alloc_", 10) ||
	       !strncmp(name, "pgmigrate_", 10);
}

void vmstat_read(struct vmstat *v)
{
	struct vmstat_counter c;
	char path[SYSPATH_MAX];
	FILE *f;

	memset(v, 0, sizeof(*v));
	sys_path(path, "/proc/vmstat");
	f = fopen(path, "re");
	if (!f)
		return;
	while (fscanf(f, "%39s %lu", c.name, &c.value) == 2) {
		if (!wanted(c.name))
			continue;
		v->counter = xgrow(v->counter, v->nr, &v->cap, sizeof(c));
		v->counter[v->nr++] = c;
	}
	fclose(f);
}

unsigned long vmstat_get(const struct vmstat *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->nr; i++)
		if (!strcmp(v->counter[i].name, name))
			return v->counter[i].value;
	return 0;
}

void vmstat_free(struct vmstat *v)
{
	free(v->counter);
	memset(v, 0, sizeof(*v));
}
