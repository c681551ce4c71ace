// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "table.h"

void table_init(struct table *table, const struct table_column *columns,
		size_t nr_columns)
{
	table->columns = columns;
	table->nr_columns = nr_columns;
	table->cells = NULL;
	table->nr_cells = 0;
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->nr_cells; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->nr_cells = 0;
}

void table_cell(struct table *table, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = vasprintf_or_exit(fmt, args);
	va_end(args);
	table->cells = realloc_or_exit(table->cells, table->nr_cells + 1,
				       sizeof(*table->cells));
	table->cells[table->nr_cells++] = text;
}

static int column_width(const struct table *table, size_t column)
{
	size_t width = strlen(table->columns[column].heading);

	for (size_t i = column; i < table->nr_cells; i += table->nr_columns)
		if (strlen(table->cells[i]) > width)
			width = strlen(table->cells[i]);
	return (int)width;
}

/* Two blanks between columns, none at the end of a line. */
static void print_cell(const struct table *table, size_t column, int width,
		       const char *text, FILE *out)
{
	const bool is_last = column + 1 == table->nr_columns;

	if (!table->columns[column].is_text)
		fprintf(out, "%*s", width, text);
	else if (is_last)
		fputs(text, out);
	else
		fprintf(out, "%-*s", width, text);
	fputs(is_last ? "\n" : "  ", out);
}

void table_print(const struct table *table, FILE *out)
{
	int widths[table->nr_columns];

	for (size_t column = 0; column < table->nr_columns; column++)
		widths[column] = column_width(table, column);
	for (size_t column = 0; column < table->nr_columns; column++)
		print_cell(table, column, widths[column],
			   table->columns[column].heading, out);
	for (size_t i = 0; i < table->nr_cells; i++) {
		const size_t column = i % table->nr_columns;

		print_cell(table, column, widths[column], table->cells[i], out);
	}
}
