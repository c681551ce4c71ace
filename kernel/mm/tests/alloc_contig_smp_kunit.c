// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of alloc_contig_range() with other CPUs at work: pages on their
 * per-CPU lists, real-time threads that do not let go of them, pages that have to
 * be moved, and all of them allocating at once. See alloc_contig_kunit.c.
 */
#include <linux/completion.h>
#include <linux/file.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched/task.h>
#include <linux/shmem_fs.h>
#include <linux/workqueue.h>

#include "../internal.h"
#include "alloc_contig_kunit.h"

#ifdef EMPTY_VMA_FLAGS
#define NO_VMA_FLAGS	EMPTY_VMA_FLAGS
#else
#define NO_VMA_FLAGS	0
#endif

static long free_pages_here(void *data)
{
	struct page **pages = data;

	for (; *pages; pages++)
		__free_page(*pages);
	return 0;
}

/* Free the pages [offset, offset + nr) one by one, page N on CPU N. */
static void free_on_all_cpus(struct kunit *test, unsigned long offset,
			     unsigned long nr)
{
	struct contig_window *w = test->priv;
	struct page **pages = kunit_kcalloc(test, nr + 1, sizeof(*pages),
					    GFP_KERNEL);
	unsigned int cpu, nth = 0;
	unsigned long i, n;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pages);
	for_each_online_cpu(cpu) {
		for (i = nth++, n = 0; i < nr; i += num_online_cpus())
			pages[n++] = pfn_to_page(w->start + offset + i);
		pages[n] = NULL;
		work_on_cpu(cpu, free_pages_here, pages);
	}
	bitmap_clear(w->used, offset, nr);
}

/* Pages of the range wait on the per-CPU lists of all CPUs. */
static void test_percpu_lists(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned int i, waited = 0;

	for (i = 0; i < NR_CONTIG_RANGES; i++) {
		unsigned long offset = contig_ranges[i].offset;
		unsigned long nr = contig_ranges[i].nr;

		contig_must_alloc(test, offset, nr);
		free_on_all_cpus(test, offset, nr);
		waited += contig_first_wrong_page(w) < WINDOW;
		contig_must_alloc(test, offset, nr);
		contig_check_window(test);
		contig_free_range(test, offset, nr);
		contig_check_window(test);
	}
	KUNIT_EXPECT_GT_MSG(test, waited, 0, "no page ever was on such a list");
}

struct spinner {
	struct task_struct *task;
	unsigned long switches;
	bool spinning, stop;
};

/* Keeps a CPU until told to stop; returns 1 if nobody did. */
static int spin(void *data)
{
	/* Real-time threads lose the CPU after 950 ms. */
	ktime_t end = ktime_add_ms(ktime_get(), 700);
	struct spinner *spinner = data;

	WRITE_ONCE(spinner->spinning, true);
	while (!READ_ONCE(spinner->stop) && ktime_before(ktime_get(), end))
		cpu_relax();
	return !READ_ONCE(spinner->stop);
}

static unsigned long count_switches(struct task_struct *task)
{
	return READ_ONCE(task->nvcsw) + READ_ONCE(task->nivcsw);
}

static struct task_struct *create_on(struct kunit *test, unsigned int cpu,
				     int (*fn)(void *), void *data)
{
	struct task_struct *task = kthread_create(fn, data, "alloc_contig/%u",
						  cpu);

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	/* kthread_stop() comes after its end. */
	get_task_struct(task);
	kthread_bind(task, cpu);
	return task;
}

static int stop_and_put(struct task_struct *task)
{
	int ret = kthread_stop(task);

	put_task_struct(task);
	return ret;
}

/*
 * A real-time thread has each of the other CPUs. If a range that is free, or on
 * per-CPU lists, waited for work there, the threads would be switched out for it.
 */
static void test_busy_cpus(struct kunit *test)
{
	struct spinner *spinners = kunit_kcalloc(test, nr_cpu_ids,
						 sizeof(*spinners), GFP_KERNEL);
	unsigned int cpu, here, tries = 0;
	struct contig_window *w = test->priv;
	unsigned long busy = ULONG_MAX;
	int ret[4];

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, spinners);
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is no other CPU");

	contig_must_alloc(test, 1, 765);
	free_on_all_cpus(test, 1, 765);
	here = get_cpu();
	set_cpus_allowed_ptr(current, cpumask_of(here));
	put_cpu();
	for_each_online_cpu(cpu) {
		if (cpu == here)
			continue;
		spinners[cpu].task = create_on(test, cpu, spin, &spinners[cpu]);
		sched_set_fifo(spinners[cpu].task);
	}
	/* All are made by one thread, which may have any of the CPUs. */
	for_each_online_cpu(cpu)
		if (cpu != here)
			wake_up_process(spinners[cpu].task);
	for_each_online_cpu(cpu) {
		if (cpu == here)
			continue;
		while (!READ_ONCE(spinners[cpu].spinning) && tries++ < 1000)
			schedule_timeout_uninterruptible(1);
		spinners[cpu].switches = count_switches(spinners[cpu].task);
	}

	ret[0] = contig_alloc_range(w->start + BLOCK, 1, &busy);
	ret[1] = contig_alloc_range(w->start + BLOCK + 10, 765, &busy);
	ret[2] = contig_alloc_range(w->start + 2 * BLOCK - 1, 2, &busy);
	/* Where emptying these lists takes work there, it is waited for. */
	if (!DRAIN_WAITS)
		ret[3] = contig_alloc_range(w->start + 1, 765, &busy);

	for_each_online_cpu(cpu) {
		struct spinner *spinner = &spinners[cpu];
		unsigned long switches;

		if (cpu == here)
			continue;
		switches = count_switches(spinner->task) - spinner->switches;
		WRITE_ONCE(spinner->stop, true);
		KUNIT_EXPECT_EQ_MSG(test, switches, 0, "CPU %u", cpu);
		KUNIT_EXPECT_EQ_MSG(test, stop_and_put(spinner->task), 0,
				    "CPU %u was waited for", cpu);
	}
	if (DRAIN_WAITS)
		ret[3] = contig_alloc_range(w->start + 1, 765, &busy);
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	bitmap_set(w->used, BLOCK, 1);
	bitmap_set(w->used, BLOCK + 10, 765);
	bitmap_set(w->used, 2 * BLOCK - 1, 2);
	bitmap_set(w->used, 1, 765);
	KUNIT_ASSERT_EQ(test, ret[0] | ret[1] | ret[2] | ret[3], 0);
	contig_check_window(test);
	contig_free_range(test, BLOCK, 1);
	contig_free_range(test, BLOCK + 10, 765);
	contig_free_range(test, 2 * BLOCK - 1, 2);
	contig_free_range(test, 1, 765);
}

#define FILE_PAGES	64

/*
 * Pages of a file are moved out of the range, and keep what is in them; one that
 * somebody has a reference to stays, and is named.
 */
static void test_moves_pages(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned long busy = ULONG_MAX, offset, i, inside = 0, changed = 0;
	struct page *page, *held = NULL;
	struct address_space *mapping;
	struct file *file;

	file = shmem_file_setup("alloc_contig", FILE_PAGES << PAGE_SHIFT,
				NO_VMA_FLAGS);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	mapping = file->f_mapping;

	/* What this CPU has just freed it allocates next. */
	contig_must_alloc(test, 0, FILE_PAGES);
	set_cpus_allowed_ptr(current, cpumask_of(raw_smp_processor_id()));
	for (i = 0; i < FILE_PAGES; i++)
		__free_page(pfn_to_page(w->start + i));
	for (i = 0; i < FILE_PAGES; i++) {
		page = shmem_read_mapping_page(mapping, i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(page));
		memcpy_to_page(page, 0, (char *)&i, sizeof(i));
		set_page_dirty(page);
		offset = page_to_pfn(page) - w->start;
		if (offset < FILE_PAGES) {
			inside++;
			if (!held || page_to_pfn(page) < page_to_pfn(held))
				held = page;
		}
		put_page(page);
	}
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	KUNIT_EXPECT_GT(test, inside, 0);

	if (held) {
		get_page(held);
		KUNIT_EXPECT_EQ(test, contig_alloc_range(w->start, FILE_PAGES, &busy),
				-EBUSY);
		KUNIT_EXPECT_EQ(test, busy, page_to_pfn(held));
		put_page(held);
	}
	bitmap_clear(w->used, 0, FILE_PAGES);
	contig_must_alloc(test, 0, FILE_PAGES);
	contig_check_window(test);
	for (i = 0; i < FILE_PAGES; i++) {
		unsigned long got;

		page = shmem_read_mapping_page(mapping, i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(page));
		memcpy_from_page((char *)&got, page, 0, sizeof(got));
		changed += got != i;
		put_page(page);
	}
	KUNIT_EXPECT_EQ(test, changed, 0);
	shmem_truncate_range(file_inode(file), 0, -1);
	fput(file);
	contig_free_range(test, 0, FILE_PAGES);
}

#define STORM_ROUNDS	300

struct storm {
	struct contig_window *w;
	unsigned long *owned;
	struct rnd_state rnd;
	struct completion done;
	unsigned long tag;
	unsigned long ranges, singles, taken_twice, changed, odd;
};

/* One page of the buddy allocator, most likely one freed to this CPU's list. */
static void storm_single(struct storm *s)
{
	struct page *page = alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_NOWARN |
				       __GFP_NORETRY);
	unsigned long offset;

	if (!page)
		return;
	offset = page_to_pfn(page) - s->w->start;
	if (offset < WINDOW) {
		s->singles++;
		s->taken_twice += test_and_set_bit(offset, s->owned);
		contig_stamp_pages(s->w, offset, 1, s->tag);
		cond_resched();
		s->changed += contig_count_changed(s->w, offset, 1, s->tag);
		clear_bit(offset, s->owned);
	}
	__free_page(page);
}

static void storm_range(struct storm *s)
{
	unsigned long nr = 1 + prandom_u32_state(&s->rnd) % 200;
	unsigned long offset = prandom_u32_state(&s->rnd) % (WINDOW - nr);
	unsigned long start = s->w->start + offset, busy = ULONG_MAX, i;
	bool one_by_one = prandom_u32_state(&s->rnd) % 2;
	int ret = contig_alloc_range(start, nr, &busy);

	if (ret) {
		s->odd += ret != -EBUSY;
		s->odd += busy != ULONG_MAX && busy - start >= nr;
		return;
	}
	s->odd += busy != ULONG_MAX;
	s->ranges++;
	for (i = 0; i < nr; i++)
		s->taken_twice += test_and_set_bit(offset + i, s->owned);
	contig_stamp_pages(s->w, offset, nr, s->tag);
	cond_resched();
	s->changed += contig_count_changed(s->w, offset, nr, s->tag);
	for (i = 0; i < nr; i++)
		clear_bit(offset + i, s->owned);
	if (!one_by_one)
		free_contig_range(start, nr);
	for (i = 0; one_by_one && i < nr; i++)
		__free_page(pfn_to_page(start + i));
}

static int storm(void *data)
{
	struct storm *s = data;
	unsigned int round;

	for (round = 0; round < STORM_ROUNDS; round++) {
		if (prandom_u32_state(&s->rnd) % 4)
			storm_single(s);
		else
			storm_range(s);
		cond_resched();
	}
	complete(&s->done);
	return 0;
}

/* All CPUs allocate and free in the window: no page is ever handed out twice. */
static void test_storm(struct kunit *test)
{
	struct contig_window *w = test->priv;
	unsigned long *owned = kunit_kcalloc(test, BITS_TO_LONGS(WINDOW),
					     sizeof(long), GFP_KERNEL);
	struct storm *storms = kunit_kcalloc(test, nr_cpu_ids, sizeof(*storms),
					     GFP_KERNEL);
	struct task_struct **tasks = kunit_kcalloc(test, nr_cpu_ids,
						   sizeof(*tasks), GFP_KERNEL);
	u32 seed = contig_draw_seed(test);
	unsigned long ranges = 0, singles = 0;
	unsigned int cpu;

	KUNIT_ASSERT_TRUE(test, owned && storms && tasks);
	for_each_online_cpu(cpu) {
		storms[cpu].w = w;
		storms[cpu].owned = owned;
		storms[cpu].tag = (cpu + 1UL) << 24;
		init_completion(&storms[cpu].done);
		prandom_seed_state(&storms[cpu].rnd, seed + cpu);
		tasks[cpu] = create_on(test, cpu, storm, &storms[cpu]);
	}
	for_each_online_cpu(cpu)
		wake_up_process(tasks[cpu]);
	for_each_online_cpu(cpu) {
		struct storm *s = &storms[cpu];

		wait_for_completion(&s->done);
		stop_and_put(tasks[cpu]);
		KUNIT_EXPECT_EQ_MSG(test, s->taken_twice, 0, "CPU %u", cpu);
		KUNIT_EXPECT_EQ_MSG(test, s->changed, 0, "CPU %u", cpu);
		KUNIT_EXPECT_EQ_MSG(test, s->odd, 0, "CPU %u", cpu);
		ranges += s->ranges;
		singles += s->singles;
	}
	kunit_info(test, "%lu ranges, %lu single pages", ranges, singles);
	KUNIT_EXPECT_GT(test, ranges, 0);
	KUNIT_EXPECT_GT(test, singles, 0);
}

static struct kunit_case alloc_contig_smp_cases[] = {
	KUNIT_CASE(test_percpu_lists),
	KUNIT_CASE(test_busy_cpus),
	KUNIT_CASE(test_moves_pages),
	KUNIT_CASE(test_storm),
	{}
};

static struct kunit_suite alloc_contig_smp_suite = {
	.name = "alloc_contig_smp",
	.init = contig_window_init,
	.exit = contig_window_exit,
	.test_cases = alloc_contig_smp_cases,
};

kunit_test_suite(alloc_contig_smp_suite);
