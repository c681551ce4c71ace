/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_LINUX_SCHED_H
#define _CMA_TEST_LINUX_SCHED_H

static inline void cond_resched(void)
{
}

#endif /* _CMA_TEST_LINUX_SCHED_H */
