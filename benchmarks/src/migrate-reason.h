/* SPDX-License-Identifier: GPL-2.0 */
/* Why the kernel moved pages, as migrate:mm_migrate_pages says it. */
#ifndef CMABENCH_MIGRATE_REASON_H
#define CMABENCH_MIGRATE_REASON_H

#include <stdbool.h>

struct tep_event;

/**
 * migrate_reason_contig() - the number that stands for contig_range
 * @event: mm_migrate_pages
 * @value: receives it
 *
 * MR_CONTIG_RANGE, what alloc_contig_range() migrates with, is not the same
 * number in every kernel; the event's own format tells it. Returns false where
 * it does not.
 */
bool migrate_reason_contig(const struct tep_event *event, unsigned long long *value);

#endif
