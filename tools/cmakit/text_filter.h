/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_TEXT_FILTER_H
#define CMAKIT_TEXT_FILTER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Does a text hold one of many words? Answered in one step a byte, however many
 * the words are (an Aho-Corasick automaton): a log of 100 MB holds a few lines that
 * matter, and the others should cost next to nothing.
 */
struct text_filter;

/* A filter for @nr @words, none of them empty, together below 4096 bytes. */
struct text_filter *text_filter_new(const char *const *words, size_t nr);

/* Is one of the words in the @len bytes at @text? */
bool text_filter_matches(const struct text_filter *filter, const char *text,
			 size_t len);

#endif /* CMAKIT_TEXT_FILTER_H */
