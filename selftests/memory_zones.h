/* SPDX-License-Identifier: GPL-2.0 */
/* Free memory and what the kernel keeps of it, all in pages. */
#ifndef SELFTESTS_CMA_MEMORY_ZONES_H
#define SELFTESTS_CMA_MEMORY_ZONES_H

/* Free pages well above where the kernel begins to reclaim, 0 if unknown. */
unsigned long memory_spare(void);

/*
 * So many have to be kept of all memory for no zone to have as many free, and a
 * few more. 0 if that is not known, or takes more than four times of what is free:
 * memory is in zones of which one is empty and another is not.
 */
unsigned long memory_reserve_above_free(void);

/* Pages that the kernel could get by reclaiming, or by swapping out. */
unsigned long memory_reclaimable(void);

/* Free pages in all areas. */
unsigned long memory_free_cma(void);

/* Free pages of the machine, those on the CPUs' own lists too. */
unsigned long memory_free(void);

#endif
