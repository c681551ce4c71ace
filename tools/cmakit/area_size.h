/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AREA_SIZE_H
#define CMAKIT_AREA_SIZE_H

#include <stdbool.h>
#include <stdint.h>

/* Sizes in terms of a trace's peak are multiples of this: 2 MiB of 4 KiB pages. */
#define AREA_SIZE_STEP_PAGES	512

/**
 * struct area_size - how large an area is to be: N or Rx, as the user wrote it
 * @of_peak: R times the peak of live pages; otherwise @pages
 * @pages: N
 * @whole: R's whole part
 * @fraction: R's digits behind the point, as a number
 * @scale: 10 to the number of those digits, so that R is
 *	@whole + @fraction / @scale
 */
struct area_size {
	bool of_peak;
	uint64_t pages;
	uint64_t whole;
	uint64_t fraction;
	uint64_t scale;
};

/*
 * Read "N" (pages, at least 1) or "Rx" (a decimal number of at most nine digits
 * behind the point). Returns false for anything else.
 */
bool area_size_parse(const char *text, struct area_size *size);

/*
 * The size in pages for a peak of @peak_pages, at most MAX_PAGES; Rx is rounded
 * down to a multiple of AREA_SIZE_STEP_PAGES, exactly. MAX_PAGES + 1 stands for
 * anything larger than MAX_PAGES.
 */
uint64_t area_size_pages(const struct area_size *size, uint64_t peak_pages);

#endif /* CMAKIT_AREA_SIZE_H */
