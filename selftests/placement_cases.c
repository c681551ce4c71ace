// SPDX-License-Identifier: GPL-2.0
/*
 * The switch between placement policies, and where each places a request.
 * Kernels without the switch know first-fit only, and all of this is skipped.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "area.h"
#include "cases.h"
#include "text_file.h"

#define SWITCH	CMA_DEBUGFS_DIR "/placement"

#define NO_SWITCH "no " SWITCH

static const char *const policies[] = { "first-fit", "zoned" };

/* The policy before the tests, NULL where there is no switch. */
static char *policy_before;

/* The policy in force, without the end of line; NULL if it cannot be read. */
static char *read_policy(void)
{
	char *name = text_file_read(SWITCH);

	if (name)
		name[strcspn(name, "\n")] = '\0';

	return name;
}

static void restore_policy(void)
{
	if (policy_before)
		text_file_write(SWITCH, policy_before);
}

void placement_init(void)
{
	policy_before = read_policy();
	atexit(restore_policy);
}

static int policy_is(const char *want)
{
	char *now = read_policy();
	int ret = KSFT_PASS;

	if (!now || strcmp(now, want))
		ret = test_fail("policy reads '%s', expected '%s'",
				now ? now : strerror(errno), want);
	free(now);

	return ret;
}

static int set_policy(const char *name)
{
	int ret = text_file_write(SWITCH, name);

	if (ret)
		return test_fail("writing '%s': %s", name, strerror(-ret));

	return policy_is(name);
}

static int known_name_case(void *subject)
{
	size_t i;

	(void)subject;
	if (!policy_before)
		return test_skip(NO_SWITCH);
	for (i = 0; i < ARRAY_SIZE(policies); i++)
		if (!strcmp(policy_before, policies[i]))
			return KSFT_PASS;

	return test_fail("policy reads '%s'", policy_before);
}

/* As from write() and as from echo. */
static int names_case(void *subject)
{
	char line[32];
	size_t i;
	int ret;

	(void)subject;
	if (!policy_before)
		return test_skip(NO_SWITCH);
	for (i = 0; i < ARRAY_SIZE(policies); i++)
		if (set_policy(policies[i]))
			return KSFT_FAIL;
	for (i = 0; i < ARRAY_SIZE(policies); i++) {
		snprintf(line, sizeof(line), "%s\n", policies[i]);
		ret = text_file_write(SWITCH, line);
		if (ret)
			return test_fail("writing a line '%s': %s",
					 policies[i], strerror(-ret));
		if (policy_is(policies[i]))
			return KSFT_FAIL;
	}

	return KSFT_PASS;
}

static int nonsense_case(void *subject)
{
	static const char *const nonsense[] = {
		"\n", "zone", "zoned-", "first-fit zoned", "0",
		"a name that is longer than that of any policy could ever be",
	};
	size_t i, p;
	int ret;

	(void)subject;
	if (!policy_before)
		return test_skip(NO_SWITCH);
	for (p = 0; p < ARRAY_SIZE(policies); p++) {
		if (set_policy(policies[p]))
			return KSFT_FAIL;
		for (i = 0; i < ARRAY_SIZE(nonsense); i++) {
			ret = text_file_write(SWITCH, nonsense[i]);
			if (ret != -EINVAL)
				return test_fail("writing nonsense %zu: %s, expected %s",
						 i,
						 ret ? strerror(-ret) : "done",
						 strerror(EINVAL));
			if (policy_is(policies[p]))
				return KSFT_FAIL;
		}
	}

	return KSFT_PASS;
}

/*
 * The bitmap file, words of 32 bits in decimal, as one character a bit: '#' in
 * use, '.' free. NULL if it cannot be read or is too short.
 */
static char *read_bits(const struct area *area)
{
	size_t nr_bits = area->nr_pages >> area->order_per_bit, i;
	char *text = area_bitmap(area), *pos = text, *end = text;
	char *bits = text ? malloc(nr_bits + 1) : NULL;
	unsigned long word = 0;

	for (i = 0; bits && i < nr_bits; i++) {
		if (i % 32 == 0) {
			word = strtoul(pos, &end, 10);
			if (end == pos)
				break;
			pos = end;
		}
		bits[i] = word >> (i % 32) & 1 ? '#' : '.';
	}
	free(text);
	if (bits && i < nr_bits) {
		free(bits);
		return NULL;
	}
	if (bits)
		bits[nr_bits] = '\0';

	return bits;
}

/* The lowest or highest start of @nr free bits, or -1. */
static long find_place(const char *bits, size_t nr, bool highest)
{
	size_t run = 0, i;
	long found = -1;

	for (i = 0; bits[i]; i++) {
		run = bits[i] == '.' ? run + 1 : 0;
		if (run < nr)
			continue;
		found = i + 1 - nr;
		if (!highest)
			break;
	}

	return found;
}

/* @after must be @before with @nr bits more, from @start onwards. */
static int compare_bits(const char *before, const char *after, long start,
			size_t nr, unsigned long nr_pages)
{
	long i, first = -1, nr_changed = 0, nr_odd = 0;

	for (i = 0; before[i]; i++) {
		bool wanted = i >= start && i < start + (long)nr;

		if (before[i] == after[i] && !wanted)
			continue;
		if (before[i] != after[i]) {
			if (first < 0)
				first = i;
			nr_changed++;
		}
		if (!wanted || after[i] != '#')
			nr_odd++;
	}
	if (nr_odd)
		return test_fail("%lu pages: %ld bits changed from %ld on, expected %zu from %ld",
				 nr_pages, nr_changed, first, nr, start);

	return KSFT_PASS;
}

/* A request under the policy in force has to go to that end of the area. */
static int placed(struct area *area, unsigned long nr_pages, bool highest)
{
	size_t nr = area_round_up(area, nr_pages) >> area->order_per_bit;
	char *before = read_bits(area), *after = NULL;
	long start;
	int ret;

	if (!before) {
		ret = test_fail("cannot read the bitmap");
		goto out;
	}
	start = find_place(before, nr, highest);
	if (start < 0) {
		ret = test_skip("no hole of %lu pages", nr_pages);
		goto out;
	}
	ret = area_alloc(area, nr_pages);
	if (ret) {
		ret = test_fail("alloc of %lu pages: %s", nr_pages,
				strerror(-ret));
		goto out;
	}
	after = read_bits(area);
	if (after)
		ret = compare_bits(before, after, start, nr, nr_pages);
	else
		ret = test_fail("cannot read the bitmap");
	area_free(area, nr_pages);
out:
	free(before);
	free(after);

	return ret;
}

/* Small and large request under a policy that places the small one so. */
static int placed_under(struct area *area, const char *policy,
			bool small_highest)
{
	int ret;

	if (!policy_before)
		return test_skip(NO_SWITCH);
	/* There, a 64-bit kernel shows the halves of its words swapped. */
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		return test_skip("big-endian: order of the bitmap's words unknown");

	ret = set_policy(policy);
	if (!ret)
		ret = placed(area, 1, small_highest);
	if (!ret)
		ret = placed(area, 64, false);

	return ret;
}

static int first_fit_case(void *subject)
{
	return placed_under(subject, "first-fit", false);
}

static int zoned_case(void *subject)
{
	return placed_under(subject, "zoned", true);
}

const struct test_case placement_switch_cases[] = {
	{ "reads a known name", known_name_case },
	{ "takes names and reads them back", names_case },
	{ "refuses nonsense and stays as it is", nonsense_case },
};

const size_t nr_placement_switch_cases = ARRAY_SIZE(placement_switch_cases);

const struct test_case placement_area_cases[] = {
	{ "first-fit places every request at the bottom", first_fit_case },
	{ "zoned places 1 page at the top, 64 at the bottom", zoned_case },
};

const size_t nr_placement_area_cases = ARRAY_SIZE(placement_area_cases);
