/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_LOG_H
#define CMAKIT_AREA_LOG_H

#include "area_state.h"

/*
 * Read dump number @dump, from 1, or the last one if that is 0, of the kernel log
 * @text, which came from @file, into @state, which is all zero. Returns 0, or -1
 * after a message. The caller frees @state either way.
 */
int area_log_read(struct area_state *state, const char *file, const char *text,
		  size_t len, size_t dump);

#endif /* CMAKIT_AREA_LOG_H */
