/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_TABLE_H
#define CMAKIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct table_column - what stands over a column, and how its cells stand in it
 * @heading: one line
 * @is_text: cells begin at the left; otherwise they are numbers, which end at
 *	the right
 */
struct table_column {
	const char *heading;
	bool is_text;
};

/**
 * struct table - cells of text, row by row; columns are as wide as they need be
 * @columns: the columns; not owned
 * @nr_columns: number of them
 * @cells: the cells, each a string of its own
 * @nr_cells: number of them
 */
struct table {
	const struct table_column *columns;
	size_t nr_columns;
	char **cells;
	size_t nr_cells;
};

/* Begin an empty table. The caller ends it with table_free(). */
void table_init(struct table *table, const struct table_column *columns,
		size_t nr_columns);
void table_free(struct table *table);

/* Add the next cell, at the left of a new row if the last one is complete. */
void table_cell(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Print the headings and the rows, all of which have to be complete. */
void table_print(const struct table *table, FILE *out);

#endif /* CMAKIT_TABLE_H */
