// SPDX-License-Identifier: GPL-2.0
/*
 * After an event only the runs that it cut or joined have changed. A tree over
 * pieces of the area finds the largest of all without looking at the others:
 * what a node knows of its bits follows from what its two halves know.
 */
#include <stdint.h>
#include <stdlib.h>

#include "free_runs.h"
#include "memory.h"

#define LEAF_BITS	512UL

/**
 * struct free_runs_node - the free bits of a piece; the area has at most 2^30
 * @head: number of them at the piece's start, before the first used one
 * @tail: number of them at its end
 * @largest: the largest run in the piece
 * @aligned: the largest run in the piece that begins aligned
 */
struct free_runs_node {
	uint32_t head;
	uint32_t tail;
	uint32_t largest;
	uint32_t aligned;
};

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* What is left of the run [@start, @end) from its first aligned bit on. */
static uint32_t aligned_part(const struct free_runs *runs, unsigned long start,
			     unsigned long end)
{
	start = (start + runs->align_mask) & ~runs->align_mask;
	return start < end ? (uint32_t)(end - start) : 0;
}

/* Leaf number @leaf; what is beyond the area's end is not free. */
static void look_at_leaf(struct free_runs *runs, size_t leaf)
{
	const unsigned long first = leaf * LEAF_BITS, last = first + LEAF_BITS;
	struct free_runs_node *node = &runs->nodes[runs->nr_leaves + leaf];
	struct hole hole = { .end = first };

	*node = (struct free_runs_node) { 0 };
	while (area_next_hole_below(runs->area, last, hole.end, &hole)) {
		const uint32_t length = (uint32_t)(hole.end - hole.start);

		if (hole.start == first)
			node->head = length;
		if (hole.end == last)
			node->tail = length;
		node->largest = larger(node->largest, length);
		node->aligned = larger(node->aligned,
				       aligned_part(runs, hole.start, hole.end));
	}
}

/* Node @i, whose halves have @half_bits each and meet at bit @middle. */
static void join_halves(struct free_runs *runs, size_t i,
			unsigned long half_bits, unsigned long middle)
{
	const struct free_runs_node *low = &runs->nodes[2 * i];
	const struct free_runs_node *high = &runs->nodes[2 * i + 1];
	struct free_runs_node *node = &runs->nodes[i];

	node->head = low->head;
	if (low->head == half_bits)
		node->head += high->head;
	node->tail = high->tail;
	if (high->tail == half_bits)
		node->tail += low->tail;
	node->largest = larger(low->tail + high->head,
			       larger(low->largest, high->largest));
	node->aligned = larger(aligned_part(runs, middle - low->tail,
					    middle + high->head),
			       larger(low->aligned, high->aligned));
}

/* Look again at leaves @low to @high, and at all that is above them. */
static void look_at_leaves(struct free_runs *runs, size_t low, size_t high)
{
	size_t nr_nodes = runs->nr_leaves;
	unsigned long bits = LEAF_BITS;

	for (size_t i = low; i <= high; i++)
		look_at_leaf(runs, i);
	while (nr_nodes > 1) {
		nr_nodes /= 2;
		low /= 2;
		high /= 2;
		for (size_t i = low; i <= high; i++)
			join_halves(runs, nr_nodes + i, bits,
				    (2 * i + 1) * bits);
		bits *= 2;
	}
}

void free_runs_init(struct free_runs *runs, const struct area *area,
		    unsigned int align_order)
{
	runs->area = area;
	runs->align_mask = area_align_mask(area, align_order);
	runs->nr_leaves = 1;
	while (runs->nr_leaves * LEAF_BITS < area->nr_bits)
		runs->nr_leaves *= 2;
	runs->nodes = calloc_or_exit(2 * runs->nr_leaves, sizeof(*runs->nodes));
	look_at_leaves(runs, 0, runs->nr_leaves - 1);
}

void free_runs_destroy(struct free_runs *runs)
{
	free(runs->nodes);
	runs->nodes = NULL;
}

void free_runs_update(struct free_runs *runs, unsigned long start,
		      unsigned long nr_bits)
{
	look_at_leaves(runs, start / LEAF_BITS,
		       (start + nr_bits - 1) / LEAF_BITS);
}

unsigned long free_runs_largest(const struct free_runs *runs)
{
	return runs->nodes[1].largest;
}

unsigned long free_runs_largest_aligned(const struct free_runs *runs)
{
	return runs->nodes[1].aligned;
}
