// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "area_bitmap.h"
#include "input_error.h"
#include "memory.h"
#include "number.h"

#define MAGIC		"# cmabitmap 1"
#define WORD_BITS	32

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n';
}

/* The number at *@text, at most UINT32_MAX; *@text goes behind it. */
static bool parse_word(const char **text, const char *end, uint32_t *word)
{
	const char *c = *text;
	uint64_t n = 0;

	for (; c < end && is_digit(*c); c++) {
		n = n * 10 + (uint64_t)(*c - '0');
		if (n > UINT32_MAX)
			return false;
	}
	if (c == *text || (c < end && !is_blank(*c)))
		return false;
	*text = c;
	*word = (uint32_t)n;
	return true;
}

int bitmap_words_parse(const char *file, const char *text, size_t len,
		       struct bitmap_words *words)
{
	const char *const end = text + len;
	const char *c = text;
	size_t room = 0;

	*words = (struct bitmap_words) { 0 };
	for (;;) {
		uint32_t word;

		while (c < end && is_blank(*c))
			c++;
		if (c == end)
			break;
		if (!parse_word(&c, end, &word)) {
			free(words->words);
			words->words = NULL;
			return file_error(file,
					  "expected a debugfs bitmap, decimal numbers of 32 bits with blanks between them, found something else at byte %zu",
					  (size_t)(c - text));
		}
		if (words->nr == room) {
			room = room ? 2 * room : 64;
			words->words = realloc_or_exit(words->words, room,
						       sizeof(word));
		}
		words->words[words->nr++] = word;
	}
	/* A bitmap that was cut has no end, and its last number may be half of one. */
	if (words->nr && end[-1] == '\n')
		return 0;
	free(words->words);
	words->words = NULL;
	return file_error(file, words->nr ?
			  "expected LF at the end of the bitmap, which may have been cut" :
			  "expected a debugfs bitmap, found no number");
}

static bool bit_is_set(const struct bitmap_words *words, uint64_t bit)
{
	return words->words[bit / WORD_BITS] >> (bit % WORD_BITS) & 1;
}

/* The first bit from @bit on that is @value, or @nr_bits. */
static uint64_t find_bit(const struct bitmap_words *words, uint64_t nr_bits,
			 uint64_t bit, bool value)
{
	const uint32_t other = value ? 0 : UINT32_MAX;

	while (bit < nr_bits && bit_is_set(words, bit) != value) {
		if (bit % WORD_BITS == 0 &&
		    words->words[bit / WORD_BITS] == other)
			bit += WORD_BITS;
		else
			bit++;
	}
	return bit < nr_bits ? bit : nr_bits;
}

void bitmap_words_to_range(const struct bitmap_words *words, uint64_t nr_bits,
			   unsigned int order_per_bit, struct area_range *range)
{
	uint64_t end = 0;

	range->nr_pages = (unsigned long)(nr_bits << order_per_bit);
	for (;;) {
		const uint64_t start = find_bit(words, nr_bits, end, false);

		if (start == nr_bits)
			break;
		end = find_bit(words, nr_bits, start, true);
		run_list_add(&range->free,
			     (unsigned long)(start << order_per_bit),
			     (unsigned long)((end - start) << order_per_bit));
	}
}

bool area_bitmap_detect(const char *text, size_t len)
{
	const char *const end = text + len;
	bool has_digit = false;

	if (!strncmp(text, MAGIC "\n", strlen(MAGIC "\n")))
		return true;
	for (; text < end; text++) {
		if (!is_digit(*text) && !is_blank(*text))
			return false;
		has_digit |= is_digit(*text);
	}
	return has_digit;
}

/**
 * struct header - what the header says
 * @pages: length of the area, 0 where it does not
 * @order_per_bit: pages of a bit, 0 where it does not
 */
struct header {
	uint64_t pages;
	unsigned int order_per_bit;
};

static int bad_value(const char *file, size_t line, const char *key,
		     const char *expected, const char *value)
{
	return line_error(file, line, "expected %s as '%s', found '%s'", expected,
			  key, value);
}

static bool parse_request(char *value, struct area_request *request)
{
	char *order = strchr(value, ' ');
	uint64_t align_order;

	if (!order)
		return false;
	*order++ = '\0';
	if (!parse_number(value, MAX_PAGES, &request->pages) || !request->pages ||
	    !parse_number(order, MAX_ORDER, &align_order))
		return false;
	request->align_order = (unsigned int)align_order;
	return true;
}

static int parse_key(struct area_state *state, struct header *header,
		     const char *file, size_t line, const char *key, char *value)
{
	uint64_t number;

	if (!strcmp(key, "pages")) {
		if (!parse_number(value, MAX_PAGES, &header->pages) ||
		    !header->pages)
			return bad_value(file, line, key, "a number of pages",
					 value);
	} else if (!strcmp(key, "order_per_bit")) {
		if (!parse_number(value, MAX_ORDER, &number))
			return bad_value(file, line, key, "an order", value);
		header->order_per_bit = (unsigned int)number;
	} else if (!strcmp(key, "base_pfn")) {
		if (!parse_number(value, MAX_PAGES, &number))
			return bad_value(file, line, key, "a page", value);
		state->ranges[0].base_pfn = number;
		state->ranges[0].has_base = true;
	} else if (!strcmp(key, "area")) {
		free(state->name);
		state->name = asprintf_or_exit("%s", value);
	} else if (!strcmp(key, "request")) {
		if (!parse_request(value, &state->request))
			return bad_value(file, line, key, "'PAGES ORDER'", value);
		state->has_request = true;
	}
	return 0;
}

/* Lines from *@text on that begin with '#'; *@text goes behind them. */
static int parse_header(struct area_state *state, struct header *header,
			const char *file, const char **text)
{
	for (size_t line = 1; **text == '#'; line++) {
		const size_t len = strcspn(*text, "\n");
		char *copy = asprintf_or_exit("%.*s", (int)len, *text);
		char *value = copy[1] == ' ' ? strchr(copy + 2, ' ') : NULL;
		int ret = 0;

		if (!value) {
			ret = line_error(file, line,
					 "expected '# KEY VALUE', found '%s'",
					 copy);
		} else {
			*value++ = '\0';
			ret = parse_key(state, header, file, line, copy + 2, value);
		}
		free(copy);
		if (ret)
			return ret;
		*text += len + ((*text)[len] == '\n');
	}
	return 0;
}

/* How many bits of @words are the area's; 0 after a message. */
static uint64_t count_bits(const struct header *header, const char *file,
			   const struct bitmap_words *words)
{
	const uint64_t most = (uint64_t)words->nr * WORD_BITS;
	const uint64_t bits = header->pages ?
			      header->pages >> header->order_per_bit : most;

	if (header->order_per_bit >= 64 - WORD_BITS ||
	    most > MAX_PAGES >> header->order_per_bit || most > AREA_STATE_MAX_BITS) {
		file_error(file, "expected at most %lu bits and 2^52 pages, found %" PRIu64 " bits of order_per_bit %u",
			   AREA_STATE_MAX_BITS, most, header->order_per_bit);
		return 0;
	}
	if (bits > most || bits + WORD_BITS <= most) {
		file_error(file, "expected %" PRIu64 " numbers of 32 bits for %" PRIu64 " pages of order_per_bit %u, found %zu",
			   (bits + WORD_BITS - 1) / WORD_BITS, header->pages,
			   header->order_per_bit, words->nr);
		return 0;
	}
	return bits;
}

int area_bitmap_parse(struct area_state *state, const char *file,
		      const char *text, size_t len)
{
	const char *const end = text + len;
	struct header header = { 0 };
	struct bitmap_words words;
	uint64_t bits;

	state->source = asprintf_or_exit("%s", file);
	area_state_add_range(state);
	if (parse_header(state, &header, file, &text) ||
	    bitmap_words_parse(file, text, (size_t)(end - text), &words))
		return -1;
	bits = count_bits(&header, file, &words);
	if (bits) {
		state->order_per_bit = header.order_per_bit;
		bitmap_words_to_range(&words, bits, header.order_per_bit,
				      &state->ranges[0]);
	}
	free(words.words);
	return bits ? 0 : -1;
}

void area_bitmap_print(const struct area *area, const char *name,
		       const struct area_request *request, FILE *out)
{
	const unsigned int word_bits = sizeof(*area->bitmap) * 8;

	fprintf(out, MAGIC "\n# pages %" PRIu64 "\n# order_per_bit %u\n"
		"# base_pfn 0\n# area %s\n",
		(uint64_t)area->nr_bits << area->order_per_bit,
		area->order_per_bit, name);
	if (request)
		fprintf(out, "# request %" PRIu64 " %u\n", request->pages,
			request->align_order);
	for (unsigned long bit = 0; bit < area->nr_bits; bit += WORD_BITS)
		fprintf(out, "%s%" PRIu32, bit ? " " : "",
			(uint32_t)(area->bitmap[bit / word_bits] >>
				   bit % word_bits));
	fputc('\n', out);
}
