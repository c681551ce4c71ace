// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "finding.h"
#include "memory.h"

const char *severity_name(enum severity severity)
{
	static const char *const names[NR_SEVERITIES] = {
		[SEVERITY_PROBLEM]	= "problem",
		[SEVERITY_NOTICE]	= "notice",
		[SEVERITY_OK]		= "ok",
	};

	return names[severity];
}

void finding_add(struct findings *findings, enum severity severity,
		 const char *check, char *text, char *file, char *advice)
{
	findings->list = realloc_or_exit(findings->list, findings->nr + 1,
					 sizeof(*findings->list));
	findings->list[findings->nr++] = (struct finding) {
		.severity = severity,
		.check = check,
		.text = text,
		.file = file,
		.advice = advice,
	};
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->nr; i++) {
		free(findings->list[i].text);
		free(findings->list[i].file);
		free(findings->list[i].advice);
	}
	free(findings->list);
	*findings = (struct findings) { 0 };
}

size_t findings_count(const struct findings *findings, enum severity severity)
{
	size_t nr = 0;

	for (size_t i = 0; i < findings->nr; i++)
		nr += findings->list[i].severity == severity;
	return nr;
}
