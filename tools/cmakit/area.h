/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_H
#define CMAKIT_AREA_H

#include <stdbool.h>
#include <stdint.h>

/* A bitmap of 128 MiB: 4 TiB of 4 KiB pages at one page a bit. */
#define AREA_MAX_BITS	(1UL << 30)

/**
 * struct area - a simulated CMA area
 * @nr_bits: bits in its bitmap
 * @used_bits: bits that are set
 * @order_per_bit: a bit stands for 2^order pages
 * @bitmap: the bits, as the kernel lays them out; set is in use
 *
 * The area's first page is aligned to every order.
 */
struct area {
	unsigned long nr_bits;
	unsigned long used_bits;
	unsigned int order_per_bit;
	unsigned long *bitmap;
};

/* Bits of an area of @pages: whole ones only, as in the kernel. */
uint64_t area_pages_to_whole_bits(uint64_t pages, unsigned int order_per_bit);

/*
 * Bits that a request of @pages, at most MAX_PAGES, takes: the last one may be
 * used in part, as in the kernel.
 */
uint64_t area_request_bits(uint64_t pages, unsigned int order_per_bit);

/*
 * Make an empty area of @nr_bits, at most AREA_MAX_BITS. The caller ends it
 * with area_free().
 */
void area_init(struct area *area, unsigned long nr_bits,
	       unsigned int order_per_bit);
void area_free(struct area *area);

/*
 * An alignment of 2^@order pages, @order being at most MAX_ORDER, in bits less
 * one, as the kernel's cma_bitmap_aligned_mask() has it; at most
 * AREA_MAX_BITS - 1.
 */
unsigned long area_align_mask(const struct area *area, unsigned int order);

/* Mark bits [@start, @start + @nr_bits), all of them free, as used; and back. */
void area_take(struct area *area, unsigned long start, unsigned long nr_bits);
void area_give_back(struct area *area, unsigned long start,
		    unsigned long nr_bits);

/**
 * struct hole - a run of free bits, [@start, @end), used ones around it
 */
struct hole {
	unsigned long start;
	unsigned long end;
};

/*
 * The lowest hole with bits at @from or above; of one that @from cuts, the part
 * above. False if there is none.
 */
bool area_next_hole(const struct area *area, unsigned long from,
		    struct hole *hole);

/* The same in the bits below @end: a hole that it cuts ends there. */
bool area_next_hole_below(const struct area *area, unsigned long end,
			  unsigned long from, struct hole *hole);

/* Whether any hole has at least @nr_bits. */
bool area_has_hole(const struct area *area, uint64_t nr_bits);

#endif /* CMAKIT_AREA_H */
