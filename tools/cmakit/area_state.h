/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_STATE_H
#define CMAKIT_AREA_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reason.h"
#include "run_list.h"

/* The page allocator's largest block in most kernels; lists go up to it. */
#define AREA_MAX_LISTED_ORDER	10

/*
 * Bits of an area that can be looked at: 256 GiB of 4 KiB pages at one page a bit.
 * A list of runs is up to 64 times as large as the bitmap that it is made from.
 */
#define AREA_STATE_MAX_BITS	(1UL << 26)

/**
 * struct area_request - pages in a row that somebody asks an area for
 * @pages: how many, 1 to MAX_PAGES
 * @align_order: from a multiple of 2^order pages on
 */
struct area_request {
	uint64_t pages;
	unsigned int align_order;
};

/* What is known of a range's length; a log does not tell where one of several ends. */
enum area_length {
	LENGTH_KNOWN,
	LENGTH_AT_LEAST,	/* it ends with its last free run, or later */
	LENGTH_AT_MOST,		/* it is what is left of the area, or less */
};

/**
 * struct area_range - one piece of memory of an area; most have a single one
 * @has_base: whether @base_pfn is known
 * @base_pfn: its first page; where it is not known, 0, which is as aligned as it
 *	can be
 * @nr_pages: its length
 * @length: what that is
 * @free: its free runs from the bottom up, counted from its start
 */
struct area_range {
	bool has_base;
	enum area_length length;
	uint64_t base_pfn;
	unsigned long nr_pages;
	struct run_list free;
};

/**
 * struct area_state - what of an area is free, at some time
 * @name: the area's name, NULL where it is not known
 * @source: what this was read from
 * @order_per_bit: pages are taken and freed 2^order at a time
 * @free_is_open: more pages may be free than @ranges and @unplaced_pages have
 * @unplaced_pages: pages that are free too, but it is not known where
 * @ranges: its ranges, at least one
 * @nr_ranges: number of them
 * @has_request: whether @request is known
 * @request: what failed when the area was in this state
 */
struct area_state {
	char *name;
	char *source;
	unsigned int order_per_bit;
	bool free_is_open;
	uint64_t unplaced_pages;
	struct area_range *ranges;
	size_t nr_ranges;
	bool has_request;
	struct area_request request;
};

/* All zero is one without ranges. The caller ends it with area_state_free(). */
void area_state_free(struct area_state *state);

/* A new range behind the others, empty and of no pages. */
struct area_range *area_state_add_range(struct area_state *state);

/* Its length; the least that it can be if that is not known. */
uint64_t area_state_pages(const struct area_state *state);
bool area_state_has_pages(const struct area_state *state);

/* Whether all of the area is known, and where each free page of it is. */
bool area_state_is_complete(const struct area_state *state);

/* Also those of which it is not known where they are. */
uint64_t area_state_free_pages(const struct area_state *state);
size_t area_state_nr_runs(const struct area_state *state);

/* Pages of the largest free run; 0 without any. */
uint64_t area_state_largest_run(const struct area_state *state);

/* The largest request, aligned to 2^@align_order pages, for which there is room. */
uint64_t area_state_largest_aligned(const struct area_state *state,
				    unsigned int align_order);

/*
 * Why there is no room for @request, as the kernel would put it; REASON_NONE if
 * there is, REASON_UNKNOWN if runs that are not known decide it.
 */
enum reason area_state_judge(const struct area_state *state,
				     const struct area_request *request);

/**
 * struct area_fit - what a free run is worth to a request
 * @reason: why it does not hold it: REASON_FRAGMENTED, REASON_ALIGNMENT, or
 *	REASON_NONE if it does
 * @aligned_first: its first page at which the request could begin; may lie
 *	behind the run
 * @usable_pages: from there to its end
 * @missing_pages: how many more there would have to be
 */
struct area_fit {
	enum reason reason;
	unsigned long aligned_first;
	unsigned long usable_pages;
	uint64_t missing_pages;
};

/* Of @run of @state's range @range. */
struct area_fit area_state_fit(const struct area_state *state,
				  const struct area_range *range,
				  const struct run *run,
				  const struct area_request *request);

/**
 * struct ranged_run - a free run, and where
 * @range: index of its range
 * @run: the run
 */
struct ranged_run {
	size_t range;
	struct run run;
};

/*
 * The largest runs, largest first and the lowest of equal ones: at most @max,
 * into @largest. Returns how many.
 */
size_t area_state_largest_runs(const struct area_state *state,
			       struct ranged_run *largest, size_t max);

/* Where @range's distance from the alignment boundary below it is, in pages. */
unsigned long area_range_align_offset(const struct area_state *state,
				      const struct area_range *range,
				      unsigned int align_order);

#endif /* CMAKIT_AREA_STATE_H */
