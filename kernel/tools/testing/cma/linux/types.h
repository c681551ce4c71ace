/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's basic types for mm/cma_place.c in userland. The headers of libc
 * include a <linux/types.h> of their own, found behind this one; -m32 compilers
 * may come without the <asm/types.h> that it needs, and nothing here needs it.
 */
#ifndef _CMA_TEST_LINUX_TYPES_H
#define _CMA_TEST_LINUX_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if __has_include_next("linux/types.h") && __has_include("asm/types.h")
#include_next <linux/types.h>
#endif

typedef uint64_t u64;

#ifndef BITS_PER_LONG
#define BITS_PER_LONG	(__SIZEOF_LONG__ * 8)
#endif

#endif /* _CMA_TEST_LINUX_TYPES_H */
