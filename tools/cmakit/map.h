/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_MAP_H
#define CMAKIT_MAP_H

#include "area_state.h"

/**
 * struct map_place - where a request would be
 * @found: there is such a place
 * @range: index of the range
 * @first: its first page, counted from the start of the range
 */
struct map_place {
	bool found;
	size_t range;
	unsigned long first;
};

/**
 * struct map - an area, and what a request would find in it
 * @state: the area; not owned
 * @has_request: whether there is a request; without one, what is below is unset
 * @request: the request
 * @reason: why there is no room for it, or REASON_NONE
 * @first_fit: where stock kernels would put it
 * @zoned: where the series would, if it remembered nothing of the area
 */
struct map {
	const struct area_state *state;
	bool has_request;
	struct area_request request;
	enum reason reason;
	struct map_place first_fit;
	struct map_place zoned;
};

/* A map of @state, which has to outlive it, for @request or, if NULL, for none. */
struct map map_make(const struct area_state *state,
		    const struct area_request *request);

#endif /* CMAKIT_MAP_H */
