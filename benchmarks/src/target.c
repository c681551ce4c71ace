// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"
#include "target.h"

static const char *const match_names[] = {
	[MATCH_NONE] = "none",
	[MATCH_NAME] = "name",
	[MATCH_USED] = "used",
	[MATCH_TRACE] = "trace",
	[MATCH_ASSUMED] = "assumed",
};

/* Names that kernels and BSPs give to heaps of CMA memory. */
static const char *const usual_names[] = {
	"reserved", "linux,cma", "linux,cma-uncached", "default-pool",
	"default_cma_region", "cma", "cma-uncached",
};

const char *match_name(enum match how)
{
	return match_names[how];
}

static bool usual_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(usual_names) / sizeof(usual_names[0]); i++)
		if (!strcmp(name, usual_names[i]))
			return true;
	return false;
}

/* The same name, or the name with the BSP's suffix for the uncached twin. */
static struct area *area_of_name(struct areas *areas, const char *heap)
{
	size_t i, len;

	for (i = 0; i < areas->nr; i++) {
		len = strlen(areas->area[i].name);
		if (!strncmp(heap, areas->area[i].name, len) &&
		    (!heap[len] || !strcmp(heap + len, "-uncached")))
			return &areas->area[i];
	}
	return NULL;
}

/* The area in which exactly the pages of one bit came and went with a buffer. */
static struct area *area_that_moved(struct areas *areas, const unsigned long *before,
				    const unsigned long *during)
{
	size_t i;

	for (i = 0; i < areas->nr; i++) {
		struct area *a = &areas->area[i];
		unsigned long bit = a->order_per_bit == AREA_UNKNOWN ? 1 : 1UL << a->order_per_bit;

		if (before[i] != AREA_UNKNOWN && during[i] == before[i] + bit &&
		    area_used_pages(a) == before[i])
			return a;
	}
	return NULL;
}

static void probe(struct targets *t, struct heap *heap, struct heap_match *m,
		  struct trace *trace, struct trace_task *self)
{
	unsigned long *before = xcalloc(t->areas.nr, sizeof(*before));
	unsigned long *during = xcalloc(t->areas.nr, sizeof(*during));
	uint64_t from_ns, to_ns;
	struct trace_call call;
	size_t i;
	int fd;

	for (i = 0; i < t->areas.nr; i++)
		before[i] = area_used_pages(&t->areas.area[i]);
	from_ns = clock_ns();
	fd = heap_alloc(heap, 1);
	to_ns = clock_ns();
	for (i = 0; i < t->areas.nr; i++)
		during[i] = area_used_pages(&t->areas.area[i]);
	if (fd >= 0)
		close(fd);

	if (fd >= 0 && (m->area = area_that_moved(&t->areas, before, during))) {
		m->how = MATCH_USED;
	} else if (trace && trace_drain(trace) == 0 && trace_take(self, from_ns, to_ns, &call)) {
		m->how = MATCH_TRACE;
		m->area = areas_by_name(&t->areas, call.area);
	} else if (!trace && usual_name(heap->name)) {
		m->how = MATCH_ASSUMED;
		m->area = t->areas.nr == 1 ? t->areas.area : NULL;
	}
	free(before);
	free(during);
}

void targets_find(struct targets *t, struct trace *trace)
{
	struct trace_task *self = trace ? trace_task_add(trace, gettid()) : NULL;
	size_t i;

	areas_find(&t->areas);
	heaps_open(&t->heaps);
	t->match = xcalloc(t->heaps.nr, sizeof(*t->match));
	for (i = 0; i < t->heaps.nr; i++) {
		struct heap *heap = &t->heaps.heap[i];
		struct heap_match *m = &t->match[i];

		if (heap->fd < 0)
			continue;
		m->area = area_of_name(&t->areas, heap->name);
		if (m->area)
			m->how = MATCH_NAME;
		else
			probe(t, heap, m, trace, self);
	}
	if (self)
		trace_task_remove(trace, self);
}

void targets_free(struct targets *t)
{
	heaps_close(&t->heaps);
	areas_free(&t->areas);
	free(t->match);
	t->match = NULL;
}

static void choose_heap(struct targets *t, struct target *target, size_t i)
{
	target->heap = &t->heaps.heap[i];
	target->area = t->match[i].area;
	target->how = t->match[i].how;
}

static unsigned long pages_or_none(const struct area *area)
{
	return area && area->pages != AREA_UNKNOWN ? area->pages : 0;
}

static bool larger(const struct area *a, const struct area *b)
{
	return pages_or_none(a) > pages_or_none(b);
}

static bool choose_named(struct targets *t, const char *name, struct target *target)
{
	struct heap *heap = heaps_by_name(&t->heaps, name);

	if (!heap) {
		say("no heap /dev/dma_heap/%s; 'cmabench list' shows what there is", name);
		return false;
	}
	if (heap->fd < 0) {
		say("/dev/dma_heap/%s: %s", name, strerror(-heap->err));
		return false;
	}
	/* The user may know better than what can be seen. */
	choose_heap(t, target, heap - t->heaps.heap);
	return true;
}

bool targets_choose(struct targets *t, const char *heap_name, struct target *target)
{
	size_t i;

	memset(target, 0, sizeof(*target));
	if (heap_name)
		return choose_named(t, heap_name, target);
	for (i = 0; i < t->heaps.nr; i++)
		if (t->match[i].how != MATCH_NONE &&
		    (!target->heap || larger(t->match[i].area, target->area)))
			choose_heap(t, target, i);
	for (i = 0; !target->heap && i < t->areas.nr; i++)
		if (t->areas.area[i].dir[0] &&
		    (!target->area || larger(&t->areas.area[i], target->area)))
			target->area = &t->areas.area[i];
	return true;
}
