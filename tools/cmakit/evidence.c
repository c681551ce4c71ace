// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "evidence.h"
#include "run_fit.h"

#define say(e, ...)	text_list_add(&(e)->evidence, __VA_ARGS__)

static void say_source(struct explanation *e)
{
	const struct failure *f = e->failure;

	switch (f->source) {
	case SOURCE_LINE:
		if (f->ret == RET_UNKNOWN)
			say(e, "line %zu: the kernel's message, cut before the error",
			    f->line);
		break;
	case SOURCE_RECORD:
	case SOURCE_TRACE:
		break;
	case SOURCE_RETURNED:
		say(e, "line %zu: the call returned nothing; this kernel prints no error",
		    f->line);
		break;
	case SOURCE_DRIVER:
		say(e, "line %zu: a driver failed to get %" PRIu64
		    " pages, right behind ranges of that length that were busy",
		    f->line, f->pages);
		break;
	case SOURCE_DUMP:
		say(e, "line %zu: a list of free pages, which the kernel prints when an allocation has failed; the line that says which is not in the log",
		    f->line);
		break;
	case SOURCE_ATTEMPTS:
		say(e, "line %zu: ranges were busy, but no line says that a call failed in the end; it may have found another range, or its caller does not mind",
		    f->line);
		break;
	}
}

static void say_told(struct explanation *e)
{
	const struct told_failure *told = &e->failure->told;

	if (!e->failure->has_told)
		return;
	say(e, "the kernel's own record says %s", reason_name(told->reason));
	if (told->pfn != UINT64_MAX)
		say(e, "a page that would not move: pfn 0x%" PRIx64
		    ", refcount %d, mapcount %d%s%s", told->pfn, told->refcount,
		    told->mapcount, *told->type ? ", type " : "", told->type);
	if (told->mem_free != UINT64_MAX && told->mem_min != UINT64_MAX)
		say(e, "%" PRIu64 " pages of memory were free outside, the watermarks ask for %"
		    PRIu64, told->mem_free, told->mem_min);
}

static void say_ret(struct explanation *e)
{
	const int ret = e->failure->ret;
	const char *what = NULL;

	if (ret == RET_UNKNOWN || e->failure->has_told)
		return;
	if (ret == -EINTR)
		what = "a fatal signal arrived while the call waited";
	else if (ret != -ENOMEM && ret != -EBUSY)
		what = "no error that stock's cma_alloc() gives for a reason known here";
	else if (e->meaning == RET_BUSY_MEANS_BUSY)
		what = ret == -EBUSY ?
		       "before 6.15 that says that the bitmap had room, and that a page in every range tried would not move" :
		       "before 6.15 that is no place in the bitmap, or no memory to move a place's pages to";
	else if (e->meaning == RET_BUSY_MEANS_NOTHING)
		what = ret == -EBUSY ?
		       "from 6.15 on that means nothing: no place in the bitmap, or a page that would not move" :
		       "from 6.15 on that is no memory to move a place's pages to";
	else
		what = ret == -EBUSY ?
		       "this line is of 6.12 or later, and from 6.15 on that means nothing: no place in the bitmap, or a page that would not move" :
		       "no place in the bitmap, from 6.15 on no memory to move a place's pages to";
	say(e, "ret %d: %s", ret, what);
}

static void say_align(struct explanation *e)
{
	const struct picture *p = &e->picture;
	const struct failure *f = e->failure;

	if (!p->pages || p->align == ALIGN_UNKNOWN || f->has_told)
		return;
	if (p->align_inferred && failure_is_of_hugetlb(f))
		say(e, "the alignment is not in the log; order %d is inferred, as gigantic pages are aligned to their size",
		    p->align);
	else if (p->align_inferred)
		say(e, "the alignment is not in the log; order %d is inferred, what the DMA API asks for with CONFIG_CMA_ALIGNMENT=%d%s",
		    p->align, DEFAULT_MAX_ALIGN, p->align_shown ?
		    ", and all blocks in the area begin at multiples of it" : "");
	else if (f->align == ALIGN_UNKNOWN && p->align)
		say(e, "alignment of order %d, as given with --align", p->align);
	else if (f->align_source == ALIGN_BY_STEP)
		say(e, "alignment of order %d, by the step from one range to the next",
		    p->align);
	else if (f->align_source == ALIGN_BY_DEBUGFS)
		say(e, "asked for through debugfs, which needs no alignment");
}

static void say_dump(struct explanation *e)
{
	const struct log_dump *dump = &e->failure->dump;
	const struct picture *p = &e->picture;
	const struct run *largest = p->runs ? run_list_largest(p->runs) : NULL;

	if (!dump->is_seen)
		return;
	if (dump->has_end)
		say(e, "line %zu: %" PRIu64 " of %" PRIu64 " pages are free",
		    dump->line, dump->free, dump->total);
	if (largest)
		say(e, "largest free run%s: %lu@%lu", dump->is_cut ?
		    " in the part of the list that is there" : "",
		    largest->nr_pages, largest->first);
	if (dump->is_cut && p->missing != PAGES_UNKNOWN && dump->runs.nr)
		say(e, "the list is cut: %" PRIu64
		    " free pages are not in it%s", p->missing,
		    p->pages && p->missing < p->pages ?
		    ", too few to hide a run that long" : "");
	else if (dump->is_cut && dump->runs.nr)
		say(e, "the list is cut");
	if (dump->is_damaged)
		say(e, "the list contradicts itself, so its runs prove nothing");
	if (dump->order_per_bit)
		say(e, "positions are counted in units of %u pages",
		    1U << dump->order_per_bit);
	if (p->align > 0 && p->base_pfn & ((1ULL << p->align) - 1))
		say(e, "the area begins at pfn 0x%" PRIx64
		    ", and alignments are counted from pfn 0", p->base_pfn);
	if (e->failure->dump_is_near)
		say(e, "the list is that of another failure of this area close by");
	if (e->failure->dump_is_doubtful)
		say(e, "messages of several failures are mixed: the list may be another area's");
}

static void say_snapshot(struct explanation *e)
{
	const struct picture *p = &e->picture;

	/* What was concluded from it has been said. */
	if (!p->is_snapshot || e->evidence.nr)
		return;
	if (p->free != PAGES_UNKNOWN)
		say(e, "debugfs, another moment: %" PRIu64 " pages are free",
		    p->free);
	if (p->largest != PAGES_UNKNOWN)
		say(e, "debugfs, another moment: the largest free run has %" PRIu64
		    " pages", p->largest);
}

static void say_nearest_run(struct explanation *e)
{
	const struct picture *p = &e->picture;
	struct run_fit fit;

	if (!p->runs || !p->pages || p->align < 0 || p->room == REASON_NOSPACE ||
	    p->room == REASON_FRAGMENTED || !run_fit_best(p, &fit))
		return;
	if (fit.misses)
		say(e, "%lu@%lu: aligned start %" PRIu64 ", %" PRIu64 " + %" PRIu64
		    " = %" PRIu64 " > %" PRIu64 ": %" PRIu64 " pages short",
		    fit.run->nr_pages, fit.run->first, fit.start, fit.start,
		    p->pages, fit.end, fit.run_end, fit.misses);
	else
		say(e, "%lu@%lu: aligned start %" PRIu64 ", %" PRIu64 " + %" PRIu64
		    " = %" PRIu64 " <= %" PRIu64 ": there is room",
		    fit.run->nr_pages, fit.run->first, fit.start, fit.start,
		    p->pages, fit.end, fit.run_end);
}

static void say_tried(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (f->free_pages != UINT64_MAX && !f->dump.is_seen)
		say(e, "as the call began, %" PRIu64 " of the area's %" PRIu64
		    " pages were free", f->free_pages, f->area_pages);
	if (f->nr_tried)
		say(e, "%" PRIu64 " ranges of the call were busy, by its debug lines",
		    f->nr_tried);
	else if (f->is_watched)
		say(e, "the call's debug lines name no range that was busy");
	if (f->skipped_line)
		say(e, "line %zu: the search left ranges out, as their struct pages are not in a row; nothing there was tried",
		    f->skipped_line);
	if (f->search_failed)
		say(e, "the search's own line says that it found no place");
	if (f->busy.nr)
		say(e, "lines %zu to %zu: %" PRIu64 " ranges%s busy, between pfn 0x%"
		    PRIx64 " and 0x%" PRIx64, f->busy.line, f->busy.last_line,
		    f->busy.nr, f->busy.nr_suppressed ?
		    " (and more that were not printed)" : "",
		    f->busy.first_pfn, f->busy.end_pfn);
}

static void say_page(struct explanation *e)
{
	const struct page_fact *page = &e->failure->blamed;

	if (!page->line || !page->is_blamed)
		return;
	if (page->has_counts)
		say(e, "line %zu: page 0x%" PRIx64
		    " would not move: refcount %d, mapcount %d", page->line,
		    page->pfn, page->refcount, page->mapcount);
	else
		say(e, "line %zu: page 0x%" PRIx64 " would not move", page->line,
		    page->pfn);
	if (page->order > 0)
		say(e, "it is part of a compound page of order %d", page->order);
}

/* How much of the area's free pages the system has borrowed. */
static void say_memory(struct explanation *e)
{
	const struct failure *f = e->failure;
	const struct fact_value *free = &f->near[FACT_ZONE_FREE];
	const struct fact_value *cma = &f->near[FACT_CMA_FREE];
	const uint64_t unit = e->page_size >> 10;

	if (e->reason == REASON_NOMEM && failure_fact_is_close(f, FACT_ZONE_FREE))
		say(e, "line %zu: a zone has %" PRIu64
		    " kB free, its min watermark is %" PRIu64 " kB", free->line,
		    free->value, f->near[FACT_ZONE_MIN].value);
	if (e->reason == REASON_NOMEM && f->near[FACT_BUDDY_FREE].line)
		say(e, "line %zu, another moment: /proc/buddyinfo has %" PRIu64
		    " free pages", f->near[FACT_BUDDY_FREE].line,
		    f->near[FACT_BUDDY_FREE].value);
	if (e->reason == REASON_NOMEM && f->near[FACT_MEM_FREE].line)
		say(e, "line %zu, another moment: MemFree is %" PRIu64
		    " kB, of which the areas' own free pages are of no use here",
		    f->near[FACT_MEM_FREE].line, f->near[FACT_MEM_FREE].value);
	if (e->reason == REASON_BUSY && cma->line &&
	    e->picture.free != PAGES_UNKNOWN &&
	    cma->value / unit < e->picture.free)
		say(e, "line %zu, another moment: CmaFree is %" PRIu64 " pages%s; the bitmap has %"
		    PRIu64 " free, so about %" PRIu64
		    " are lent to the system and have to be moved", cma->line,
		    cma->value / unit, e->page_size_assumed ?
		    " of 4 KiB" : "", e->picture.free,
		    e->picture.free - cma->value / unit);
}

/* A page that is in every place where the request could go blocks all of them. */
static void say_window(struct explanation *e)
{
	uint64_t start, end;

	if (e->reason != REASON_BUSY || !run_fit_window(&e->picture, &start, &end))
		return;
	say(e, "every place for the request holds pages [%" PRIu64 ", %" PRIu64
	    "): one page there that does not move blocks all of them", start, end);
}

static void say_unknown(struct explanation *e)
{
	char list[128] = "";
	size_t len = 0;

	if (e->reason != REASON_UNKNOWN || !e->possible)
		return;
	for (int reason = 0; reason < REASON_UNKNOWN; reason++)
		if (e->possible >> reason & 1)
			len += (size_t)snprintf(list + len, sizeof(list) - len,
						"%s%s", len ? ", " : "",
						reason_name((enum reason)reason));
	say(e, "the log leaves open which of these it is: %s", list);
}

void evidence_collect(struct explanation *e)
{
	say_snapshot(e);
	say_source(e);
	say_told(e);
	say_nearest_run(e);
	say_dump(e);
	say_align(e);
	say_ret(e);
	say_tried(e);
	say_page(e);
	say_window(e);
	say_memory(e);
	say_unknown(e);
}
