// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "number.h"
#include "picture.h"

int order_of_pages(uint64_t pages)
{
	return pages > 1 ? 64 - __builtin_clzll(pages - 1) : 0;
}

bool is_default_area(const char *name)
{
	return !*name || !strcmp(name, "reserved") || !strcmp(name, "linux,cma");
}

uint64_t picture_aligned(const struct picture *p, const struct run_list *runs,
			 int align)
{
	return run_list_largest_aligned(runs, (unsigned int)align, p->base_pfn);
}

/* So many blocks that begin at multiples of the alignment are no accident. */
#define LEAST_ALIGNED_BLOCKS	3

/*
 * Behind each free run stands a block. If all of them begin at multiples of the
 * alignment, then the area's users do ask for it.
 */
static bool layout_shows(const struct log_dump *dump, int align)
{
	const struct run_list *runs = &dump->runs;
	const uint64_t mask = ((uint64_t)1 << align) - 1;
	unsigned int nr_blocks = 0;

	if (align < 4)
		return false;
	for (size_t i = 0; i < runs->nr; i++) {
		const uint64_t end = runs->runs[i].first + runs->runs[i].nr_pages;

		if (end == dump->total)
			continue;
		if (end & mask)
			return false;
		nr_blocks++;
	}
	return nr_blocks >= LEAST_ALIGNED_BLOCKS;
}

static void find_align(struct picture *p, const struct failure *failure,
		       int align)
{
	if (align != ALIGN_UNKNOWN) {
		p->align = align;
		return;
	}
	p->align = failure->align;
	if (p->align != ALIGN_UNKNOWN || !p->pages)
		return;
	p->align = order_of_pages(p->pages);
	/* Gigantic pages are aligned to their size. */
	if (p->align > DEFAULT_MAX_ALIGN && !failure_is_of_hugetlb(failure))
		p->align = DEFAULT_MAX_ALIGN;
	/* One page is aligned wherever it is. */
	p->align_inferred = p->align > 0;
}

/*
 * One page below that order is where it is whatever the area's base; above, a base that
 * is not known is taken as aligned. Runs in several ranges have a base each.
 */
static void find_base(struct picture *p, const struct failure *failure,
		      uint64_t base_pfn)
{
	const bool is_known = base_pfn <= MAX_PAGES &&
			      failure->dump.nr_ranges <= 1;

	p->base_pfn = is_known ? base_pfn : 0;
	p->base_is_sure = is_known || p->align <= LEAST_BASE_ALIGN;
}

/*
 * Would the request fit if a bit were the most pages that the runs allow, and not if it
 * were the least, or the other way round? In the default area it is always one.
 */
static bool depends_on_bits(const struct picture *p, const struct failure *failure)
{
	const struct log_dump *dump = &failure->dump;
	const unsigned int more = dump->highest_order_per_bit -
				  dump->order_per_bit;
	uint64_t most = 0;

	if (!more || p->align < 0 ||
	    (*failure->area && is_default_area(failure->area)))
		return false;
	for (size_t i = 0; i < dump->runs.nr; i++) {
		struct run run = dump->runs.runs[i];
		uint64_t pages;

		run.first <<= more;
		pages = run_aligned_pages(&run, (unsigned int)p->align,
					  p->base_pfn);
		if (pages > most)
			most = pages;
	}
	return (most >= p->pages) != (p->aligned >= p->pages);
}

static void find_runs(struct picture *p, const struct failure *failure)
{
	const struct log_dump *dump = &failure->dump;

	if (!dump->is_seen)
		return;
	if (dump->is_damaged)
		return;
	if (dump->has_end) {
		p->total = dump->total;
		p->free = dump->free;
	}
	p->missing = log_dump_missing(dump);
	/* An empty list may be a full area, or a list that was not printed. */
	if (dump->runs.nr || p->missing == 0) {
		const struct run *largest = run_list_largest(&dump->runs);

		p->runs = &dump->runs;
		p->largest = largest ? largest->nr_pages : 0;
		if (p->align >= 0)
			p->aligned = picture_aligned(p, &dump->runs, p->align);
		p->depends_on_bits = depends_on_bits(p, failure);
	}
	if (dump->longest) {
		p->largest = dump->longest;
		p->aligned = PAGES_UNKNOWN;
		p->runs = NULL;
	}
	if (p->align_inferred)
		p->align_shown = layout_shows(dump, p->align);
}

static void find_told(struct picture *p, const struct failure *failure)
{
	const struct told_failure *told = &failure->told;

	p->total = told->total;
	p->free = told->free;
	p->largest = told->run;
	p->aligned = told->aligned_run;
	p->missing = 0;
	if (failure->largest.nr)
		p->runs = &failure->largest;
}

static void find_room(struct picture *p)
{
	uint64_t free;

	p->room = REASON_UNKNOWN;
	/* A size from elsewhere that the runs are too large for is not the area's. */
	if (p->largest != PAGES_UNKNOWN && p->largest > p->total)
		p->total = PAGES_UNKNOWN;
	if (!p->pages)
		return;
	free = p->free < p->total ? p->free : p->total;
	p->room = reason_of_room(p->pages, free, p->largest, p->aligned);
	/* A run that is missing from the dump could have been long enough. */
	p->room_is_sure = p->room == REASON_NOSPACE || p->room == REASON_NONE ||
			  (p->room != REASON_UNKNOWN && p->missing < p->pages);
	if (p->room == REASON_FRAGMENTED && !p->room_is_sure &&
	    p->free == PAGES_UNKNOWN)
		p->room = REASON_UNKNOWN;
}

static void find_snapshot(struct picture *p, const struct failure *failure)
{
	const struct fact_value *count = &failure->near[FACT_COUNT];
	const struct fact_value *used = &failure->near[FACT_USED];
	const struct fact_value *chunk = &failure->near[FACT_MAXCHUNK];

	if (failure->dump.is_seen || failure->has_told)
		return;
	p->is_snapshot = (count->line && used->line) || chunk->line;
	if (count->line && used->line && used->value <= count->value)
		p->free = count->value - used->value;
	if (chunk->line)
		p->largest = chunk->value;
	if (chunk->line && !p->align)
		p->aligned = chunk->value;
}

struct picture picture_of(const struct failure *failure, int align,
			  uint64_t base_pfn)
{
	struct picture p = {
		.pages = failure->pages,
		.align = ALIGN_UNKNOWN,
		.total = failure->area_pages ? failure->area_pages :
					       PAGES_UNKNOWN,
		.free = failure->free_pages,
		.largest = PAGES_UNKNOWN,
		.aligned = PAGES_UNKNOWN,
		.missing = PAGES_UNKNOWN,
	};

	find_align(&p, failure, align);
	find_base(&p, failure, base_pfn);
	if (failure->has_told)
		find_told(&p, failure);
	else
		find_runs(&p, failure);
	find_room(&p);
	find_snapshot(&p, failure);
	return p;
}

int picture_highest_align(const struct picture *p)
{
	int align;

	if (!p->runs || !p->pages)
		return -1;
	for (align = p->align; align >= 0; align--)
		if (picture_aligned(p, p->runs, align) >= p->pages)
			break;
	return align;
}
