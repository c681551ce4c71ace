/* SPDX-License-Identifier: GPL-2.0 */
/*
 * find_next_bit() and find_next_zero_bit() for programs that have no kernel
 * source at hand. base/linux/find.h has the kernel's own in their place.
 */
#ifndef _CMA_TEST_LINUX_FIND_H
#define _CMA_TEST_LINUX_FIND_H

#include <linux/bitops.h>

/* The lowest bit in [start, size) that differs from @invert's, or @size. */
static inline unsigned long cma_test_find_next(const unsigned long *bitmap,
					       unsigned long size,
					       unsigned long start,
					       unsigned long invert)
{
	unsigned long idx, word, bit;

	if (start >= size)
		return size;

	idx = start / BITS_PER_LONG;
	word = (bitmap[idx] ^ invert) & (~0UL << (start % BITS_PER_LONG));
	while (!word) {
		if (++idx * BITS_PER_LONG >= size)
			return size;
		word = bitmap[idx] ^ invert;
	}
	bit = idx * BITS_PER_LONG + __ffs(word);

	return bit < size ? bit : size;
}

static inline unsigned long find_next_bit(const unsigned long *bitmap,
					  unsigned long size,
					  unsigned long start)
{
	return cma_test_find_next(bitmap, size, start, 0);
}

static inline unsigned long find_next_zero_bit(const unsigned long *bitmap,
					       unsigned long size,
					       unsigned long start)
{
	return cma_test_find_next(bitmap, size, start, ~0UL);
}

#endif /* _CMA_TEST_LINUX_FIND_H */
