/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What KTREE/lib/bitmap.c and KTREE/lib/find_bit.c need beyond ../linux/ in
 * order to compile; put in front of them with -include. What follows
 * round_down() serves functions that the linker throws away again: it has to
 * parse, not to work.
 */
#ifndef _CMA_TEST_BASE_KERNEL_H
#define _CMA_TEST_BASE_KERNEL_H

#include <linux/bitmap.h>
#include <linux/minmax.h>

#define unlikely(x)		__builtin_expect(!!(x), 0)

static inline unsigned long __ALIGN_MASK(unsigned long x, unsigned long mask)
{
	return (x + mask) & ~mask;
}

#define round_down(x, y)	((x) & ~((unsigned long)(y) - 1))

#define __user
#define PAGE_SIZE		4096
#define EINVAL			22
#define ERANGE			34
#define EOVERFLOW		75
#define ENOMEM			12
#define EBUSY			16
#define UINT_MAX		(~0U)
#define __GFP_ZERO		0x100u

#define u32			uint32_t
#define u64			uint64_t
#define gfp_t			unsigned int
#define GFP_KERNEL		0u
#define loff_t			int64_t
#define ssize_t			long

#endif /* _CMA_TEST_BASE_KERNEL_H */
