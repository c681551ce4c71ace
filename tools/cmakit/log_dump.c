// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log_dump.h"
#include "log_scan.h"
#include "number.h"

void dump_reader_begin(struct dump_reader *reader, size_t line)
{
	*reader = (struct dump_reader) {
		.dump = { .is_seen = true, .line = line },
		.is_new = true,
	};
}

void log_dump_free(struct log_dump *dump)
{
	run_list_free(&dump->runs);
	*dump = (struct log_dump) { 0 };
}

/* Where the runs of the range that is being read begin. */
static size_t first_of_range(const struct log_dump *dump)
{
	return dump->nr_ranges ? dump->range_first[dump->nr_ranges - 1] : 0;
}

/*
 * Positions rise in the kernel's dump. One that does not has lost digits, or is of
 * another dump; which of the two neighbours it is cannot be told, so it is dropped.
 */
static void add_run(struct log_dump *dump, uint64_t first, uint64_t nr_pages)
{
	const struct run_list *runs = &dump->runs;

	if (!nr_pages || first > MAX_PAGES || nr_pages > MAX_PAGES ||
	    runs->nr >= DUMP_MAX_RUNS ||
	    (runs->nr > first_of_range(dump) &&
	     first <= runs->runs[runs->nr - 1].first)) {
		dump->is_cut = true;
		return;
	}
	run_list_add(&dump->runs, first, nr_pages);
}

static void add_length(struct log_dump *dump, uint64_t nr_pages)
{
	if (nr_pages > MAX_PAGES || dump->unplaced > MAX_PAGES) {
		dump->is_cut = true;
		return;
	}
	dump->unplaced += nr_pages;
	if (nr_pages > dump->longest)
		dump->longest = nr_pages;
}

static void add_range(struct log_dump *dump)
{
	dump->has_ranges = true;
	if (dump->nr_ranges < DUMP_MAX_RANGES)
		dump->range_first[dump->nr_ranges++] = dump->runs.nr;
}

static bool skip_ellipsis(const char **p)
{
	const char *at = *p;

	if (!strncmp(at, "\xe2\x80\xa6", 3))	/* one character in UTF-8 */
		at += 3;
	else if (!strncmp(at, "[...]", 5))
		at += 5;
	else
		while (*at == '.')
			at++;
	if (at < *p + 2)
		return false;
	*p = at;
	return true;
}

/*
 * Is @word at @p, whatever blanks are in either? 1 and moves @p behind it, 0 not, -1
 * if @p ends within it.
 */
static int read_word(const char **p, const char *word)
{
	const char *at = *p;

	for (;; at++, word++) {
		at = scan_blanks(at);
		word = scan_blanks(word);
		if (!*word)
			break;
		if (!*at)
			return -1;
		if (*at != *word)
			return 0;
	}
	*p = at;
	return 1;
}

/*
 * "=> 92812 free of 245760 total pages", or "=>357 pages, total: 2048 pages" of some
 * vendors: 1 read, 0 neither, -1 there may be more. Blanks do not count, as lines
 * may have been wrapped at them.
 */
static int read_end(struct log_dump *dump, const char *p)
{
	static const struct {
		const char *between, *behind;
	} forms[] = {
		{ "free of", "total page" }, { "pages, total:", "pages" },
	};
	uint64_t free, total;
	int got = 0;

	p = scan_blanks(p);
	if (!*p)
		return -1;
	if (!scan_number(&p, &free) || free > MAX_PAGES)
		return 0;
	for (size_t i = 0; i < 2 && !got; i++) {
		const char *at = p;

		got = read_word(&at, forms[i].between);
		if (got <= 0)
			continue;
		if (!*at)
			return -1;
		if (!scan_number(&at, &total) || total > MAX_PAGES)
			return 0;
		got = read_word(&at, forms[i].behind);
	}
	if (got <= 0)
		return got;
	dump->free = free;
	dump->total = total;
	dump->has_end = true;
	return 1;
}

/*
 * Read what is complete at *@p: a run, a range's head, an ellipsis or the end.
 * Returns 1 if there was something, 0 if not, -1 if its end is not there yet.
 */
static int read_item(struct log_dump *dump, const char **p)
{
	uint64_t first, nr_pages, range;
	const char *at = *p;

	if (scan_word(&at, "=>"))
		return read_end(dump, at);
	if (at[0] == '=' && !at[1])
		return -1;
	if (scan_word(&at, "range")) {
		/* A line may have been wrapped behind the word. */
		at = scan_blanks(at);
		if (!scan_number(&at, &range))
			return *at ? 0 : -1;
		if (*at != ':')
			return *at ? 0 : -1;
		add_range(dump);
		*p = at + 1;
		return 1;
	}
	if (*at == '+')
		at++;
	if (skip_ellipsis(&at)) {
		dump->is_cut = true;
		*p = at;
		return 1;
	}
	if (!*at)
		return -1;
	if (!scan_number(&at, &nr_pages))
		return 0;
	if (!*at)
		return -1;
	/* Some vendors print lengths only. */
	if (*at == '+' || !strncmp(at, "=>", 2)) {
		add_length(dump, nr_pages);
		*p = at;
		return 1;
	}
	if (*at != '@')
		return 0;
	at++;
	if (!*at)
		return -1;
	if (!scan_number(&at, &first))
		return 0;
	/* The next piece may hold more digits. */
	if (!*at)
		return -1;
	add_run(dump, first, nr_pages);
	*p = at;
	return 1;
}

/* The end, if a line that begins with its number is one: "3958 free of ...". */
static bool is_end(const char *p)
{
	uint64_t free;

	return scan_number(&p, &free) && read_word(&p, "free of") > 0;
}

/* Does @p begin as pieces of a dump do? Anything may be in the @first one. */
static bool is_piece(const char *p, bool first)
{
	const char *at = p + (*p == '+');
	uint64_t number;

	if (!strncmp(p, "=>", 2) || skip_ellipsis(&at) || !strcmp(p, "range") ||
	    scan_word(&at, "range "))
		return true;
	return scan_number(&at, &number) &&
	       (*at == '@' || *at == '+' || (!*at && (first || *p == '+')));
}

/* Could @text go on where @rest ends? @joined is both. */
static bool continues(const char *rest, const char *text, const char *joined)
{
	struct log_dump ignored = { 0 };

	if (!*rest)
		return false;
	if (scan_word(&joined, "=>"))
		return read_end(&ignored, joined) != 0;
	return (*text >= '0' && *text <= '9') || *text == '@';
}

/* The kernel's own heads before a piece, and what people align with. */
static const char *skip_head(const char *p)
{
	static const char *const heads[] = {
		"cma_alloc:", "__cma_alloc:", "__cma_alloc_frozen:", "cma:", "cma :",
		":",
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); ) {
		p = scan_blanks(p);
		i = scan_word(&p, heads[i]) ? 0 : i + 1;
	}
	return p;
}

/* What was left is complete, as the next piece shows. */
static void take_rest(struct dump_reader *reader)
{
	char joined[sizeof(reader->rest) + 1];
	const char *at = joined;

	if (!*reader->rest)
		return;
	snprintf(joined, sizeof(joined), "%s+", reader->rest);
	reader->rest[0] = '\0';
	if (read_item(&reader->dump, &at) <= 0)
		reader->dump.is_cut = true;
}

/* Take all items at @p, and keep what is not complete. */
static enum dump_piece take_items(struct dump_reader *reader, const char *p)
{
	int got = 1;

	while (got > 0 && *(p = scan_blanks(p))) {
		got = read_item(&reader->dump, &p);
		if (reader->dump.has_end)
			return DUMP_DONE;
	}
	if (got < 0)
		snprintf(reader->rest, sizeof(reader->rest), "%s", p);
	return DUMP_MORE;
}

enum dump_piece dump_reader_take(struct dump_reader *reader, const char *text)
{
	const char *p = skip_head(text);
	char joined[2 * sizeof(reader->rest)];
	const size_t old = strlen(reader->rest);
	const char *at = joined;

	if (!*p)
		return DUMP_MORE;
	if (strncmp(reader->rest, "=>", 2) && is_end(p)) {
		take_rest(reader);
		return read_end(&reader->dump, p) > 0 ? DUMP_DONE : DUMP_MORE;
	}
	snprintf(joined, sizeof(joined), "%s%s", reader->rest, p);
	if (continues(reader->rest, p, joined)) {
		const int got = read_item(&reader->dump, &at);

		reader->rest[0] = '\0';
		if (reader->dump.has_end)
			return DUMP_DONE;
		if (got < 0) {
			snprintf(reader->rest, sizeof(reader->rest), "%s", at);
			return DUMP_MORE;
		}
		if (!got || (size_t)(at - joined) < old) {
			reader->dump.is_cut = true;
			return DUMP_FOREIGN;
		}
		return take_items(reader, p + ((size_t)(at - joined) - old));
	}
	if (!is_piece(p, reader->is_new))
		return DUMP_FOREIGN;
	reader->is_new = false;
	take_rest(reader);
	return take_items(reader, p);
}

/* Do the positions fit when they are counted in bits of @order pages? */
static bool fits(const struct log_dump *dump, unsigned int order)
{
	const struct run_list *runs = &dump->runs;
	unsigned int range = 0;

	for (size_t i = 0; i < runs->nr; i++) {
		const uint64_t first = (uint64_t)runs->runs[i].first << order;
		const uint64_t end = first + runs->runs[i].nr_pages;

		while (range < dump->nr_ranges && dump->range_first[range] <= i)
			range++;
		if (first >> order != runs->runs[i].first ||
		    runs->runs[i].nr_pages & ((1ULL << order) - 1) ||
		    (dump->has_end && end > dump->total))
			return false;
		if (i + 1 < runs->nr && !(range < dump->nr_ranges &&
					  dump->range_first[range] == i + 1) &&
		    end > (uint64_t)runs->runs[i + 1].first << order)
			return false;
	}
	return true;
}

void log_dump_set_order(struct log_dump *dump, uint64_t order)
{
	if (order < dump->order_per_bit || order > dump->highest_order_per_bit)
		return;
	for (size_t i = 0; i < dump->runs.nr; i++)
		dump->runs.runs[i].first <<= order - dump->order_per_bit;
	dump->order_per_bit = (unsigned int)order;
	dump->highest_order_per_bit = (unsigned int)order;
}

/* A huge page of 512 MiB in pages of 64 KiB, what a bit of hugetlb's areas is. */
#define MAX_ORDER_PER_BIT	13

/*
 * The kernel prints a run's length in pages and its position in bits. Runs that
 * would overlap if the positions were pages show that a bit is more than a page. If
 * they would not, it can be more all the same.
 */
static void find_order_per_bit(struct log_dump *dump)
{
	unsigned int order = 0, highest;

	while (order < 10 && !fits(dump, order))
		order++;
	if (order == 10) {
		dump->is_damaged = true;
		return;
	}
	highest = order;
	while (dump->runs.nr && highest < MAX_ORDER_PER_BIT &&
	       fits(dump, highest + 1))
		highest++;
	dump->order_per_bit = order;
	dump->highest_order_per_bit = highest;
	for (size_t i = 0; i < dump->runs.nr; i++)
		dump->runs.runs[i].first <<= order;
}

struct log_dump dump_reader_end(struct dump_reader *reader)
{
	struct log_dump dump = reader->dump;
	uint64_t pages;

	if (!dump.has_end)
		dump.is_cut = true;
	find_order_per_bit(&dump);
	pages = run_list_pages(&dump.runs) + dump.unplaced;
	if (dump.has_end && pages < dump.free) {
		dump.is_unmarked = !dump.is_cut;
		dump.is_cut = true;
	}
	/* No kernel prints some runs with their positions and others without. */
	if ((dump.has_end && (pages > dump.free || dump.free > dump.total)) ||
	    (dump.unplaced && dump.runs.nr))
		dump.is_damaged = true;
	reader->dump = (struct log_dump) { 0 };
	return dump;
}

uint64_t log_dump_missing(const struct log_dump *dump)
{
	if (!dump->has_end || dump->is_damaged)
		return UINT64_MAX;
	return dump->free - run_list_pages(&dump->runs) - dump->unplaced;
}
