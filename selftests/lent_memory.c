// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kselftest.h"
#include "cases.h"
#include "lent_memory.h"
#include "own_memory.h"
#include "reserve.h"
#include "text_file.h"

/* The lowest bit from @start on that a page is on, the area's number if none is. */
static long lowest_bit(const struct own_memory *mem, const struct area *area,
		       long start)
{
	long lowest = area->nr_pages, bit;
	size_t i;

	for (i = 0; i < mem->nr_touched; i++) {
		bit = own_memory_bit(mem, i, area);
		if (bit >= start && bit < lowest)
			lowest = bit;
	}

	return lowest;
}

/* Have it all, and note which bits of the area it is on. */
static void have_memory(struct own_memory *mem, struct lent_memory *lent,
			const struct area *area, long start, long keep)
{
	size_t i;
	long bit;

	while (own_memory_touch(mem))
		;
	start = lowest_bit(mem, area, start);
	for (i = 0; i < mem->nr_touched; i++) {
		bit = own_memory_bit(mem, i, area);
		if (bit >= start && bit < start + keep)
			lent->bits[bit] = 'm';
		else if (bit >= 0)
			own_memory_drop(mem, i, i + 1);
	}
}

/* The child: says a word when it has the memory, and then waits for the end. */
static void run_child(struct lent_memory *lent, const struct area *area,
		      long start, long keep, int said, int control)
{
	struct own_memory mem;
	char word = 'm';

	text_file_write("/proc/self/oom_score_adj", "1000");
	if (own_memory_map(&mem))
		have_memory(&mem, lent, area, start, keep);
	if (write(said, &word, 1) == 1)
		while (read(control, &word, 1) < 0 && errno == EINTR)
			;
	reserve_restore();
	_exit(0);
}

static bool start_child(struct lent_memory *lent, const struct area *area,
			long start, long keep)
{
	int said[2], control[2];
	char word;
	bool done;

	if (pipe2(said, O_CLOEXEC))
		return false;
	if (pipe2(control, O_CLOEXEC)) {
		close(said[0]);
		close(said[1]);
		return false;
	}
	fflush(stdout);
	lent->pid = fork();
	if (!lent->pid) {
		close(said[0]);
		close(control[1]);
		run_child(lent, area, start, keep, said[1], control[0]);
	}
	close(said[1]);
	close(control[0]);
	lent->control = control[1];
	done = lent->pid > 0 && read(said[0], &word, 1) == 1;
	close(said[0]);

	return done;
}

int lent_memory_begin(struct lent_memory *lent, const struct area *area,
		      long start, long keep)
{
	*lent = (struct lent_memory) {
		.control = -1,
		.nr_bits = area->nr_pages >> area->order_per_bit,
	};
	lent->bits = mmap(NULL, lent->nr_bits + 1, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (lent->bits == MAP_FAILED) {
		lent->bits = NULL;
		return test_skip("mmap: %s", strerror(errno));
	}
	memset(lent->bits, '.', lent->nr_bits);
	if (!start_child(lent, area, start, keep))
		return test_skip("the process that was to have all memory is gone");
	/* There will be no memory for copies of the pages that it shares with us. */
	if (mlockall(MCL_CURRENT))
		return test_skip("mlockall: %s", strerror(errno));

	return KSFT_PASS;
}

bool lent_memory_is_there(const struct lent_memory *lent)
{
	siginfo_t info = {};

	return !waitid(P_PID, lent->pid, &info, WEXITED | WNOHANG | WNOWAIT) &&
	       !info.si_pid;
}

void lent_memory_end(struct lent_memory *lent)
{
	if (lent->control >= 0)
		close(lent->control);
	if (lent->pid > 0)
		waitpid(lent->pid, NULL, 0);
	munlockall();
	if (lent->bits)
		munmap(lent->bits, lent->nr_bits + 1);
	*lent = LENT_MEMORY_NONE;
}
