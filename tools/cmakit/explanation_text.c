// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

#include "explanation_text.h"
#include "memory.h"
#include "run_fit.h"
#include "table.h"

/* Rows of the table of runs; the others are summed up. */
#define MAX_ROWS	8

static const struct table_column columns[] = {
	{ .heading = "  free run", .is_text = true },
	{ .heading = "aligned start" },
	{ .heading = "+ request" },
	{ .heading = "run's end" },
	{ .heading = "", .is_text = true },
};

static int by_misses(const void *a, const void *b)
{
	const struct run_fit *x = a, *y = b;

	if (x->misses != y->misses)
		return x->misses < y->misses ? -1 : 1;
	return x->run->first < y->run->first ? -1 : x->run->first > y->run->first;
}

static void add_row(struct table *table, const struct run_fit *fit)
{
	table_cell(table, "  %lu@%lu", fit->run->nr_pages, fit->run->first);
	table_cell(table, "%" PRIu64, fit->start);
	table_cell(table, "%" PRIu64, fit->end);
	table_cell(table, "%" PRIu64, fit->run_end);
	if (fit->misses)
		table_cell(table, "%" PRIu64 " pages short", fit->misses);
	else
		table_cell(table, "fits");
}

/* Run by run, those first that come nearest to the request. */
static void print_runs(const struct picture *p, FILE *out)
{
	struct run_fit *fits;
	struct table table;
	size_t nr;

	if (!p->runs || !p->runs->nr || !p->pages || p->align < 0)
		return;
	nr = p->runs->nr;
	fits = calloc_or_exit(nr, sizeof(*fits));
	for (size_t i = 0; i < nr; i++)
		fits[i] = run_fit_of(p, &p->runs->runs[i]);
	qsort(fits, nr, sizeof(*fits), by_misses);
	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < nr && i < MAX_ROWS; i++)
		add_row(&table, &fits[i]);
	table_print(&table, out);
	table_free(&table);
	if (nr > MAX_ROWS)
		fprintf(out, "  and %zu more runs%s\n", nr - MAX_ROWS,
			fits[MAX_ROWS].misses ? ", none of which comes nearer" :
						"");
	free(fits);
}

static void print_list(const char *heading, const struct text_list *list,
		       FILE *out)
{
	if (!list->nr)
		return;
	fprintf(out, "%s\n", heading);
	for (size_t i = 0; i < list->nr; i++)
		fprintf(out, "  - %s\n", list->texts[i]);
}

static void print_request(const struct explanation *e, FILE *out)
{
	const struct failure *f = e->failure;
	const struct picture *p = &e->picture;

	if (p->pages)
		fprintf(out, "%" PRIu64 " pages", p->pages);
	else
		fputs("a request that is not in the log", out);
	if (*f->area)
		fprintf(out, " of area %s", f->area);
	if (p->pages && p->align != ALIGN_UNKNOWN)
		fprintf(out, ", alignment order %d%s", p->align,
			p->align_inferred ? " (inferred)" : "");
	if (f->ret != RET_UNKNOWN)
		fprintf(out, ", ret %d", f->ret);
	fputc('\n', out);
}

void explanation_print_text(const struct explanation *e, uint64_t nr, FILE *out)
{
	fprintf(out, "failure %" PRIu64 ", line %zu: ", nr, e->failure->line);
	print_request(e, out);
	fprintf(out, "reason: %s (confidence %s: %s)\n", reason_name(e->reason),
		confidence_name(e->confidence), e->because);
	print_runs(&e->picture, out);
	print_list("why:", &e->evidence, out);
	print_list("what to do:", &e->advice, out);
}
