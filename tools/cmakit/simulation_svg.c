// SPDX-License-Identifier: GPL-2.0
/*
 *	+------------------------------------------+
 *	| trace                                    |
 *	| area, alignment               the header |
 *	| legend                                   |
 *	|                                          |
 *	| first-fit: 3 of 448 failed       a panel |
 *	|    nospace    |                          |
 *	| fragmented        |  |     ticks         |
 *	|  alignment                               |
 *	|      pages |~~~~                         |
 *	|            |~~~~~~   curves              |
 *	|          0 |___________________________  |
 *	|            0         time since ...      |
 *	|                                          |
 *	| zoned: ...                  another one  |
 *
 * Values hold from one event to the next, so lines are steps. In a column of
 * pixels there may be any number of events: of those a line shows the least, the
 * largest and the last value, which looks the same and keeps the file small.
 */
#include <inttypes.h>
#include <string.h>

#include "axis.h"
#include "simulation_svg.h"
#include "xml_text.h"

#define WIDTH		960
#define HEADER		96
#define LEFT		92
#define RIGHT		(WIDTH - 24)
#define TICK_ROW	14
#define TICK_ROWS	(NR_ROOM_REASONS * TICK_ROW)
#define PANEL_TITLE	26
#define PLOT_TOP	(PANEL_TITLE + TICK_ROWS + 6)
#define PLOT_HEIGHT	190
#define PLOT_BOTTOM	(PLOT_TOP + PLOT_HEIGHT)
#define PANEL		(PLOT_BOTTOM + 58)

#define MAX_TIME_TICKS	10
#define MAX_PAGES_TICKS	6

/**
 * struct curve - one of the lines
 * @class: its class in the style sheet
 * @legend: what it is
 * @is_filled: down to 0
 * @value: its value in a sample
 */
struct curve {
	const char *class;
	const char *legend;
	bool is_filled;
	uint64_t (*value)(const struct sample *sample);
};

static uint64_t used_pages(const struct sample *sample)
{
	return sample->used_pages;
}

static uint64_t largest_run_pages(const struct sample *sample)
{
	return sample->largest_run_pages;
}

static uint64_t largest_aligned_run_pages(const struct sample *sample)
{
	return sample->largest_aligned_run_pages;
}

/* The later ones are drawn over the earlier ones. */
static const struct curve curves[] = {
	{ "used", "used pages", true, used_pages },
	{ "run", "largest free run", false, largest_run_pages },
	{ "aligned", "largest aligned free run", false,
	  largest_aligned_run_pages },
};

#define NR_CURVES	(sizeof(curves) / sizeof(curves[0]))

/**
 * struct drawing - what the panels have in common
 * @out: the file
 * @time: the horizontal axis, from the first event on
 * @pages: the vertical axis
 * @start_ns: time of the first event
 */
struct drawing {
	FILE *out;
	struct axis time;
	struct axis pages;
	uint64_t start_ns;
};

static double time_x(const struct drawing *d, double ns)
{
	return LEFT + ns / d->time.end * (RIGHT - LEFT);
}

static double event_x(const struct drawing *d, const struct trace_event *event)
{
	return time_x(d, (double)(event->time_ns - d->start_ns));
}

static double pages_y(const struct drawing *d, double pages)
{
	return PLOT_BOTTOM - pages / d->pages.end * PLOT_HEIGHT;
}

static void print_style(FILE *out)
{
	fputs("<style>\n"
	      "text { font: 12px sans-serif; fill: #1f2328; }\n"
	      ".title { font-size: 15px; font-weight: bold; }\n"
	      ".end { text-anchor: end; }\n"
	      ".middle { text-anchor: middle; }\n"
	      ".paper { fill: #ffffff; }\n"
	      ".grid { stroke: #d0d7de; stroke-width: 1; }\n"
	      ".axis { stroke: #57606a; stroke-width: 1; fill: none; }\n"
	      ".used { stroke: #8c959f; fill: #eaeef2; }\n"
	      ".run { stroke: #54aeff; stroke-width: 3; fill: none; }\n"
	      ".aligned { stroke: #bc4c00; stroke-width: 1.5; fill: none; }\n"
	      ".failures { stroke: #cf222e; stroke-width: 1; fill: none; }\n"
	      "@media (prefers-color-scheme: dark) {\n"
	      "text { fill: #e6edf3; }\n"
	      ".paper { fill: #0d1117; }\n"
	      ".grid { stroke: #30363d; }\n"
	      ".axis { stroke: #8b949e; }\n"
	      ".used { stroke: #7d8590; fill: #21262d; }\n"
	      ".run { stroke: #1f6feb; }\n"
	      ".aligned { stroke: #f0883e; }\n"
	      ".failures { stroke: #ff7b72; }\n"
	      "}\n"
	      "</style>\n", out);
}

static void print_legend(FILE *out)
{
	const int y = HEADER - 22;
	int x = LEFT;

	for (size_t i = 0; i < NR_CURVES; i++) {
		fprintf(out, "<path class=\"%s\" d=\"M%d %dh24\"/>"
			"<text x=\"%d\" y=\"%d\">%s</text>\n",
			curves[i].class, x, y - 4, x + 30, y, curves[i].legend);
		x += 200;
	}
	fprintf(out, "<path class=\"failures\" d=\"M%d %dv-10\"/>"
		"<text x=\"%d\" y=\"%d\">failed allocation</text>\n", x, y,
		x + 8, y);
}

static void print_header(const struct simulation *s, size_t nr, FILE *out)
{
	const int height = HEADER + (int)nr * PANEL;
	const char *slash = strrchr(s->trace->name, '/');

	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
		WIDTH, height, WIDTH, height);
	xml_text(s->trace->name, out);
	fputs("</title>\n", out);
	print_style(out);
	fprintf(out, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n"
		"<text class=\"title\" x=\"%d\" y=\"26\">", WIDTH, height, LEFT);
	xml_text(slash ? slash + 1 : s->trace->name, out);
	fprintf(out, "</text>\n<text x=\"%d\" y=\"46\">area of %" PRIu64
		" pages; aligned runs begin at multiples of 2^%u pages", LEFT,
		s->setup.area_pages, s->align_order);
	if (s->setup.align_min != ALIGN_MIN_NONE)
		fprintf(out, "; align-min %d", s->setup.align_min);
	fputs("</text>\n", out);
	print_legend(out);
}

static void print_time_axis(const struct drawing *d)
{
	const struct axis *axis = &d->time;

	for (double ns = 0; ns <= axis->end; ns += axis->step)
		fprintf(d->out, "<path class=\"axis\" d=\"M%.1f %dv5\"/>"
			"<text class=\"middle\" x=\"%.1f\" y=\"%d\">%.0f</text>\n",
			time_x(d, ns), PLOT_BOTTOM, time_x(d, ns),
			PLOT_BOTTOM + 19, ns / axis->per_unit);
	fprintf(d->out, "<text class=\"middle\" x=\"%d\" y=\"%d\">time since the first event, %s</text>\n",
		(LEFT + RIGHT) / 2, PLOT_BOTTOM + 37, axis->unit);
}

static void print_pages_axis(const struct drawing *d)
{
	const struct axis *axis = &d->pages;

	for (double pages = 0; pages <= axis->end; pages += axis->step) {
		const double y = pages_y(d, pages);

		fprintf(d->out, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>"
			"<text class=\"end\" x=\"%d\" y=\"%.1f\">%.0f</text>\n",
			LEFT, y, RIGHT, LEFT - 8, y + 4, pages);
	}
	fprintf(d->out, "<text class=\"middle\" transform=\"translate(20 %d) rotate(-90)\">%s</text>\n"
		"<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n",
		PLOT_TOP + PLOT_HEIGHT / 2, axis->unit, LEFT, PLOT_TOP,
		PLOT_BOTTOM, RIGHT);
}

/* The values of @s from sample @first on in one column of pixels. */
struct column {
	size_t end;
	uint64_t least;
	uint64_t largest;
	uint64_t last;
};

static struct column gather_column(const struct drawing *d,
				   const struct simulation *s,
				   const struct curve *curve, size_t first)
{
	const int x = (int)event_x(d, s->samples[first].event);
	struct column column = {
		.end = first,
		.least = UINT64_MAX,
	};

	while (column.end < s->trace->nr_events) {
		const struct sample *sample = &s->samples[column.end];
		const uint64_t value = curve->value(sample);

		if ((int)event_x(d, sample->event) != x)
			break;
		if (value < column.least)
			column.least = value;
		if (value > column.largest)
			column.largest = value;
		column.last = value;
		column.end++;
	}
	return column;
}

static void print_curve(const struct drawing *d, const struct simulation *s,
			const struct curve *curve)
{
	const uint64_t first = curve->value(&s->samples[0]);
	struct column column;

	fprintf(d->out, "<path class=\"%s\" d=\"M%d %.1f", curve->class, LEFT,
		curve->is_filled ? PLOT_BOTTOM : pages_y(d, (double)first));
	for (size_t i = 0; i < s->trace->nr_events; i = column.end) {
		column = gather_column(d, s, curve, i);
		fprintf(d->out, "H%.1f", event_x(d, s->samples[i].event));
		if (column.least != column.largest)
			fprintf(d->out, "V%.1fV%.1f",
				pages_y(d, (double)column.least),
				pages_y(d, (double)column.largest));
		fprintf(d->out, "V%.1f", pages_y(d, (double)column.last));
	}
	if (curve->is_filled)
		fprintf(d->out, "V%d", PLOT_BOTTOM);
	fputs("\"/>\n", d->out);
}

static void print_failures(const struct drawing *d, const struct simulation *s,
			   enum reason reason)
{
	const int bottom = PANEL_TITLE + (int)(reason + 1) * TICK_ROW - 2;

	fprintf(d->out, "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>\n"
		"<path class=\"failures %s\" d=\"", LEFT - 8, bottom,
		reason_name(reason), reason_name(reason));
	for (size_t i = 0; i < s->trace->nr_events; i++)
		if (s->samples[i].failure == reason)
			fprintf(d->out, "M%.1f %dv-%d",
				event_x(d, s->samples[i].event), bottom,
				TICK_ROW - 4);
	fputs("\"/>\n", d->out);
}

static void print_panel(const struct drawing *d, const struct simulation *s,
			size_t nr)
{
	fprintf(d->out, "<g class=\"panel\" transform=\"translate(0 %d)\">\n"
		"<text class=\"title\" x=\"%d\" y=\"14\">%s: %zu of %zu failed</text>\n",
		HEADER + (int)nr * PANEL, LEFT,
		placement_name(s->setup.placement), s->result.failed,
		s->trace->nr_allocs);
	print_pages_axis(d);
	print_time_axis(d);
	for (int reason = 0; reason < NR_ROOM_REASONS; reason++)
		print_failures(d, s, reason);
	if (s->trace->nr_events)
		for (size_t i = 0; i < NR_CURVES; i++)
			print_curve(d, s, &curves[i]);
	fputs("</g>\n", d->out);
}

void simulation_print_svg(const struct simulation *simulations, size_t nr,
			  FILE *out)
{
	const struct trace *trace = simulations[0].trace;
	struct drawing d = { .out = out };
	uint64_t span_ns = 0;

	if (trace->nr_events) {
		d.start_ns = trace->events[0].time_ns;
		span_ns = trace->events[trace->nr_events - 1].time_ns -
			  d.start_ns;
	}
	d.time = axis_of_time((double)span_ns, MAX_TIME_TICKS);
	d.pages = axis_of_pages((double)simulations[0].setup.area_pages,
				MAX_PAGES_TICKS);
	print_header(&simulations[0], nr, out);
	for (size_t i = 0; i < nr; i++)
		print_panel(&d, &simulations[i], i);
	fputs("</svg>\n", out);
}
