// SPDX-License-Identifier: GPL-2.0
/*
 * killed-write FILE TEXT US: write TEXT to FILE, and be killed (SIGKILL) US
 * microseconds after the beginning, in the midst of the write if that takes so long.
 *
 * The task sets the timer for itself, immediately before it writes: a signal sent by
 * another task comes when the scheduler lets that one run.
 *
 * Exit status: 0 written, 2 usage, 4 an error, which is named; or no exit but SIGKILL.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int failed(const char *what)
{
	fprintf(stderr, "killed-write: %s: %s\n", what, strerror(errno));
	return 4;
}

int main(int argc, char **argv)
{
	struct sigevent kill = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
	struct itimerspec when = { 0 };
	timer_t timer;
	long us;
	char *end;
	int fd;

	us = argc == 4 ? strtol(argv[3], &end, 10) : 0;
	if (argc != 4 || *end || us <= 0) {
		fputs("usage: killed-write FILE TEXT US, US more than 0\n", stderr);
		return 2;
	}
	fd = open(argv[1], O_WRONLY);
	if (fd < 0)
		return failed(argv[1]);
	if (timer_create(CLOCK_MONOTONIC, &kill, &timer))
		return failed("timer_create");
	when.it_value.tv_sec = us / 1000000;
	when.it_value.tv_nsec = us % 1000000 * 1000;
	if (timer_settime(timer, 0, &when, NULL))
		return failed("timer_settime");
	if (write(fd, argv[2], strlen(argv[2])) < 0)
		return failed(argv[1]);
	return 0;
}
