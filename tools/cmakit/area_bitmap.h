/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_BITMAP_H
#define CMAKIT_AREA_BITMAP_H

#include <stdio.h>

#include "area.h"
#include "area_state.h"

/*
 * The bitmap of an area as debugfs shows it: 32 bits a number, decimal, a blank
 * between two, LF behind the last; the lowest bit is the first, and set is in use.
 *
 * Before it there may be a header, "# cmabitmap 1", then "# KEY VALUE": pages,
 * order_per_bit, base_pfn, area, and request (PAGES ORDER: what failed then).
 * Other keys are passed over.
 */

/**
 * struct bitmap_words - the numbers of a bitmap
 * @words: the numbers
 * @nr: how many
 */
struct bitmap_words {
	uint32_t *words;
	size_t nr;
};

/*
 * Read @text, which is the bitmap without a header and came from @file, into
 * @words. Returns 0, or -1 after a message; @words->words is NULL then. The caller
 * frees it.
 */
int bitmap_words_parse(const char *file, const char *text, size_t len,
		       struct bitmap_words *words);

/*
 * Make a range's free runs and length of the first @nr_bits bits of @words, of
 * 2^@order_per_bit pages each, all of which fit an unsigned long.
 */
void bitmap_words_to_range(const struct bitmap_words *words, uint64_t nr_bits,
			   unsigned int order_per_bit, struct area_range *range);

/* Whether @text looks like a bitmap, with header or without, and not like a log. */
bool area_bitmap_detect(const char *text, size_t len);

/*
 * Read @text from @file, header and all, as one range into @state, which is all
 * zero. What the header does not say: one page a bit, all bits are the area's.
 * Returns 0, or -1 after a message. The caller frees @state either way.
 */
int area_bitmap_parse(struct area_state *state, const char *file,
		      const char *text, size_t len);

/* Write @area's bitmap behind a header with @name and, if not NULL, @request. */
void area_bitmap_print(const struct area *area, const char *name,
		       const struct area_request *request, FILE *out);

#endif /* CMAKIT_AREA_BITMAP_H */
