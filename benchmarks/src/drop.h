/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that was given back here and there. A machine that has been up for long
 * has its pages in use scattered over the area, in runs as processes and files left
 * them; memory that has just been filled lies in one piece.
 */
#ifndef CMABENCH_DROP_H
#define CMABENCH_DROP_H

#include <stdint.h>

#include "look.h"

/**
 * drop_area() - give back anonymous memory, until the system uses less of the area
 * @percent: of the pages that cma_alloc() has not taken, which it is to use then
 * @seed: of the places
 * @look: of the area
 *
 * Runs of 1 to 512 pages, each order of magnitude as often, at random places. The
 * same is done outside of the area until as much is free there, which is the
 * balance that the kernel keeps. Returns 0, or -errno after a message.
 */
int drop_area(unsigned int percent, uint64_t seed, struct look *look);

#endif
