/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory that the kernel keeps for itself (vm.min_free_kbytes). While it is
 * more than there is, nobody can allocate any, and who has to may be killed for
 * it, so it is not to be raised for longer than one call takes.
 */
#ifndef SELFTESTS_CMA_RESERVE_H
#define SELFTESTS_CMA_RESERVE_H

/* Before anything else here; restores it at exit(), too. 0 or a negative errno. */
int reserve_init(void);

/* Above all that is free. 0 or a negative errno; -ENODATA: see memory_zones.h. */
int reserve_raise(void);

/* As it was at reserve_init(). */
void reserve_restore(void);

#endif
