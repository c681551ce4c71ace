/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_LINUX_BITOPS_H
#define _CMA_TEST_LINUX_BITOPS_H

#include <linux/types.h>

/* The number of the highest set bit of @word; @word is not 0. */
static inline unsigned long __fls(unsigned long word)
{
	return (BITS_PER_LONG - 1) ^ (unsigned long)__builtin_clzl(word);
}

/* The number of the lowest set bit of @word; @word is not 0. */
static inline unsigned long __ffs(unsigned long word)
{
	return (unsigned long)__builtin_ctzl(word);
}

static inline bool test_bit(unsigned long nr, const unsigned long *bitmap)
{
	return bitmap[nr / BITS_PER_LONG] >> (nr % BITS_PER_LONG) & 1;
}

#endif /* _CMA_TEST_LINUX_BITOPS_H */
