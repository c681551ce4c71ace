// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>

#include "axis.h"

static struct axis make_axis(double end, const char *unit, double per_unit,
			     int max_ticks)
{
	static const double factors[] = { 1, 2, 5 };
	struct axis axis = {
		.end = end > 0 ? end : 1,
		.unit = unit,
		.per_unit = per_unit,
	};

	for (double power = per_unit; ; power *= 10) {
		for (size_t i = 0; i < 3; i++) {
			axis.step = factors[i] * power;
			if (axis.end <= axis.step * max_ticks)
				return axis;
		}
	}
}

struct axis axis_of_pages(double end_pages, int max_ticks)
{
	return make_axis(end_pages, "pages", 1, max_ticks);
}

struct axis axis_of_time(double end_ns, int max_ticks)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {
		{ "h", 3600e9 }, { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 },
		{ "ns", 1 },
	};
	size_t i = 0;

	/* At least so many units long that whole ones are fine enough. */
	while (units[i].ns > 1 && end_ns < max_ticks * units[i].ns)
		i++;
	return make_axis(end_ns, units[i].name, units[i].ns, max_ticks);
}
