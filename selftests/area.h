/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CMA areas of the running kernel, as debugfs shows them.
 *
 * What is taken through an area's "alloc" file stays taken until somebody gives
 * it back, so the pages held are counted here, and given back at exit() or when
 * a signal asks the program to end. Its "free" file takes the youngest
 * allocations first, so pages that were held before the test started are safe.
 */
#ifndef SELFTESTS_CMA_AREA_H
#define SELFTESTS_CMA_AREA_H

#include <stdbool.h>
#include <stddef.h>

#define CMA_DEBUGFS_DIR	"/sys/kernel/debug/cma"
#define CMA_SYSFS_DIR	"/sys/kernel/mm/cma"

struct area {
	char name[256];
	char dir[512];
	unsigned long nr_pages;
	unsigned int order_per_bit;
	unsigned int nr_ranges;		/* 0: a kernel whose areas are one range */
	unsigned long base_pfn;		/* of the first range */
	unsigned long held_pages;
	int alloc_fd;			/* no memory is needed to open it then */
};

extern struct area *areas;
extern size_t nr_areas;

/*
 * Find the areas; from here on, what they hold is given back at the end.
 * Returns NULL, or why there are none.
 */
const char *areas_init(void);

/* The number of the signal that asked to end, or 0. */
int areas_signal(void);

/* Take or give back pages; 0, or a negative errno. */
int area_alloc(struct area *area, unsigned long nr_pages);
int area_free(struct area *area, unsigned long nr_pages);

/* Give back all that is held, in every area. */
void areas_free_held(void);

/* Pages in use and pages in the largest hole, or a negative errno. */
long long area_used(const struct area *area);
long long area_maxchunk(const struct area *area);

/* One of its counters in sysfs, or a negative errno. */
long long area_counter(const struct area *area, const char *name);

/* The pages of all the bits that a request needs. */
unsigned long area_round_up(const struct area *area, unsigned long nr_pages);

/*
 * By how much a request makes "used" grow: those pages, or, where areas have
 * ranges, no more than were asked for.
 */
unsigned long area_cost(const struct area *area, unsigned long nr_pages);

/*
 * The bitmap files' text, one range after the other, to be freed by the caller;
 * NULL with errno set.
 */
char *area_bitmap(const struct area *area);

/* NULL, or why area_bits() cannot tell one bit from another. */
const char *area_bits_unknown(const struct area *area);

/*
 * The bitmap with one character a bit: '#' in use, '.' free; to be freed by the
 * caller. NULL if it cannot be read or is too short.
 */
char *area_bits(const struct area *area);

/* What must be again as it was when all is given back. */
struct area_state {
	long long used;
	char *bitmap;
};

bool area_state_get(const struct area *area, struct area_state *state);
void area_state_put(struct area_state *state);

/*
 * Whether the area is as @state says. Others may hold pages of it for a moment,
 * so it is given some time.
 */
bool area_state_is(const struct area *area, const struct area_state *state);

#endif
