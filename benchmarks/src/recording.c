// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cmatrace.h"
#include "recording.h"
#include "say.h"
#include "sysfile.h"

#define PLACEMENT_FILE "/sys/kernel/debug/cma/placement"

/* The kernel's placement, as in the meta line; NULL without the series. Freed by the caller. */
static char *placement(void)
{
	char path[SYSPATH_MAX];

	sys_path(path, PLACEMENT_FILE);
	return sys_read_line(path);
}

/* Memory that is first touched during the run may come from the area. */
static void reserve(struct recording *rec, size_t nr)
{
	size_t i;

	rec->call = xcalloc(nr, sizeof(*rec->call));
	rec->cap = nr;
	for (i = 0; i < nr; i++)
		rec->call[i].id = 1;
}

void recording_init(struct recording *rec, const struct plan *plan, const struct area *area)
{
	const char *why = taken_read(&rec->before, area);
	char *name = placement();

	if (why)
		say("--record: what was taken before will be missing: %s", why);
	rec->plan = plan;
	rec->area = area;
	rec->from_top = name && !strcmp(name, "zoned");
	free(name);
	rec->next_id = 1;
	pthread_mutex_init(&rec->one_at_a_time, NULL);
	reserve(rec, 2 * plan->nr_allocs);
}

void recording_enter(struct recording *rec)
{
	if (rec)
		pthread_mutex_lock(&rec->one_at_a_time);
}

void recording_leave(struct recording *rec)
{
	if (rec)
		pthread_mutex_unlock(&rec->one_at_a_time);
}

static void add(struct recording *rec, uint64_t at_ns, unsigned long id, const struct op *op)
{
	if (rec->nr < rec->cap)
		rec->call[rec->nr++] = (struct recorded){ at_ns, id, op };
}

unsigned long recording_alloc(struct recording *rec, uint64_t at_ns, const struct op *op)
{
	if (!rec)
		return 0;
	add(rec, at_ns, rec->next_id, op);
	return rec->next_id++;
}

void recording_free(struct recording *rec, uint64_t at_ns, unsigned long id)
{
	if (rec)
		add(rec, at_ns, id, NULL);
}

void recording_see_end(struct recording *rec)
{
	if (!rec)
		return;
	taken_read(&rec->end, rec->area);
	rec->nr_at_end = rec->nr;
}

/*
 * What was there before, in the order in which the kernel's placement puts such
 * blocks where they are: from the top of the area or from its bottom. Their ids are
 * those above the run's.
 */
static void print_before(const struct recording *rec, FILE *out)
{
	struct blocks blocks;
	size_t i;

	taken_cut(&rec->before, &blocks);
	for (i = 0; i < blocks.nr; i++) {
		size_t at = rec->from_top ? blocks.nr - 1 - i : i;

		cmatrace_resident(out, rec->next_id + i, blocks.block[at].order);
	}
	free(blocks.block);
}

void recording_print(const struct recording *rec, uint64_t start_ns, FILE *out)
{
	const struct area *area = rec->area;
	char *name = placement();
	struct utsname uts;
	size_t i;

	uname(&uts);
	cmatrace_header(out, "run", rec->plan);
	if (area && area->order_per_bit != AREA_UNKNOWN)
		fprintf(out, "# order_per_bit %lu\n", area->order_per_bit);
	fprintf(out, "# kernel %s\n", uts.release);
	if (name)
		fprintf(out, "# placement %s\n", name);
	free(name);
	print_before(rec, out);
	for (i = 0; i < rec->nr; i++) {
		const struct recorded *c = &rec->call[i];

		if (c->op)
			cmatrace_alloc(out, c->at_ns - start_ns, c->id, c->op);
		else
			cmatrace_free(out, c->at_ns - start_ns, c->id);
	}
}

void recording_free_all(struct recording *rec)
{
	taken_free(&rec->before);
	taken_free(&rec->end);
	free(rec->call);
	memset(rec, 0, sizeof(*rec));
}
