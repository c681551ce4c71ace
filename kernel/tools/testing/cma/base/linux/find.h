/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own finders, compiled from KTREE/lib/find_bit.c, called the way
 * include/linux/find.h calls them when the size is not a constant.
 */
#ifndef _CMA_TEST_BASE_LINUX_FIND_H
#define _CMA_TEST_BASE_LINUX_FIND_H

unsigned long _find_next_bit(const unsigned long *addr, unsigned long nbits,
			     unsigned long start);
unsigned long _find_next_zero_bit(const unsigned long *addr,
				  unsigned long nbits, unsigned long start);
unsigned long _find_last_bit(const unsigned long *addr, unsigned long size);

static inline unsigned long find_next_bit(const unsigned long *addr,
					  unsigned long size,
					  unsigned long offset)
{
	return _find_next_bit(addr, size, offset);
}

static inline unsigned long find_next_zero_bit(const unsigned long *addr,
					       unsigned long size,
					       unsigned long offset)
{
	return _find_next_zero_bit(addr, size, offset);
}

static inline unsigned long find_last_bit(const unsigned long *addr,
					  unsigned long size)
{
	return _find_last_bit(addr, size);
}

#endif /* _CMA_TEST_BASE_LINUX_FIND_H */
