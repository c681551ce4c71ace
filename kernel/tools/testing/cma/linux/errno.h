/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libc's own <errno.h> includes this file, too. -m32 compilers may come without
 * the <asm/errno.h> that the next one needs.
 */
#ifndef _CMA_TEST_LINUX_ERRNO_H
#define _CMA_TEST_LINUX_ERRNO_H

#if __has_include_next("linux/errno.h") && __has_include("asm/errno.h")
#include_next <linux/errno.h>
#else
#define EINTR	4
#define ENOMEM	12
#define EBUSY	16
#endif

#endif /* _CMA_TEST_LINUX_ERRNO_H */
