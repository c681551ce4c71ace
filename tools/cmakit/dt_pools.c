// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dt_pools.h"
#include "input_error.h"
#include "memory.h"
#include "sys_file.h"

#define RESERVED_MEMORY	"/sys/firmware/devicetree/base/reserved-memory"
#define CELL_BYTES	4
#define MAX_CELLS	2

/* The property @name of the node at @path; a new string, NULL if it has none. */
static char *property(const char *path, const char *name, size_t *len)
{
	char *file = asprintf_or_exit("%s/%s", path, name);
	char *value = NULL;

	if (sys_read_text(file, &value, len))
		value = NULL;
	free(file);
	return value;
}

static bool has_property(const char *path, const char *name)
{
	size_t len;
	char *value = property(path, name, &len);
	const bool has = value;

	free(value);
	return has;
}

/* Whether one of a property's strings is @wanted. */
static bool property_lists(const char *path, const char *name,
			   const char *wanted)
{
	size_t len;
	char *value = property(path, name, &len);
	bool found = false;

	/* There is a NUL behind the last one even if the property is cut. */
	for (size_t i = 0; value && !found && i < len; i += strlen(value + i) + 1)
		found = !strcmp(value + i, wanted);
	free(value);
	return found;
}

/* The big-endian number of @nr cells at @bytes. */
static uint64_t cells_at(const char *bytes, unsigned int nr)
{
	uint64_t number = 0;

	for (unsigned int i = 0; i < nr * CELL_BYTES; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

/**
 * struct cells - how many cells numbers have
 * @address: of an address
 * @size: of a size
 */
struct cells {
	unsigned int address;
	unsigned int size;
};

/*
 * How many cells a size or an address has, as @name of @base says. Returns 0, or
 * -1 after a message.
 */
static int read_cells(const char *base, const char *name, unsigned int *nr)
{
	size_t len;
	char *value = property(base, name, &len);
	uint64_t number;

	*nr = 1;
	if (!value)
		return 0;
	number = len == CELL_BYTES ? cells_at(value, 1) : 0;
	free(value);
	if (!number || number > MAX_CELLS)
		return file_error(base, "expected one cell, 1 or 2, as '%s'",
				  name);
	*nr = (unsigned int)number;
	return 0;
}

/*
 * The size of the pool at @path: 'size', or the second half of 'reg'. Returns 0,
 * or -1 after a message.
 */
static int read_bytes(const char *path, const struct cells *cells,
		      uint64_t *bytes)
{
	size_t len, skipped = 0;
	char *value = property(path, "size", &len);
	int ret = 0;

	*bytes = DT_UNKNOWN;
	if (!value) {
		value = property(path, "reg", &len);
		skipped = (size_t)cells->address * CELL_BYTES;
	}
	if (!value)
		return 0;
	if (len < skipped + (size_t)cells->size * CELL_BYTES)
		ret = file_error(path, "expected %u cells as size and %u as address, found %zu bytes",
				 cells->size, cells->address, len);
	else
		*bytes = cells_at(value + skipped, cells->size);
	free(value);
	return ret;
}

/* "0xSTART-0xEND, ..." of 'alloc-ranges', a new string; NULL without. */
static char *read_alloc_ranges(const char *path, const struct cells *cells)
{
	const size_t step = (size_t)(cells->address + cells->size) * CELL_BYTES;
	char *text = NULL;
	size_t len;
	char *value = property(path, "alloc-ranges", &len);

	for (size_t at = 0; value && at + step <= len; at += step) {
		const uint64_t start = cells_at(value + at, cells->address);
		const uint64_t size = cells_at(value + at +
					       cells->address * CELL_BYTES,
					       cells->size);
		char *longer = asprintf_or_exit("%s%s0x%" PRIx64 "-0x%" PRIx64,
						text ?: "", text ? ", " : "",
						start, start + size - 1);

		free(text);
		text = longer;
	}
	free(value);
	return text;
}

static bool is_pool(const char *path)
{
	return property_lists(path, "compatible", "shared-dma-pool") &&
	       has_property(path, "reusable") &&
	       (!has_property(path, "status") ||
		property_lists(path, "status", "okay") ||
		property_lists(path, "status", "ok"));
}

/* @path, a new string that becomes the pool's, is the node called @name. */
static int add_pool(struct dt_pools *pools, char *path, const char *name,
		    const struct cells *cells)
{
	struct dt_pool *pool;

	pools->pools = realloc_or_exit(pools->pools, pools->nr + 1,
				       sizeof(*pools->pools));
	pool = &pools->pools[pools->nr++];
	pool->name = asprintf_or_exit("%s", name);
	pool->path = path;
	pool->is_default = has_property(path, "linux,cma-default");
	pool->alloc_ranges = read_alloc_ranges(path, cells);
	return read_bytes(path, cells, &pool->bytes);
}

int dt_pools_read(struct dt_pools *pools, const char *root)
{
	char *base = asprintf_or_exit("%s" RESERVED_MEMORY, root);
	struct cells cells;
	struct sys_names names;
	int error = sys_list(base, &names);

	*pools = (struct dt_pools) { 0 };
	if (error == ENOENT)
		error = 0;
	else if (!error)
		error = read_cells(base, "#address-cells", &cells.address) ?:
			read_cells(base, "#size-cells", &cells.size);
	for (size_t i = 0; !error && i < names.nr; i++) {
		char *path = asprintf_or_exit("%s/%s", base, names.names[i]);

		if (is_pool(path))
			error = add_pool(pools, path, names.names[i], &cells);
		else
			free(path);
	}
	sys_names_free(&names);
	free(base);
	return error;
}

void dt_pools_free(struct dt_pools *pools)
{
	for (size_t i = 0; i < pools->nr; i++) {
		free(pools->pools[i].name);
		free(pools->pools[i].path);
		free(pools->pools[i].alloc_ranges);
	}
	free(pools->pools);
	*pools = (struct dt_pools) { 0 };
}
