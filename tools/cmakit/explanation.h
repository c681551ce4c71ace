/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_EXPLANATION_H
#define CMAKIT_EXPLANATION_H

#include "log_failure.h"
#include "picture.h"
#include "reason.h"
#include "text_list.h"

/* How sure a reason is. */
enum confidence {
	CONFIDENCE_LOW,		/* something speaks for it, little for the others */
	CONFIDENCE_MEDIUM,	/* an alignment, or another moment's state, was inferred */
	CONFIDENCE_HIGH,	/* the kernel says it, or arithmetic leaves nothing else */
};

/* What the return value means in the kernel that printed it. */
enum ret_meaning {
	RET_NOT_TOLD,
	RET_BUSY_MEANS_BUSY,	/* 4.11 to 6.14 */
	RET_BUSY_MEANS_NOTHING,	/* from 6.15 on */
	RET_EITHER,		/* the log does not tell the version */
};

#define DEFAULT_PAGE_SIZE	4096

/**
 * struct explain_options - what the user knows and the log may not say
 * @align: order of the requests' alignment, ALIGN_UNKNOWN if not given
 * @page_size: in bytes, 0 if not given
 */
struct explain_options {
	int align;
	uint64_t page_size;
};

/**
 * struct explanation - why an allocation failed
 * @failure: the failure; not owned
 * @facts: what the log says besides; not owned
 * @picture: what is known of the area
 * @page_size: in bytes
 * @page_size_assumed: nothing tells @page_size
 * @area: where the area was reserved, NULL if the log does not tell; not owned
 * @area_is_named: by its name, and not as the only one that can be meant
 * @area_pages: the area's size, PAGES_UNKNOWN if the log does not tell it
 * @meaning: of the return value
 * @reason: the reason
 * @confidence: how sure it is
 * @because: why it is as sure as that
 * @possible: if it is unknown, a bit for each reason that the log leaves
 * @evidence: what it rests on, most important first
 * @advice: what to do about it, cheapest first
 */
struct explanation {
	const struct failure *failure;
	const struct log_facts *facts;
	struct picture picture;
	uint64_t page_size;
	bool page_size_assumed;
	const struct area_fact *area;
	bool area_is_named;
	uint64_t area_pages;
	enum ret_meaning meaning;
	enum reason reason;
	enum confidence confidence;
	const char *because;
	unsigned int possible;
	struct text_list evidence;
	struct text_list advice;
};

/*
 * Explain @failure, which has to outlive @e. The caller ends @e with
 * explanation_free().
 */
void explanation_make(struct explanation *e, const struct failure *failure,
		      const struct log_facts *facts,
		      const struct explain_options *options);
void explanation_free(struct explanation *e);

/* Settle on @reason, as sure as @because says. For those who find it. */
void conclude(struct explanation *e, enum reason reason,
	      enum confidence confidence, const char *because);

/* "high", "medium" or "low". */
const char *confidence_name(enum confidence confidence);

#endif /* CMAKIT_EXPLANATION_H */
