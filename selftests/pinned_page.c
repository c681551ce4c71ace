// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../kselftest.h"
#include "cases.h"
#include "pinned_page.h"

/* So many pages may wait to be put on an LRU list, on which it is to be. */
#define PAGES_BEHIND	256

#define PATTERN		0xa5

static char *address(const struct pinned_page *pin)
{
	return pin->mem.base + pin->nth * sysconf(_SC_PAGESIZE);
}

static bool has_room(const char *bits, long bit, long below, long above)
{
	return bit >= below && (long)strlen(bits + bit) > above &&
	       (long)strspn(bits + bit - below, ".") >= below + 1 + above;
}

/* Have memory until one of its pages lies well. */
static bool find_page(struct pinned_page *pin, const struct area *area,
		      const char *bits, long below, long above)
{
	bool found = false;
	size_t behind;

	while (!found && own_memory_touch(&pin->mem)) {
		for (; !found && pin->nth < pin->mem.nr_touched; pin->nth++) {
			pin->bit = own_memory_bit(&pin->mem, pin->nth, area);
			found = pin->bit >= 0 &&
				has_room(bits, pin->bit, below, above);
		}
	}
	if (!found)
		return false;
	pin->nth--;
	behind = pin->mem.nr_touched + PAGES_BEHIND;
	while (pin->mem.nr_touched < behind && own_memory_touch(&pin->mem))
		;

	return true;
}

static int pin_page(struct pinned_page *pin, const struct area *area)
{
	const size_t size = sysconf(_SC_PAGESIZE);
	struct iovec iov = { address(pin), size };

	memset(address(pin), PATTERN, size);
	if (pipe2(pin->pipe, O_CLOEXEC | O_NONBLOCK) ||
	    vmsplice(pin->pipe[1], &iov, 1, SPLICE_F_NONBLOCK) != (ssize_t)size)
		return test_skip("vmsplice: %s", strerror(errno));
	/* It may have moved before it was pinned. */
	if (own_memory_bit(&pin->mem, pin->nth, area) != pin->bit)
		return test_skip("the page to be pinned has moved away");

	return KSFT_PASS;
}

int pinned_page_take(struct pinned_page *pin, const struct area *area,
		     long below, long above)
{
	const char *unknown = area_bits_unknown(area);
	int ret = KSFT_PASS;
	char *bits;

	*pin = PINNED_PAGE_NONE;
	if (unknown)
		return test_skip("%s", unknown);
	if (!own_memory_map(&pin->mem))
		return test_skip("no memory to spare");
	bits = area_bits(area);
	if (!bits || !find_page(pin, area, bits, below, above))
		ret = test_skip("none of %zu pages of memory lies in the area, with room beside it",
				pin->mem.nr_touched);
	free(bits);
	if (!ret)
		ret = pin_page(pin, area);
	if (!ret) {
		own_memory_drop(&pin->mem, 0, pin->nth);
		own_memory_drop(&pin->mem, pin->nth + 1, pin->mem.nr_mapped);
	}

	return ret;
}

int pinned_page_is_intact(const struct pinned_page *pin,
			  const struct area *area)
{
	const long size = sysconf(_SC_PAGESIZE);
	long bit = own_memory_bit(&pin->mem, pin->nth, area), i;

	if (bit != pin->bit)
		return test_fail("the pinned page lies on bit %ld, not %ld", bit,
				 pin->bit);
	for (i = 0; i < size; i++)
		if ((unsigned char)address(pin)[i] != PATTERN)
			return test_fail("byte %ld of the pinned page has changed",
					 i);

	return KSFT_PASS;
}

void pinned_page_release(struct pinned_page *pin)
{
	if (pin->pipe[0] >= 0)
		close(pin->pipe[0]);
	if (pin->pipe[1] >= 0)
		close(pin->pipe[1]);
	own_memory_unmap(&pin->mem);
}
