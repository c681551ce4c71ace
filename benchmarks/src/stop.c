// SPDX-License-Identifier: GPL-2.0
#include <pthread.h>
#include <stddef.h>

#include "stop.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

#define NR_SIGNALS (sizeof(signals) / sizeof(signals[0]))

static volatile sig_atomic_t arrived;

static void remember(int number)
{
	arrived = number;
}

void stop_install(void)
{
	struct sigaction sa = { .sa_handler = remember };
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < NR_SIGNALS; i++)
		sigaction(signals[i], &sa, NULL);
	/* A reader that went away is an error of the next write. */
	signal(SIGPIPE, SIG_IGN);
}

int stop_signal(void)
{
	return arrived;
}

void stop_block(sigset_t *before)
{
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < NR_SIGNALS; i++)
		sigaddset(&set, signals[i]);
	pthread_sigmask(SIG_BLOCK, &set, before);
}

void stop_unblock(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

void stop_die(void)
{
	signal(arrived, SIG_DFL);
	raise(arrived);
}
