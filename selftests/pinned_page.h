/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A page of this program's that lies in an area and will not move: a pipe holds
 * a reference to it, which is no user that the kernel could tell to let go.
 */
#ifndef SELFTESTS_CMA_PINNED_PAGE_H
#define SELFTESTS_CMA_PINNED_PAGE_H

#include <stdbool.h>

#include "area.h"
#include "own_memory.h"

struct pinned_page {
	struct own_memory mem;
	size_t nth;		/* of @mem */
	long bit;		/* of the area */
	int pipe[2];		/* -1: not pinned */
};

#define PINNED_PAGE_NONE ((struct pinned_page) {			\
	.mem = { .pagemap_fd = -1 }, .pipe = { -1, -1 },	\
})

/*
 * Pin a page that has @below free bits below it and @above above it. Takes most
 * of the memory there is for a moment. KSFT_PASS, or KSFT_SKIP with the reason
 * kept; to be released in any case.
 */
int pinned_page_take(struct pinned_page *pin, const struct area *area,
		     long below, long above);

/* KSFT_PASS if it lies where it did, and holds what it did. */
int pinned_page_is_intact(const struct pinned_page *pin,
			  const struct area *area);

void pinned_page_release(struct pinned_page *pin);

#endif
