// SPDX-License-Identifier: GPL-2.0
/*
 * Least. Take the allocations live at some time whose required alignment is a
 * bits or more, from the lowest to the highest. Each begins at a multiple of a,
 * so the next one begins at least round_up(its bits, a) behind it. The area
 * reaches to the end of the last one at least: to the sum of all
 * round_up(bits, a), less what rounding added to the last. Which one is last is
 * up to the placement, so the most that rounding adds to any is taken off. With
 * a = 1 that is the peak of live bits.
 *
 * Enough. Cut the area into windows of w = round_up(n, a) bits for a request of
 * n bits with alignment a: each begins aligned. An allocation of m bits touches
 * at most m / w + 2 windows. With live allocations of B bits in number N, a
 * window is free for certain if there are more than B / w + 2 * N of them, as in
 * any area of B + (2 * N + 2) * w bits or more.
 */
#include "area.h"
#include "number.h"
#include "packing_bound.h"
#include "replay.h"

/* An allocation, as the bounds see it. */
struct block {
	uint64_t bits;
	uint64_t align_bits;
};

static struct block block_of(const struct trace *trace,
			     const struct trace_alloc *alloc, int align_min)
{
	const struct place_request request = replay_request(alloc, align_min);
	const struct area area = { .order_per_bit = trace->order_per_bit };

	return (struct block) {
		.bits = area_request_bits(alloc->pages, trace->order_per_bit),
		.align_bits = area_align_mask(&area, request.required_order) + 1,
	};
}

static uint64_t round_up(uint64_t bits, uint64_t align_bits)
{
	return (bits + align_bits - 1) & ~(align_bits - 1);
}

/* The first bound for alignments of @align_bits and more; sums stay below 2^64. */
static uint64_t least_bits(const struct trace *trace, int align_min,
			   uint64_t align_bits)
{
	uint64_t sum = 0, largest_sum = 0, largest_rest = 0;

	for (size_t i = 0; i < trace->nr_events; i++) {
		const struct trace_event *event = &trace->events[i];
		const struct block block =
			block_of(trace, &trace->allocs[event->alloc], align_min);
		const uint64_t bits = round_up(block.bits, align_bits);

		if (block.align_bits < align_bits)
			continue;
		sum += event->is_free ? -bits : bits;
		if (sum > largest_sum)
			largest_sum = sum;
		if (bits - block.bits > largest_rest)
			largest_rest = bits - block.bits;
	}
	return largest_sum - largest_rest;
}

static uint64_t enough_bits(const struct trace *trace, int align_min)
{
	uint64_t live_bits = 0, nr_live = 0;
	uint64_t most_bits = 0, most_live = 0, largest_window = 0;

	for (size_t i = 0; i < trace->nr_events; i++) {
		const struct trace_event *event = &trace->events[i];
		const struct block block =
			block_of(trace, &trace->allocs[event->alloc], align_min);
		const uint64_t window = round_up(block.bits, block.align_bits);

		live_bits += event->is_free ? -block.bits : block.bits;
		nr_live += event->is_free ? -1 : 1;
		if (live_bits > most_bits)
			most_bits = live_bits;
		if (nr_live > most_live)
			most_live = nr_live;
		if (window > largest_window && block.align_bits < AREA_MAX_BITS)
			largest_window = window;
	}
	if (__builtin_mul_overflow(2 * most_live + 2, largest_window,
				   &largest_window) ||
	    __builtin_add_overflow(largest_window, most_bits, &most_bits))
		return UINT64_MAX;
	return most_bits;
}

struct packing_bound packing_bound(const struct trace *trace, int align_min)
{
	struct packing_bound bound = {
		.enough_bits = enough_bits(trace, align_min),
	};

	for (uint64_t align = 1; align <= AREA_MAX_BITS; align *= 2) {
		const uint64_t bits = least_bits(trace, align_min, align);

		if (bits > bound.least_bits)
			bound.least_bits = bits;
	}
	return bound;
}
