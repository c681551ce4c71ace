/* SPDX-License-Identifier: GPL-2.0 */
/* libc's own <limits.h> includes this file, too, for its uapi part. */
#ifndef _CMA_TEST_LINUX_LIMITS_H
#define _CMA_TEST_LINUX_LIMITS_H

#include_next <linux/limits.h>
#include <limits.h>

#endif /* _CMA_TEST_LINUX_LIMITS_H */
