/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_FACTS_H
#define CMAKIT_LOG_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log_event.h"
#include "run_list.h"

/* Numbers that say something about memory, wherever in a log they stand. */
enum fact {
	FACT_CMA_TOTAL,		/* all areas' pages together, kB */
	FACT_CMA_FREE,		/* of those the ones that nothing uses, kB */
	FACT_MEM_FREE,		/* kB */
	FACT_BUDDY_FREE,	/* pages of all zones, by /proc/buddyinfo */
	FACT_ZONE_FREE,		/* of a zone, kB */
	FACT_ZONE_MIN,		/* its min watermark, kB */
	FACT_ZONE_FREE_CMA,	/* kB */
	FACT_VC4_BUFFERS,	/* what the vc4 driver holds of CMA, kB */
	FACT_COUNT,		/* debugfs: pages of an area */
	FACT_USED,		/* debugfs: pages allocated of it */
	FACT_MAXCHUNK,		/* debugfs: its largest free run */
	FACT_BASE_PFN,		/* debugfs: its first page */
	FACT_ORDER_PER_BIT,	/* debugfs: of its bitmap */
	FACT_AREA_SIZE,		/* of the default area as configured, kB */
	NR_FACTS,
};

/**
 * struct fact_value - one of them
 * @value: the number
 * @line: where it stands, 0 if nowhere
 * @time: seconds since boot, NAN if the line does not tell
 * @area: which area it is of, by debugfs' path; "" if not told, or of all
 */
struct fact_value {
	uint64_t value;
	size_t line;
	double time;
	char area[AREA_NAME_SIZE];
};

/**
 * struct kernel_version - which kernel speaks
 * @major, @minor: its number, both 0 if not told
 * @is_mixed: a tree between releases, or one with others' code moved into it; it may
 *	have what @minor has not
 * @time: seconds since boot, NAN if the line does not tell
 */
struct kernel_version {
	unsigned int major, minor;
	bool is_mixed;
	double time;
};

/**
 * struct page_fact - the page that a log names as the one in the way
 * @line: where, 0 if nowhere
 * @pfn: its number
 * @has_counts: @refcount and @mapcount are told
 * @order: of the compound page it belongs to, -1 if not told
 * @is_anon: anonymous memory
 * @is_blamed: the log says that it stopped an isolation or a migration
 */
struct page_fact {
	size_t line;
	uint64_t pfn;
	bool has_counts, is_anon, is_blamed;
	int refcount, mapcount, order;
};

/**
 * struct area_fact - an area that was reserved
 * @name: its name, "" if not told
 * @base: physical address, UINT64_MAX if not told
 * @kilobytes: size
 */
struct area_fact {
	char name[AREA_NAME_SIZE];
	uint64_t base;
	uint64_t kilobytes;
};

#define MAX_AREA_FACTS	32

/**
 * struct log_facts - what has been read so far
 * @values: the latest of each kind
 * @version: of the kernel, the latest
 * @areas, @nr_areas: areas reserved, in the order of the log
 * @page: the latest page that was in the way
 * @bitmap: free runs of debugfs' bitmap, in bits
 * @bitmap_bits: bits of it that have been read
 * @bitmap_line: where it stands, 0 if nowhere
 * @bitmap_area: as a fact's
 * @expected: the number that the next line is, as the line before announced, or
 *	NR_FACTS
 * @expected_area: of that number
 * @expects_bitmap: the same of a bitmap
 */
struct log_facts {
	struct fact_value values[NR_FACTS];
	struct kernel_version version;
	struct area_fact areas[MAX_AREA_FACTS];
	size_t nr_areas;
	struct page_fact page;
	struct run_list bitmap;
	uint64_t bitmap_bits;
	size_t bitmap_line;
	char bitmap_area[AREA_NAME_SIZE];
	enum fact expected;
	char expected_area[AREA_NAME_SIZE];
	bool expects_bitmap;
};

void log_facts_begin(struct log_facts *facts);
void log_facts_end(struct log_facts *facts);

/* Does @facts want to see the next line, whatever it holds? */
bool log_facts_want_next(const struct log_facts *facts);

/* Take what @text, line number @line at @time, tells. Returns whether it does. */
bool log_facts_take(struct log_facts *facts, const char *text, size_t line,
		    double time);

/* Is @fact in line @line the sum that began in line @before, a line further? */
bool log_fact_goes_on(enum fact fact, size_t before, size_t line);

/* Words of which every fact's line has at least one, and how many they are. */
extern const char *const log_fact_words[];
extern const size_t nr_log_fact_words;

#endif /* CMAKIT_LOG_FACTS_H */
