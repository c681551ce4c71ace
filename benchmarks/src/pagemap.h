/* SPDX-License-Identifier: GPL-2.0 */
/* Where our own pages lie, from /proc/self/pagemap. */
#ifndef CMABENCH_PAGEMAP_H
#define CMABENCH_PAGEMAP_H

#include <stddef.h>

/* Of a page that is not there, or where the kernel does not tell (not root). */
#define PAGEMAP_NO_PFN 0UL

/**
 * pagemap_read() - page frame numbers of pages of ours
 * @address: of the first page
 * @nr: pages
 * @pfn: receives a number for each
 */
void pagemap_read(const void *address, size_t nr, unsigned long *pfn);

/** pagemap_pfn() - page frame number of the page at an address */
unsigned long pagemap_pfn(const void *address);

#endif
