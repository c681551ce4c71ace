// SPDX-License-Identifier: GPL-2.0
/*
 * From what a log says to the reason. What the return value means depends on the
 * kernel:
 *
 *	up to 4.10	none is printed
 *	4.11 to 6.14	-ENOMEM: no place in the bitmap, or a place's pages could not
 *			be moved for want of memory; -EBUSY: ranges were tried
 *	from 6.15 on	-ENOMEM: want of memory; -EBUSY: no place, or ranges were
 *			tried
 *
 * So the bitmap's picture decides, the return value where it can, and where the two
 * contradict each other the reason is less sure.
 */
#include <errno.h>

#include <string.h>

#include "advice.h"
#include "evidence.h"
#include "explanation.h"

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = {
		[CONFIDENCE_LOW] = "low",
		[CONFIDENCE_MEDIUM] = "medium",
		[CONFIDENCE_HIGH] = "high",
	};

	return names[confidence];
}

/* Functions' names before 6.12. */
static bool is_old_function(enum cma_function function)
{
	return function == FUNCTION_CMA_ALLOC || function == FUNCTION_DMA;
}

/*
 * The kernel that @f is of, NULL if the log does not tell it for sure. A log may be
 * of several boots, each with its own kernel, and people write about others.
 */
static const struct kernel_version *version_of(const struct failure *f,
					       const struct log_facts *facts)
{
	const struct kernel_version *version = &f->version;
	bool is_old;

	if (!version->major) {
		version = &facts->version;
		/* The clock went back: the next boot's. */
		if (version->time < f->time)
			return NULL;
	}
	if (!version->major || version->is_mixed)
		return NULL;
	is_old = version->major < 6 ||
		 (version->major == 6 && version->minor < 12);
	/* The line's own words contradict it. */
	if ((is_old && f->function == FUNCTION_INNER) ||
	    (!is_old && is_old_function(f->function)))
		return NULL;
	return version;
}

static enum ret_meaning meaning_of_ret(const struct failure *f,
				       const struct log_facts *facts)
{
	const struct kernel_version *version = version_of(f, facts);
	const struct log_dump *dump = &f->dump;

	if (f->ret == RET_UNKNOWN)
		return RET_NOT_TOLD;
	if (f->function == FUNCTION_FROZEN || dump->has_ranges)
		return RET_BUSY_MEANS_NOTHING;
	if (version)
		return version->major > 6 ||
		       (version->major == 6 && version->minor >= 15) ?
		       RET_BUSY_MEANS_NOTHING : RET_BUSY_MEANS_BUSY;
	if (is_old_function(f->function))
		return RET_BUSY_MEANS_BUSY;
	/* 6.12 to 6.14 print a dump in one record, later ones in several. */
	if (f->function == FUNCTION_INNER && dump->has_end && dump->runs.nr &&
	    !f->dump_is_near)
		return RET_BUSY_MEANS_BUSY;
	return RET_EITHER;
}

void conclude(struct explanation *e, enum reason reason,
	      enum confidence confidence, const char *because)
{
	e->reason = reason;
	e->confidence = confidence;
	e->because = because;
}

/* The conclusion is no surer than @confidence, for the reason given. */
static void limit(struct explanation *e, enum confidence confidence,
		  const char *because)
{
	if (e->confidence <= confidence)
		return;
	e->confidence = confidence;
	e->because = because;
}

#define POSSIBLE(reason)	(1U << (reason))
#define NO_PLACE		(POSSIBLE(REASON_NOSPACE) | \
				 POSSIBLE(REASON_FRAGMENTED) | \
				 POSSIBLE(REASON_ALIGNMENT))

/* @possible are left by the error; what is known of the area leaves fewer. */
static void cannot_tell(struct explanation *e, unsigned int possible)
{
	const struct picture *p = &e->picture;

	if (p->pages && !p->is_snapshot) {
		if (p->free != PAGES_UNKNOWN && p->free >= p->pages)
			possible &= ~POSSIBLE(REASON_NOSPACE);
		if (p->largest != PAGES_UNKNOWN && p->largest >= p->pages)
			possible &= ~(POSSIBLE(REASON_NOSPACE) |
				      POSSIBLE(REASON_FRAGMENTED));
	}
	conclude(e, REASON_UNKNOWN, CONFIDENCE_LOW, "the log leaves it open");
	e->possible = possible;
}

/* What was concluded from the dump is no surer than that it is this failure's. */
static void limit_by_dump(struct explanation *e)
{
	if (e->failure->dump_is_near)
		limit(e, CONFIDENCE_MEDIUM,
		      "the list of free pages is a neighbour's");
	if (e->failure->dump_is_doubtful)
		limit(e, CONFIDENCE_MEDIUM,
		      "the list of free pages may be another area's");
}

/* There is room, or not, by what of the area's layout is not known. */
static void limit_by_layout(struct explanation *e)
{
	const struct picture *p = &e->picture;

	if (p->depends_on_bits)
		limit(e, CONFIDENCE_MEDIUM,
		      "how many pages the area hands out at a time is not known");
	if (!p->base_is_sure &&
	    (p->room != REASON_NONE || p->largest < p->pages + (1ULL << p->align)))
		limit(e, CONFIDENCE_MEDIUM,
		      "how the area's first page is aligned is not certain");
}

/*
 * The picture shows no place for the request. Returns false if it shows one, or
 * nothing.
 */
static bool conclude_no_place(struct explanation *e)
{
	static const char arithmetic[] = "arithmetic leaves nothing else";
	static const char cut[] = "the list of free pages is cut";
	const struct picture *p = &e->picture;

	switch (p->room) {
	case REASON_NOSPACE:
		conclude(e, REASON_NOSPACE, CONFIDENCE_HIGH, arithmetic);
		break;
	case REASON_FRAGMENTED:
		conclude(e, REASON_FRAGMENTED, CONFIDENCE_HIGH, arithmetic);
		/* What is cut off could be longer, and then it is alignment. */
		if (!p->room_is_sure)
			limit(e, CONFIDENCE_LOW, cut);
		break;
	case REASON_ALIGNMENT:
		conclude(e, REASON_ALIGNMENT, CONFIDENCE_HIGH, arithmetic);
		if (!p->room_is_sure && !e->failure->search_failed)
			limit(e, CONFIDENCE_LOW, cut);
		if (p->align_inferred && !p->align_shown)
			limit(e, CONFIDENCE_MEDIUM, "the alignment is inferred");
		limit_by_layout(e);
		break;
	default:
		return false;
	}
	/* What was lost may be part of a number, too. */
	if (e->failure->dump.is_unmarked && p->room != REASON_NOSPACE)
		limit(e, CONFIDENCE_MEDIUM,
		      "the list of free pages does not add up");
	limit_by_dump(e);
	return true;
}

/* Does the request fit whatever alignment its caller can have asked for? */
static bool fits_however_aligned(const struct picture *p)
{
	const int align = order_of_pages(p->pages);

	return !p->align_inferred ||
	       (p->runs && picture_aligned(p, p->runs, align) >= p->pages);
}

/* -ENOMEM where ranges were free: there was no memory to move their pages to. */
static void conclude_nomem(struct explanation *e)
{
	conclude(e, REASON_NOMEM, CONFIDENCE_HIGH,
		 "there was room, and a zone was short of memory");
	if (!is_memory_short(e->failure))
		limit(e, CONFIDENCE_MEDIUM,
		      "the room may have come up just after the search");
	if (!fits_however_aligned(&e->picture))
		limit(e, CONFIDENCE_LOW,
		      "the alignment is inferred, and at a higher one there is no room");
	limit_by_layout(e);
	limit_by_dump(e);
}

/* What debug lines of ranges that were busy say is no surer than whose they are. */
static void limit_by_call(struct explanation *e)
{
	if (e->failure->call_is_doubtful)
		limit(e, CONFIDENCE_MEDIUM,
		      "the lines of busy ranges may be those of another call");
}

/*
 * There are busy ranges; does the failure's own list leave no place for the request all
 * the same? One of both is of another call or moment, and lists are told apart better.
 * An alignment that is only inferred proves nothing against ranges that were tried.
 */
static bool list_outweighs_busy(struct explanation *e)
{
	const struct picture *p = &e->picture;

	if (!p->room_is_sure || e->failure->dump_is_near ||
	    e->failure->dump_is_doubtful ||
	    (p->room == REASON_ALIGNMENT && p->align_inferred) ||
	    !conclude_no_place(e))
		return false;
	limit(e, CONFIDENCE_MEDIUM,
	      "ranges were busy just before, so there was room, perhaps for this call");
	return true;
}

/* Busy ranges, -ENOMEM, and a kernel in which no place gives that, too. */
static void decide_tried_enomem(struct explanation *e)
{
	if (list_outweighs_busy(e))
		return;
	conclude(e, REASON_NOMEM, CONFIDENCE_HIGH,
		 "a search that ended after busy ranges would have given -16");
	limit_by_call(e);
}

static void decide_enomem(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (e->meaning == RET_BUSY_MEANS_NOTHING) {
		const bool is_odd = conclude_no_place(e);

		conclude(e, REASON_NOMEM, CONFIDENCE_HIGH,
			 "this kernel gives -12 for nothing else");
		/* The list was printed a moment later. */
		if (is_odd)
			limit(e, CONFIDENCE_MEDIUM,
			      "the error says that there was room, the list that there is none");
	} else if (f->nr_tried) {
		decide_tried_enomem(e);
	} else if (conclude_no_place(e)) {
		return;
	} else if (e->picture.room == REASON_NONE) {
		conclude_nomem(e);
	} else if (f->busy.nr) {
		conclude(e, REASON_NOMEM, CONFIDENCE_MEDIUM,
			 "ranges were busy just before, perhaps those of this call");
	} else if (!conclude_from_hints(e)) {
		cannot_tell(e, NO_PLACE | POSSIBLE(REASON_NOMEM));
	}
}

/* -EBUSY of a kernel in which it means that ranges were tried. */
static void decide_told_busy(struct explanation *e)
{
	const struct picture *p = &e->picture;
	/* There was room, then; now there is none. */
	const bool is_odd = p->room_is_sure && (p->room == REASON_NOSPACE ||
						p->room == REASON_FRAGMENTED);
	static const char odd[] = "the list of free pages has no room for it";

	/* A version that is only inferred may be wrong, too. */
	if (is_odd && e->failure->function == FUNCTION_INNER &&
	    !version_of(e->failure, e->facts) && conclude_no_place(e)) {
		limit(e, CONFIDENCE_MEDIUM, "before 6.15 the error would mean busy");
		return;
	}
	conclude(e, REASON_BUSY, CONFIDENCE_HIGH,
		 "this kernel gives -16 for nothing else");
	if (is_odd)
		limit(e, CONFIDENCE_MEDIUM, odd);
}

static void decide_ebusy(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (f->nr_tried) {
		conclude(e, REASON_BUSY, CONFIDENCE_HIGH,
			 "the kernel names ranges that were busy");
		limit_by_call(e);
	} else if (e->meaning == RET_BUSY_MEANS_BUSY) {
		decide_told_busy(e);
	} else if (f->busy.nr) {
		if (list_outweighs_busy(e))
			return;
		conclude(e, REASON_BUSY, CONFIDENCE_MEDIUM,
			 "ranges were busy just before, perhaps those of this call");
	} else if (conclude_no_place(e)) {
		return;
	} else if (f->skipped_line) {
		/* There may be room in the ranges that were left out only. */
		cannot_tell(e, NO_PLACE | POSSIBLE(REASON_BUSY));
	} else if (e->picture.room == REASON_NONE) {
		conclude(e, REASON_BUSY, CONFIDENCE_HIGH,
			 "there is room, so ranges were tried");
		if (!fits_however_aligned(&e->picture))
			limit(e, CONFIDENCE_MEDIUM, "the alignment is inferred");
		limit_by_layout(e);
		limit_by_dump(e);
	} else if (f->blamed.is_blamed) {
		conclude(e, REASON_BUSY, CONFIDENCE_MEDIUM,
			 "a page is named just before that would not move");
	} else if (!conclude_from_hints(e)) {
		cannot_tell(e, NO_PLACE | POSSIBLE(REASON_BUSY));
	}
}

/* No error is printed: old kernels' debug lines, drivers' lines, tracepoints. */
static void decide_without_ret(struct explanation *e)
{
	const struct failure *f = e->failure;
	const unsigned int any = NO_PLACE | POSSIBLE(REASON_NOMEM) |
				 POSSIBLE(REASON_BUSY) |
				 POSSIBLE(REASON_INTERRUPTED);

	if (f->source == SOURCE_DUMP) {
		cannot_tell(e, any);
	} else if (f->source == SOURCE_ATTEMPTS) {
		conclude(e, REASON_BUSY, CONFIDENCE_LOW,
			 "no line says that the call failed in the end");
	} else if (f->nr_tried || f->busy.nr) {
		if (list_outweighs_busy(e))
			return;
		conclude(e, REASON_BUSY, CONFIDENCE_MEDIUM,
			 "ranges were busy, but no error is told: the last may have ended otherwise");
	} else if (!conclude_no_place(e) && !conclude_from_hints(e)) {
		/* Each busy range would have had its line. */
		cannot_tell(e, f->is_watched ? any & ~POSSIBLE(REASON_BUSY) :
					       any);
	}
}

static void decide(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (f->has_told && f->told.reason != REASON_UNKNOWN) {
		conclude(e, f->told.reason, CONFIDENCE_HIGH,
			 "the kernel says so itself");
		return;
	}
	switch (f->ret) {
	case -EINTR:
		conclude(e, REASON_INTERRUPTED, CONFIDENCE_HIGH,
			 "the error means nothing else");
		break;
	case -ENOMEM:
		decide_enomem(e);
		break;
	case -EBUSY:
		decide_ebusy(e);
		break;
	case RET_UNKNOWN:
		decide_without_ret(e);
		break;
	default:
		cannot_tell(e, 0);
		break;
	}
}

static void find_area(struct explanation *e)
{
	const struct log_facts *facts = e->facts;
	const char *name = e->failure->area;

	for (size_t i = 0; i < facts->nr_areas; i++) {
		if (!*name || strcmp(name, facts->areas[i].name))
			continue;
		e->area = &facts->areas[i];
		e->area_is_named = true;
	}
	/* Of several nobody says which one was asked; one may be another's, too. */
	if (!e->area && facts->nr_areas == 1 &&
	    (!*name || (is_default_area(name) &&
			is_default_area(facts->areas[0].name))))
		e->area = &facts->areas[0];
}

/* The area's size, of a dump or else as it was reserved. */
static uint64_t find_area_pages(const struct explanation *e)
{
	if (e->picture.total != PAGES_UNKNOWN)
		return e->picture.total;
	return e->area ? e->area->kilobytes / (e->page_size >> 10) :
			 PAGES_UNKNOWN;
}

/*
 * What a page is, by the area's size as it was reserved and its pages in the list; 0 if
 * that is no page's size, as where the two are of different areas.
 */
static uint64_t page_size_of_area(const struct explanation *e)
{
	const struct log_dump *dump = &e->failure->dump;
	uint64_t bytes;

	if (!e->area || !dump->has_end || !dump->total)
		return 0;
	bytes = (e->area->kilobytes << 10) / dump->total;
	return bytes == 4096 || bytes == 16384 || bytes == 65536 ?
	       bytes : 0;
}

/* Of the area that debugfs or the boot's messages name, PAGES_UNKNOWN if none do. */
static uint64_t find_base_pfn(const struct explanation *e)
{
	const struct fact_value *base = &e->failure->near[FACT_BASE_PFN];

	if (base->line)
		return base->value;
	return e->area && e->area->base != UINT64_MAX ?
	       e->area->base / e->page_size : PAGES_UNKNOWN;
}

/* Is the area that was reserved the one that failed? */
static bool area_is_sure(const struct explanation *e)
{
	return e->area_is_named ||
	       (e->failure->dump.has_end && e->failure->dump.total ==
		e->area->kilobytes / (e->page_size >> 10));
}

void explanation_make(struct explanation *e, const struct failure *failure,
		      const struct log_facts *facts,
		      const struct explain_options *options)
{
	*e = (struct explanation) {
		.failure = failure,
		.facts = facts,
		.page_size = options->page_size ? options->page_size :
						  failure->page_size,
		.meaning = meaning_of_ret(failure, facts),
	};
	find_area(e);
	if (!e->page_size)
		e->page_size = page_size_of_area(e);
	if (!e->page_size) {
		e->page_size = DEFAULT_PAGE_SIZE;
		e->page_size_assumed = true;
	}
	e->picture = picture_of(failure, options->align, find_base_pfn(e));
	if (e->area && !failure->near[FACT_BASE_PFN].line && !area_is_sure(e) &&
	    e->picture.align > LEAST_BASE_ALIGN)
		e->picture.base_is_sure = false;
	e->area_pages = find_area_pages(e);
	decide(e);
	evidence_collect(e);
	advice_collect(e);
}

void explanation_free(struct explanation *e)
{
	text_list_free(&e->evidence);
	text_list_free(&e->advice);
}
