// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "busy.h"
#include "say.h"

static struct {
	pid_t *pid;
	unsigned int nr;
	cpu_set_t before;		/* where this program was allowed to run */
} busy;

/* Holds nothing of its parent's, and ends with it. */
static void be_busy(int cpu, pid_t parent)
{
	cpu_set_t one;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	close_range(0, ~0U, 0);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (;;)
		asm volatile("");
}

static int start_one(int cpu)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		be_busy(cpu, parent);
	busy.pid[busy.nr++] = pid;
	return 0;
}

int busy_start(unsigned int cpus)
{
	cpu_set_t rest;
	int cpu, err = 0;

	busy_stop();
	if (sched_getaffinity(0, sizeof(busy.before), &busy.before))
		return -errno;
	if ((unsigned int)CPU_COUNT(&busy.before) <= cpus) {
		say("busy: %u CPUs to be kept busy, and one for this program, of %d", cpus,
		    CPU_COUNT(&busy.before));
		return -EINVAL;
	}
	busy.pid = xcalloc(cpus, sizeof(*busy.pid));
	rest = busy.before;
	for (cpu = CPU_SETSIZE - 1; !err && cpu >= 0 && busy.nr < cpus; cpu--) {
		if (!CPU_ISSET(cpu, &rest))
			continue;
		CPU_CLR(cpu, &rest);
		err = start_one(cpu);
	}
	if (!err && sched_setaffinity(0, sizeof(rest), &rest))
		err = -errno;
	if (err)
		say("busy: %s", strerror(-err));
	return err;
}

void busy_stop(void)
{
	unsigned int i;

	if (!busy.pid)
		return;
	for (i = 0; i < busy.nr; i++)
		kill(busy.pid[i], SIGKILL);
	for (i = 0; i < busy.nr; i++)
		waitpid(busy.pid[i], NULL, 0);
	sched_setaffinity(0, sizeof(busy.before), &busy.before);
	free(busy.pid);
	memset(&busy, 0, sizeof(busy));
}
