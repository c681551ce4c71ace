/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_AXIS_H
#define CMAKIT_AXIS_H

/**
 * struct axis - a range of values drawn along a line, beginning at 0
 * @end: the largest value
 * @step: distance of the ticks: 1, 2 or 5 times a power of ten, at least 1
 * @unit: name of the unit that ticks are labelled in
 * @per_unit: value of one unit
 */
struct axis {
	double end;
	double step;
	const char *unit;
	double per_unit;
};

/* An axis of pages, with at most @max_ticks ticks beyond 0. */
struct axis axis_of_pages(double end_pages, int max_ticks);

/* An axis of time, in the unit from ns to h that gives short labels. */
struct axis axis_of_time(double end_ns, int max_ticks);

#endif /* CMAKIT_AXIS_H */
