/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_WORKLOAD_H
#define CMAKIT_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "draw.h"
#include "rng.h"

/*
 * A simulated machine whose drivers take and give back buffers while its clock
 * runs; each of these becomes a line of a trace. What the drivers do is in the
 * workload-*.c files: functions that are called at a time, act, and ask to be
 * called again.
 */

/* Times are in nanoseconds. */
#define US(n)		((uint64_t)(n) * 1000)
#define MS(n)		(US(n) * 1000)
#define SECONDS(n)	(MS(n) * 1000)
#define MINUTES(n)	(SECONDS(n) * 60)
#define HOURS(n)	(MINUTES(n) * 60)

/**
 * struct owner - who holds buffers: a driver, or a session of one
 * @number: OWNER in the trace is o@number; 0 until owner_open()
 * @oldest: buffer allocated first of those that are live, or 0
 * @newest: buffer allocated last, or 0
 * @nr_buffers: number of live ones
 * @pages: their pages
 */
struct owner {
	uint64_t number;
	uint64_t oldest;
	uint64_t newest;
	size_t nr_buffers;
	uint64_t pages;
};

/* In which order an owner's buffers are freed. */
enum free_order {
	OLDEST_FIRST,
	NEWEST_FIRST,
	ANY_ORDER,
};

struct buffer;
struct call;
struct chunk;

/**
 * struct workload - the machine and its trace so far
 * @rng: where everything random comes from
 * @now_ns: the clock; never goes back
 * @live_pages: pages of all live buffers
 * @budget_pages: what the drivers together keep to, see workload_has_room()
 * @nr_allocs: allocations so far
 * @wanted_allocs: how many there are to be
 *
 * The rest is the business of workload.c.
 *
 * @out: where the trace goes
 * @nr_owners: owners that have been opened
 * @buffers: all buffers so far, by number
 * @max_buffers: room in @buffers
 * @calls: what is to be called, a binary heap by time
 * @nr_calls: number of them
 * @max_calls: room in @calls
 * @nr_calls_made: orders calls of the same time
 * @memory: what workload_memory() gave out
 */
struct workload {
	struct rng rng;
	uint64_t now_ns;
	uint64_t live_pages;
	uint64_t budget_pages;
	size_t nr_allocs;
	size_t wanted_allocs;

	FILE *out;
	uint64_t nr_owners;
	struct buffer *buffers;
	size_t max_buffers;
	struct call *calls;
	size_t nr_calls;
	size_t max_calls;
	uint64_t nr_calls_made;
	struct chunk *memory;
};

/*
 * Prepare a workload that writes to @out and has random numbers by @seed. The
 * caller sets nothing else, and ends with workload_end().
 */
void workload_start(struct workload *w, FILE *out, uint64_t seed,
		    size_t wanted_allocs, uint64_t budget_pages);
void workload_end(struct workload *w);

/*
 * Make the calls that were asked for, and those that they ask for, in order of
 * time. With @cut until there are enough allocations, as a recording ends;
 * otherwise until no call is left.
 */
void workload_run(struct workload *w, bool cut);

/* Zeroed memory that lives until workload_end(). */
void *workload_memory(struct workload *w, size_t size);

/* Let @ns go by: what a caller waits for between two buffers. */
void workload_pass(struct workload *w, uint64_t ns);

typedef void workload_step(struct workload *w, void *data);

/* Call @step with @data, @delay_ns from now. */
void workload_call_after(struct workload *w, uint64_t delay_ns,
			 workload_step *step, void *data);

/*
 * True once there are enough allocations: no new work is begun; what runs goes
 * on to its end.
 */
bool workload_is_over(const struct workload *w);

/*
 * True if @pages more would be within the budget. Whoever begins something
 * asks first, as an application does that knows the size of its area.
 */
bool workload_has_room(const struct workload *w, uint64_t pages);

/* Give @owner, who holds nothing, the next number. */
void owner_open(struct workload *w, struct owner *owner);

/* Let @owner, who holds nothing, hold buffers in @other's name. */
void owner_join(struct owner *owner, const struct owner *other);

/*
 * Allocate @pages (at least 1) for @owner and return the buffer's number, which
 * is its ID in the trace. The alignment is what dma_alloc_contiguous() and the
 * CMA heap ask for: the order of the size, CONFIG_CMA_ALIGNMENT (8) at most. A
 * single page comes from CMA only where the area is the device's own:
 * dma_alloc_contiguous() leaves it to the page allocator otherwise.
 */
uint64_t buffer_alloc(struct workload *w, struct owner *owner, uint64_t pages);

/* @count of them, one after the other. */
void buffer_alloc_many(struct workload *w, struct owner *owner, size_t count,
		       uint64_t pages);

/* The same for callers of cma_alloc() that ask for an order of their own. */
uint64_t buffer_alloc_aligned(struct workload *w, struct owner *owner,
			      uint64_t pages, unsigned int align_order);

/* And for those that cannot do with less: MIN_ALIGN in the trace. */
uint64_t buffer_alloc_needing(struct workload *w, struct owner *owner,
			      uint64_t pages, unsigned int align_order);

/* Pages of a live buffer; 0 for one that has been freed. */
uint64_t buffer_pages(const struct workload *w, uint64_t buffer);

/*
 * Hand a live buffer to another owner. The trace does not show it: who asked
 * for the buffer stays.
 */
void buffer_move(struct workload *w, uint64_t buffer, struct owner *to);

/* Free a live buffer. */
void buffer_free(struct workload *w, uint64_t buffer);

/* Free it @delay_ns from now, unless its owner has done so before. */
void buffer_free_after(struct workload *w, uint64_t buffer, uint64_t delay_ns);

/* The next of @owner's buffers that @order frees; 0 if there is none. */
uint64_t owner_next(struct workload *w, const struct owner *owner,
		    enum free_order order);

/* The newest of @owner's buffers that has @pages; 0 if there is none. */
uint64_t owner_find(const struct workload *w, const struct owner *owner,
		    uint64_t pages);

/* Free @count of @owner's buffers, or all if there are fewer. */
void owner_free(struct workload *w, struct owner *owner, size_t count,
		enum free_order order);

/* Free all of them. */
void owner_close(struct workload *w, struct owner *owner, enum free_order order);

#endif /* CMAKIT_WORKLOAD_H */
