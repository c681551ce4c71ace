// SPDX-License-Identifier: GPL-2.0
#include "climb.h"
#include "fnv.h"
#include "mutation.h"
#include "rng.h"

/* Every climb has a seed of its own. */
static void seed_climb(struct rng *rng, const struct search *search,
		       uint64_t restart)
{
	uint64_t hash = fnv_add_text(FNV_START, search->name);

	hash = fnv_add(hash, search->seed);
	rng_seed(rng, fnv_add(hash, restart));
}

/* Take @changed if it is as bad as what there is. */
static bool take_if_as_bad(const struct search *search, struct finding *finding,
			   struct sequence *changed)
{
	const struct contest contest = contest_hold(changed, &search->who);

	if (!contest_is_as_bad(&contest, &finding->contest))
		return false;
	sequence_copy(&finding->sequence, changed);
	finding->contest = contest;
	return true;
}

/* Leave allocations out, as many as can be. */
static bool drop_allocs(const struct search *search, struct finding *finding)
{
	struct sequence changed;
	bool dropped = false;
	size_t i = 0;

	while (finding->sequence.nr_allocs > 1 &&
	       i < finding->sequence.nr_allocs) {
		sequence_copy(&changed, &finding->sequence);
		sequence_remove_alloc(&changed, i);
		if (take_if_as_bad(search, finding, &changed))
			dropped = true;
		else
			i++;
	}
	return dropped;
}

static bool drop_frees(const struct search *search, struct finding *finding)
{
	struct sequence changed;
	bool dropped = false;
	size_t i = 0;

	while (i < finding->sequence.nr_events) {
		if (!finding->sequence.events[i].is_free) {
			i++;
			continue;
		}
		sequence_copy(&changed, &finding->sequence);
		sequence_remove_event(&changed, i);
		if (take_if_as_bad(search, finding, &changed))
			dropped = true;
		else
			i++;
	}
	return dropped;
}

void climb(const struct search *search, uint64_t restart,
	   struct finding *finding)
{
	struct sequence changed;
	struct rng rng;

	seed_climb(&rng, search, restart);
	sequence_cut(&finding->sequence, search->source, search->max_allocs, &rng);
	finding->contest = contest_hold(&finding->sequence, &search->who);
	for (uint64_t i = 0; i < search->steps; i++) {
		sequence_copy(&changed, &finding->sequence);
		mutate(&changed, search->source, search->max_allocs, &rng);
		take_if_as_bad(search, finding, &changed);
	}
	while (drop_allocs(search, finding) || drop_frees(search, finding))
		;
}
