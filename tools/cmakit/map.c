// SPDX-License-Identifier: GPL-2.0
#include "area.h"
#include "map.h"
#include "placement.h"

/* @range as the kernel's search sees it. The caller ends it with area_free(). */
static void make_area(struct area *area, const struct area_state *state,
		      const struct area_range *range)
{
	const unsigned int order = state->order_per_bit;

	area_init(area, range->nr_pages >> order, order);
	area_take(area, 0, area->nr_bits);
	for (size_t i = 0; i < range->free.nr; i++)
		area_give_back(area, range->free.runs[i].first >> order,
			       range->free.runs[i].nr_pages >> order);
}

static struct map_place place_in_range(const struct map *map, size_t index,
				       unsigned int placement)
{
	const struct area_state *state = map->state;
	const struct area_range *range = &state->ranges[index];
	const struct place_request request = {
		.pages = map->request.pages,
		.preferred_order = map->request.align_order,
		.required_order = map->request.align_order,
	};
	struct map_place place = { .range = index };
	unsigned long bit;
	struct area area;

	make_area(&area, state, range);
	bit = placement_find(placement, &area,
			     area_range_align_offset(state, range,
						     request.required_order) >>
			     state->order_per_bit, &request);
	place.found = bit < area.nr_bits;
	place.first = bit << state->order_per_bit;
	area_free(&area);
	return place;
}

static struct map_place place(const struct map *map, unsigned int placement)
{
	const bool from_last =
		placement_begins_at_last_range(placement, map->request.pages);
	const size_t nr = map->state->nr_ranges;
	struct map_place found = { 0 };

	for (size_t i = 0; i < nr && !found.found; i++)
		found = place_in_range(map, from_last ? nr - 1 - i : i,
				       placement);
	return found;
}

struct map map_make(const struct area_state *state,
		    const struct area_request *request)
{
	struct map map = { .state = state };

	if (!request)
		return map;
	map.has_request = true;
	map.request = *request;
	map.reason = area_state_judge(state, request);
	if (map.reason == REASON_NONE) {
		map.first_fit = place(&map, placement_stock());
		map.zoned = place(&map, placement_default());
	}
	return map;
}
