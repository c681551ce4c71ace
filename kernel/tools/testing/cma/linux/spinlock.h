/* SPDX-License-Identifier: GPL-2.0 */
/* One thread, so a lock only has to know whether it is held. */
#ifndef _CMA_TEST_LINUX_SPINLOCK_H
#define _CMA_TEST_LINUX_SPINLOCK_H

#include <assert.h>
#include <stdbool.h>

#define __acquires(...)

struct test_spinlock {
	bool is_held;
};

#define spinlock_t struct test_spinlock

static inline void spin_lock_irq(spinlock_t *lock)
{
	assert(!lock->is_held);
	lock->is_held = true;
}

static inline void spin_unlock_irq(spinlock_t *lock)
{
	assert(lock->is_held);
	lock->is_held = false;
}

#endif /* _CMA_TEST_LINUX_SPINLOCK_H */
