// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>

#include "evidence.h"

static const char moment[] = "the numbers are of another moment";

bool is_memory_short(const struct failure *f)
{
	return failure_fact_is_close(f, FACT_ZONE_FREE) &&
	       f->near[FACT_ZONE_FREE].value < f->near[FACT_ZONE_MIN].value;
}

static uint64_t kilobytes_in_pages(const struct explanation *e,
				   uint64_t kilobytes)
{
	return kilobytes / (e->page_size >> 10);
}

/* Larger than the area, or than all areas together. */
static bool is_larger_than_area(struct explanation *e)
{
	const struct picture *p = &e->picture;
	const struct fact_value *total = &e->failure->near[FACT_CMA_TOTAL];

	if (e->area_pages != PAGES_UNKNOWN && p->pages > e->area_pages) {
		conclude(e, REASON_NOSPACE, e->area_is_named ?
			 CONFIDENCE_HIGH : CONFIDENCE_MEDIUM, "by the area's size");
		text_list_add(&e->evidence,
			      "the area has %" PRIu64 " pages, fewer than the %"
			      PRIu64 " requested", e->area_pages, p->pages);
		return true;
	}
	if (total->line && kilobytes_in_pages(e, total->value) < p->pages) {
		conclude(e, REASON_NOSPACE, CONFIDENCE_HIGH,
			 "no area can be that large");
		text_list_add(&e->evidence,
			      "line %zu: all areas together have %" PRIu64
			      " kB, %" PRIu64 " pages, fewer than the %" PRIu64
			      " requested", total->line, total->value,
			      kilobytes_in_pages(e, total->value), p->pages);
		return true;
	}
	return false;
}

/*
 * vc4 tells how much its buffers hold, all of it from one area. That has no more than
 * all areas together.
 */
static bool is_taken_by_vc4(struct explanation *e)
{
	const struct fact_value *held = &e->failure->near[FACT_VC4_BUFFERS];
	const struct fact_value *total = &e->failure->near[FACT_CMA_TOTAL];
	const uint64_t area = e->area_pages != PAGES_UNKNOWN || !total->line ?
			      e->area_pages :
			      kilobytes_in_pages(e, total->value);
	uint64_t pages, left;

	if (!failure_fact_is_close(e->failure, FACT_VC4_BUFFERS) ||
	    area == PAGES_UNKNOWN)
		return false;
	pages = kilobytes_in_pages(e, held->value);
	left = pages < area ? area - pages : 0;
	if (left >= e->picture.pages)
		return false;
	conclude(e, REASON_NOSPACE, CONFIDENCE_MEDIUM,
		 "if the buffers are of this area");
	text_list_add(&e->evidence,
		      "line %zu: the GPU's buffers hold %" PRIu64 " kB, %" PRIu64
		      " of %" PRIu64 " pages, which leaves at most %" PRIu64
		      " for the %" PRIu64 " requested", held->line, held->value,
		      pages, area, left, e->picture.pages);
	return true;
}

/* debugfs' files of the area, read at some other moment. */
static bool debugfs_shows(struct explanation *e)
{
	const struct fact_value *near = e->failure->near;
	const struct fact_value *count = &near[FACT_COUNT];
	const struct fact_value *used = &near[FACT_USED];
	const struct fact_value *chunk = &near[FACT_MAXCHUNK];
	const uint64_t pages = e->picture.pages;

	if (count->line && used->line && used->value <= count->value &&
	    count->value - used->value < pages) {
		conclude(e, REASON_NOSPACE, CONFIDENCE_MEDIUM, moment);
		text_list_add(&e->evidence,
			      "lines %zu and %zu, another moment: %" PRIu64
			      " of %" PRIu64 " pages used, %" PRIu64
			      " left for the %" PRIu64 " requested", count->line,
			      used->line, used->value, count->value,
			      count->value - used->value, pages);
		return true;
	}
	if (chunk->line && chunk->value < pages) {
		conclude(e, REASON_FRAGMENTED, count->line && used->line ?
			 CONFIDENCE_MEDIUM : CONFIDENCE_LOW, moment);
		text_list_add(&e->evidence,
			      "line %zu, another moment: the largest free run has %"
			      PRIu64 " pages, fewer than the %" PRIu64
			      " requested", chunk->line, chunk->value, pages);
		return true;
	}
	return false;
}

/*
 * The free runs of debugfs' bitmap, in pages; without those that fill up its last
 * word, if the area's size is known. The caller ends it with run_list_free().
 */
static struct run_list bitmap_runs(const struct explanation *e)
{
	const struct run_list *bits = &e->facts->bitmap;
	const struct fact_value *order = &e->failure->near[FACT_ORDER_PER_BIT];
	const struct fact_value *count = &e->failure->near[FACT_COUNT];
	const unsigned int shift = order->line && order->value < 20 ?
				   (unsigned int)order->value : 0;
	const uint64_t end = count->line ? count->value : UINT64_MAX;
	struct run_list runs = { 0 };

	for (size_t i = 0; i < bits->nr; i++) {
		const uint64_t first = (uint64_t)bits->runs[i].first << shift;
		uint64_t pages = (uint64_t)bits->runs[i].nr_pages << shift;

		if (first >= end)
			break;
		if (pages > end - first)
			pages = end - first;
		run_list_add(&runs, first, pages);
	}
	return runs;
}

/* debugfs' bitmap of the area, read at some other moment. */
static bool bitmap_shows(struct explanation *e)
{
	const struct picture *p = &e->picture;
	struct run_list runs;
	const struct run *longest;
	uint64_t free, largest, aligned;

	if (!e->facts->bitmap_line || p->align < 0 ||
	    !failure_is_of_area(e->failure, e->facts->bitmap_area))
		return false;
	runs = bitmap_runs(e);
	longest = run_list_largest(&runs);
	largest = longest ? longest->nr_pages : 0;
	free = run_list_pages(&runs);
	aligned = picture_aligned(p, &runs, p->align);
	run_list_free(&runs);
	if (aligned >= p->pages)
		return false;
	text_list_add(&e->evidence,
		      "line %zu, another moment: the bitmap has %" PRIu64
		      " free pages, the largest run %" PRIu64
		      ", from an aligned start %" PRIu64, e->facts->bitmap_line,
		      free, largest, aligned);
	if (free < p->pages)
		conclude(e, REASON_NOSPACE, CONFIDENCE_MEDIUM, moment);
	else if (largest < p->pages)
		conclude(e, REASON_FRAGMENTED, CONFIDENCE_MEDIUM, moment);
	else
		conclude(e, REASON_ALIGNMENT, p->align_inferred ?
			 CONFIDENCE_LOW : CONFIDENCE_MEDIUM, moment);
	return true;
}

/*
 * More is asked for than the default area is configured to have; or all of it, and no
 * place was found, so something is in it: had it been empty, there would have been a
 * place, and a line if that was busy.
 */
static bool asks_for_all(struct explanation *e)
{
	const struct fact_value *size = &e->failure->near[FACT_AREA_SIZE];
	const uint64_t area = kilobytes_in_pages(e, size->value);

	if (!size->line || !is_default_area(e->failure->area) ||
	    e->picture.pages < area ||
	    (e->picture.pages == area && (!e->failure->is_watched ||
					  e->failure->nr_tried)))
		return false;
	conclude(e, REASON_NOSPACE, e->picture.pages > area ?
		 CONFIDENCE_MEDIUM : CONFIDENCE_LOW,
		 "by the size that is configured");
	text_list_add(&e->evidence,
		      "line %zu: an area of %" PRIu64 " pages is configured; the %"
		      PRIu64 " requested need all of it", size->line, area,
		      e->picture.pages);
	return true;
}

/*
 * Nothing in any area is free, in whoever's hands it is. That is weak: pages that
 * are lent to the system count as taken, and would be moved.
 */
static bool nothing_is_free(struct explanation *e)
{
	const struct fact_value *free = &e->failure->near[FACT_CMA_FREE];

	if (e->failure->ret != -ENOMEM || !free->line ||
	    kilobytes_in_pages(e, free->value) >= e->picture.pages)
		return false;
	conclude(e, REASON_NOSPACE, CONFIDENCE_LOW, moment);
	text_list_add(&e->evidence,
		      "line %zu, another moment: CmaFree is %" PRIu64
		      " kB, less than requested; but that counts pages lent to the system as taken, and is the sum of all areas",
		      free->line, free->value);
	return true;
}

/* Right then, a zone had less free memory than it must keep. */
static bool memory_was_short(struct explanation *e)
{
	if (e->failure->ret != -ENOMEM || !is_memory_short(e->failure))
		return false;
	conclude(e, REASON_NOMEM, CONFIDENCE_LOW,
		 "a zone was short of memory, but the area may have been full, too");
	return true;
}

bool conclude_from_hints(struct explanation *e)
{
	return e->picture.pages &&
	       (is_larger_than_area(e) || is_taken_by_vc4(e) ||
		debugfs_shows(e) || bitmap_shows(e) || asks_for_all(e) ||
		memory_was_short(e) || nothing_is_free(e));
}
