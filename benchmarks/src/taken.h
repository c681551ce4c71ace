/* SPDX-License-Identifier: GPL-2.0 */
/* Which pages of an area are taken, from the bitmap that debugfs shows. */
#ifndef CMABENCH_TAKEN_H
#define CMABENCH_TAKEN_H

#include "area.h"

/* Pages [start, start + nr) of the area, all of them taken. */
struct span {
	unsigned long start, nr;
};

/* All there are, from the lowest page upwards; free pages between any two. */
struct taken {
	struct span *span;
	size_t nr, cap;
	unsigned int order_per_bit;
	bool known;			/* the area could be looked at */
};

/* Part of a span: 1 << order pages, at a multiple of that. */
struct block {
	unsigned long start;
	unsigned int order;
};

struct blocks {
	struct block *block;
	size_t nr, cap;
};

/**
 * taken_read() - look at an area
 * @taken: receives what is taken; taken_free() frees it
 * @area: the area, or NULL
 *
 * Returns NULL, or why it cannot be seen; @taken is empty then.
 */
const char *taken_read(struct taken *taken, const struct area *area);

/**
 * taken_parse() - the same from the bitmap's text
 * @taken: receives what is taken
 * @text: numbers of 32 bits, the lowest bits first, as debugfs prints them
 * @order_per_bit: a bit is 1 << order pages
 *
 * Returns false when @text is something else.
 */
bool taken_parse(struct taken *taken, const char *text, unsigned int order_per_bit);

/**
 * taken_cut() - cut what is taken into blocks that may have been allocated so
 * @taken: what is taken
 * @blocks: receives blocks of at most 32 pages (or a bit), from the lowest upwards
 *
 * Who took the pages, in what order and sizes, is not to be seen. Blocks of powers
 * of two at multiples of their size are what the kernel's own users of an area
 * take; 32 is the size of arm64's atomic pools, and small for the zoned placement,
 * for which one small request is like several of the same pages in all.
 */
void taken_cut(const struct taken *taken, struct blocks *blocks);

void taken_free(struct taken *taken);

#endif
