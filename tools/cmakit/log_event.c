// SPDX-License-Identifier: GPL-2.0
/*
 * The messages about CMA that kernels from 3.12 on print. Each is found by words
 * that stand in it, not by its beginning, which loggers and vendors change.
 */
#include <string.h>

#include "log_event.h"
#include "log_scan.h"
#include "number.h"

const char *const log_event_words[] = {
	"cma: ", "cma_alloc", "alloc failed", "reason=", "largest free runs",
	"number of available pages", "dma_alloc_from_contiguous",
	"alloc_contig_range", "is busy, retrying", "(): returned",
	"callbacks suppressed", "bitmap_find_next_zero_area", "bitmap_maxno=",
	"failed to alloc", "Failed to alloc", "dma alloc of size",
	"/cma/", "skipping incompatible area",
};

const size_t nr_log_event_words =
	sizeof(log_event_words) / sizeof(log_event_words[0]);

/*
 * The last name of an allocating function in the @len bytes at @text; *@end is
 * what stands behind it.
 */
static enum cma_function find_function(const char *text, size_t len,
				       const char **end)
{
	static const char name[] = "cma_alloc", old[] = "dma_alloc_from_contiguous";
	const char *found = NULL;
	const char *at = text;

	while ((at = memmem(at, len - (size_t)(at - text), name,
			    strlen(name)))) {
		found = at;
		at += strlen(name);
	}
	if (!found) {
		at = memmem(text, len, old, strlen(old));
		*end = at ? at + strlen(old) : text;
		return at ? FUNCTION_DMA : FUNCTION_UNKNOWN;
	}
	*end = found + strlen(name);
	if (!strncmp(*end, "_frozen", 7)) {
		*end += 7;
		return FUNCTION_FROZEN;
	}
	return found >= text + 2 && found[-1] == '_' && found[-2] == '_' ?
	       FUNCTION_INNER : FUNCTION_CMA_ALLOC;
}

static bool is_pages(uint64_t pages)
{
	return pages && pages <= MAX_PAGES;
}

/* "[__]cma_alloc[_frozen]: [NAME: ]alloc failed, req-size: N pages, ret: N" */
static enum event_parse parse_failed(const char *text, struct log_event *event)
{
	const char *failed = strstr(text, "alloc failed");
	const char *at, *name;

	event->function = find_function(text, (size_t)(failed - text), &name);
	/* Others' allocations fail with the same words. */
	if (!event->function && !strstr(text, "cma:"))
		return PARSE_NONE;
	at = failed + strlen("alloc failed");
	at += strspn(at, ", ");
	if (!scan_word(&at, "req-size:"))
		return *at && strncmp("req-size:", at, strlen(at)) ?
		       PARSE_NONE : PARSE_PART;
	at = scan_blanks(at);
	if (!*at)
		return PARSE_PART;
	if (!scan_number(&at, &event->pages) || !is_pages(event->pages))
		return PARSE_NONE;
	/* A number that ends the line may have more digits on the next one. */
	at = scan_blanks(at);
	if (!scan_word(&at, "page"))
		return strncmp("page", at, strlen(at)) ? PARSE_NONE : PARSE_PART;
	event->type = EVENT_FAILED;
	if (event->function) {
		name += strspn(name, "(): ");
		if (name < failed && failed[-1] == ' ' && failed[-2] == ':')
			scan_copy(event->area, sizeof(event->area), name,
				  name < failed - 2 ?
				  (size_t)(failed - 2 - name) : 0);
	}
	if (!scan_int_after(at, "ret:", &event->ret)) {
		event->ret = RET_UNKNOWN;
		return PARSE_PART;
	}
	/* Some vendors add it. */
	if (!scan_int_after(at, "align: ", &event->align) &&
	    !scan_int_after(at, "align ", &event->align))
		event->align = ALIGN_UNKNOWN;
	if (event->align < 0 || event->align > MAX_ORDER)
		event->align = ALIGN_UNKNOWN;
	/* No call ends with -1, but -12 and -16 are wrapped there. */
	return event->ret == -1 ? PARSE_PART : PARSE_DONE;
}

/* The value of @key in "key=value ..."; not of a key that ends with @key. */
static bool value_of(const char *text, const char *key, char *value, size_t size)
{
	const size_t len = strlen(key);
	const bool is_name = !strcmp(key, "name");
	const char *at = text;

	while ((at = strstr(at, key))) {
		if ((at == text || at[-1] == ' ') && at[len] == '=') {
			at += len + 1;
			/* Only areas' names hold commas, as linux,cma does. */
			scan_copy(value, size, at, strcspn(at, is_name ? " " :
									 " ,"));
			return true;
		}
		at += len;
	}
	return false;
}

static uint64_t number_of(const char *text, const char *key)
{
	const char *at;
	uint64_t n;
	char value[32];

	if (!value_of(text, key, value, sizeof(value)))
		return UINT64_MAX;
	at = value;
	if (strncmp(value, "0x", 2) ? !scan_number(&at, &n) : !scan_hex(&at, &n))
		return UINT64_MAX;
	return n;
}

static int int_of(const char *text, const char *key, int unknown)
{
	const char *at;
	char value[32];
	int n;

	if (!value_of(text, key, value, sizeof(value)))
		return unknown;
	at = value;
	return scan_int(&at, &n) ? n : unknown;
}

/*
 * "cma: NAME: failure reason=... pages=... ...", or the tracepoint of the same
 * fields, "cma_alloc_failed: name=NAME reason=..."
 */
static enum event_parse parse_reason(const char *text, struct log_event *event)
{
	struct told_failure *told = &event->told;
	const char *failure = strstr(text, ": failure reason=");
	const char *name = failure;
	char reason[16] = "";

	if (!value_of(text, "reason", reason, sizeof(reason)))
		return PARSE_NONE;
	told->reason = reason_of_name(reason, strlen(reason));
	event->pages = number_of(text, "pages");
	if (event->pages == UINT64_MAX)
		return PARSE_PART;
	if (!is_pages(event->pages))
		return PARSE_NONE;
	event->type = EVENT_REASON;
	event->align = int_of(text, "align", ALIGN_UNKNOWN);
	event->ret = int_of(text, "ret", RET_UNKNOWN);
	while (name && name > text && name[-1] != ' ' && name[-1] != ':')
		name--;
	if (name)
		scan_copy(event->area, sizeof(event->area), name,
			  (size_t)(failure - name));
	else
		value_of(text, "name", event->area, sizeof(event->area));
	told->total = number_of(text, "total");
	told->free = number_of(text, "free");
	told->run = number_of(text, "run");
	told->aligned_run = number_of(text, "aligned_run");
	told->tried = number_of(text, "tried");
	told->migrated = number_of(text, "migrated");
	told->mem_free = number_of(text, "mem_free");
	told->mem_min = number_of(text, "mem_min");
	told->swap_free = number_of(text, "swap_free");
	told->pfn = number_of(text, "pfn");
	told->refcount = int_of(text, "refcount", 0);
	told->mapcount = int_of(text, "mapcount", 0);
	value_of(text, "type", told->type, sizeof(told->type));
	/* More may follow on the next line, if a mailer wrapped it. */
	return PARSE_PART;
}

/* "cma: NAME: largest free runs: 511@58881 255@58369" */
static enum event_parse parse_runs(const char *text, struct log_event *event)
{
	static const char head[] = "largest free runs:";
	const char *at = strstr(text, head);
	uint64_t pages, first;

	if (!at)
		return PARSE_NONE;
	at = scan_blanks(at + strlen(head));
	while (event->nr_runs < MAX_LARGEST_RUNS && scan_number(&at, &pages) &&
	       scan_word(&at, "@") && scan_number(&at, &first) &&
	       is_pages(pages) && first <= MAX_PAGES) {
		event->runs[event->nr_runs++] = (struct run) { first, pages };
		at = scan_blanks(at);
	}
	event->type = EVENT_LARGEST_RUNS;
	return event->nr_runs ? PARSE_DONE : PARSE_PART;
}

static enum event_parse parse_dump(const char *text, struct log_event *event)
{
	const char *at = strstr(text, "number of available pages");

	at += strlen("number of available pages");
	event->rest = at + strspn(at, ": ");
	event->type = EVENT_DUMP;
	return PARSE_DONE;
}

/*
 * "cma_alloc(cma ADDRESS, [name: NAME, ]count N, align N)", or with "total pages: N,
 * used pages: N, request pages: N" instead of the count
 */
static enum event_parse parse_call(const char *text, struct log_event *event)
{
	const char *call = strstr(text, "(cma ");
	const char *end, *name;
	uint64_t used;
	size_t len;
	int align;

	event->function = find_function(text, (size_t)(call - text), &end);
	if (!event->function || end != call)
		return PARSE_NONE;
	name = strstr(call, "name: ");
	if (name) {
		name += strlen("name: ");
		/* A name may hold a comma, but no blank. */
		len = strcspn(name, " )");
		if (len && name[len - 1] == ',')
			len--;
		scan_copy(event->area, sizeof(event->area), name, len);
	}
	if (scan_number_after(call, "total pages: ", &event->area_pages) &&
	    scan_number_after(call, "used pages: ", &used) &&
	    used <= event->area_pages)
		event->free_pages = event->area_pages - used;
	if ((!scan_number_after(call, "count ", &event->pages) &&
	     !scan_number_after(call, "request pages: ", &event->pages)) ||
	    !scan_int_after(call, "align ", &align))
		return strchr(call, ')') && strstr(call, "align") ? PARSE_NONE :
								    PARSE_PART;
	if (!is_pages(event->pages) || align < 0 || align > MAX_ORDER)
		return PARSE_NONE;
	event->align = align;
	event->type = EVENT_CALL;
	return PARSE_DONE;
}

/* "cma_alloc(): memory range at [pfn 0xPFN ]ADDRESS is busy, retrying" */
static enum event_parse parse_busy(const char *text, struct log_event *event)
{
	const char *at = strstr(text, "memory range at ");
	const char *end;

	if (!strstr(at, "retrying"))
		return PARSE_PART;
	event->function = find_function(text, (size_t)(at - text), &end);
	if (!scan_hex_after(at, "pfn ", &event->first_pfn))
		event->first_pfn = UINT64_MAX;
	event->type = EVENT_BUSY;
	return PARSE_DONE;
}

/*
 * "cma_alloc(): returned ADDRESS". A NULL is "(null)", in some kernels all zeros. A
 * kernel that has no random numbers yet prints neither: "(____ptrval____)" may be
 * both, and is taken for an address, as where it appears failures have their line.
 */
static enum event_parse parse_returned(const char *text, struct log_event *event)
{
	const char *at = strstr(text, "returned");
	const char *end;

	event->function = find_function(text, (size_t)(at - text), &end);
	if (!event->function)
		return PARSE_NONE;
	at = scan_blanks(at + strlen("returned"));
	if (!*at)
		return PARSE_PART;
	event->is_null = !strncmp(at, "(null)", 6) ||
			 (strlen(at) >= 8 && !at[strspn(at, "0")]);
	event->type = EVENT_RETURNED;
	return PARSE_DONE;
}

/* "[FIRST, END) PFNs busy", formerly "test_pages_isolated(FIRST, END) failed" */
static enum event_parse parse_pfns(const char *text, struct log_event *event)
{
	const char *at = strstr(text, "alloc_contig_range");

	at += strcspn(at, "[(");
	if (!*at++)
		return PARSE_PART;
	if (!scan_hex(&at, &event->first_pfn) || *at++ != ',')
		return PARSE_NONE;
	at = scan_blanks(at);
	if (!*at)
		return PARSE_PART;
	if (!scan_hex(&at, &event->end_pfn) || *at++ != ')')
		return PARSE_NONE;
	if (event->end_pfn <= event->first_pfn || event->end_pfn > MAX_PAGES)
		return PARSE_NONE;
	event->type = EVENT_PFNS_BUSY;
	return PARSE_DONE;
}

/* "alloc_contig_range: N callbacks suppressed", or of a function that failed. */
static enum event_parse parse_suppressed(const char *text,
					 struct log_event *event)
{
	const char *at = strstr(text, " callbacks suppressed");
	const char *end;

	event->function = find_function(text, (size_t)(at - text), &end);
	if (!event->function && !strstr(text, "alloc_contig_range"))
		return PARSE_NONE;
	if (!scan_number_before(text, at, &event->count))
		return PARSE_NONE;
	event->type = EVENT_SUPPRESSED;
	return PARSE_DONE;
}

/*
 * A vendor's debug line in the search: "bitmap_find_next_zero_area_off: size=N,
 * start=N, nr=N, align_mask=0xN, ..." or "mask=N, offset=N, bitmap_maxno=N,
 * bitmap_count=N"; sizes are in bits.
 */
static enum event_parse parse_search(const char *text, struct log_event *event)
{
	const bool is_find = strstr(text, "bitmap_find_next_zero_area");
	const char *at;
	uint64_t mask, end;

	if (is_find ? !scan_hex_after(text, "align_mask=", &mask) :
		      !scan_number_after(text, "mask=", &mask))
		return PARSE_PART;
	if (!scan_number_after(text, is_find ? "nr=" : "bitmap_count=",
			       &event->pages) ||
	    !scan_number_after(text, is_find ? "size=" : "bitmap_maxno=",
			       &event->area_pages))
		return PARSE_PART;
	/* A line that was broken within a number tells another one. */
	at = strstr(text, is_find ? "size=" : "bitmap_maxno=");
	if (!strchr(at, ','))
		return PARSE_PART;
	event->align = order_of_mask(mask);
	/* Nothing is there if a place would end behind the area. */
	event->search_failed = scan_number_after(text, " end=", &end) &&
			       end > event->area_pages;
	if (!is_pages(event->pages) || !is_pages(event->area_pages) ||
	    event->align < 0)
		return PARSE_NONE;
	event->type = EVENT_SEARCH;
	return PARSE_DONE;
}

/* The tracepoints cma_alloc_start, _busy_retry and _finish, or cma_alloc of 5.10. */
static enum event_parse parse_tracepoint(const char *text,
					 struct log_event *event)
{
	const bool is_start = strstr(text, "cma_alloc_start:");
	char page[32] = "";

	event->pages = number_of(text, is_start && strstr(text, "request_count=") ?
				 "request_count" : "count");
	event->align = int_of(text, "align", ALIGN_UNKNOWN);
	if (!is_pages(event->pages) || event->align > MAX_ORDER)
		return PARSE_NONE;
	value_of(text, "name", event->area, sizeof(event->area));
	if (is_start) {
		event->free_pages = number_of(text, "available_count");
		event->area_pages = number_of(text, "total_count");
		event->type = EVENT_CALL;
		return PARSE_DONE;
	}
	if (strstr(text, "cma_alloc_busy_retry:")) {
		event->first_pfn = number_of(text, "pfn");
		event->type = EVENT_BUSY;
		return PARSE_DONE;
	}
	value_of(text, "page", page, sizeof(page));
	event->ret = int_of(text, "errorno", RET_UNKNOWN);
	event->is_null = event->ret == RET_UNKNOWN ?
			 !strcmp(page, "(null)") || !page[strspn(page, "0x")] :
			 event->ret != 0;
	event->type = event->is_null ? EVENT_FINISHED : EVENT_RETURNED;
	return PARSE_DONE;
}

/*
 * "cma_range_alloc: NAME: skipping incompatible area [0xPFN-0xPFN]": nothing there was
 * tried, as its struct pages are not in a row
 */
static enum event_parse parse_skipped(const char *text, struct log_event *event)
{
	const char *at = strstr(text, ": skipping incompatible area");
	const char *name = at;

	while (name && name > text && name[-1] != ' ' && name[-1] != ':')
		name--;
	if (!name)
		return PARSE_NONE;
	scan_copy(event->area, sizeof(event->area), name, (size_t)(at - name));
	event->type = EVENT_SKIPPED;
	return PARSE_DONE;
}

/* "echo N > /sys/kernel/debug/cma/NAME/alloc", in a log of a terminal */
static enum event_parse parse_debugfs(const char *text, struct log_event *event)
{
	const char *echo = strstr(text, "echo ");

	if (!echo || !strstr(text, "/cma/") ||
	    !scan_number_after(echo, "echo ", &event->pages) ||
	    !is_pages(event->pages))
		return PARSE_NONE;
	event->align = 0;
	event->is_debugfs = true;
	event->type = EVENT_CALL;
	return PARSE_DONE;
}

/* "dma alloc of size N failed", "failed to allocate [buffer with size ]N[ bytes]" */
static enum event_parse parse_driver(const char *text, struct log_event *event)
{
	const char *at = strstr(text, "ailed to alloc");
	bool is_told;

	if (!at)
		at = strstr(text, "dma alloc of size");
	is_told = scan_number_after(at, "size ", &event->bytes) ||
		  (scan_number_after(at, "allocate ", &event->bytes) &&
		   strstr(at, " bytes"));
	if (!is_told)
		return strlen(at) < 40 ? PARSE_PART : PARSE_NONE;
	event->type = EVENT_DRIVER;
	return PARSE_DONE;
}

/* Does @text end with the beginning of @phrase, but not all of it? */
static bool ends_within(const char *text, const char *phrase)
{
	const size_t len = strlen(text);

	for (size_t part = strlen(phrase) - 1; part > 0; part--)
		if (part <= len && !memcmp(text + len - part, phrase, part))
			return true;
	return false;
}

/*
 * A line that ends where a mailer or a terminal may have wrapped one of the above:
 * within its words, behind the function or within the area's name.
 */
static bool may_begin(const char *text)
{
	static const char *const phrases[] = {
		": alloc failed, req-size:", ": number of available pages",
		": memory range at ", ": failure reason=", ": largest free runs:",
		"(cma ", "(): returned",
	};
	const char *end;

	if (strncmp(text, "cma", 3) && strncmp(text, "__cma", 5))
		return false;
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (ends_within(text, phrases[i]))
			return true;
	if (!find_function(text, strlen(text), &end) || !scan_word(&end, ":"))
		return false;
	end = scan_blanks(end);
	return !strchr(end, ' ') && strlen(end) < AREA_NAME_SIZE;
}

enum event_parse log_event_parse(const char *text, struct log_event *event)
{
	static const struct {
		const char *word;
		enum event_parse (*parse)(const char *text,
					  struct log_event *event);
	} parsers[] = {
		{ "reason=", parse_reason },
		{ "alloc failed", parse_failed },
		{ "largest free runs:", parse_runs },
		{ "number of available pages", parse_dump },
		{ "memory range at ", parse_busy },
		{ " callbacks suppressed", parse_suppressed },
		{ "bitmap_find_next_zero_area", parse_search },
		{ "bitmap_maxno=", parse_search },
		{ "cma_alloc_start: ", parse_tracepoint },
		{ "cma_alloc_finish: ", parse_tracepoint },
		{ "cma_alloc_busy_retry: ", parse_tracepoint },
		{ "cma_alloc: pfn=", parse_tracepoint },
		{ "(): returned", parse_returned },
		{ "(cma ", parse_call },
		{ "alloc_contig_range: [", parse_pfns },
		{ "alloc_contig_range test_pages_isolated(", parse_pfns },
		{ "skipping incompatible area", parse_skipped },
		{ "/alloc", parse_debugfs },
		{ "ailed to alloc", parse_driver },
		{ "dma alloc of size", parse_driver },
	};

	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++) {
		enum event_parse got;

		if (!strstr(text, parsers[i].word))
			continue;
		*event = (struct log_event) {
			.align = ALIGN_UNKNOWN,
			.ret = RET_UNKNOWN,
			.first_pfn = UINT64_MAX,
			.free_pages = UINT64_MAX,
			.told = {
				.reason = REASON_UNKNOWN,
				.pfn = UINT64_MAX,
			},
		};
		got = parsers[i].parse(text, event);
		if (got != PARSE_NONE)
			return got;
	}
	*event = (struct log_event) { 0 };
	return may_begin(text) ? PARSE_PART : PARSE_NONE;
}
