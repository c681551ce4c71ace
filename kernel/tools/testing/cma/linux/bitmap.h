/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_LINUX_BITMAP_H
#define _CMA_TEST_LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/find.h>

#define BITS_TO_LONGS(nr)	(((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits) \
	unsigned long name[BITS_TO_LONGS(bits)]

/* The bits of a word from @start on, and those below @nbits. */
#define BITMAP_FIRST_WORD_MASK(start) \
	(~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits) \
	(~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))

/* Set or clear the @nr bits from @start on, a word at a time. */
static inline void cma_test_bitmap_fill(unsigned long *bitmap,
					unsigned long start, unsigned long nr,
					bool set)
{
	unsigned long end = start + nr;

	while (start < end) {
		unsigned long idx = start / BITS_PER_LONG;
		unsigned long next = (idx + 1) * BITS_PER_LONG;
		unsigned long word = BITMAP_FIRST_WORD_MASK(start);

		if (next > end)
			word &= BITMAP_LAST_WORD_MASK(end);
		if (set)
			bitmap[idx] |= word;
		else
			bitmap[idx] &= ~word;
		start = next;
	}
}

static inline void bitmap_set(unsigned long *bitmap, unsigned long start,
			      unsigned long nr)
{
	cma_test_bitmap_fill(bitmap, start, nr, true);
}

static inline void bitmap_clear(unsigned long *bitmap, unsigned long start,
				unsigned long nr)
{
	cma_test_bitmap_fill(bitmap, start, nr, false);
}

#endif /* _CMA_TEST_LINUX_BITMAP_H */
