// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event-parse.h>

#include "migrate-reason.h"

static bool number_of(const struct tep_print_flag_sym *sym, unsigned long long *value)
{
	char *end;

	errno = 0;
	*value = strtoull(sym->value, &end, 0);
	return end != sym->value && !*end && !errno;
}

bool migrate_reason_contig(const struct tep_event *event, unsigned long long *value)
{
	const struct tep_print_flag_sym *sym;
	const struct tep_print_arg *arg;

	for (arg = event->print_fmt.args; arg; arg = arg->next) {
		/* The modes are printed by a table too; no mode has that name. */
		if (arg->type != TEP_PRINT_SYMBOL)
			continue;
		for (sym = arg->symbol.symbols; sym; sym = sym->next)
			if (!strcmp(sym->str, "contig_range"))
				return number_of(sym, value);
	}
	return false;
}
