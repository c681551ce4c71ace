// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "reason.h"

static const char *const names[NR_REASONS] = {
	[REASON_NOSPACE] = "nospace",
	[REASON_FRAGMENTED] = "fragmented",
	[REASON_ALIGNMENT] = "alignment",
	[REASON_NOMEM] = "nomem",
	[REASON_BUSY] = "busy",
	[REASON_INTERRUPTED] = "interrupted",
	[REASON_UNKNOWN] = "unknown",
};

const char *reason_name(enum reason reason)
{
	return names[reason];
}

enum reason reason_of_name(const char *name, size_t len)
{
	for (int i = 0; i < NR_REASONS; i++)
		if (strlen(names[i]) == len && !memcmp(names[i], name, len))
			return (enum reason)i;
	return REASON_UNKNOWN;
}
