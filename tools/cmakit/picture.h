/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_PICTURE_H
#define CMAKIT_PICTURE_H

#include "log_failure.h"
#include "reason.h"

/* The highest order that the DMA API and dma-buf's heap ask for by default. */
#define DEFAULT_MAX_ALIGN	8

/* Areas begin at multiples of a pageblock, which has that order at least. */
#define LEAST_BASE_ALIGN	9

/**
 * struct picture - what a log shows of an area's bitmap when an allocation failed
 * @pages: the request, 0 if not told
 * @align: order of its alignment, ALIGN_UNKNOWN if it cannot even be inferred
 * @align_inferred: nothing tells @align; it is the one that most callers ask for
 * @align_shown: though inferred, the area's own layout shows it: all blocks in it
 *	begin at multiples
 * @base_pfn: the area's first page, 0 if that is not known, and would not count
 * @base_is_sure: it is known to be the area's, or does not count
 * @total, @free: of the area, PAGES_UNKNOWN if not known
 * @largest, @aligned: pages of the largest free run that is known, and the most
 *	that one holds from an aligned start; PAGES_UNKNOWN if no run is known
 * @is_snapshot: these two and @free are of another moment, from debugfs; @room is not
 *	concluded from them
 * @missing: free pages of which it is not known where they are, PAGES_UNKNOWN if it
 *	is not known how many
 * @runs: the runs that are known, NULL if none; not owned
 * @depends_on_bits: there is room, or not, by what a bit of the area is, which is not
 *	known
 * @room: what follows from all that: a reason of the bitmap, that there is none, or
 *	that it is not known
 * @room_is_sure: runs that are not known cannot change it
 */
struct picture {
	uint64_t pages;
	int align;
	bool align_inferred, align_shown, base_is_sure, depends_on_bits;
	uint64_t base_pfn;
	uint64_t total, free, largest, aligned, missing;
	bool is_snapshot;
	const struct run_list *runs;
	enum reason room;
	bool room_is_sure;
};

/*
 * The picture of @failure, whose alignment is @align if the user says so, else
 * ALIGN_UNKNOWN, and whose area begins with page @base_pfn, PAGES_UNKNOWN if that is
 * not known. Valid as long as @failure is.
 */
struct picture picture_of(const struct failure *failure, int align,
			  uint64_t base_pfn);

/* The most that a run of @runs holds from a start of that alignment in the area. */
uint64_t picture_aligned(const struct picture *picture,
			 const struct run_list *runs, int align);

/* Can @name be the default area's? Some lines tell none. */
bool is_default_area(const char *name);

/* Order of the smallest power of two that is at least @pages. */
int order_of_pages(uint64_t pages);

/* Highest order at which a run known in @picture has room, -1 if there is none. */
int picture_highest_align(const struct picture *picture);

#endif /* CMAKIT_PICTURE_H */
