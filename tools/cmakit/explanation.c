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

static enum ret_meaning meaning_of_ret(const struct failure *f,
				       const struct log_facts *facts)
{
	const struct log_dump *dump = &f->dump;

	if (f->ret == RET_UNKNOWN)
		return RET_NOT_TOLD;
	if (f->function == FUNCTION_FROZEN || dump->has_ranges)
		return RET_BUSY_MEANS_NOTHING;
	if (facts->major)
		return facts->major > 6 ||
		       (facts->major == 6 && facts->minor >= 15) ?
		       RET_BUSY_MEANS_NOTHING : RET_BUSY_MEANS_BUSY;
	if (f->function == FUNCTION_CMA_ALLOC || f->function == FUNCTION_DMA)
		return RET_BUSY_MEANS_BUSY;
	/* 6.12 to 6.14 print a dump in one record, later ones in several. */
	if (f->function == FUNCTION_INNER && dump->has_end && dump->runs.nr &&
	    !f->dump_is_near)
		return RET_BUSY_MEANS_BUSY;
	return RET_EITHER;
}

void conclude(struct explanation *e, enum reason reason,
		     enum confidence confidence)
{
	e->reason = reason;
	e->confidence = confidence;
}

#define POSSIBLE(reason)	(1U << (reason))
#define NO_PLACE		(POSSIBLE(REASON_NOSPACE) | \
				 POSSIBLE(REASON_FRAGMENTED) | \
				 POSSIBLE(REASON_ALIGNMENT))

static void cannot_tell(struct explanation *e, unsigned int possible)
{
	e->reason = REASON_UNKNOWN;
	e->confidence = CONFIDENCE_LOW;
	e->possible = possible;
}

static enum confidence at_most(enum confidence a, enum confidence b)
{
	return a < b ? a : b;
}

/* How far a dump can be relied on. */
static enum confidence trust_in_dump(const struct failure *f)
{
	return f->dump_is_near || f->dump_is_doubtful ? CONFIDENCE_MEDIUM :
							CONFIDENCE_HIGH;
}

/*
 * The picture shows no place for the request. Returns false if it shows one, or
 * nothing.
 */
static bool conclude_no_place(struct explanation *e)
{
	const struct failure *f = e->failure;
	const struct picture *p = &e->picture;
	enum confidence confidence = trust_in_dump(f);

	if (!p->room_is_sure)
		confidence = at_most(confidence, f->search_failed ?
				     CONFIDENCE_HIGH : CONFIDENCE_LOW);
	switch (p->room) {
	case ROOM_NOSPACE:
		conclude(e, REASON_NOSPACE, confidence);
		return true;
	case ROOM_FRAGMENTED:
		/* What is cut off could be longer, and then it is alignment. */
		if (!p->room_is_sure)
			confidence = CONFIDENCE_LOW;
		conclude(e, REASON_FRAGMENTED, confidence);
		return true;
	case ROOM_ALIGNMENT:
		if (p->align_inferred && !p->align_shown)
			confidence = at_most(confidence, CONFIDENCE_MEDIUM);
		conclude(e, REASON_ALIGNMENT, confidence);
		return true;
	default:
		return false;
	}
}

/* Does the request fit whatever alignment its caller can have asked for? */
static bool fits_however_aligned(const struct picture *p)
{
	const int align = order_of_pages(p->pages);

	return !p->align_inferred ||
	       (p->runs && run_list_largest_aligned(p->runs, align, 0) >=
		p->pages);
}

/* -ENOMEM where ranges were free: there was no memory to move their pages to. */
static void conclude_nomem(struct explanation *e)
{
	enum confidence confidence = CONFIDENCE_MEDIUM;

	if (!fits_however_aligned(&e->picture))
		confidence = CONFIDENCE_LOW;
	else if (is_memory_short(e->failure))
		confidence = CONFIDENCE_HIGH;
	conclude(e, REASON_NOMEM, confidence);
}

/* What the kernel's own lines of the call tell about ranges that were tried. */
static bool has_tried(const struct failure *f)
{
	return f->nr_tried || f->busy.nr;
}

static void decide_enomem(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (e->meaning == RET_BUSY_MEANS_NOTHING) {
		/* The dump was printed a moment later: it can be wrong, too. */
		if (conclude_no_place(e))
			e->confidence = at_most(e->confidence,
						CONFIDENCE_MEDIUM);
		else
			conclude(e, REASON_NOMEM, CONFIDENCE_HIGH);
		return;
	}
	if (f->nr_tried) {
		/* Had the search ended after a busy range, it would be -EBUSY. */
		conclude(e, REASON_NOMEM, f->is_watched ? CONFIDENCE_HIGH :
							  CONFIDENCE_MEDIUM);
		return;
	}
	if (conclude_no_place(e))
		return;
	if (e->picture.room == ROOM_FITS)
		conclude_nomem(e);
	else if (f->busy.nr)
		conclude(e, REASON_NOMEM, CONFIDENCE_MEDIUM);
	else if (!conclude_from_hints(e))
		cannot_tell(e, NO_PLACE | POSSIBLE(REASON_NOMEM));
}

static void decide_ebusy(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (f->nr_tried) {
		conclude(e, REASON_BUSY, CONFIDENCE_HIGH);
		return;
	}
	if (e->meaning == RET_BUSY_MEANS_BUSY) {
		/* Ranges were tried, so there was room; now there is none. */
		const bool is_odd = e->picture.room_is_sure &&
				    (e->picture.room == ROOM_NOSPACE ||
				     e->picture.room == ROOM_FRAGMENTED);

		/* A version that is only inferred may be wrong, too. */
		if (is_odd && f->function == FUNCTION_INNER && !e->facts->major &&
		    conclude_no_place(e))
			e->confidence = CONFIDENCE_MEDIUM;
		else
			conclude(e, REASON_BUSY, is_odd ? CONFIDENCE_MEDIUM :
							  CONFIDENCE_HIGH);
		return;
	}
	if (f->busy.nr) {
		conclude(e, REASON_BUSY, CONFIDENCE_MEDIUM);
		return;
	}
	if (conclude_no_place(e))
		return;
	if (e->picture.room == ROOM_FITS)
		conclude(e, REASON_BUSY, fits_however_aligned(&e->picture) ?
			 trust_in_dump(f) : CONFIDENCE_MEDIUM);
	else if (f->blamed.is_blamed)
		conclude(e, REASON_BUSY, CONFIDENCE_MEDIUM);
	else if (!conclude_from_hints(e))
		cannot_tell(e, NO_PLACE | POSSIBLE(REASON_BUSY));
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
		conclude(e, REASON_BUSY, CONFIDENCE_LOW);
	} else if (has_tried(f)) {
		conclude(e, REASON_BUSY, CONFIDENCE_MEDIUM);
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
		conclude(e, f->told.reason, CONFIDENCE_HIGH);
		return;
	}
	switch (f->ret) {
	case -EINTR:
		conclude(e, REASON_INTERRUPTED, CONFIDENCE_HIGH);
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

/* The area's size as the log tells it otherwise than in a dump. */
static uint64_t find_area_pages(const struct explanation *e)
{
	const struct log_facts *facts = e->facts;
	const char *name = e->failure->area;
	const struct area_fact *found = NULL;

	if (e->picture.total != PAGES_UNKNOWN)
		return e->picture.total;
	for (size_t i = 0; i < facts->nr_areas; i++)
		if (*name && !strcmp(name, facts->areas[i].name))
			found = &facts->areas[i];
	/* Of several nobody says which one was asked. */
	if (!found && facts->nr_areas == 1)
		found = &facts->areas[0];
	return found ? found->kilobytes / (e->page_size >> 10) : PAGES_UNKNOWN;
}

void explanation_make(struct explanation *e, const struct failure *failure,
		      const struct log_facts *facts,
		      const struct explain_options *options)
{
	*e = (struct explanation) {
		.failure = failure,
		.facts = facts,
		.picture = picture_of(failure, options->align),
		.page_size = options->page_size ? options->page_size :
						  failure->page_size,
		.meaning = meaning_of_ret(failure, facts),
	};
	if (!e->page_size) {
		e->page_size = DEFAULT_PAGE_SIZE;
		e->page_size_assumed = true;
	}
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
