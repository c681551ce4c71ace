// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "log_facts.h"
#include "log_scan.h"
#include "number.h"

const char *const log_fact_words[] = {
	"Linux version ", "ainted", " SMP", "PREEMPT", "cma: Reserved",
	"CMA memory pool", "initialized node ",
	"cma-reserved", "CmaTotal:", "CmaFree:", "MemFree:", ", zone ",
	"free_cma:", "size bos allocated", "kb BOs (", "refcount:", "page dumped because",
	"test_pages_isolated: pfn", "/cma/", "==> ", "cma=", "CMA size ",
	"CONFIG_CMA_SIZE_MBYTES=",
};

const size_t nr_log_fact_words =
	sizeof(log_fact_words) / sizeof(log_fact_words[0]);

/* More kilobytes than any machine has; keeps conversions from overflowing. */
#define MAX_KILOBYTES	(MAX_PAGES << 2)

void log_facts_begin(struct log_facts *facts)
{
	*facts = (struct log_facts) { .expected = NR_FACTS };
}

void log_facts_end(struct log_facts *facts)
{
	run_list_free(&facts->bitmap);
}

bool log_facts_want_next(const struct log_facts *facts)
{
	return facts->expected != NR_FACTS || facts->expects_bitmap;
}

static void set(struct log_facts *facts, enum fact fact, uint64_t value,
		size_t line, double time)
{
	facts->values[fact] = (struct fact_value) { value, line, time, "" };
}

/* The same of a fact of one area. */
static void set_of(struct log_facts *facts, const char *area, enum fact fact,
		   uint64_t value, size_t line, double time)
{
	set(facts, fact, value, line, time);
	scan_copy(facts->values[fact].area, AREA_NAME_SIZE, area, strlen(area));
}

/* "KEY: N kB" and the like. */
static bool take_numbers(struct log_facts *facts, const char *text, size_t line,
			 double time)
{
	static const struct {
		enum fact fact;
		const char *key;
	} keys[] = {
		{ FACT_CMA_TOTAL, "CmaTotal:" },
		{ FACT_CMA_FREE, "CmaFree:" },
		{ FACT_MEM_FREE, "MemFree:" },
		{ FACT_ZONE_FREE_CMA, "free_cma:" },
		{ FACT_VC4_BUFFERS, "size bos allocated:" },
	};
	bool taken = false;
	uint64_t value;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!scan_number_after(text, keys[i].key, &value) ||
		    value > MAX_KILOBYTES)
			continue;
		/* Without a unit it is a sum in pages, which no zone tells. */
		if (keys[i].fact == FACT_ZONE_FREE_CMA) {
			uint64_t zone_free, zone_min;

			if (!scan_number_after(text, " free:", &zone_free) ||
			    !scan_number_after(text, " min:", &zone_min))
				continue;
			set(facts, FACT_ZONE_FREE, zone_free, line, time);
			set(facts, FACT_ZONE_MIN, zone_min, line, time);
		}
		set(facts, keys[i].fact, value, line, time);
		taken = true;
	}
	return taken;
}

bool log_fact_goes_on(enum fact fact, size_t before, size_t line)
{
	return (fact == FACT_BUDDY_FREE || fact == FACT_VC4_BUFFERS) && before &&
	       before + 1 == line;
}

/* "Node 0, zone   Normal    570    306 ...": blocks by order; a line for each zone. */
static bool take_buddyinfo(struct log_facts *facts, const char *text, size_t line,
			   double time)
{
	const struct fact_value *before = &facts->values[FACT_BUDDY_FREE];
	const char *p = strstr(text, ", zone ");
	uint64_t blocks, pages = 0;
	unsigned int order;

	if (strncmp(text, "Node ", 5) || !p)
		return false;
	p = scan_blanks(p + strlen(", zone "));
	p = scan_blanks(p + strcspn(p, " "));
	for (order = 0; order < 20 && scan_number(&p, &blocks) &&
	     blocks <= MAX_PAGES >> order; order++) {
		pages += blocks << order;
		p = scan_blanks(p);
	}
	if (!order || *p)
		return false;
	/* The next zone of the same file. */
	if (log_fact_goes_on(FACT_BUDDY_FREE, before->line, line) &&
	    before->value <= MAX_PAGES)
		pages += before->value;
	set(facts, FACT_BUDDY_FREE, pages, line, time);
	return true;
}

/*
 * vc4 of 4.12 and later, a line for each kind of buffer: "V3D:  31824kb BOs (107)".
 * Two of its lines count buffers that are in the others.
 */
static bool take_vc4(struct log_facts *facts, const char *text, size_t line,
		     double time)
{
	const struct fact_value *before = &facts->values[FACT_VC4_BUFFERS];
	const char *p = strstr(text, "kb BOs (");
	uint64_t held = 0;

	if (!p || !scan_number_before(text, p, &held) || held > MAX_KILOBYTES)
		return false;
	if (strstr(text, "total purged") || strstr(text, "userspace BO cache"))
		held = 0;
	if (log_fact_goes_on(FACT_VC4_BUFFERS, before->line, line) &&
	    before->value <= MAX_KILOBYTES)
		held += before->value;
	set(facts, FACT_VC4_BUFFERS, held, line, time);
	return true;
}

/* "Memory: 2597260K/2979840K available (..., 249856K cma-reserved)" of the boot */
static bool take_reserved(struct log_facts *facts, const char *text, size_t line,
			  double time)
{
	const char *p = strstr(text, "K cma-reserved");
	uint64_t total;

	if (!p || !scan_number_before(text, p, &total) || !total ||
	    total > MAX_KILOBYTES)
		return false;
	set(facts, FACT_CMA_TOTAL, total, line, time);
	return true;
}

/*
 * Is the release at @word of linux-next, of the merge window behind 6.14, or of a
 * distribution that moves mm of later kernels into its own? What the kernel prints
 * changed in 6.15, so only what follows 6.14 counts among those that git names.
 */
static bool is_mixed(const char *word, uint64_t major, uint64_t minor)
{
	static const char *const signs[] = { "-next", "-mm", ".el", "-g" };
	const size_t nr = major == 6 && minor == 14 ? 4 : 3;
	char release[80];

	scan_copy(release, sizeof(release), word, strcspn(word, " "));
	for (size_t i = 0; i < nr; i++)
		if (strstr(release, signs[i]))
			return true;
	return false;
}

static bool scan_version(const char *word, double time,
			 struct kernel_version *version)
{
	uint64_t first, second;
	const char *p;

	word = scan_blanks(word);
	p = word;
	if (!scan_number(&p, &first) || !scan_word(&p, ".") ||
	    !scan_number(&p, &second) || first < 2 || first > 99 || second > 999)
		return false;
	*version = (struct kernel_version) {
		.major = (unsigned int)first,
		.minor = (unsigned int)second,
		.is_mixed = is_mixed(word, first, second),
		.time = time,
	};
	return true;
}

/*
 * "Linux version 5.10.72", "Linux HOST 5.10.72 #1 SMP", and "Comm: X Not tainted
 * 5.10.72 #1" of a trace.
 */
static bool take_version(struct log_facts *facts, const char *text, double time)
{
	const char *at = text;

	/* Elsewhere in a line it is what somebody writes about some kernel. */
	if (scan_word(&at, "Linux version "))
		return scan_version(at, time, &facts->version);
	at = strstr(text, "ainted");
	if (at && strstr(text, "Comm: ")) {
		/* Behind the letters of what tainted it. */
		at += strlen("ainted");
		at += strcspn(at, "0123456789");
		return scan_version(at, time, &facts->version);
	}
	if (!strncmp(text, "Linux ", 6) && strstr(text, " #")) {
		at = text + 6 + strcspn(text + 6, " ");
		return scan_version(at, time, &facts->version);
	}
	return false;
}

static void add_area(struct log_facts *facts, uint64_t base, uint64_t kilobytes)
{
	if (!kilobytes || kilobytes > MAX_KILOBYTES)
		return;
	/* A log may be there twice, and a boot's messages be printed again. */
	for (size_t i = 0; base != UINT64_MAX && i < facts->nr_areas; i++)
		if (facts->areas[i].base == base &&
		    facts->areas[i].kilobytes == kilobytes)
			return;
	if (facts->nr_areas == MAX_AREA_FACTS)
		return;
	facts->areas[facts->nr_areas++] = (struct area_fact) {
		.base = base, .kilobytes = kilobytes,
	};
}

/*
 * "cma: Reserved 64 MiB at 0x2b000000[ on node -1]", or "Reserved memory: created CMA
 * memory pool at 0xfdc00000, size 20 MiB" with "initialized node NAME" behind it.
 */
static bool take_area(struct log_facts *facts, const char *text)
{
	const char *name;
	uint64_t base = UINT64_MAX, size;

	if (scan_number_after(text, "cma: Reserved ", &size) &&
	    strstr(text, " MiB")) {
		scan_hex_after(text, " at ", &base);
		add_area(facts, base, size << 10);
		return true;
	}
	if (strstr(text, "CMA memory pool") &&
	    scan_hex_after(text, " at ", &base) &&
	    scan_number_after(text, "size ", &size)) {
		add_area(facts, base, size << 10);
		return true;
	}
	name = strstr(text, "initialized node ");
	if (name && facts->nr_areas &&
	    !*facts->areas[facts->nr_areas - 1].name) {
		name += strlen("initialized node ");
		/* A name may hold a comma: it ends where ", compatible" begins. */
		scan_copy(facts->areas[facts->nr_areas - 1].name, AREA_NAME_SIZE,
			  name, strstr(name, ", ") ?
			  (size_t)(strstr(name, ", ") - name) : strlen(name));
		return true;
	}
	return false;
}

static bool take_configured(struct log_facts *facts, const char *text,
			    size_t line, double time)
{
	static const char *const keys[] = {
		" cma=", "CMA size ", "CONFIG_CMA_SIZE_MBYTES=",
	};
	uint64_t megabytes;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *at = strstr(text, keys[i]);

		if (!at)
			continue;
		at += strlen(keys[i]);
		if (!scan_number(&at, &megabytes) || megabytes > 1 << 20)
			continue;
		at = scan_blanks(at);
		if (*at == 'G' || *at == 'g')
			megabytes <<= 10;
		else if (*at != 'M' && *at != 'm' && i < 2)
			continue;
		set(facts, FACT_AREA_SIZE, megabytes << 10, line, time);
		return true;
	}
	return false;
}

/* dump_page()'s lines, and a trace that vendors put into test_pages_isolated(). */
static bool take_page(struct log_facts *facts, const char *text, size_t line)
{
	struct page_fact *page = &facts->page;
	uint64_t pfn;
	int order;

	if (scan_hex_after(text, "test_pages_isolated: pfn ", &pfn)) {
		*page = (struct page_fact) {
			.line = line, .pfn = pfn, .order = -1, .is_blamed = true,
		};
		return true;
	}
	if (strstr(text, "refcount:") && scan_hex_after(text, " pfn:", &pfn)) {
		*page = (struct page_fact) {
			.line = line, .pfn = pfn, .order = -1,
		};
		page->has_counts = scan_int_after(text, "refcount:",
						  &page->refcount) &&
				   scan_int_after(text, "mapcount:",
						  &page->mapcount);
		return true;
	}
	if (!page->line || line - page->line > 16)
		return false;
	if (strstr(text, "head:") && scan_int_after(text, " order:", &order)) {
		page->order = order;
		return true;
	}
	if (strstr(text, "page dumped because:")) {
		page->is_blamed = strstr(text, "isolat") ||
				  strstr(text, "unmovable") ||
				  strstr(text, "migrat");
		return true;
	}
	return false;
}

static void take_word(struct log_facts *facts, uint32_t word)
{
	struct run_list *runs = &facts->bitmap;

	for (unsigned int bit = 0; bit < 32; bit++, facts->bitmap_bits++) {
		struct run *last = runs->nr ? &runs->runs[runs->nr - 1] : NULL;

		if (word >> bit & 1)
			continue;
		if (last && last->first + last->nr_pages == facts->bitmap_bits)
			last->nr_pages++;
		else if (runs->nr < 1 << 16)
			run_list_add(runs, facts->bitmap_bits, 1);
	}
}

/* A row of 32-bit words, the lowest bits first; more may come on the next line. */
static bool take_bitmap(struct log_facts *facts, const char *text, size_t line)
{
	const char *p = scan_blanks(text);
	uint64_t word;

	if (*p < '0' || *p > '9' || p[strspn(p, "0123456789 ")])
		return false;
	if (!facts->bitmap_line)
		facts->bitmap_line = line;
	while (scan_number(&p, &word) && word <= UINT32_MAX &&
	       facts->bitmap_bits < MAX_PAGES) {
		take_word(facts, (uint32_t)word);
		p = scan_blanks(p);
	}
	return true;
}

/*
 * A file of debugfs: "cat /sys/kernel/debug/cma/NAME/count" or "==> count <==" with
 * its number on the next line, or "/sys/kernel/debug/cma/NAME/count:245760".
 */
/* The folder's name in ".../cma/NAME/...", without 5.10's "cma-" before it. */
static void scan_folder(const char *path, char area[static AREA_NAME_SIZE])
{
	size_t len;

	*area = '\0';
	if (!path)
		return;
	path += strlen("/cma/");
	scan_word(&path, "cma-");
	len = strcspn(path, "/ ");
	if (path[len] == '/' && path[0] != '*')
		scan_copy(area, AREA_NAME_SIZE, path, len);
}

static bool take_debugfs(struct log_facts *facts, const char *text, size_t line,
			 double time)
{
	static const struct {
		enum fact fact;
		const char *file;
	} files[] = {
		{ FACT_COUNT, "count" }, { FACT_USED, "used" },
		{ FACT_MAXCHUNK, "maxchunk" }, { FACT_BASE_PFN, "base_pfn" },
		{ FACT_ORDER_PER_BIT, "order_per_bit" }, { NR_FACTS, "bitmap" },
	};
	const char *at = strstr(text, "==> ");
	const char *path = strstr(text, "/cma/");
	char area[AREA_NAME_SIZE];
	uint64_t value;
	size_t i, len;

	if (!at && !path)
		return false;
	at = at ? at + 4 : path;
	len = strcspn(at, " :");
	for (i = len; i > 0 && at[i - 1] != '/'; i--)
		;
	at += i;
	len -= i;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strlen(files[i].file) == len && !memcmp(at, files[i].file, len))
			break;
	if (i == sizeof(files) / sizeof(files[0]))
		return false;
	at += len;
	scan_folder(path, area);
	if (files[i].fact == NR_FACTS) {
		memcpy(facts->bitmap_area, area, sizeof(area));
		facts->expects_bitmap = true;
		run_list_free(&facts->bitmap);
		facts->bitmap_bits = 0;
		facts->bitmap_line = 0;
		return true;
	}
	if (scan_word(&at, ":") && scan_number(&at, &value)) {
		set_of(facts, area, files[i].fact, value, line, time);
		return true;
	}
	facts->expected = files[i].fact;
	memcpy(facts->expected_area, area, sizeof(area));
	return true;
}

bool log_facts_take(struct log_facts *facts, const char *text, size_t line,
		    double time)
{
	const enum fact expected = facts->expected;
	const char *p = scan_blanks(text);
	uint64_t value;

	if (facts->expects_bitmap) {
		if (take_bitmap(facts, text, line))
			return true;
		facts->expects_bitmap = false;
	}
	facts->expected = NR_FACTS;
	if (expected != NR_FACTS && scan_number(&p, &value) && !*p) {
		set_of(facts, facts->expected_area, expected, value, line, time);
		return true;
	}
	return take_debugfs(facts, text, line, time) ||
	       take_numbers(facts, text, line, time) ||
	       take_buddyinfo(facts, text, line, time) ||
	       take_vc4(facts, text, line, time) ||
	       take_reserved(facts, text, line, time) ||
	       take_area(facts, text) || take_page(facts, text, line) ||
	       take_version(facts, text, time) ||
	       take_configured(facts, text, line, time);
}
