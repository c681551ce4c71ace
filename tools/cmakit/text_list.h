/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_TEXT_LIST_H
#define CMAKIT_TEXT_LIST_H

#include <stddef.h>

/**
 * struct text_list - sentences
 * @texts: each a string of its own
 * @nr: number of them
 */
struct text_list {
	char **texts;
	size_t nr;
};

/* A list of none is all zero. The caller ends it with text_list_free(). */
void text_list_free(struct text_list *list);

void text_list_add(struct text_list *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* CMAKIT_TEXT_LIST_H */
