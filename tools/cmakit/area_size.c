// SPDX-License-Identifier: GPL-2.0
/*
 * Rx is decimal and stays decimal: 1.1 has no exact binary value, and an area
 * that is one step too small because 1.1 * 5120 came out as 5631.999 would have
 * other failures than everybody else's.
 */
#include <string.h>

#include "area_size.h"
#include "number.h"

#define MAX_FRACTION_DIGITS	9

static bool parse_ratio(char *text, struct area_size *size)
{
	char *point = strchr(text, '.');

	size->of_peak = true;
	size->fraction = 0;
	size->scale = 1;
	if (point) {
		size_t nr_digits = strlen(point + 1);

		*point = '\0';
		if (nr_digits > MAX_FRACTION_DIGITS ||
		    !parse_number(point + 1, UINT64_MAX, &size->fraction))
			return false;
		while (nr_digits--)
			size->scale *= 10;
	}
	return parse_number(text, MAX_PAGES, &size->whole);
}

bool area_size_parse(const char *text, struct area_size *size)
{
	char ratio[64];
	size_t len = strlen(text);

	if (!len || text[len - 1] != 'x') {
		size->of_peak = false;
		return parse_number(text, MAX_PAGES, &size->pages) &&
		       size->pages;
	}
	if (len > sizeof(ratio))
		return false;
	memcpy(ratio, text, len - 1);
	ratio[len - 1] = '\0';
	return parse_ratio(ratio, size);
}

uint64_t area_size_pages(const struct area_size *size, uint64_t peak_pages)
{
	uint64_t pages;

	if (!size->of_peak)
		return size->pages;
	if (__builtin_mul_overflow(size->whole, peak_pages, &pages) ||
	    pages > MAX_PAGES)
		return MAX_PAGES + 1;
	/*
	 * fraction * peak / scale, the peak divided first so that no product
	 * leaves 64 bits: fraction and the remainder are below 10^9.
	 */
	pages += size->fraction * (peak_pages / size->scale) +
		 size->fraction * (peak_pages % size->scale) / size->scale;
	if (pages > MAX_PAGES)
		return MAX_PAGES + 1;
	return pages - pages % AREA_SIZE_STEP_PAGES;
}
