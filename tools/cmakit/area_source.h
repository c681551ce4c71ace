/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_SOURCE_H
#define CMAKIT_AREA_SOURCE_H

#include "area_state.h"

/**
 * struct area_source - where to look for an area
 * @root: of /proc and /sys, see sys_file.h
 * @argument: an area's name, the path of a file, "-" for standard input; NULL for
 *	the only area that there is
 * @dump: which of the dumps of a log, from 1; 0 is the last
 */
struct area_source {
	const char *root;
	const char *argument;
	size_t dump;
};

/*
 * Read the area that @source means into @state, which is all zero. Returns 0, or
 * -1 after a message. The caller frees @state either way.
 */
int area_source_read(const struct area_source *source, struct area_state *state);

#endif /* CMAKIT_AREA_SOURCE_H */
