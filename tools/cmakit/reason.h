/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_REASON_H
#define CMAKIT_REASON_H

#include <stddef.h>
#include <stdint.h>

/* A number of pages that is not known. */
#define PAGES_UNKNOWN	UINT64_MAX

/* Why an allocation fails, in the order in which they are decided. */
enum reason {
	REASON_NONE = -1,	/* it does not */
	REASON_NOSPACE,		/* fewer free pages than requested */
	REASON_FRAGMENTED,	/* no free run of that length */
	REASON_ALIGNMENT,	/* no long enough run has an aligned start */
	REASON_NOMEM,
	REASON_BUSY,
	REASON_INTERRUPTED,
	REASON_UNKNOWN,		/* the log cannot support any */
	NR_REASONS,
};

/* The first of them: that there is no room in the area's bitmap. */
#define NR_ROOM_REASONS	REASON_NOMEM

/*
 * Why there is no room for @pages where @free of them are free, @run are so in a row,
 * and @aligned_run from an aligned start to the end of a run; REASON_NONE if there is
 * room. What is not known (PAGES_UNKNOWN) speaks against none of the reasons, but of
 * runs that are not known none is concluded: REASON_UNKNOWN. Bits will do for pages, if
 * all are bits.
 */
enum reason reason_of_room(uint64_t pages, uint64_t free, uint64_t run,
			   uint64_t aligned_run);

/* The word that the kernel, and cmakit, has for it. Not for REASON_NONE. */
const char *reason_name(enum reason reason);

/* The reason of that name, REASON_UNKNOWN if there is none. @len bytes of @name. */
enum reason reason_of_name(const char *name, size_t len);

#endif /* CMAKIT_REASON_H */
