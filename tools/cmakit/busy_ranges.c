// SPDX-License-Identifier: GPL-2.0
#include <math.h>

#include "busy_ranges.h"

/* A call that is stuck for longer between two ranges has been interrupted. */
#define MAX_SECONDS_BETWEEN	10.0

bool busy_ranges_continue(const struct busy_ranges *ranges, uint64_t first,
			  uint64_t end, double time)
{
	if (!ranges->nr)
		return true;
	/* A call goes upwards through the area. */
	if (end <= ranges->last_end)
		return false;
	if (time - ranges->time > MAX_SECONDS_BETWEEN)
		return false;
	/*
	 * A range's printed start may be lower than the request's, by up to the
	 * size of the block it is in; so lengths differ, but not by far.
	 */
	return end - first < ranges->pages + 1024 &&
	       ranges->pages < end - first + 1024;
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		const uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

void busy_ranges_add(struct busy_ranges *ranges, uint64_t first, uint64_t end,
		     size_t line, double time)
{
	const uint64_t pages = end - first;

	if (!ranges->nr) {
		ranges->line = line;
		ranges->first_pfn = first;
		ranges->end_pfn = end;
		ranges->pages = pages;
	} else {
		ranges->step = gcd(ranges->step, end > ranges->last_end ?
				   end - ranges->last_end :
				   ranges->last_end - end);
	}
	if (first < ranges->first_pfn)
		ranges->first_pfn = first;
	if (end > ranges->end_pfn)
		ranges->end_pfn = end;
	if (pages < ranges->pages) {
		ranges->pages = pages;
		ranges->nr_exact = 0;
	}
	ranges->nr_exact += pages == ranges->pages;
	ranges->nr++;
	ranges->last_end = end;
	ranges->last_line = line;
	ranges->time = time;
}

/*
 * A range's printed start is lower than the request's where a free block begins
 * below it, at a multiple of the block's size. Two in a row hardly are both.
 */
bool busy_ranges_are_of(const struct busy_ranges *ranges, uint64_t pages)
{
	const uint64_t below = ranges->pages - pages;
	const uint64_t block = ranges->first_pfn & -ranges->first_pfn;

	if (ranges->pages <= pages)
		return ranges->pages == pages;
	return ranges->nr == 1 && below < block && below < 1024;
}

void busy_ranges_merge(struct busy_ranges *ranges, const struct busy_ranges *other)
{
	if (!ranges->nr) {
		*ranges = *other;
		return;
	}
	ranges->nr += other->nr;
	ranges->nr_suppressed += other->nr_suppressed;
	ranges->nr_exact += other->nr_exact;
	if (other->first_pfn < ranges->first_pfn)
		ranges->first_pfn = other->first_pfn;
	if (other->end_pfn > ranges->end_pfn)
		ranges->end_pfn = other->end_pfn;
	ranges->last_line = other->last_line;
	ranges->last_end = other->last_end;
	ranges->step = gcd(ranges->step, other->step);
}

/* Two steps may have more in common than the alignment; several hardly do. */
#define LEAST_RANGES	4

int busy_ranges_align(const struct busy_ranges *ranges)
{
	if (ranges->nr < LEAST_RANGES || !ranges->step)
		return ALIGN_UNKNOWN;
	return __builtin_ctzll(ranges->step);
}
