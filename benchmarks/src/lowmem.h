/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory so low that a page which has to leave the area finds nowhere to go, or
 * only what is swapped out for it.
 */
#ifndef CMABENCH_LOWMEM_H
#define CMABENCH_LOWMEM_H

/**
 * lowmem_take() - take memory until hardly any is left
 * @spare: pages that stay free outside CMA areas, above the kernel's reserve
 *
 * The OOM killer, should it come, spares this program. Where there is swap, half
 * of it is used at most. Returns 0, or -errno after a message.
 */
int lowmem_take(unsigned long spare);

/**
 * lowmem_enter() - before a request, after lowmem_take(): there is no memory left
 *
 * What is spare would only delay what is to be measured. So for the time of the
 * request the kernel's reserve is raised above what is free. Where there is swap it
 * is not: the request then waits for pages to be written. Returns 0 or -errno.
 */
int lowmem_enter(void);

/** lowmem_leave() - after the request */
void lowmem_leave(void);

#endif
