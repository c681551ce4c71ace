// SPDX-License-Identifier: GPL-2.0
/*
 * NVMe drives: queues, host memory buffers, commands.
 */
#include "kind.h"

/*
 * Drives in the slots of a controller with an area of its own (nvme/host/pci.c
 * of Linux 6.12). An I/O queue has 1024 entries: 4 pages of completions (16
 * bytes each) and 16 of submissions (64 bytes); the administration queue's 32
 * take a page each. A drive without DRAM asks for 16 to 64 MiB of host memory,
 * taken in chunks of 4 MiB (MAX_ORDER_NR_PAGES) with a page of descriptors.
 * Commands of applications bounce through 1 to 32 pages (most are of one, few
 * stay long), and firmware comes in downloads of 32. Suspending frees the
 * queues in reverse order, pulling the drive out all that it has.
 */
#define NR_SLOTS		6
#define CQ_PAGES		4
#define SQ_PAGES		16
#define HMB_CHUNK_PAGES		1024
#define COMMAND_PAGES_MAX	32

/**
 * struct drive - a slot and the drive in it
 * @queues: admin and I/O queues
 * @hmb: host memory buffer
 * @commands: buffers of commands in flight
 * @is_plugged: there is a drive
 * @nr_queues: its I/O queues
 */
struct drive {
	struct owner queues;
	struct owner hmb;
	struct owner commands;
	bool is_plugged;
	unsigned int nr_queues;
};

static void drive_plug(struct workload *w, void *data);

static void open_queues(struct workload *w, struct drive *d)
{
	if (!workload_has_room(w, 2 + d->nr_queues * (CQ_PAGES + SQ_PAGES)))
		return;
	buffer_alloc_many(w, &d->queues, 2, 1);
	for (unsigned int i = 0; i < d->nr_queues; i++) {
		buffer_alloc(w, &d->queues, CQ_PAGES);
		buffer_alloc(w, &d->queues, SQ_PAGES);
	}
}

/* As many chunks as there is room for; the drive works with fewer. */
static void open_hmb(struct workload *w, struct drive *d)
{
	uint64_t nr = draw_between(&w->rng, 4, 16);

	if (!workload_has_room(w, 1 + HMB_CHUNK_PAGES))
		return;
	buffer_alloc(w, &d->hmb, 1);
	for (; nr && workload_has_room(w, HMB_CHUNK_PAGES); nr--)
		buffer_alloc(w, &d->hmb, HMB_CHUNK_PAGES);
}

static void drive_pull(struct workload *w, void *data)
{
	struct drive *d = data;

	d->is_plugged = false;
	owner_close(w, &d->commands, OLDEST_FIRST);
	owner_close(w, &d->hmb, OLDEST_FIRST);
	owner_close(w, &d->queues, NEWEST_FIRST);
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(60)), drive_plug,
			    d);
}

/* Asleep and awake again a few times before it is pulled. */
static void drive_resume(struct workload *w, void *data)
{
	struct drive *d = data;

	if (draw_chance(&w->rng, 50)) {
		drive_pull(w, d);
		return;
	}
	owner_close(w, &d->queues, NEWEST_FIRST);
	open_queues(w, d);
	workload_call_after(w, draw_lognormal(&w->rng, MINUTES(2), 150),
			    drive_resume, d);
}

static void drive_command(struct workload *w, void *data)
{
	struct drive *d = data;
	bool download = draw_chance(&w->rng, 3);
	uint64_t nr = download ? draw_between(&w->rng, 8, 40) :
		      draw_between(&w->rng, 1, 3);

	if (!d->is_plugged)
		return;
	while (nr--) {
		uint64_t pages = download ? COMMAND_PAGES_MAX :
				 draw_pareto(&w->rng, 1, COMMAND_PAGES_MAX, 60);

		if (!workload_has_room(w, pages))
			break;
		buffer_free_after(w, buffer_alloc(w, &d->commands, pages),
				  draw_pareto(&w->rng, MS(1), MINUTES(5), 35));
	}
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(40)),
			    drive_command, d);
}

static void drive_plug(struct workload *w, void *data)
{
	struct drive *d = data;

	d->is_plugged = true;
	d->nr_queues = (unsigned int)draw_between(&w->rng, 2, 12);
	owner_open(w, &d->queues);
	owner_join(&d->hmb, &d->queues);
	owner_join(&d->commands, &d->queues);
	open_queues(w, d);
	if (draw_chance(&w->rng, 60))
		open_hmb(w, d);
	workload_call_after(w, draw_lognormal(&w->rng, MINUTES(2), 150),
			    drive_resume, d);
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(5)),
			    drive_command, d);
}

static void start_nvme(struct workload *w)
{
	for (unsigned int i = 0; i < NR_SLOTS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    drive_plug,
				    workload_memory(w, sizeof(struct drive)));
}

const struct kind kind_nvme = {
	.name = "nvme",
	.summary = "drives' queues, host memory buffers, commands of 1 to 32 pages",
	.budget_pages = 32768,
	.start = start_nvme,
	.cut = true,
};
