// SPDX-License-Identifier: GPL-2.0
/*
 * The main thread carries out the plan's main lane, starts and awaits the
 * threads of a threads block, and alone reads the traces and reports. It does
 * so between operations, in batches, so that neither falls into a measured
 * call of its own.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "pressure.h"
#include "run.h"
#include "say.h"
#include "stop.h"
#include "worker.h"

#define REPORT_BATCH 256		/* allocations, from the main thread */
#define REPORT_BATCH_THREADS 1024	/* while threads run */
#define LOOK_NS (SECOND_NS / 4)		/* how often the main thread looks at its threads */

/* A threads block that runs. */
struct crew {
	struct run *run;
	struct worker *worker;
	pthread_t *thread;
	unsigned int nr;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned int ready, running;
	enum { CREW_WAIT, CREW_GO, CREW_ABORT } state;
};

struct progress {
	uint64_t start_ns, next_ns;
	unsigned long planned;
};

static struct progress progress;

static bool must_stop(struct run *run)
{
	return stop_signal() || worker_fatal() || !report_good(run->report);
}

static void show_progress(struct run *run, uint64_t now)
{
	progress.next_ns = now + SECOND_NS;
	say("%s: %lu of %lu allocations, %lu failed, %u s", run->plan->scenario->name,
	    run->report->allocs, progress.planned, run->report->failed,
	    (unsigned int)((now - progress.start_ns) / SECOND_NS));
}

static unsigned int nr_pending(struct worker *w, unsigned int nr)
{
	unsigned int i, pending = 0;

	for (i = 0; i < nr; i++)
		pending += atomic_load_explicit(&w[i].nr_done, memory_order_acquire) -
			   w[i].nr_reported;
	return pending;
}

/*
 * Are the figures of a call in the traces known? Without a finish event, only
 * when the kernel could not have made one: it refuses at once what is larger
 * than the area.
 */
static bool is_whole(const struct run *run, const struct record *r)
{
	return r->call.finished ||
	       (r->err && run->area_pages && r->op->amount > run->area_pages);
}

static void report_worker(struct worker *w, unsigned int nr_done)
{
	for (; w->nr_reported < nr_done; w->nr_reported++) {
		struct record *r = &w->record[w->nr_reported];

		r->traced = w->task && trace_take(w->task, r->from_ns, r->to_ns, &r->call) &&
			    is_whole(w->run, r);
		report_alloc(w->run->report, r);
	}
}

/*
 * Reports the allocations that are complete. What is complete is decided
 * before the traces are read: their events are then in the buffer for sure.
 */
static void report_pending(struct run *run, struct worker *w, unsigned int nr)
{
	unsigned int *nr_done = xcalloc(nr, sizeof(*nr_done)), i;

	for (i = 0; i < nr; i++)
		nr_done[i] = atomic_load_explicit(&w[i].nr_done, memory_order_acquire);
	if (run->trace)
		run->report->trace_lost_events += trace_drain(run->trace);
	for (i = 0; i < nr; i++)
		report_worker(&w[i], nr_done[i]);
	report_flush(run->report);
	free(nr_done);
}

/*
 * Between operations: reports when there is a batch, and with the progress line,
 * so that a run which is killed has lost no more than its last second.
 */
static void keep_up(struct run *run, struct worker *w, unsigned int nr, unsigned int batch)
{
	uint64_t now = clock_ns();
	bool due = now >= progress.next_ns;

	if (due || nr_pending(w, nr) >= batch)
		report_pending(run, w, nr);
	if (due)
		show_progress(run, now);
}

/* Tells the main thread that this one is there, and waits for the start. */
static bool await_start(struct crew *c, struct worker *w)
{
	bool go;

	pthread_mutex_lock(&c->lock);
	w->tid = gettid();
	c->ready++;
	pthread_cond_broadcast(&c->changed);
	while (c->state == CREW_WAIT)
		pthread_cond_wait(&c->changed, &c->lock);
	go = c->state == CREW_GO;
	pthread_mutex_unlock(&c->lock);
	return go;
}

struct start {
	struct crew *crew;
	struct worker *worker;
};

static void *thread_main(void *data)
{
	struct start *s = data;
	struct crew *c = s->crew;
	struct worker *w = s->worker;
	size_t i;

	free(s);
	if (await_start(c, w)) {
		for (i = 0; i < w->lane->nr && !must_stop(w->run); i++)
			worker_op(w, &w->lane->op[i]);
		worker_release(w);
	}
	pthread_mutex_lock(&c->lock);
	c->running--;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

static bool start_thread(struct crew *c, struct worker *w)
{
	struct start *s = xcalloc(1, sizeof(*s));
	int err;

	*s = (struct start){ c, w };
	err = pthread_create(&c->thread[c->running], NULL, thread_main, s);
	if (err) {
		say("a thread cannot be started: %s", strerror(err));
		free(s);
		return false;
	}
	c->running++;
	return true;
}

static void wait_for_change(struct crew *c)
{
	uint64_t until = clock_ns() + LOOK_NS;
	struct timespec ts = { until / SECOND_NS, until % SECOND_NS };

	pthread_cond_timedwait(&c->changed, &c->lock, &ts);
}

/* With the lock held: from the threads' start to their end. */
static void oversee(struct crew *c)
{
	unsigned int i;

	while (c->ready < c->nr)
		wait_for_change(c);
	for (i = 0; c->run->trace && i < c->nr; i++)
		c->worker[i].task = trace_task_add(c->run->trace, c->worker[i].tid);
	c->state = CREW_GO;
	pthread_cond_broadcast(&c->changed);
	while (c->running) {
		wait_for_change(c);
		pthread_mutex_unlock(&c->lock);
		keep_up(c->run, c->worker, c->nr, REPORT_BATCH_THREADS);
		pthread_mutex_lock(&c->lock);
	}
}

/* Threads are started, run together, and joined. False: one could not start. */
static bool work(struct crew *c)
{
	unsigned int i, started;
	bool good = true;
	sigset_t before;

	stop_block(&before);
	pthread_mutex_lock(&c->lock);
	for (i = 0; good && i < c->nr; i++)
		good = start_thread(c, &c->worker[i]);
	started = c->running;
	stop_unblock(&before);
	if (good) {
		oversee(c);
	} else {
		c->state = CREW_ABORT;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	for (i = 0; i < started; i++)
		pthread_join(c->thread[i], NULL);
	return good;
}

static bool run_threads(struct run *run, const struct op *op)
{
	struct crew c = { .run = run, .nr = op->nr_lanes };
	pthread_condattr_t attr;
	unsigned int i;
	bool good;

	c.worker = xcalloc(c.nr, sizeof(*c.worker));
	c.thread = xcalloc(c.nr, sizeof(*c.thread));
	for (i = 0; i < c.nr; i++)
		worker_init(&c.worker[i], run, &op->lanes[i]);
	pthread_mutex_init(&c.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c.changed, &attr);

	good = work(&c);
	report_pending(run, c.worker, c.nr);

	pthread_cond_destroy(&c.changed);
	pthread_condattr_destroy(&attr);
	pthread_mutex_destroy(&c.lock);
	for (i = 0; i < c.nr; i++) {
		if (c.worker[i].task)
			trace_task_remove(run->trace, c.worker[i].task);
		worker_free(&c.worker[i]);
	}
	free(c.worker);
	free(c.thread);
	return good;
}

static void sleep_and_keep_up(struct run *run, struct worker *w, unsigned long us)
{
	uint64_t until_ns = clock_ns() + (uint64_t)us * 1000;

	while (worker_nap(until_ns))
		keep_up(run, w, 1, REPORT_BATCH);
}

static bool run_main_lane(struct run *run, struct worker *w)
{
	bool good = true;
	size_t i;

	for (i = 0; good && i < w->lane->nr && !must_stop(run); i++) {
		const struct op *op = &w->lane->op[i];

		if (op->kind == OP_THREADS) {
			report_pending(run, w, 1);
			good = run_threads(run, op);
			continue;
		}
		if (op->kind == OP_SLEEP)
			sleep_and_keep_up(run, w, op->amount);
		else
			worker_op(w, op);
		if (pressure_is(op)) {
			report_pending(run, w, 1);
			report_area(run->report, op, run->watch);
		}
		keep_up(run, w, 1, REPORT_BATCH);
	}
	report_pending(run, w, 1);
	return good;
}

bool run_plan(struct run *run)
{
	struct worker w;
	bool good;

	worker_init(&w, run, &run->plan->main);
	if (run->trace) {
		w.task = trace_task_add(run->trace, gettid());
		trace_drain(run->trace);
	}
	progress.planned = run->plan->nr_allocs;
	progress.start_ns = clock_ns();
	progress.next_ns = progress.start_ns + SECOND_NS;
	run->report->start_ns = progress.start_ns;

	good = run_main_lane(run, &w);
	run->report->end_ns = clock_ns();
	recording_see_end(run->recording);
	worker_release(&w);
	pressure_release();
	if (w.task)
		trace_task_remove(run->trace, w.task);
	worker_free(&w);
	if (worker_fatal()) {
		say("the run was given up: %s", strerror(worker_fatal()));
		good = false;
	}
	return good;
}
