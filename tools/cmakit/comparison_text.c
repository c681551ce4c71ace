// SPDX-License-Identifier: GPL-2.0
/*
 * A comparison as a table, at most 120 columns wide: a figure that does not fit
 * its column loses digits, a text that does not fit its line loses its end.
 */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "comparison.h"
#include "comparison_sizes.h"

#define MAX_COLUMNS	120
#define LABEL_COLUMNS	8

/* Columns of each figure, the blank before it included. */
static const struct {
	const char *heading;
	int columns;
} columns[NR_FIGURES] = {
	[FIGURE_BOOTS]		= { "boots", 6 },
	[FIGURE_ALLOCS]		= { "allocs", 9 },
	[FIGURE_FAILED]		= { "failed", 9 },
	[FIGURE_ATTEMPTS]	= { "attempts", 10 },
	[FIGURE_MIGRATED]	= { "migrated", 10 },
	[FIGURE_LATENCY_P50]	= { "p50", 9 },
	[FIGURE_LATENCY_P90]	= { "p90", 8 },
	[FIGURE_LATENCY_P99]	= { "p99", 8 },
	[FIGURE_LATENCY_MAX]	= { "max", 8 },
	[FIGURE_CALL_P50]	= { "p50", 9 },
	[FIGURE_CALL_P90]	= { "p90", 8 },
	[FIGURE_CALL_P99]	= { "p99", 8 },
	[FIGURE_CALL_MAX]	= { "max", 8 },
};

/*
 * Print a line: what comes from a file can be of any length and hold anything,
 * terminal control included.
 */
static void print_line(FILE *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void print_line(FILE *out, const char *fmt, ...)
{
	char line[MAX_COLUMNS + 2];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	for (char *c = line; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	if (len > MAX_COLUMNS) {
		char *end = line + MAX_COLUMNS - 3;

		/* Not in the middle of a character. */
		while ((*end & 0xc0) == 0x80)
			end--;
		strcpy(end, "...");
	}
	fprintf(out, "%s\n", line);
}

/* Print right-aligned in @width columns, one of them blank. */
static void print_cell(FILE *out, int width, const char *text)
{
	fprintf(out, "%*s", width, text);
}

static void print_figure(FILE *out, enum figure figure, double value)
{
	const int width = columns[figure].columns;
	const bool is_count = figure_places[figure].is_count;
	char text[400];

	if (isnan(value)) {
		print_cell(out, width, "-");
		return;
	}
	snprintf(text, sizeof(text), "%.*f", is_count || value >= 100 ? 0 : 1,
		 value);
	if (strlen(text) >= (size_t)width)
		snprintf(text, sizeof(text), "%.1e", value);
	print_cell(out, width, text);
}

static void print_ratio(FILE *out, enum figure figure, double ratio)
{
	const int width = columns[figure].columns;
	char text[400];

	if (isnan(ratio)) {
		print_cell(out, width, figure < FIGURE_FAILED ? "" : "-");
		return;
	}
	snprintf(text, sizeof(text), "%.*fx", ratio < 100 ? 2 : 0, ratio);
	if (strlen(text) >= (size_t)width)
		snprintf(text, sizeof(text), "%.0ex", ratio);
	print_cell(out, width, text);
}

/* Of single boots, where they are known. */
static bool has_spread(const struct result_row *row)
{
	return !isnan(row->least[FIGURE_FAILED]);
}

/* From the figure @first on; the columns before it stay empty. */
static void print_figures(FILE *out, const char *label, const double *figures,
			  enum figure first)
{
	fprintf(out, "%-*s", LABEL_COLUMNS, label);
	for (int i = 0; i < NR_FIGURES; i++)
		if (i < (int)first)
			print_cell(out, columns[i].columns, "");
		else
			print_figure(out, i, figures[i]);
	fputc('\n', out);
}

static void print_row(FILE *out, const char *label, const struct result_row *row)
{
	print_figures(out, label, row->figures, FIGURE_BOOTS);
	if (has_spread(row)) {
		print_figures(out, " least", row->least, FIGURE_FAILED);
		print_figures(out, " most", row->most, FIGURE_FAILED);
	}
}

/* Append "NAME COUNT, NAME COUNT..." to @text of @size bytes, as far as it goes. */
static void append_counts(char *text, size_t size, struct json_object *counts)
{
	size_t len = strlen(text);

	if (!counts)
		return;
	json_object_object_foreach(counts, name, count) {
		if (len < size)
			len += snprintf(text + len, size - len, "%s%s %s",
					len ? ", " : "", name,
					json_object_to_json_string(count));
	}
}

/* LABEL failed: by reason, then by error */
static void print_failures(FILE *out, const char *label,
			   const struct result_row *row)
{
	char text[2 * MAX_COLUMNS] = "";

	if (row->figures[FIGURE_FAILED] == 0)
		return;
	append_counts(text, sizeof(text), row->failed_by_reason);
	append_counts(text, sizeof(text), row->failed_by_errno);
	print_line(out, "%s failed: %s", label, *text ? text : "no reason recorded");
	if (row->failed_free_range > 0)
		print_line(out, "%s failed where a range needed no page moved: %.0f", label,
			   row->failed_free_range);
	if (row->failed_pin_free > 0)
		print_line(out, "%s failed where a range had no pinned page: %.0f", label,
			   row->failed_pin_free);
}

static void print_headings(FILE *out)
{
	int before_latency = LABEL_COLUMNS, latency = 0, call = 0;

	for (int i = 0; i < NR_FIGURES; i++) {
		if (i < FIGURE_LATENCY_P50)
			before_latency += columns[i].columns;
		else if (i < FIGURE_CALL_P50)
			latency += columns[i].columns;
		else
			call += columns[i].columns;
	}
	fprintf(out, "%*s%*s%*s\n%*s", before_latency, "",
		latency, "cma_alloc() itself, us", call, "the whole call, us",
		LABEL_COLUMNS, "");
	for (int i = 0; i < NR_FIGURES; i++)
		print_cell(out, columns[i].columns, columns[i].heading);
	fputc('\n', out);
}

static void print_ratios(FILE *out, const struct comparison_pair *pair)
{
	fprintf(out, "%-*s", LABEL_COLUMNS, "ratio");
	for (int i = 0; i < NR_FIGURES; i++)
		print_ratio(out, i, comparison_ratio(pair, i));
	fputc('\n', out);
}

/* "X", or "X -> Y" where the sides differ. */
static void print_title(FILE *out, const struct comparison_pair *pair,
			bool one_file)
{
	const struct result_row *row = pair->before ?: pair->after;
	const struct result_row *other = pair->after ?: pair->before;
	const bool kernels = strcmp(row->kernel, other->kernel);
	const bool arms = strcmp(row->arm, other->arm);

	print_line(out, "%s on %s, kernel %s%s%s%s%s%s%s", row->scenario,
		   row->machine, row->kernel, kernels ? " -> " : "",
		   kernels ? other->kernel : "", one_file ? "" : ", ",
		   one_file ? "" : row->arm, one_file || !arms ? "" : " -> ",
		   one_file || !arms ? "" : other->arm);
}

static void print_pair(FILE *out, const struct comparison_pair *pair,
		       bool one_file)
{
	const char *before = one_file ? "stock" : "before";
	const char *after = one_file ? "patched" : "after";

	fputc('\n', out);
	print_title(out, pair, one_file);
	print_headings(out);
	if (pair->before)
		print_row(out, before, pair->before);
	if (pair->after)
		print_row(out, after, pair->after);
	if (pair->before && pair->after)
		print_ratios(out, pair);
	else
		print_line(out, "%s: no such run, nothing to compare with",
			   pair->before ? after : before);
	if (pair->before)
		print_failures(out, before, pair->before);
	if (pair->after)
		print_failures(out, after, pair->after);
	if (pair->before && pair->after)
		comparison_print_sizes(pair, out);
}

static void print_incomplete(FILE *out, const struct results *results)
{
	size_t nr = results->incomplete ?
		    json_object_array_length(results->incomplete) : 0;

	if (!nr)
		return;
	print_line(out, "INCOMPLETE: %zu boot%s hung or died, and no figure counts %s (%s):",
		   nr, nr == 1 ? "" : "s", nr == 1 ? "it" : "them",
		   results->name);
	for (size_t i = 0; i < nr; i++) {
		struct json_object *boot =
			json_object_array_get_idx(results->incomplete, i);

		/* Of a string, the string itself; of the rest, its JSON. */
		print_line(out, "  %s", json_object_get_string(boot) ?: "null");
	}
}

static const char *time_label(enum time_source source)
{
	switch (source) {
	case TIME_ICOUNT:
		return "guest time, emulated (icount)";
	case TIME_HARDWARE:
		return "wall time, hardware";
	default:
		return "of a source that the file does not state";
	}
}

static bool any_spread(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->nr_pairs; i++) {
		const struct comparison_pair *pair = &comparison->pairs[i];

		if ((pair->before && has_spread(pair->before)) ||
		    (pair->after && has_spread(pair->after)))
			return true;
	}
	return false;
}

void comparison_print_text(const struct comparison *comparison, FILE *out)
{
	const bool one_file = comparison->before == comparison->after;

	if (one_file) {
		print_line(out, "stock and patched: %s",
			   comparison->before->name);
	} else {
		print_line(out, "before: %s", comparison->before->name);
		print_line(out, "after:  %s", comparison->after->name);
	}
	print_line(out, "times:  %s",
		   time_label(comparison->before->time_source));
	print_incomplete(out, comparison->before);
	if (!one_file)
		print_incomplete(out, comparison->after);
	for (size_t i = 0; i < comparison->nr_pairs; i++)
		print_pair(out, &comparison->pairs[i], one_file);
	if (!comparison->nr_complete)
		return;
	fputc('\n', out);
	print_line(out, "Ratios are %s; those of counts are per allocation. - was not measured or is a ratio to 0.",
		   one_file ? "patched / stock" : "after / before");
	if (any_spread(comparison))
		print_line(out, "least and most are those of single boots.");
}
