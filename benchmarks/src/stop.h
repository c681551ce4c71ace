/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT only ask a run to stop: what it took has
 * to be given back, and its summary written.
 */
#ifndef CMABENCH_STOP_H
#define CMABENCH_STOP_H

#include <signal.h>

/** stop_install() - from now on, remember the signals; ignored ones stay ignored */
void stop_install(void);

/** stop_signal() - the signal that arrived, or 0 */
int stop_signal(void);

/** stop_block() - keep them from this thread and those that it starts */
void stop_block(sigset_t *before);

/** stop_unblock() - undo stop_block() */
void stop_unblock(const sigset_t *before);

/** stop_die() - end by the signal that arrived, if any, as without stop_install() */
void stop_die(void);

#endif
