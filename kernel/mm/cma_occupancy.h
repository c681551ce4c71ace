/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __MM_CMA_OCCUPANCY_H
#define __MM_CMA_OCCUPANCY_H

#define CMA_NO_PFN	(~0UL)

/**
 * struct cma_occupancy - what the rest of the system has in a range of pages
 * @in_use: pages that would have to be moved out of it
 * @first_in_use: pfn of the first of them, CMA_NO_PFN if there is none
 * @stuck: pfn of the first one that does not look as if it would move,
 *	CMA_NO_PFN if there is none
 */
struct cma_occupancy {
	unsigned long in_use;
	unsigned long first_in_use;
	unsigned long stuck;
};

struct cma_occupancy cma_occupancy(unsigned long pfn, unsigned long nr_pages,
				   unsigned long enough);

#endif /* __MM_CMA_OCCUPANCY_H */
