// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "say.h"
#include "stats.h"

void samples_reserve(struct samples *s, size_t nr)
{
	s->ns = xcalloc(nr, sizeof(*s->ns));
	s->nr = 0;
}

void samples_add(struct samples *s, uint64_t ns)
{
	s->ns[s->nr++] = ns;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

bool samples_percentile(struct samples *s, unsigned int percent, uint64_t *ns)
{
	if (!s->nr)
		return false;
	qsort(s->ns, s->nr, sizeof(*s->ns), compare);
	*ns = s->ns[((uint64_t)percent * s->nr + 99) / 100 - 1];
	return true;
}

void samples_free(struct samples *s)
{
	free(s->ns);
	s->ns = NULL;
	s->nr = 0;
}
