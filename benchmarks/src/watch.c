// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "align.h"
#include "pins.h"
#include "watch.h"

void watch_init(struct watch *watch, const struct area *area)
{
	memset(watch, 0, sizeof(*watch));
	look_init(&watch->look, area);
}

void watch_before(struct watch *watch, const struct op *op, struct sight *sight)
{
	unsigned int order = align_order(op);

	memset(sight, 0, sizeof(*sight));
	if (!watch->on || !look_now(&watch->look))
		return;
	sight->looked = true;
	sight->system_pages = look_system_pages(&watch->look);
	sight->free_range = look_has_free_range(&watch->look, op->amount, order);
	sight->pinned = pins_held()->nr;
	if (sight->pinned)
		sight->pin_free = look_has_range_without(&watch->look, op->amount, order,
							 pins_held());
}

void watch_count(struct sights *sights, const struct sight *sight, bool failed)
{
	if (!sight->looked)
		return;
	if (!sights->nr++) {
		sights->first = sight->system_pages;
		sights->min = sight->system_pages;
	}
	if (sight->system_pages < sights->min)
		sights->min = sight->system_pages;
	if (sight->system_pages > sights->max)
		sights->max = sight->system_pages;
	sights->sum += sight->system_pages;
	sights->nr_pinned += sight->pinned;
	sights->failed_free_range += failed && sight->free_range;
	sights->failed_pin_free += failed && sight->pinned && sight->pin_free;
}

void watch_free(struct watch *watch)
{
	look_free(&watch->look);
}
