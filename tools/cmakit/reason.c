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

enum reason reason_of_room(uint64_t pages, uint64_t free, uint64_t run,
			   uint64_t aligned_run)
{
	if (free != PAGES_UNKNOWN && free < pages)
		return REASON_NOSPACE;
	if (run == PAGES_UNKNOWN)
		return REASON_UNKNOWN;
	if (run < pages)
		return REASON_FRAGMENTED;
	if (aligned_run == PAGES_UNKNOWN || aligned_run < pages)
		return REASON_ALIGNMENT;
	return REASON_NONE;
}

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
