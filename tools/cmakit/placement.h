/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_PLACEMENT_H
#define CMAKIT_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "area.h"

/*
 * A placement is a number: the policies of the kernel's mm/cma_place.c under its
 * own numbers and names, then those that only this program has.
 */
const char *placement_name(unsigned int placement);

/* The placement called @name; false if there is none. */
bool placement_by_name(const char *name, unsigned int *placement);

/* What the series makes the kernel's default. */
unsigned int placement_default(void);

/**
 * struct place_request - one allocation, as the search sees it
 * @pages: pages asked for, 1 to MAX_PAGES
 * @preferred_order: alignment that is good to have, 2^order pages
 * @required_order: alignment that it must have; not above @preferred_order
 */
struct place_request {
	uint64_t pages;
	unsigned int preferred_order;
	unsigned int required_order;
};

/*
 * Where @placement would put @request in @area. Returns the number of the first
 * bit, or @area->nr_bits if no place has the required alignment. The area stays
 * as it is.
 */
unsigned long placement_find(const struct area *area, unsigned int placement,
			     const struct place_request *request);

#endif /* CMAKIT_PLACEMENT_H */
