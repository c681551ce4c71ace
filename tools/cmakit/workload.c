// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "workload.h"

/* CONFIG_CMA_ALIGNMENT. */
#define MAX_STOCK_ORDER	8

/* How long the calls take: an empty range of 765 pages is allocated in 50 us. */
#define ALLOC_NS	US(20)
#define ALLOC_PAGE_NS	40
#define FREE_NS		US(5)

/**
 * struct buffer - an allocation
 * @owner: who has it; NULL once it is freed
 * @pages: its pages
 * @older: the owner's next older live buffer, or 0
 * @newer: the next newer, or 0
 */
struct buffer {
	struct owner *owner;
	uint64_t pages;
	uint64_t older;
	uint64_t newer;
};

/**
 * struct call - a step to be made
 * @due_ns: when
 * @sequence: orders calls of the same time: first asked for, first made
 * @step: what
 * @data: given to @step
 * @buffer: to be freed, instead of @step
 */
struct call {
	uint64_t due_ns;
	uint64_t sequence;
	workload_step *step;
	void *data;
	uint64_t buffer;
};

/* What workload_memory() gave out. */
struct chunk {
	struct chunk *next;
	max_align_t data[];
};

void workload_start(struct workload *w, FILE *out, uint64_t seed,
		    size_t wanted_allocs, uint64_t budget_pages)
{
	memset(w, 0, sizeof(*w));
	rng_seed(&w->rng, seed);
	w->out = out;
	w->wanted_allocs = wanted_allocs;
	w->budget_pages = budget_pages;
}

void workload_end(struct workload *w)
{
	while (w->memory) {
		struct chunk *next = w->memory->next;

		free(w->memory);
		w->memory = next;
	}
	free(w->buffers);
	free(w->calls);
}

void *workload_memory(struct workload *w, size_t size)
{
	struct chunk *chunk = calloc_or_exit(1, sizeof(*chunk) + size);

	chunk->next = w->memory;
	w->memory = chunk;
	return chunk->data;
}

/* --- calls ------------------------------------------------------------- */

static bool is_before(const struct call *a, const struct call *b)
{
	if (a->due_ns != b->due_ns)
		return a->due_ns < b->due_ns;
	return a->sequence < b->sequence;
}

static void add_call(struct workload *w, struct call call)
{
	size_t at = w->nr_calls++;

	if (w->nr_calls > w->max_calls) {
		w->max_calls = w->max_calls ? 2 * w->max_calls : 64;
		w->calls = realloc_or_exit(w->calls, w->max_calls,
					   sizeof(*w->calls));
	}
	call.sequence = w->nr_calls_made++;
	for (; at && is_before(&call, &w->calls[(at - 1) / 2]); at = (at - 1) / 2)
		w->calls[at] = w->calls[(at - 1) / 2];
	w->calls[at] = call;
}

static struct call take_first_call(struct workload *w)
{
	struct call first = w->calls[0];
	struct call last = w->calls[--w->nr_calls];
	size_t at = 0, child;

	for (; (child = 2 * at + 1) < w->nr_calls; at = child) {
		if (child + 1 < w->nr_calls &&
		    is_before(&w->calls[child + 1], &w->calls[child]))
			child++;
		if (!is_before(&w->calls[child], &last))
			break;
		w->calls[at] = w->calls[child];
	}
	w->calls[at] = last;
	return first;
}

void workload_pass(struct workload *w, uint64_t ns)
{
	w->now_ns += ns;
}

void workload_call_after(struct workload *w, uint64_t delay_ns,
			 workload_step *step, void *data)
{
	add_call(w, (struct call) {
		.due_ns = w->now_ns + delay_ns,
		.step = step,
		.data = data,
	});
}

void workload_run(struct workload *w, bool cut)
{
	while (w->nr_calls && !(cut && workload_is_over(w))) {
		struct call call = take_first_call(w);

		/* One that is late comes when the earlier one is through. */
		if (call.due_ns > w->now_ns)
			w->now_ns = call.due_ns;
		if (call.step)
			call.step(w, call.data);
		else if (buffer_pages(w, call.buffer))
			buffer_free(w, call.buffer);
	}
}

bool workload_is_over(const struct workload *w)
{
	return w->nr_allocs >= w->wanted_allocs;
}

bool workload_has_room(const struct workload *w, uint64_t pages)
{
	return w->live_pages + pages <= w->budget_pages;
}

/* --- buffers ----------------------------------------------------------- */

static unsigned int order_of(uint64_t pages)
{
	return pages > 1 ? 64 - (unsigned int)__builtin_clzll(pages - 1) : 0;
}

static void link_newest(struct workload *w, struct owner *owner, uint64_t buffer)
{
	w->buffers[buffer].owner = owner;
	w->buffers[buffer].older = owner->newest;
	w->buffers[buffer].newer = 0;
	if (owner->newest)
		w->buffers[owner->newest].newer = buffer;
	else
		owner->oldest = buffer;
	owner->newest = buffer;
	owner->nr_buffers++;
	owner->pages += w->buffers[buffer].pages;
}

static void unlink_buffer(struct workload *w, uint64_t buffer)
{
	struct buffer *b = &w->buffers[buffer];
	struct owner *owner = b->owner;

	if (b->older)
		w->buffers[b->older].newer = b->newer;
	else
		owner->oldest = b->newer;
	if (b->newer)
		w->buffers[b->newer].older = b->older;
	else
		owner->newest = b->older;
	owner->nr_buffers--;
	owner->pages -= b->pages;
	b->owner = NULL;
}

/* Count, link and time a new buffer; the caller writes the line. */
static uint64_t add_buffer(struct workload *w, struct owner *owner, uint64_t pages)
{
	uint64_t buffer = ++w->nr_allocs;

	if (buffer >= w->max_buffers) {
		w->max_buffers = w->max_buffers ? 2 * w->max_buffers : 1024;
		w->buffers = realloc_or_exit(w->buffers, w->max_buffers,
					     sizeof(*w->buffers));
	}
	w->buffers[buffer].pages = pages;
	link_newest(w, owner, buffer);
	w->live_pages += pages;
	w->now_ns += ALLOC_NS + ALLOC_PAGE_NS * pages;
	return buffer;
}

uint64_t buffer_alloc_aligned(struct workload *w, struct owner *owner,
			      uint64_t pages, unsigned int align_order)
{
	uint64_t buffer = add_buffer(w, owner, pages);

	fprintf(w->out, "%" PRIu64 " A %" PRIu64 " %" PRIu64 " %u o%" PRIu64 "\n",
		w->now_ns, buffer, pages, align_order, owner->number);
	return buffer;
}

uint64_t buffer_alloc_needing(struct workload *w, struct owner *owner,
			      uint64_t pages, unsigned int align_order)
{
	uint64_t buffer = add_buffer(w, owner, pages);

	fprintf(w->out,
		"%" PRIu64 " A %" PRIu64 " %" PRIu64 " %u o%" PRIu64 " %u\n",
		w->now_ns, buffer, pages, align_order, owner->number,
		align_order);
	return buffer;
}

uint64_t buffer_alloc(struct workload *w, struct owner *owner, uint64_t pages)
{
	unsigned int order = order_of(pages);

	return buffer_alloc_aligned(w, owner, pages, order < MAX_STOCK_ORDER ?
				    order : MAX_STOCK_ORDER);
}

void buffer_alloc_many(struct workload *w, struct owner *owner, size_t count,
		       uint64_t pages)
{
	while (count--)
		buffer_alloc(w, owner, pages);
}

uint64_t buffer_pages(const struct workload *w, uint64_t buffer)
{
	return w->buffers[buffer].owner ? w->buffers[buffer].pages : 0;
}

void buffer_move(struct workload *w, uint64_t buffer, struct owner *to)
{
	unlink_buffer(w, buffer);
	link_newest(w, to, buffer);
}

void buffer_free(struct workload *w, uint64_t buffer)
{
	unlink_buffer(w, buffer);
	w->live_pages -= w->buffers[buffer].pages;
	w->now_ns += FREE_NS;
	fprintf(w->out, "%" PRIu64 " F %" PRIu64 "\n", w->now_ns, buffer);
}

void buffer_free_after(struct workload *w, uint64_t buffer, uint64_t delay_ns)
{
	add_call(w, (struct call) {
		.due_ns = w->now_ns + delay_ns,
		.buffer = buffer,
	});
}

/* --- owners ------------------------------------------------------------ */

void owner_open(struct workload *w, struct owner *owner)
{
	owner->number = ++w->nr_owners;
}

void owner_join(struct owner *owner, const struct owner *other)
{
	owner->number = other->number;
}

uint64_t owner_find(const struct workload *w, const struct owner *owner,
		    uint64_t pages)
{
	uint64_t buffer = owner->newest;

	while (buffer && w->buffers[buffer].pages != pages)
		buffer = w->buffers[buffer].older;
	return buffer;
}

uint64_t owner_next(struct workload *w, const struct owner *owner,
		    enum free_order order)
{
	uint64_t buffer;
	size_t nth;

	if (order == NEWEST_FIRST)
		return owner->newest;
	buffer = owner->oldest;
	if (order == ANY_ORDER && buffer)
		for (nth = rng_below(&w->rng, owner->nr_buffers); nth; nth--)
			buffer = w->buffers[buffer].newer;
	return buffer;
}

void owner_free(struct workload *w, struct owner *owner, size_t count,
		enum free_order order)
{
	uint64_t buffer;

	while (count-- && (buffer = owner_next(w, owner, order)))
		buffer_free(w, buffer);
}

void owner_close(struct workload *w, struct owner *owner, enum free_order order)
{
	owner_free(w, owner, owner->nr_buffers, order);
}
