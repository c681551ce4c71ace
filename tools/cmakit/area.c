// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include <linux/bitmap.h>
#include <linux/find.h>

#include "area.h"
#include "memory.h"

uint64_t area_pages_to_whole_bits(uint64_t pages, unsigned int order_per_bit)
{
	return pages >> order_per_bit;
}

uint64_t area_request_bits(uint64_t pages, unsigned int order_per_bit)
{
	return (pages + ((uint64_t)1 << order_per_bit) - 1) >> order_per_bit;
}

/*
 * An alignment beyond the largest area leaves bit 0 only, and any larger one the
 * same; so the mask stops there, before the shift leaves an unsigned long.
 */
unsigned long area_align_mask(const struct area *area, unsigned int order)
{
	unsigned int bits_order;

	if (order <= area->order_per_bit)
		return 0;
	bits_order = order - area->order_per_bit;
	if (bits_order >= BITS_PER_LONG - 1 || 1UL << bits_order > AREA_MAX_BITS)
		return AREA_MAX_BITS - 1;
	return (1UL << bits_order) - 1;
}

void area_init(struct area *area, unsigned long nr_bits,
	       unsigned int order_per_bit)
{
	area->nr_bits = nr_bits;
	area->used_bits = 0;
	area->order_per_bit = order_per_bit;
	area->bitmap = calloc_or_exit(BITS_TO_LONGS(nr_bits),
				      sizeof(*area->bitmap));
}

void area_free(struct area *area)
{
	free(area->bitmap);
	area->bitmap = NULL;
}

void area_take(struct area *area, unsigned long start, unsigned long nr_bits)
{
	bitmap_set(area->bitmap, start, nr_bits);
	area->used_bits += nr_bits;
}

void area_give_back(struct area *area, unsigned long start,
		    unsigned long nr_bits)
{
	bitmap_clear(area->bitmap, start, nr_bits);
	area->used_bits -= nr_bits;
}

bool area_next_hole_below(const struct area *area, unsigned long end,
			  unsigned long from, struct hole *hole)
{
	if (end > area->nr_bits)
		end = area->nr_bits;
	hole->start = find_next_zero_bit(area->bitmap, end, from);
	if (hole->start >= end)
		return false;
	hole->end = find_next_bit(area->bitmap, end, hole->start);
	return true;
}

bool area_next_hole(const struct area *area, unsigned long from,
		    struct hole *hole)
{
	return area_next_hole_below(area, area->nr_bits, from, hole);
}

bool area_has_hole(const struct area *area, uint64_t nr_bits)
{
	struct hole hole = { 0 };

	while (area_next_hole(area, hole.end, &hole))
		if (hole.end - hole.start >= nr_bits)
			return true;
	return false;
}
