/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_NUMBER_H
#define CMAKIT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A page number never needs more bits: 2^64 bytes of 4 KiB pages. Sums and
 * products of page counts are checked against it and so never overflow.
 */
#define MAX_PAGES	((uint64_t)1 << 52)

/* The highest order of an alignment or of a bitmap's bit. */
#define MAX_ORDER	63

/*
 * Read @text, which must be decimal digits and nothing else, and at most @max,
 * into @value. Returns false, @value as it was, for anything else.
 */
bool parse_number(const char *text, uint64_t max, uint64_t *value);

#endif /* CMAKIT_NUMBER_H */
