/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Errors that are injected into this process, see
 * Documentation/fault-injection/fault-injection.rst: into the function that
 * empties a range for cma_alloc(), and into the allocation of pages. Nothing is
 * injected anymore at exit().
 */
#ifndef SELFTESTS_CMA_FAULT_H
#define SELFTESTS_CMA_FAULT_H

/* More times than anything is tried. */
#define FOR_EVER	1000000000U

/*
 * Find what can be injected; to be called once. Why the one or the other cannot
 * be is said by the functions below.
 */
void fault_init(void);

/* Why no error can be injected into the emptying of a range, or NULL. */
const char *fault_contig_missing(void);

/* Why no page allocation can be made to fail, or NULL. */
const char *fault_pages_missing(void);

/*
 * The next @nr_times times, emptying a range fails with @error, a negative errno;
 * 0, or a negative errno if that could not be arranged.
 */
int fault_contig_begin(int error, unsigned int nr_times);

/* End that; how often it would still have failed, or a negative errno. */
long long fault_contig_end(void);

/*
 * Let every allocation of pages fail, until the end of it; 0, or a negative errno.
 * Nothing but what is tested belongs in between: one or the other, not both at a
 * time, and no page that was not touched before.
 */
int fault_pages_begin(void);
int fault_pages_end(void);

/* Let the @nth allocation from now on fail, once; 0, or a negative errno. */
int fault_page_nth_begin(unsigned int nth);

/*
 * End that; 0 if that allocation came, how many more it would have taken if it did
 * not, or a negative errno.
 */
long long fault_page_nth_end(void);

#endif
