// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "area_debugfs.h"
#include "doctor.h"
#include "memory.h"

#define CHECK_ROOM	"room"
#define CHECK_ALIGNED	"aligned"
#define CHECK_FAILURES	"failures"

/* Of an area in which less than this part is free, little more can be had. */
#define FULL_PART	16
/* What may be had in one piece is to be at least this part of what is free. */
#define PIECES_PART	4

static char *file_in(const char *folder, const char *file)
{
	return asprintf_or_exit("%s/%s", folder, file);
}

static void check_room(const struct sys_area *area, struct findings *findings)
{
	char *text, *file;

	if (area->pages == AREA_UNKNOWN || area->free_pages == AREA_UNKNOWN)
		return;
	file = !area->free_is_of_debugfs ? file_in(area->sysfs, "available_pages") :
	       file_in(area->debugfs, "bitmap");
	text = asprintf_or_exit("%s: %" PRIu64 " of %" PRIu64 " pages are free",
				area->name, area->free_pages, area->pages);
	if (area->free_pages < area->pages / FULL_PART)
		finding_add(findings, SEVERITY_PROBLEM, CHECK_ROOM, text, file,
			    asprintf_or_exit("a larger area, or fewer buffers; who holds them is in /sys/kernel/debug/dma_buf/bufinfo"));
	else
		finding_add(findings, SEVERITY_OK, CHECK_ROOM, text, file, NULL);
}

/* Of @order what is still a small part of @area. */
static unsigned int sensible_order(const struct sys_area *area, unsigned int order)
{
	while (order && (uint64_t)1 << order > area->pages / PIECES_PART)
		order--;
	return order;
}

/*
 * Callers ask for an alignment of the request's size, up to a limit. Where not
 * even a request of the limit would fit, none of that size or more would.
 */
static void check_aligned(const struct sys_area *area, unsigned int max_order,
			  struct findings *findings)
{
	enum severity severity = SEVERITY_OK;
	uint64_t free_pages, aligned;
	unsigned int order;
	char *advice = NULL;

	if (!area->has_state) {
		finding_add(findings, SEVERITY_NOTICE, CHECK_ALIGNED,
			    asprintf_or_exit("%s: its bitmap is not to be seen, so what would succeed is not known",
					     area->name),
			    asprintf_or_exit("%s", area->debugfs ?: DEBUGFS_CMA),
			    asprintf_or_exit("as root, on a kernel with CONFIG_CMA_DEBUGFS, with debugfs mounted (and copied)"));
		return;
	}
	order = sensible_order(area, max_order);
	free_pages = area_state_free_pages(&area->state);
	aligned = area_state_largest_aligned(&area->state, order);
	if (aligned < (uint64_t)1 << order) {
		severity = SEVERITY_PROBLEM;
		advice = asprintf_or_exit("'cmakit map %s --request %" PRIu64 ":%u' shows why; guide.md says what helps",
					  area->name, (uint64_t)1 << order, order);
	} else if (aligned < free_pages / PIECES_PART) {
		severity = SEVERITY_NOTICE;
		advice = asprintf_or_exit("'cmakit map %s' shows what is in between",
					  area->name);
	}
	finding_add(findings, severity, CHECK_ALIGNED,
		    asprintf_or_exit("%s: a request aligned to 2^%u pages would succeed now up to %" PRIu64 " pages, of %" PRIu64 " free",
				     area->name, order, aligned, free_pages),
		    file_in(area->debugfs, "bitmap"), advice);
}

/* "nospace 3, busy 1"; a new string. */
static char *reasons(const struct sys_area *area)
{
	char *text = asprintf_or_exit("%s", "");

	for (int i = 0; i < NR_CALL_FAILURES; i++) {
		char *longer;

		if (!area->failed_calls[i] ||
		    area->failed_calls[i] == AREA_UNKNOWN)
			continue;
		longer = asprintf_or_exit("%s%s%s %" PRIu64, text,
					  *text ? ", " : "",
					  reason_name(i),
					  area->failed_calls[i]);
		free(text);
		text = longer;
	}
	return text;
}

/* Callers may ask for silence, and the kernel limits what it prints. */
static char *log_advice(void)
{
	return asprintf_or_exit("the kernel's log has lines of most of them: 'cmakit help explain'");
}

static char *failure_advice(const struct sys_area *area)
{
	if (area->last_failure)
		return asprintf_or_exit("the last one was: %s", area->last_failure);
	return log_advice();
}

/* What there is to say of failures; a new string. */
static char *failure_text(const struct sys_area *area, const char *by_reason)
{
	const char *colon = *by_reason ? ": " : "";

	if (area->failed_pages == AREA_UNKNOWN)
		return asprintf_or_exit("%s: calls that failed since boot: %s",
					area->name, *by_reason ? by_reason : "0");
	return asprintf_or_exit("%s: calls for %" PRIu64 " pages failed since boot%s%s",
				area->name, area->failed_pages, colon, by_reason);
}

/*
 * Pages are counted of calls of all reasons; calls, which only the series counts,
 * tell the interrupted ones apart.
 */
static void check_failures(const struct sys_area *area, struct findings *findings)
{
	const uint64_t calls = sys_area_failed_calls(area);
	const bool has_calls = calls != AREA_UNKNOWN;
	enum severity severity = SEVERITY_OK;
	char *by_reason;

	if (!has_calls && area->failed_pages == AREA_UNKNOWN)
		return;
	by_reason = reasons(area);
	if (has_calls ? calls : area->failed_pages)
		severity = SEVERITY_PROBLEM;
	else if (*by_reason)
		severity = SEVERITY_NOTICE;
	finding_add(findings, severity, CHECK_FAILURES,
		    failure_text(area, by_reason),
		    file_in(area->sysfs, has_calls ? "fail_*" :
			    "alloc_pages_fail"),
		    severity == SEVERITY_PROBLEM ? failure_advice(area) : NULL);
	free(by_reason);
}

/* Calls to all areas; where sysfs tells more, that is enough. */
static void check_events(const struct machine *machine, struct findings *findings)
{
	const struct cma_events *events = &machine->events;

	for (size_t i = 0; i < machine->areas.nr; i++)
		if (machine->areas.areas[i].failed_pages != AREA_UNKNOWN)
			return;
	if (events->failed == PROC_UNKNOWN || events->succeeded == PROC_UNKNOWN)
		return;
	finding_add(findings, events->failed ? SEVERITY_PROBLEM : SEVERITY_OK,
		    CHECK_FAILURES,
		    asprintf_or_exit("%" PRIu64 " calls failed and %" PRIu64 " succeeded since boot",
				     events->failed, events->succeeded),
		    asprintf_or_exit("%s/proc/vmstat", machine->root),
		    events->failed ?
		    log_advice() : NULL);
}

void doctor_check_areas(const struct machine *machine, struct findings *findings)
{
	const unsigned int order = doctor_align_order(machine);

	for (size_t i = 0; i < machine->areas.nr; i++) {
		const struct sys_area *area = &machine->areas.areas[i];

		check_room(area, findings);
		check_aligned(area, order, findings);
		check_failures(area, findings);
	}
	check_events(machine, findings);
}
