// SPDX-License-Identifier: GPL-2.0
#include <pthread.h>
#include <stddef.h>

#include "stop.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

#define NR_SIGNALS (sizeof(signals) / sizeof(signals[0]))

static volatile sig_atomic_t arrived;

static void remember(int number)
{
	arrived = number;
}

void stop_install(void)
{
	struct sigaction sa = { .sa_handler = remember }, inherited;
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < NR_SIGNALS; i++) {
		/* nohup, and '&' in a script, ignore on purpose. */
		if (!sigaction(signals[i], NULL, &inherited) &&
		    inherited.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &sa, NULL);
	}
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
	int number = arrived;

	if (!number)
		return;
	signal(number, SIG_DFL);
	raise(number);
}
