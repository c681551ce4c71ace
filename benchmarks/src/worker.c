// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "pressure.h"
#include "say.h"
#include "stop.h"
#include "worker.h"

/* Signals come to the main thread only: the others have to wake up and look. */
#define NAP_NS (SECOND_NS / 4)

static atomic_int fatal;

int worker_fatal(void)
{
	return atomic_load(&fatal);
}

void worker_init(struct worker *w, struct run *run, const struct lane *lane)
{
	unsigned int i;

	w->run = run;
	w->lane = lane;
	w->buffer = xcalloc(lane->nr_buffers, sizeof(*w->buffer));
	w->record = xcalloc(lane->nr_buffers, sizeof(*w->record));
	atomic_init(&w->nr_done, 0);
	w->nr_reported = 0;
	w->task = NULL;
	for (i = 0; i < lane->nr_buffers; i++) {
		w->buffer[i].fd = -1;
		w->record[i].thread = lane->thread;
	}
}

/* What says that the machine, not CMA, is at its end or the wrong one. */
static bool is_fatal(int err)
{
	return err == EMFILE || err == ENFILE || err == ENOTTY || err == EBADF ||
	       err == EFAULT || err == EACCES || err == EPERM;
}

static int request(struct worker *w, const struct op *op)
{
	if (op->via == VIA_HEAP)
		return heap_alloc(w->run->heap, op->amount);
	return debugfs_alloc(w->run->debugfs, op->amount);
}

/* For the main thread: those of a block would look at what the others do meanwhile. */
static int enter(struct worker *w, const struct op *op, struct record *r)
{
	return w->lane->thread ? 0 : pressure_enter(op, w->run->watch, &r->seen);
}

static void leave(struct worker *w)
{
	if (!w->lane->thread)
		pressure_leave();
}

static void do_alloc(struct worker *w, const struct op *op)
{
	unsigned int nr = atomic_load_explicit(&w->nr_done, memory_order_relaxed);
	struct buffer *b = &w->buffer[op->buffer];
	struct record *r = &w->record[nr];
	int ret = enter(w, op, r);

	if (ret) {
		atomic_store(&fatal, -ret);
		return;
	}
	r->op = op;
	recording_enter(w->run->recording);
	r->from_ns = clock_ns();
	ret = request(w, op);
	r->to_ns = clock_ns();
	b->id = recording_alloc(w->run->recording, r->from_ns, op);
	recording_leave(w->run->recording);
	leave(w);

	r->err = ret < 0 ? -ret : 0;
	b->held = ret >= 0;
	b->via = op->via;
	b->fd = ret;
	b->pages = op->amount;
	if (is_fatal(r->err))
		atomic_store(&fatal, r->err);
	else
		atomic_store_explicit(&w->nr_done, nr + 1, memory_order_release);
}

static void do_free(struct worker *w, struct buffer *b)
{
	int err = 0;

	if (!b->held)
		return;
	b->held = false;
	recording_enter(w->run->recording);
	recording_free(w->run->recording, clock_ns(), b->id);
	if (b->via == VIA_HEAP)
		close(b->fd);
	else
		err = debugfs_free(w->run->debugfs, b->pages);
	recording_leave(w->run->recording);
	if (err)
		atomic_store(&fatal, -err);
}

static void do_pressure(struct worker *w, const struct op *op)
{
	int err = pressure_op(op, w->run->watch);

	if (err)
		atomic_store(&fatal, -err);
}

bool worker_nap(uint64_t until_ns)
{
	uint64_t now = clock_ns(), end = now + NAP_NS < until_ns ? now + NAP_NS : until_ns;
	struct timespec ts = { end / SECOND_NS, end % SECOND_NS };

	if (now >= until_ns || stop_signal() || worker_fatal())
		return false;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
	return true;
}

static void do_sleep(unsigned long us)
{
	uint64_t until_ns = clock_ns() + (uint64_t)us * 1000;

	while (worker_nap(until_ns))
		;
}

void worker_op(struct worker *w, const struct op *op)
{
	if (op->kind == OP_ALLOC)
		do_alloc(w, op);
	else if (op->kind == OP_FREE)
		do_free(w, &w->buffer[op->buffer]);
	else if (op->kind == OP_SLEEP)
		do_sleep(op->amount);
	else
		do_pressure(w, op);
}

void worker_release(struct worker *w)
{
	size_t i;

	/* The order of the plan, not of the numbers: actors are shuffled. */
	for (i = w->lane->nr; i-- > 0;)
		if (w->lane->op[i].kind == OP_ALLOC)
			do_free(w, &w->buffer[w->lane->op[i].buffer]);
}

void worker_free(struct worker *w)
{
	free(w->buffer);
	free(w->record);
}
