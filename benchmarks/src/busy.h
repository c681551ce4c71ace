/* SPDX-License-Identifier: GPL-2.0 */
/* CPUs that are kept busy by user processes. */
#ifndef CMABENCH_BUSY_H
#define CMABENCH_BUSY_H

/**
 * busy_start() - keep CPUs busy, until busy_stop()
 * @cpus: how many, of those that this program may use; at least one has to be left
 *
 * A process on each of them does nothing but run. This program, with its threads
 * to come, keeps to the other CPUs. Must be called while there are none.
 * Returns 0, or -errno after a message.
 */
int busy_start(unsigned int cpus);

/** busy_stop() - end the processes; more than once does no harm */
void busy_stop(void);

#endif
