// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdlib.h>

#include "memory.h"
#include "text_list.h"

void text_list_free(struct text_list *list)
{
	for (size_t i = 0; i < list->nr; i++)
		free(list->texts[i]);
	free(list->texts);
	*list = (struct text_list) { 0 };
}

void text_list_add(struct text_list *list, const char *fmt, ...)
{
	va_list args;

	list->texts = realloc_or_exit(list->texts, list->nr + 1,
				      sizeof(*list->texts));
	va_start(args, fmt);
	list->texts[list->nr++] = vasprintf_or_exit(fmt, args);
	va_end(args);
}
