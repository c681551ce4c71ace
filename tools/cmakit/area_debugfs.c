// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "area_bitmap.h"
#include "area_debugfs.h"
#include "input_error.h"
#include "memory.h"
#include "number.h"
#include "sys_file.h"

#define OLD_PREFIX	"cma-"
#define WORD_BITS	32
/* Of areas: hugetlb's have the highest, 18 for pages of 1 GiB. */
#define MAX_ORDER_PER_BIT	31

char *area_debugfs_folder(const char *root, const char *name)
{
	char *path;

	/* Neither "." nor anything outside is an area. */
	if (!*name || *name == '.' || strchr(name, '/'))
		return NULL;
	path = asprintf_or_exit("%s" DEBUGFS_CMA "/%s", root, name);
	if (sys_is_folder(path))
		return path;
	free(path);
	path = asprintf_or_exit("%s" DEBUGFS_CMA "/" OLD_PREFIX "%s", root, name);
	if (sys_is_folder(path))
		return path;
	free(path);
	return NULL;
}

const char *area_debugfs_name(const char *folder)
{
	const size_t len = strlen(OLD_PREFIX);

	return strncmp(folder, OLD_PREFIX, len) || !folder[len] ? folder :
	       folder + len;
}

static int read_number(const char *folder, const char *file, uint64_t max,
		       uint64_t *number)
{
	char *path = asprintf_or_exit("%s/%s", folder, file);
	int error = sys_read_number(path, max, number);

	free(path);
	return error;
}

/* Of two errors: a file that is not what it should be is worse than none. */
static int worse(int a, int b)
{
	return a < 0 || !b ? a : b;
}

/* A range's words and base from @folder, which holds base_pfn and bitmap. */
static int read_range(const char *folder, struct area_range *range,
		      struct bitmap_words *words)
{
	char *path = asprintf_or_exit("%s/bitmap", folder);
	const int error = read_number(folder, "base_pfn", MAX_PAGES,
				      &range->base_pfn);
	char *text = NULL;
	size_t len;
	int bitmap_error = sys_read_text(path, &text, &len);

	range->has_base = !error;
	if (!bitmap_error)
		bitmap_error = bitmap_words_parse(path, text, len, words);
	free(text);
	free(path);
	return worse(error, bitmap_error);
}

/*
 * How many bits each range has is not told, only that of all of them. All but the
 * last word of each is whole; bits that are too many are taken off from the last
 * range down.
 */
static int share_bits(const char *folder, uint64_t bits,
		      const struct bitmap_words *words, size_t nr,
		      uint64_t *range_bits)
{
	uint64_t most = 0, excess;

	for (size_t i = 0; i < nr; i++) {
		range_bits[i] = (uint64_t)words[i].nr * WORD_BITS;
		most += range_bits[i];
	}
	if (most > AREA_STATE_MAX_BITS)
		return file_error(folder, "expected a bitmap of at most %lu bits, found %" PRIu64,
				  AREA_STATE_MAX_BITS, most);
	if (most < bits || most - bits > nr * (WORD_BITS - 1))
		return file_error(folder, "expected a bitmap of %" PRIu64 " bits as 'count' and 'order_per_bit' say, found %" PRIu64,
				  bits, most);
	excess = most - bits;
	for (size_t i = nr; i-- && excess;) {
		const uint64_t cut = excess < WORD_BITS ? excess : WORD_BITS - 1;

		range_bits[i] -= cut;
		excess -= cut;
	}
	return 0;
}

/* The folders of the ranges: ranges/N from 6.15 on, otherwise @path itself. */
static size_t range_folders(const char *path, char ***folders)
{
	size_t nr = 0;

	*folders = NULL;
	for (;;) {
		char *folder = asprintf_or_exit("%s/ranges/%zu", path, nr);

		if (!sys_is_folder(folder)) {
			free(folder);
			break;
		}
		*folders = realloc_or_exit(*folders, nr + 1, sizeof(**folders));
		(*folders)[nr++] = folder;
	}
	if (!nr) {
		*folders = calloc_or_exit(1, sizeof(**folders));
		(*folders)[nr++] = asprintf_or_exit("%s", path);
	}
	return nr;
}

static int read_ranges(struct area_state *state, const char *path,
		       char **folders, size_t nr, uint64_t count)
{
	struct bitmap_words *words = calloc_or_exit(nr, sizeof(*words));
	uint64_t *bits = calloc_or_exit(nr, sizeof(*bits));
	int error = 0;

	/* All of them, so that every bad file is told. */
	for (size_t i = 0; i < nr; i++)
		error = worse(error, read_range(folders[i],
						area_state_add_range(state),
						&words[i]));
	if (!error)
		error = share_bits(path, count >> state->order_per_bit, words, nr,
				   bits);
	for (size_t i = 0; !error && i < nr; i++)
		bitmap_words_to_range(&words[i], bits[i], state->order_per_bit,
				      &state->ranges[i]);
	for (size_t i = 0; i < nr; i++)
		free(words[i].words);
	free(words);
	free(bits);
	return error;
}

int area_debugfs_read(struct area_state *state, const char *path)
{
	const char *slash = strrchr(path, '/');
	uint64_t count, order;
	char **folders;
	size_t nr;
	int error;

	state->source = asprintf_or_exit("%s", path);
	state->name = asprintf_or_exit("%s", area_debugfs_name(slash ? slash + 1 :
							       path));
	error = read_number(path, "count", MAX_PAGES, &count);
	error = worse(error, read_number(path, "order_per_bit",
					 MAX_ORDER_PER_BIT, &order));
	if (error)
		return error;
	state->order_per_bit = (unsigned int)order;
	nr = range_folders(path, &folders);
	error = read_ranges(state, path, folders, nr, count);
	while (nr)
		free(folders[--nr]);
	free(folders);
	return error;
}
