// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "contest.h"
#include "placement.h"
#include "replay.h"
#include "verb.h"

/* Replay @sequence; @failed tells for each allocation whether it did. */
static struct replay_result replay(struct sequence *sequence,
				   unsigned int placement, int align_min,
				   bool *failed)
{
	const struct trace trace = sequence_trace(sequence, "adversary");
	const struct replay_setup setup = {
		.area_pages = sequence->area_pages,
		.placement = placement,
		.align_min = align_min,
	};
	struct replay_result result;
	struct replay_step step;
	struct replay replay;

	if (replay_begin(&replay, &trace, &setup))
		exit(STATUS_BAD);
	while (replay_next(&replay, &step))
		if (!step.event->is_free)
			failed[step.event->alloc] =
				step.failure != REASON_NONE;
	result = replay.result;
	replay_end(&replay);
	return result;
}

struct contest contest_hold(struct sequence *sequence,
			    const struct contestants *who)
{
	bool failed[SEQUENCE_MAX_ALLOCS], rival_failed[SEQUENCE_MAX_ALLOCS];
	const struct replay_result result =
		replay(sequence, who->placement, who->align_min, failed);
	const struct replay_result rival =
		replay(sequence, who->rival, who->align_min, rival_failed);
	struct contest contest = {
		.failed = result.failed,
		.failed_pages = result.failed_pages,
		.rival_failed = rival.failed,
	};

	for (size_t i = 0; i < sequence->nr_allocs; i++)
		if (rival_failed[i] && !failed[i])
			contest.only_rival_failed++;
	return contest;
}

uint64_t contest_loss(const struct contest *c)
{
	return c->only_rival_failed ? 0 : c->failed - c->rival_failed;
}

bool contest_is_as_bad(const struct contest *a, const struct contest *b)
{
	const uint64_t loss_a = contest_loss(a), loss_b = contest_loss(b);

	if (loss_a != loss_b)
		return loss_a > loss_b;
	/* No loss: something has just begun to fail where one is near. */
	if (!loss_a && !a->failed != !b->failed)
		return a->failed;
	if (a->rival_failed != b->rival_failed)
		return a->rival_failed < b->rival_failed;
	return !loss_a || a->failed_pages >= b->failed_pages;
}
