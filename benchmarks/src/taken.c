// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "sysfile.h"
#include "taken.h"

#define WORD_BITS 32
#define MAX_BLOCK_ORDER 5

/* Pages [@start, @start + @nr) are taken, and those below @start are known. */
static void add_pages(struct taken *t, unsigned long start, unsigned long nr)
{
	struct span *last = t->nr ? &t->span[t->nr - 1] : NULL;

	if (last && last->start + last->nr == start) {
		last->nr += nr;
		return;
	}
	t->span = xgrow(t->span, t->nr, &t->cap, sizeof(*t->span));
	t->span[t->nr++] = (struct span){ start, nr };
}

bool taken_parse(struct taken *t, const char *text, unsigned int order_per_bit)
{
	unsigned long word, bit, first = 0;
	char *end;

	memset(t, 0, sizeof(*t));
	t->order_per_bit = order_per_bit;
	for (;; first += WORD_BITS) {
		text += strspn(text, " \n");
		if (!*text) {
			t->known = first > 0;
			return t->known;
		}
		errno = 0;
		word = strtoul(text, &end, 10);
		if (*text < '0' || *text > '9' || errno || word > UINT32_MAX ||
		    !strchr(" \n", *end))
			break;
		text = end;
		for (bit = 0; bit < WORD_BITS; bit++)
			if (word >> bit & 1)
				add_pages(t, (first + bit) << order_per_bit, 1UL << order_per_bit);
	}
	taken_free(t);
	return false;
}

const char *taken_read(struct taken *t, const struct area *area)
{
	const char *why = NULL;
	char path[SYSPATH_MAX], *text;

	memset(t, 0, sizeof(*t));
	if (!area || !area->dir[0] || area->order_per_bit == AREA_UNKNOWN)
		return "the area is not in debugfs";
	sys_path(path, "/sys/kernel/debug/cma/%s/ranges/1", area->dir);
	if (sys_is_dir(path))
		return "the area has several ranges";
	sys_path(path, "/sys/kernel/debug/cma/%s/bitmap", area->dir);
	text = sys_read_line(path);
	if (!text)
		return "the area's bitmap cannot be read";
	if (!taken_parse(t, text, area->order_per_bit))
		why = "the area's bitmap is not a list of numbers";
	free(text);
	return why;
}

void taken_cut(const struct taken *t, struct blocks *blocks)
{
	unsigned long start, left;
	unsigned int order;
	size_t i;

	memset(blocks, 0, sizeof(*blocks));
	for (i = 0; i < t->nr; i++) {
		start = t->span[i].start;
		for (left = t->span[i].nr; left; left -= 1UL << order, start += 1UL << order) {
			order = t->order_per_bit > MAX_BLOCK_ORDER ? t->order_per_bit :
				MAX_BLOCK_ORDER;
			while (1UL << order > left || start & ((1UL << order) - 1))
				order--;
			blocks->block = xgrow(blocks->block, blocks->nr, &blocks->cap,
					      sizeof(*blocks->block));
			blocks->block[blocks->nr++] = (struct block){ start, order };
		}
	}
}

void taken_free(struct taken *t)
{
	free(t->span);
	memset(t, 0, sizeof(*t));
}
