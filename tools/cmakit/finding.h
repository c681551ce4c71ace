/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_FINDING_H
#define CMAKIT_FINDING_H

#include <stddef.h>

enum severity {
	SEVERITY_PROBLEM,	/* something is wrong */
	SEVERITY_NOTICE,	/* something is worth knowing, or cannot be told */
	SEVERITY_OK,
	NR_SEVERITIES,
};

/* The severity's word. */
const char *severity_name(enum severity severity);

/**
 * struct finding - what a check came to
 * @severity: how bad it is
 * @check: name of the check, one word
 * @text: what was found
 * @file: where
 * @advice: what to do, NULL if nothing
 */
struct finding {
	enum severity severity;
	const char *check;
	char *text;
	char *file;
	char *advice;
};

/**
 * struct findings - of all checks, in the order in which they were made; empty is
 *	all zero
 */
struct findings {
	struct finding *list;
	size_t nr;
};

/*
 * Add a finding. @check is a string that stays; the others are new strings, which
 * become the finding's.
 */
void finding_add(struct findings *findings, enum severity severity,
		 const char *check, char *text, char *file, char *advice);

void findings_free(struct findings *findings);

/* How many are of @severity. */
size_t findings_count(const struct findings *findings, enum severity severity);

#endif /* CMAKIT_FINDING_H */
