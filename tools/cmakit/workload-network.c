// SPDX-License-Identifier: GPL-2.0
/*
 * Network interfaces: descriptor rings, pools of jumbo frames, firmware images.
 */
#include "kind.h"

/*
 * An interface that goes up takes rings: 512 or 1024 descriptors of 16 or 32
 * bytes (stmmac), or messages of 24 to 48 (brcmfmac). Its pool of frames grows
 * while there is traffic and shrinks after it by slabs of 64, 128 or 256 frames
 * of 9000 bytes (3 pages each), the oldest first. Wireless ones load firmware:
 * an image in segments of 512 KiB that go when it runs (seg_len in ath11k's
 * mhi.c), and memory that it asks for and keeps, in up to 5 pieces
 * (ATH11K_QMI_FW_MEM_REQ_SEGMENT_CNT). Constants are of Linux 6.12.
 */
static const unsigned int ring_pages[] = { 2, 4, 4, 8, 6, 8, 6, 10 };
static const unsigned int slab_pages[] = { 192, 384, 768 };

#define NR_INTERFACES	10
#define SEGMENT_PAGES	128
#define KEPT_PIECES_MAX	5

/* A frame for each of 1024 descriptors. */
#define POOL_PAGES_MAX	3072

/**
 * struct interface - a network interface
 * @rings: descriptor rings
 * @pool: slabs of frames
 * @firmware: segments of the image, and what it keeps
 * @slab_pages: size of a slab
 * @busy: there is traffic
 * @end_ns: when it goes down
 */
struct interface {
	struct owner rings;
	struct owner pool;
	struct owner firmware;
	uint64_t slab_pages;
	bool busy;
	uint64_t end_ns;
};

static void interface_up(struct workload *w, void *data);

static void interface_down(struct workload *w, struct interface *n)
{
	owner_close(w, &n->pool, OLDEST_FIRST);
	owner_close(w, &n->rings, NEWEST_FIRST);
	owner_close(w, &n->firmware, ANY_ORDER);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    interface_up, n);
}

static void traffic(struct workload *w, void *data)
{
	struct interface *n = data;

	if (w->now_ns >= n->end_ns || workload_is_over(w)) {
		interface_down(w, n);
		return;
	}
	if (draw_chance(&w->rng, 8))
		n->busy = !n->busy;
	if (!draw_chance(&w->rng, n->busy ? 75 : 15))
		owner_free(w, &n->pool, 1, OLDEST_FIRST);
	else if (n->pool.pages < POOL_PAGES_MAX &&
		 workload_has_room(w, n->slab_pages))
		buffer_alloc(w, &n->pool, n->slab_pages);
	workload_call_after(w, draw_exponential(&w->rng, SECONDS(2)), traffic, n);
}

static void load_firmware(struct workload *w, struct interface *n)
{
	uint64_t segments = draw_between(&w->rng, 2, 10);
	uint64_t kept = draw_between(&w->rng, 1, KEPT_PIECES_MAX);

	for (; segments && workload_has_room(w, SEGMENT_PAGES); segments--)
		buffer_free_after(w, buffer_alloc(w, &n->firmware, SEGMENT_PAGES),
				  MS(400));
	while (kept--) {
		uint64_t pages = draw_lognormal_within(&w->rng, 160, 150,
						       2, 2048);

		if (workload_has_room(w, pages))
			buffer_alloc(w, &n->firmware, pages);
	}
}

static void interface_up(struct workload *w, void *data)
{
	struct interface *n = data;
	uint64_t nr = draw_between(&w->rng, 2, 16);

	if (workload_is_over(w))
		return;
	owner_open(w, &n->rings);
	owner_join(&n->pool, &n->rings);
	owner_join(&n->firmware, &n->rings);
	n->slab_pages = draw_element(&w->rng, slab_pages);
	n->busy = false;
	if (draw_chance(&w->rng, 40))
		load_firmware(w, n);
	while (nr--) {
		uint64_t pages = draw_element(&w->rng, ring_pages);

		if (workload_has_room(w, pages))
			buffer_alloc(w, &n->rings, pages);
	}
	n->end_ns = w->now_ns + draw_lognormal(&w->rng, MINUTES(2), 150);
	traffic(w, n);
}

static void start_network_dma(struct workload *w)
{
	for (unsigned int i = 0; i < NR_INTERFACES; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    interface_up,
				    workload_memory(w, sizeof(struct interface)));
}

const struct kind kind_network_dma = {
	.name = "network-dma",
	.summary = "rings, pools that grow and shrink, firmware images",
	.budget_pages = 18432,
	.start = start_network_dma,
};
