// SPDX-License-Identifier: GPL-2.0
/*
 * A USB host: the controller's tables, and devices that come and go.
 */
#include "kind.h"

/*
 * A controller with an area of its own. At boot it takes its tables and
 * scratchpad, all single pages (TRB_SEGMENT_SIZE is one); a device that is
 * plugged in takes a page for each of two contexts and for each ring, and then
 * the transfer buffers of what it does. Linux 6.12 has the sizes: a camera 5
 * buffers (UVC_URBS) of 32 packets (UVC_MAX_PACKETS) of 1024 to 3072 bytes, or
 * of 16 x 3072 at SuperSpeed; a network adapter 4 + 10 of 16 KiB (r8152); a disk
 * commands of up to 120 KiB (usb-storage) or 512 KiB (uas), several at a time; a
 * sound card 2 to 12 of 1 to 6 pages.
 */
enum device_kind {
	DEVICE_CAMERA,
	DEVICE_NETWORK,
	DEVICE_DISK,
	DEVICE_SOUND,
	NR_DEVICE_KINDS,
};

#define NR_PORTS	32
#define NR_TABLES	4
#define NR_SCRATCHPADS	31

/**
 * struct device - a port and the device in it
 * @rings: contexts and rings
 * @transfers: transfer buffers of what it does at the moment
 * @kind: what it is
 * @end_ns: when it is pulled out
 */
struct device {
	struct owner rings;
	struct owner transfers;
	enum device_kind kind;
	uint64_t end_ns;
};

static void device_plug(struct workload *w, void *data);

static void open_transfers(struct workload *w, struct device *d)
{
	static const unsigned int camera_pages[] = { 8, 16, 24, 24, 384 };
	static const unsigned int disk_pages[] = { 1, 8, 30, 30, 128 };
	uint64_t nr = 14, pages = 4;

	switch (d->kind) {
	case DEVICE_CAMERA:
		nr = 5;
		pages = draw_element(&w->rng, camera_pages);
		break;
	case DEVICE_DISK:
		nr = draw_between(&w->rng, 1, 16);
		pages = draw_element(&w->rng, disk_pages);
		break;
	case DEVICE_SOUND:
		nr = draw_between(&w->rng, 2, 12);
		pages = draw_between(&w->rng, 1, 6);
		break;
	default:
		break;
	}
	for (; nr && workload_has_room(w, pages); nr--)
		buffer_alloc(w, &d->transfers, pages);
}

static void device_work(struct workload *w, void *data)
{
	struct device *d = data;

	/* A disk's commands end as they were given, others are stopped. */
	owner_close(w, &d->transfers,
		    d->kind == DEVICE_DISK ? ANY_ORDER : OLDEST_FIRST);
	if (w->now_ns >= d->end_ns) {
		owner_close(w, &d->rings, NEWEST_FIRST);
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(30)),
				    device_plug, d);
		return;
	}
	open_transfers(w, d);
	workload_call_after(w, draw_exponential(&w->rng, d->kind == DEVICE_DISK ?
						SECONDS(12) : SECONDS(30)),
			    device_work, d);
}

static void device_plug(struct workload *w, void *data)
{
	struct device *d = data;
	uint64_t nr = draw_between(&w->rng, 3, 10);

	owner_open(w, &d->rings);
	owner_join(&d->transfers, &d->rings);
	d->kind = (enum device_kind)rng_below(&w->rng, NR_DEVICE_KINDS);
	for (; nr && workload_has_room(w, 1); nr--)
		buffer_alloc(w, &d->rings, 1);
	d->end_ns = w->now_ns + draw_lognormal(&w->rng, SECONDS(70), 150);
	device_work(w, d);
}

static void start_usb(struct workload *w)
{
	struct owner *controller = workload_memory(w, sizeof(*controller));

	owner_open(w, controller);
	buffer_alloc_many(w, controller, NR_TABLES + NR_SCRATCHPADS, 1);
	for (unsigned int i = 0; i < NR_PORTS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(30)),
				    device_plug,
				    workload_memory(w, sizeof(struct device)));
}

const struct kind kind_usb = {
	.name = "usb",
	.summary = "devices plugged in and out: single pages, transfer buffers",
	.budget_pages = 6144,
	.start = start_usb,
	.cut = true,
};
