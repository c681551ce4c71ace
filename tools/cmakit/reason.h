/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_REASON_H
#define CMAKIT_REASON_H

#include <stddef.h>

/* Why an allocation fails, in the order in which they are decided. */
enum reason {
	REASON_NOSPACE,
	REASON_FRAGMENTED,
	REASON_ALIGNMENT,
	REASON_NOMEM,
	REASON_BUSY,
	REASON_INTERRUPTED,
	REASON_UNKNOWN,		/* the log cannot support any */
	NR_REASONS,
};

/* The word that the kernel, and cmakit, has for it. */
const char *reason_name(enum reason reason);

/* The reason of that name, REASON_UNKNOWN if there is none. @len bytes of @name. */
enum reason reason_of_name(const char *name, size_t len);

#endif /* CMAKIT_REASON_H */
