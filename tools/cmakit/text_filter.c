// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text_filter.h"

#define NR_BYTES	256

/* The state in which a word has been seen; nothing is looked at after it. */
#define STATE_MATCH	UINT16_MAX

/**
 * struct text_filter - the automaton
 * @next: for each state the one that each byte leads to; state 0 is the start
 * @fallback: while it is made: the state of the longest proper suffix
 * @nr_states: number of them
 */
struct text_filter {
	uint16_t (*next)[NR_BYTES];
	uint16_t *fallback;
	size_t nr_states;
};

static void add_word(struct text_filter *filter, const char *word)
{
	uint16_t state = 0;

	for (; *word; word++) {
		uint16_t *next = &filter->next[state][(unsigned char)*word];

		/* A shorter word that matches already makes this one needless. */
		if (*next == STATE_MATCH)
			return;
		if (!word[1])
			*next = STATE_MATCH;
		else if (!*next)
			*next = (uint16_t)filter->nr_states++;
		state = *next;
	}
}

/* Breadth first, so that what a state falls back to is complete before it. */
static void complete(struct text_filter *filter)
{
	uint16_t *queue = calloc_or_exit(filter->nr_states, sizeof(*queue));
	size_t head = 0, tail = 1;

	while (head < tail) {
		const uint16_t state = queue[head++];
		const uint16_t *fallback = filter->next[filter->fallback[state]];

		for (int byte = 0; byte < NR_BYTES; byte++) {
			uint16_t *next = &filter->next[state][byte];

			if (*next == STATE_MATCH)
				continue;
			if (!*next || (state && fallback[byte] == STATE_MATCH)) {
				*next = state ? fallback[byte] : 0;
				continue;
			}
			filter->fallback[*next] = state ? fallback[byte] : 0;
			queue[tail++] = *next;
		}
	}
	free(queue);
}

struct text_filter *text_filter_new(const char *const *words, size_t nr)
{
	struct text_filter *filter = calloc_or_exit(1, sizeof(*filter));
	size_t room = 1;

	for (size_t i = 0; i < nr; i++)
		room += strlen(words[i]);
	filter->next = calloc_or_exit(room, sizeof(*filter->next));
	filter->fallback = calloc_or_exit(room, sizeof(*filter->fallback));
	filter->nr_states = 1;
	for (size_t i = 0; i < nr; i++)
		add_word(filter, words[i]);
	complete(filter);
	free(filter->fallback);
	filter->fallback = NULL;
	return filter;
}

bool text_filter_matches(const struct text_filter *filter, const char *text,
			 size_t len)
{
	uint16_t state = 0;

	for (size_t i = 0; i < len; i++) {
		state = filter->next[state][(unsigned char)text[i]];
		if (state == STATE_MATCH)
			return true;
	}
	return false;
}
