/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory that the kernel keeps back from ordinary allocations,
 * vm.min_free_kbytes. Requests of interrupts and of reclaim itself may use it up;
 * until it is there again, nobody else gets a page, also not to move one to.
 */
#ifndef CMABENCH_RESERVE_H
#define CMABENCH_RESERVE_H

/**
 * reserve_raise() - keep back more than is free, in every zone
 *
 * A page that has to move finds no place then. Requests of interrupts can still be
 * served. Returns 0 or -errno.
 */
int reserve_raise(void);

/** reserve_restore() - keep back what was kept back before; more than once is no harm */
void reserve_restore(void);

#endif
