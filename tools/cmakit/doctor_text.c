// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "table.h"

/* A line "  NAME   VALUE" of the facts. */
#define FACT	"%-12s"

static void cell_or_dash(struct table *table, uint64_t number)
{
	if (number == AREA_UNKNOWN)
		table_cell(table, "-");
	else
		table_cell(table, "%" PRIu64, number);
}

static void print_area(struct table *table, const struct sys_area *area)
{
	const bool knows_used = area->pages != AREA_UNKNOWN &&
				area->free_pages != AREA_UNKNOWN &&
				area->free_pages <= area->pages;

	table_cell(table, "%s", area->name);
	cell_or_dash(table, area->pages);
	cell_or_dash(table, knows_used ? area->pages - area->free_pages :
		     AREA_UNKNOWN);
	cell_or_dash(table, area->free_pages);
	cell_or_dash(table, area->has_state ? area_state_nr_runs(&area->state) :
		     AREA_UNKNOWN);
	cell_or_dash(table, area->succeeded_pages);
	cell_or_dash(table, area->failed_pages);
}

static void print_areas(const struct machine *machine, FILE *out)
{
	static const struct table_column columns[] = {
		{ "area", true }, { "pages", false }, { "used", false },
		{ "free", false }, { "free runs", false },
		{ "allocated since boot", false }, { "failed", false },
	};
	struct table table;

	if (!machine->areas.nr)
		return;
	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < machine->areas.nr; i++)
		print_area(&table, &machine->areas.areas[i]);
	table_print(&table, out);
	table_free(&table);
	fputc('\n', out);
}

/* The largest request that would succeed, a column for each order. */
static void print_orders(const struct machine *machine, FILE *out)
{
	struct table_column columns[AREA_MAX_LISTED_ORDER + 2] = {
		{ "fits at order", true },
	};
	char headings[AREA_MAX_LISTED_ORDER + 1][4];
	struct table table;

	for (unsigned int order = 0; order <= AREA_MAX_LISTED_ORDER; order++) {
		snprintf(headings[order], sizeof(headings[order]), "%u",
			 order & 0xf);
		columns[order + 1].heading = headings[order];
	}
	table_init(&table, columns, AREA_MAX_LISTED_ORDER + 2);
	for (size_t i = 0; i < machine->areas.nr; i++) {
		const struct sys_area *area = &machine->areas.areas[i];

		if (!area->has_state)
			continue;
		table_cell(&table, "%s", area->name);
		for (unsigned int order = 0; order <= AREA_MAX_LISTED_ORDER;
		     order++)
			table_cell(&table, "%" PRIu64,
				   area_state_largest_aligned(&area->state,
							      order));
	}
	if (table.nr_cells) {
		table_print(&table, out);
		fputc('\n', out);
	}
	table_free(&table);
}

/* Free pages of the areas are lent; what the page allocator has of them is idle. */
static void print_lent(const struct machine *machine, FILE *out)
{
	const struct meminfo *info = &machine->meminfo;
	uint64_t free_pages = 0, idle;

	if (info->cma_free_kb == PROC_UNKNOWN)
		return;
	for (size_t i = 0; i < machine->areas.nr; i++) {
		if (machine->areas.areas[i].free_pages == AREA_UNKNOWN)
			return;
		free_pages += machine->areas.areas[i].free_pages;
	}
	idle = info->cma_free_kb / machine->page_kb;
	if (machine->areas.nr && idle <= free_pages)
		fprintf(out, FACT "%" PRIu64 " of %" PRIu64 " free pages, to be moved when a driver wants them\n",
			"lent", free_pages - idle, free_pages);
}

static void print_counters(const struct machine *machine, FILE *out)
{
	for (size_t i = 0; i < machine->areas.nr; i++) {
		const struct sys_area *area = &machine->areas.areas[i];

		if (sys_area_failed_calls(area) == AREA_UNKNOWN)
			continue;
		fprintf(out, FACT "%s:", "failures", area->name);
		for (int reason = 0; reason < NR_CALL_FAILURES; reason++)
			fprintf(out, " %s %" PRIu64, reason_name(reason),
				area->failed_calls[reason]);
		fputc('\n', out);
	}
}

static void print_names(const char *fact, const struct sys_names *names, FILE *out)
{
	if (!names->nr)
		return;
	fprintf(out, FACT, fact);
	for (size_t i = 0; i < names->nr; i++)
		fprintf(out, "%s%s", i ? ", " : "", names->names[i]);
	fputc('\n', out);
}

static void print_pools(const struct machine *machine, FILE *out)
{
	for (size_t i = 0; i < machine->pools.nr; i++) {
		const struct dt_pool *pool = &machine->pools.pools[i];

		fprintf(out, FACT "%s", "devicetree", pool->name);
		if (pool->bytes != DT_UNKNOWN)
			fprintf(out, ", %" PRIu64 " KiB", pool->bytes / 1024);
		if (pool->alloc_ranges)
			fprintf(out, " in %s", pool->alloc_ranges);
		fputs(pool->is_default ? ", the default area\n" : "\n", out);
	}
}

static void print_parameters(const struct machine *machine, FILE *out)
{
	bool is_first = true;

	for (size_t i = 0; doctor_parameters[i]; i++) {
		char *value = machine_parameter(machine, doctor_parameters[i]);

		if (!value)
			continue;
		if (is_first)
			fprintf(out, FACT, "parameters");
		fprintf(out, "%s%s=%s", is_first ? "" : " ",
			doctor_parameters[i], value);
		is_first = false;
		free(value);
	}
	if (!is_first)
		fputc('\n', out);
}

static void print_config(const struct machine *machine, FILE *out)
{
	if (!machine->config.text)
		return;
	fprintf(out, FACT, "options");
	for (size_t i = 0; i < doctor_nr_options; i++) {
		char *value = kernel_config_value(&machine->config,
						  doctor_options[i].name);

		fprintf(out, "%s%s=%s", i ? " " : "", doctor_options[i].name,
			value ?: "n");
		free(value);
	}
	fputc('\n', out);
}

static void print_findings(const struct findings *findings, FILE *out)
{
	for (int severity = 0; severity < NR_SEVERITIES; severity++) {
		for (size_t i = 0; i < findings->nr; i++) {
			const struct finding *finding = &findings->list[i];

			if ((int)finding->severity != severity)
				continue;
			fprintf(out, "%-8s %s\n         (%s)\n",
				severity_name(finding->severity), finding->text,
				finding->file);
			if (finding->advice)
				fprintf(out, "         -> %s\n", finding->advice);
		}
	}
}

static void print_unread(const struct unread *unread, FILE *out)
{
	for (size_t i = 0; i < unread->nr; i++)
		fprintf(out, "%-8s %s: %s\n", "unread", unread->files[i].path,
			unread->files[i].why);
}

void doctor_print_text(const struct machine *machine,
		       const struct findings *findings, FILE *out)
{
	print_areas(machine, out);
	print_orders(machine, out);
	if (machine->release)
		fprintf(out, FACT "%s\n", "kernel", machine->release);
	print_lent(machine, out);
	print_counters(machine, out);
	print_names("heaps", &machine->heaps, out);
	if (machine->placement)
		fprintf(out, FACT "%s\n", "placement", machine->placement);
	print_pools(machine, out);
	print_parameters(machine, out);
	print_config(machine, out);
	fputc('\n', out);
	print_findings(findings, out);
	print_unread(&machine->unread, out);
}
