/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_TRACE_H
#define CMAKIT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct trace_alloc - one allocation of a trace
 * @pages: pages asked for, 1 to MAX_PAGES
 * @align_order: alignment asked for, 2^order pages
 * @min_align_order: alignment that the caller truly needs as far as the trace
 *	says so, otherwise 0: with the floor that --align-min puts under it the
 *	two come to the same
 */
struct trace_alloc {
	uint64_t pages;
	unsigned int align_order;
	unsigned int min_align_order;
};

/**
 * struct trace_event - one line of a trace
 * @time_ns: when, in nanoseconds; not below that of the event before
 * @alloc: index of the allocation that is made or freed
 * @is_free: freed
 */
struct trace_event {
	uint64_t time_ns;
	size_t alloc;
	bool is_free;
};

/**
 * struct trace - a whole cmatrace 1
 * @name: path as given
 * @allocs: allocations in the order in which they are made
 * @nr_allocs: number of them
 * @events: all events in order
 * @nr_events: number of them
 * @area_pages: size of the recorded area (header "pages"), or 0
 * @order_per_bit: a bit of the recorded area's bitmap stands for 2^order pages
 *	(header "order_per_bit"; 0 without)
 * @peak_pages: most pages live at a time if every allocation succeeds, at most
 *	MAX_PAGES
 */
struct trace {
	const char *name;
	struct trace_alloc *allocs;
	size_t nr_allocs;
	struct trace_event *events;
	size_t nr_events;
	uint64_t area_pages;
	unsigned int order_per_bit;
	uint64_t peak_pages;
};

/*
 * Read the trace at @path ("-" is standard input). Returns 0, or -1 after a
 * message with file, line and what was expected. The caller frees @trace with
 * trace_free() after success.
 */
int trace_read(struct trace *trace, const char *path);

void trace_free(struct trace *trace);

#endif /* CMAKIT_TRACE_H */
