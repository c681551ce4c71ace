// SPDX-License-Identifier: GPL-2.0
/*
 * A neural processing unit with an area of its own: a model's weights stay while
 * it is loaded, each inference stacks its buffers and takes them down in reverse
 * order.
 */
#include "frame.h"
#include "kind.h"

/*
 * Published networks at a byte a parameter and a byte an activation: parameters,
 * the largest two neighbouring layers' activations (which the arena must hold at
 * a time) and the input. MobileNetV2 and EfficientNet-Lite0 (112x112x96 and
 * 56x56x96 at 224x224), YOLOv5s (320x320x32 and 160x160x64 at 640x640),
 * ResNet-18 (112x112x64, 56x56x64), ResNet-50 (112x112x64, 56x56x256) and
 * BERT-Tiny (512 and 128 for each of 128 tokens).
 */
static const struct network {
	unsigned int weight;
	unsigned int parameters;
	unsigned int activations;
	unsigned int input;
} networks[] = {
	{ 4, 3500000, 1505280, 150528 },
	{ 4, 4700000, 1505280, 150528 },
	{ 4, 7200000, 4915200, 1228800 },
	{ 3, 11700000, 1003520, 150528 },
	{ 3, 25600000, 1605632, 150528 },
	{ 2, 4400000, 81920, 512 },
};

#define NR_MODELS	10

/**
 * struct model - room for a network
 * @weights: its parameters, in one or several pieces
 * @run: what an inference stacks
 * @network: which one
 * @runs: inferences until it is unloaded
 */
struct model {
	struct owner weights;
	struct owner run;
	const struct network *network;
	unsigned int runs;
};

static void model_load(struct workload *w, void *data);
static void run_down(struct workload *w, void *data);

static void run_alloc(struct workload *w, struct model *m, uint64_t pages)
{
	if (workload_has_room(w, pages))
		buffer_alloc(w, &m->run, pages);
}

/* Commands, the input, then arenas for parts of the network, each smaller. */
static void run_up(struct workload *w, void *data)
{
	struct model *m = data;
	uint64_t parts = draw_between(&w->rng, 1, 5);
	uint64_t pages = bytes_to_pages(m->network->activations);

	run_alloc(w, m, draw_between(&w->rng, 1, 24));
	run_alloc(w, m, bytes_to_pages(m->network->input));
	while (parts--) {
		run_alloc(w, m, pages);
		pages = pages * draw_between(&w->rng, 30, 80) / 100 + 1;
	}
	workload_call_after(w, draw_exponential(&w->rng, MS(60)), run_down, m);
}

static void run_down(struct workload *w, void *data)
{
	struct model *m = data;

	owner_close(w, &m->run, NEWEST_FIRST);
	if (m->runs-- > 1 && !workload_is_over(w)) {
		workload_call_after(w, draw_exponential(&w->rng, MS(400)),
				    run_up, m);
		return;
	}
	owner_close(w, &m->weights, NEWEST_FIRST);
	if (!workload_is_over(w))
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(2)),
				    model_load, m);
}

/* Half of the compilers cut the weights into pieces. */
static void model_load(struct workload *w, void *data)
{
	struct model *m = data;
	const struct network *n = draw_row(&w->rng, networks);
	uint64_t pages = bytes_to_pages(n->parameters);
	uint64_t pieces = draw_chance(&w->rng, 50) ? 1 :
			  draw_between(&w->rng, 2, 6);

	if (workload_is_over(w))
		return;
	if (!workload_has_room(w, pages)) {
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(1)),
				    model_load, m);
		return;
	}
	m->network = n;
	owner_open(w, &m->weights);
	owner_join(&m->run, &m->weights);
	for (; pieces; pieces--) {
		uint64_t piece = pages / pieces;

		buffer_alloc(w, &m->weights, piece);
		pages -= piece;
	}
	m->runs = (unsigned int)draw_pareto(&w->rng, 1, 12, 90);
	run_up(w, m);
}

static void start_npu(struct workload *w)
{
	for (unsigned int i = 0; i < NR_MODELS; i++)
		workload_call_after(w, draw_exponential(&w->rng, SECONDS(4)),
				    model_load,
				    workload_memory(w, sizeof(struct model)));
}

const struct kind kind_npu = {
	.name = "npu",
	.summary = "networks' weights, and arenas last in, first out",
	.budget_pages = 18432,
	.start = start_npu,
};
