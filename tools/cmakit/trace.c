// SPDX-License-Identifier: GPL-2.0
/*
 * Reader of cmatrace 1:
 *
 *	# cmatrace 1
 *	# KEY VALUE
 *	TIME_NS A ID PAGES ALIGN OWNER [MIN_ALIGN]
 *	TIME_NS F ID
 *
 * One blank between fields, header lines before events, events sorted by time.
 * Whatever is not exactly that is an error: a trace that was cut or edited by
 * mistake should not turn into believable figures.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "input_error.h"
#include "line.h"
#include "memory.h"
#include "number.h"
#include "trace.h"

#define MAX_FIELDS	7

/* What is known of an id while the trace is read; a node of a tsearch() tree. */
struct known_id {
	uint64_t id;
	size_t alloc;
	size_t line;
	bool freed;
};

/**
 * struct trace_reader - a trace while it is read
 * @lines: the file
 * @trace: what has been read of it
 * @ids: tree of all struct known_id
 * @live_pages: pages live after the last event
 * @time_ns: time of the last event
 * @max_allocs: room in @trace->allocs
 * @max_events: room in @trace->events
 * @has_pages: the header had "pages"
 * @has_order: the header had "order_per_bit"
 */
struct trace_reader {
	struct line_reader lines;
	struct trace *trace;
	void *ids;
	uint64_t live_pages;
	uint64_t time_ns;
	size_t max_allocs;
	size_t max_events;
	bool has_pages;
	bool has_order;
};

#define expected(r, ...) \
	line_error((r)->lines.name, (r)->lines.nr, "expected " __VA_ARGS__)

static int compare_ids(const void *a, const void *b)
{
	const struct known_id *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int read_pages_header(struct trace_reader *r, const char *value)
{
	uint64_t pages;

	if (r->has_pages)
		return expected(r, "one 'pages' header, found a second");
	if (!parse_number(value, MAX_PAGES, &pages) || !pages)
		return expected(r, "a number of pages from 1 to 2^52, found '%s'",
				value);
	r->trace->area_pages = pages;
	r->has_pages = true;
	return 0;
}

static int read_order_header(struct trace_reader *r, const char *value)
{
	uint64_t order;

	if (r->has_order)
		return expected(r, "one 'order_per_bit' header, found a second");
	if (!parse_number(value, MAX_ORDER, &order))
		return expected(r, "an order from 0 to %d, found '%s'", MAX_ORDER,
				value);
	r->trace->order_per_bit = (unsigned int)order;
	r->has_order = true;
	return 0;
}

/* "# KEY VALUE"; keys that mean nothing here are for the reader of the file. */
static int read_header(struct trace_reader *r)
{
	char *key = r->lines.text + 2;
	char *value;

	if (strncmp(r->lines.text, "# ", 2))
		return expected(r, "'# KEY VALUE'");
	value = strchr(key, ' ');
	if (!value || value == key || !value[1])
		return expected(r, "'# KEY VALUE'");
	*value++ = '\0';

	if (!strcmp(key, "cmatrace"))
		return expected(r, "'# cmatrace' in the first line only");
	if (!strcmp(key, "pages"))
		return read_pages_header(r, value);
	if (!strcmp(key, "order_per_bit"))
		return read_order_header(r, value);
	return 0;
}

/*
 * Cut @text at its blanks. Returns the number of fields; 0 if there are more
 * than MAX_FIELDS or one is empty.
 */
static size_t split(char *text, char *fields[MAX_FIELDS])
{
	size_t nr = 0;

	for (;;) {
		char *end = strchr(text, ' ');

		if (nr == MAX_FIELDS || text == end || !*text)
			return 0;
		fields[nr++] = text;
		if (!end)
			return nr;
		*end = '\0';
		text = end + 1;
	}
}

static bool has_control_bytes(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

static int read_time(struct trace_reader *r, const char *text)
{
	uint64_t time_ns;

	if (!parse_number(text, UINT64_MAX, &time_ns))
		return expected(r, "a time in nanoseconds below 2^64, found '%s'",
				text);
	if (time_ns < r->time_ns)
		return expected(r, "a time of at least %llu, events are sorted by time, found %s",
				(unsigned long long)r->time_ns, text);
	r->time_ns = time_ns;
	return 0;
}

static int read_id(struct trace_reader *r, const char *text, uint64_t *id)
{
	if (!parse_number(text, UINT64_MAX, id) || !*id)
		return expected(r, "an id from 1 to 2^64 - 1, found '%s'", text);
	return 0;
}

static int read_order(struct trace_reader *r, const char *what, const char *text,
		      unsigned int *order)
{
	uint64_t n;

	if (!parse_number(text, MAX_ORDER, &n))
		return expected(r, "%s from 0 to %d, found '%s'", what, MAX_ORDER,
				text);
	*order = (unsigned int)n;
	return 0;
}

/* Make @id known as the next allocation; an id may be used once. */
static int add_id(struct trace_reader *r, uint64_t id)
{
	struct known_id *known = calloc_or_exit(1, sizeof(*known));
	struct known_id **found;

	known->id = id;
	known->alloc = r->trace->nr_allocs;
	known->line = r->lines.nr;
	found = tsearch(known, &r->ids, compare_ids);
	if (!found) {
		free(known);
		return file_error(r->lines.name, "out of memory");
	}
	if (*found != known) {
		free(known);
		return expected(r, "a new id, %llu was allocated in line %zu",
				(unsigned long long)id, (*found)->line);
	}
	return 0;
}

static void add_event(struct trace_reader *r, size_t alloc, bool is_free)
{
	struct trace *trace = r->trace;

	if (trace->nr_events == r->max_events) {
		r->max_events = r->max_events ? 2 * r->max_events : 1024;
		trace->events = realloc_or_exit(trace->events, r->max_events,
						sizeof(*trace->events));
	}
	trace->events[trace->nr_events++] = (struct trace_event) {
		.time_ns = r->time_ns,
		.alloc = alloc,
		.is_free = is_free,
	};
}

static void add_alloc(struct trace_reader *r, const struct trace_alloc *alloc)
{
	struct trace *trace = r->trace;

	if (trace->nr_allocs == r->max_allocs) {
		r->max_allocs = r->max_allocs ? 2 * r->max_allocs : 1024;
		trace->allocs = realloc_or_exit(trace->allocs, r->max_allocs,
						sizeof(*trace->allocs));
	}
	add_event(r, trace->nr_allocs, false);
	trace->allocs[trace->nr_allocs++] = *alloc;

	r->live_pages += alloc->pages;
	if (r->live_pages > trace->peak_pages)
		trace->peak_pages = r->live_pages;
}

/* TIME_NS A ID PAGES ALIGN OWNER [MIN_ALIGN], the time has been read. */
static int read_alloc(struct trace_reader *r, char **fields, size_t nr_fields)
{
	struct trace_alloc alloc = { 0 };
	uint64_t id;

	if (nr_fields < 6)
		return expected(r, "'TIME_NS A ID PAGES ALIGN OWNER [MIN_ALIGN]'");
	if (read_id(r, fields[2], &id))
		return -1;
	if (!parse_number(fields[3], MAX_PAGES, &alloc.pages) || !alloc.pages)
		return expected(r, "a number of pages from 1 to 2^52, found '%s'",
				fields[3]);
	if (read_order(r, "an alignment order", fields[4], &alloc.align_order))
		return -1;
	if (nr_fields == 7 && read_order(r, "a least alignment order", fields[6],
					 &alloc.min_align_order))
		return -1;
	if (alloc.pages > MAX_PAGES - r->live_pages)
		return expected(r, "at most 2^52 pages live at a time");
	if (add_id(r, id))
		return -1;
	add_alloc(r, &alloc);
	return 0;
}

/* TIME_NS F ID, the time has been read. */
static int read_free(struct trace_reader *r, char **fields, size_t nr_fields)
{
	struct known_id key, **found;

	if (nr_fields != 3)
		return expected(r, "'TIME_NS F ID'");
	if (read_id(r, fields[2], &key.id))
		return -1;
	found = tfind(&key, &r->ids, compare_ids);
	if (!found)
		return expected(r, "the id of an earlier allocation, found %s",
				fields[2]);
	if ((*found)->freed)
		return expected(r, "the id of a live allocation, %s has been freed",
				fields[2]);
	(*found)->freed = true;
	r->live_pages -= r->trace->allocs[(*found)->alloc].pages;
	add_event(r, (*found)->alloc, true);
	return 0;
}

static int read_event(struct trace_reader *r)
{
	char *fields[MAX_FIELDS];
	size_t nr_fields;

	nr_fields = split(r->lines.text, fields);
	if (nr_fields < 2)
		return expected(r, "'TIME_NS A ID PAGES ALIGN OWNER [MIN_ALIGN]' or 'TIME_NS F ID'");
	if (read_time(r, fields[0]))
		return -1;
	if (!strcmp(fields[1], "A"))
		return read_alloc(r, fields, nr_fields);
	if (!strcmp(fields[1], "F"))
		return read_free(r, fields, nr_fields);
	return expected(r, "A or F after the time, found '%s'", fields[1]);
}

static int read_all(struct trace_reader *r)
{
	int more;

	more = line_read(&r->lines);
	if (more < 0)
		return -1;
	if (!more || strcmp(r->lines.text, "# cmatrace 1"))
		return expected(r, "'# cmatrace 1'");

	while ((more = line_read(&r->lines)) > 0) {
		bool header = r->lines.text[0] == '#';

		if (has_control_bytes(r->lines.text))
			return expected(r, "printable text, found a control character");
		if (header && r->trace->nr_events)
			return expected(r, "an event, header lines come before the first one");
		if (header ? read_header(r) : read_event(r))
			return -1;
	}
	return more;
}

int trace_read(struct trace *trace, const char *path)
{
	struct trace_reader r = { .trace = trace };
	bool is_stdin = !strcmp(path, "-");
	int ret;

	memset(trace, 0, sizeof(*trace));
	trace->name = path;
	r.lines.name = path;
	r.lines.in = is_stdin ? stdin : fopen(path, "r");
	if (!r.lines.in)
		return file_error(path, "%s", strerror(errno));

	ret = read_all(&r);
	if (!is_stdin)
		fclose(r.lines.in);
	tdestroy(r.ids, free);
	if (ret)
		trace_free(trace);
	return ret;
}

void trace_free(struct trace *trace)
{
	free(trace->allocs);
	free(trace->events);
	trace->allocs = NULL;
	trace->events = NULL;
}
