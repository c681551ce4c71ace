// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "number.h"
#include "placement.h"
#include "replay.h"
#include "replay_options.h"

void replay_options_init(struct replay_options *o)
{
	memset(o, 0, sizeof(*o));
	o->align_min = ALIGN_MIN_NONE;
	o->placements = calloc_or_exit(placement_count(),
				       sizeof(*o->placements));
}

void replay_options_free(struct replay_options *o)
{
	free(o->placements);
	o->placements = NULL;
}

/* "--@option: expected a, b or c, found '@name'" */
static enum exit_status unknown_placement(const struct verb *verb,
					  const char *option, const char *name)
{
	const unsigned int nr = placement_count();
	char names[400] = "";

	for (unsigned int i = 0; i < nr; i++) {
		const size_t len = strlen(names);

		snprintf(names + len, sizeof(names) - len, "%s%s",
			 !i ? "" : i + 1 < nr ? ", " : " or ",
			 placement_name(i));
	}
	return usage_error(verb, "--%s: expected %s, found '%s'", option, names,
			   name);
}

static enum exit_status add_compared(struct replay_options *o,
				     const struct verb *verb, const char *name)
{
	unsigned int placement;

	if (!placement_by_name(name, &placement))
		return unknown_placement(verb, "compare", name);
	for (unsigned int i = 0; i < o->nr_placements; i++)
		if (o->placements[i] == placement)
			return usage_error(verb, "--compare: expected '%s' once",
					   name);
	o->placements[o->nr_placements++] = placement;
	return STATUS_DONE;
}

/* --compare with @names, "NAME,NAME...", or with NULL, which is all. */
static enum exit_status compare_option(struct replay_options *o,
				       const struct verb *verb, char *names)
{
	enum exit_status status = STATUS_DONE;

	o->compare = true;
	o->nr_placements = 0;
	if (!names) {
		while (o->nr_placements < placement_count()) {
			o->placements[o->nr_placements] = o->nr_placements;
			o->nr_placements++;
		}
		return STATUS_DONE;
	}
	while (names && !status) {
		char *name = strsep(&names, ",");

		status = add_compared(o, verb, name);
	}
	return status;
}

static enum exit_status align_min_option(struct replay_options *o,
					 const struct verb *verb,
					 const char *text)
{
	uint64_t order;

	if (!parse_number(text, MAX_ORDER, &order))
		return usage_error(verb,
				   "--align-min: expected an order from 0 to %d, found '%s'",
				   MAX_ORDER, text);
	o->align_min = (int)order;
	return STATUS_DONE;
}

enum exit_status replay_option(struct replay_options *o, const struct verb *verb,
			       int opt, char *argument)
{
	switch (opt) {
	case 'P':
		if (!placement_by_name(argument, &o->placement))
			return unknown_placement(verb, "placement", argument);
		o->has_placement = true;
		return STATUS_DONE;
	case 'a':
		return align_min_option(o, verb, argument);
	case 'c':
		return compare_option(o, verb, argument);
	case 'j':
		o->json = true;
		return STATUS_DONE;
	default:
		return usage_error(verb, NULL);
	}
}

enum exit_status replay_arguments(struct replay_options *o,
				  const struct verb *verb, char **arguments,
				  int nr_arguments)
{
	if (o->compare && o->has_placement)
		return usage_error(verb,
				   "expected --placement or --compare, found both");
	if (!o->compare) {
		o->placements[0] = o->has_placement ? o->placement :
				   placement_default();
		o->nr_placements = 1;
	}
	if (nr_arguments < 1 || (nr_arguments > 1 && !o->compare))
		return usage_error(verb, o->compare ?
				   "expected one trace or more" :
				   "expected one trace; --compare takes several");
	o->traces = arguments;
	o->nr_traces = nr_arguments;
	return STATUS_DONE;
}
