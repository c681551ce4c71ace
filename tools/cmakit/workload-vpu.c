// SPDX-License-Identifier: GPL-2.0
/*
 * Video units by their published requests.
 */
#include "frame.h"
#include "kind.h"

/* --- imx6-vpu ---------------------------------------------------------- */

/*
 * The i.MX6 encoder's requests in its order, as reported from boards (pages and
 * alignment: 4/2, 124/7, 385/8, 152/8, 203/8, 148/8, 178/8 five times). The
 * 152 and 178 are a frame of 720x576 in 4:2:0 without and with co-located
 * motion vectors, 3/2 and 7/4 of its luma (coda_alloc_framebuffers() in
 * coda-bit.c of Linux 6.12): for other sizes of picture they follow from that.
 * Instances are opened and closed; the unit has four.
 */
static const struct picture {
	unsigned int weight;
	unsigned int width;
	unsigned int height;
} pictures[] = {
	{ 4, 720, 576 },
	{ 2, 640, 480 },
	{ 2, 1280, 720 },
	{ 1, 352, 288 },
	{ 1, 1920, 1088 },
};

#define NR_INSTANCES	4
#define NR_REFERENCES	5

static void instance_open(struct workload *w, void *data);

static void instance_close(struct workload *w, void *data)
{
	owner_close(w, data, NEWEST_FIRST);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(20)),
				    instance_open, data);
}

static void instance_open(struct workload *w, void *data)
{
	const struct picture *picture = draw_row(&w->rng, pictures);
	uint64_t luma = (uint64_t)picture->width * picture->height;
	uint64_t source = bytes_to_pages(luma * 3 / 2);
	uint64_t reference = bytes_to_pages(luma * 7 / 4);
	uint64_t total = 4 + 124 + 385 + source + 203 + 148 +
			 NR_REFERENCES * reference;

	if (workload_is_over(w))
		return;
	if (!workload_has_room(w, total)) {
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(10)),
				    instance_open, data);
		return;
	}
	owner_open(w, data);
	buffer_alloc(w, data, 4);
	buffer_alloc(w, data, 124);
	buffer_alloc(w, data, 385);
	buffer_alloc(w, data, source);
	buffer_alloc(w, data, 203);
	buffer_alloc(w, data, 148);
	buffer_alloc_many(w, data, NR_REFERENCES, reference);
	workload_call_after(w, draw_lognormal(&w->rng, SECONDS(50), 150),
			    instance_close, data);
}

static void start_imx6_vpu(struct workload *w)
{
	for (unsigned int i = 0; i < NR_INSTANCES; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(10)),
				    instance_open,
				    workload_memory(w, sizeof(struct owner)));
}

const struct kind kind_imx6_vpu = {
	.name = "imx6-vpu",
	.summary = "the i.MX6 encoder's requests in order, four instances",
	.budget_pages = 12288,
	.start = start_imx6_vpu,
};

/* --- vpu-table --------------------------------------------------------- */

/*
 * A vendor's stress test: 16 threads, each of which takes and gives back buffers
 * of a size out of a table at its own pace, a few at a time.
 */
static const unsigned int table[] = { 7, 38, 44, 128, 144, 148, 512, 757 };

#define NR_THREADS	16
#define MAX_HELD	8

static void thread_step(struct workload *w, void *data)
{
	struct owner *thread = data;
	uint64_t held = draw_between(&w->rng, 0, MAX_HELD);

	if (workload_is_over(w)) {
		owner_close(w, thread, ANY_ORDER);
		return;
	}
	if (thread->nr_buffers >= held) {
		owner_free(w, thread, 1, ANY_ORDER);
	} else {
		uint64_t pages = draw_element(&w->rng, table);

		if (workload_has_room(w, pages))
			buffer_alloc(w, thread, pages);
	}
	workload_call_after(w, draw_exponential(&w->rng, MS(30)), thread_step,
			    thread);
}

static void start_vpu_table(struct workload *w)
{
	for (unsigned int i = 0; i < NR_THREADS; i++) {
		struct owner *thread = workload_memory(w, sizeof(*thread));

		owner_open(w, thread);
		workload_call_after(w, draw_exponential(&w->rng, MS(30)),
				    thread_step, thread);
	}
}

const struct kind kind_vpu_table = {
	.name = "vpu-table",
	.summary = "16 threads over a vendor's table of eight sizes",
	.budget_pages = 16384,
	.start = start_vpu_table,
};
