// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

#include "map_answer.h"
#include "memory.h"

char *map_summary(const struct map *map)
{
	const struct area_state *state = map->state;
	const char *pages = area_state_has_pages(state) ? "" : "at least ";
	const char *free = state->free_is_open ? "at least " : "";
	const char *name = state->name ? state->name : "area";
	const size_t nr = area_state_nr_runs(state);

	if (state->unplaced_pages)
		return asprintf_or_exit("%s: %s%" PRIu64 " pages, %s%" PRIu64
					" free, largest run %" PRIu64, name, pages,
					area_state_pages(state), free,
					area_state_free_pages(state),
					area_state_largest_run(state));
	return asprintf_or_exit("%s: %s%" PRIu64 " pages, %s%" PRIu64
				" free in %zu run%s, largest %" PRIu64, name, pages,
				area_state_pages(state), free,
				area_state_free_pages(state), nr,
				nr == 1 ? "" : "s",
				area_state_largest_run(state));
}

static char *base_of(const struct area_state *state)
{
	if (!state->ranges[0].has_base)
		return asprintf_or_exit("base pfn not known, taken as aligned");
	if (state->nr_ranges > 1)
		return asprintf_or_exit("%zu ranges", state->nr_ranges);
	return asprintf_or_exit("base pfn %" PRIu64, state->ranges[0].base_pfn);
}

char *map_origin(const struct map *map)
{
	const struct area_state *state = map->state;
	char *base = base_of(state);
	char *origin;

	if (state->order_per_bit)
		origin = asprintf_or_exit("from %s, %s, taken and freed %lu pages at a time",
					  state->source, base,
					  1UL << state->order_per_bit);
	else
		origin = asprintf_or_exit("from %s, %s", state->source, base);
	free(base);
	return origin;
}

char *map_gaps(const struct map *map)
{
	const struct area_state *state = map->state;

	if (state->unplaced_pages)
		return asprintf_or_exit("%" PRIu64 " more free pages are not shown: it is not known where they are",
					state->unplaced_pages);
	if (state->free_is_open)
		return asprintf_or_exit("there may be more: the list of free runs has no end");
	return NULL;
}

static char *place_name(const struct map *map, const struct map_place *place)
{
	if (map->state->nr_ranges > 1)
		return asprintf_or_exit("%lu of range %zu", place->first,
					place->range);
	return asprintf_or_exit("%lu", place->first);
}

static char *places(const struct map *map)
{
	char *first_fit = place_name(map, &map->first_fit);
	char *zoned = place_name(map, &map->zoned);
	char *text = asprintf_or_exit("room, first-fit at %s, zoned at %s",
				      first_fit, zoned);

	free(first_fit);
	free(zoned);
	return text;
}

static char *why_not(const struct map *map)
{
	const struct area_state *state = map->state;
	const uint64_t run = area_state_largest_run(state);

	switch (map->reason) {
	case REASON_NOSPACE:
		return asprintf_or_exit("no room, nospace; %" PRIu64 " pages are free",
					area_state_free_pages(state));
	case REASON_FRAGMENTED:
		return asprintf_or_exit("no room, fragmented; the largest run is %" PRIu64,
					run);
	case REASON_UNKNOWN:
		return asprintf_or_exit("no room in what is known, where the largest run is %" PRIu64,
					run);
	default:
		return asprintf_or_exit("no room, alignment; the largest run is %" PRIu64
					", the most from an aligned page to a run's end %" PRIu64,
					run, area_state_largest_aligned(state,
						map->request.align_order));
	}
}

char *map_answer(const struct map *map)
{
	char *why = map->reason == REASON_NONE ? places(map) : why_not(map);
	char *answer = asprintf_or_exit("%" PRIu64 " page%s at a multiple of 2^%u: %s",
					map->request.pages,
					map->request.pages == 1 ? "" : "s",
					map->request.align_order, why);

	free(why);
	return answer;
}

char *map_range_title(const struct map *map, size_t index)
{
	const struct area_range *range = &map->state->ranges[index];
	static const char *const bounds[] = {
		[LENGTH_KNOWN]		= "",
		[LENGTH_AT_LEAST]	= "at least ",
		[LENGTH_AT_MOST]	= "at most ",
	};
	const char *bound = bounds[range->length];

	if (!range->has_base)
		return asprintf_or_exit("range %zu: %s%lu pages", index, bound,
					range->nr_pages);
	return asprintf_or_exit("range %zu: %s%lu pages, base pfn %" PRIu64, index,
				bound, range->nr_pages, range->base_pfn);
}

char *map_run_name(const struct map *map, const struct ranged_run *run)
{
	if (map->state->nr_ranges > 1)
		return asprintf_or_exit("%lu@%lu of range %zu", run->run.nr_pages,
					run->run.first, run->range);
	return asprintf_or_exit("%lu@%lu", run->run.nr_pages, run->run.first);
}
