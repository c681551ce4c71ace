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
#include "policy.h"
#include "text_file.h"

static const char *const policies[] = { "first-fit", "zoned" };

static int known_name_case(void *subject)
{
	size_t i;

	(void)subject;
	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH);
	for (i = 0; i < ARRAY_SIZE(policies); i++)
		if (!strcmp(policy_before(), policies[i]))
			return KSFT_PASS;

	return test_fail("policy reads '%s'", policy_before());
}

/* As from write() and as from echo. */
static int names_case(void *subject)
{
	char line[32];
	size_t i;
	int ret;

	(void)subject;
	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH);
	for (i = 0; i < ARRAY_SIZE(policies); i++)
		if (policy_set(policies[i]))
			return KSFT_FAIL;
	for (i = 0; i < ARRAY_SIZE(policies); i++) {
		snprintf(line, sizeof(line), "%s\n", policies[i]);
		ret = text_file_write(POLICY_SWITCH, line);
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
	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH);
	for (p = 0; p < ARRAY_SIZE(policies); p++) {
		if (policy_set(policies[p]))
			return KSFT_FAIL;
		for (i = 0; i < ARRAY_SIZE(nonsense); i++) {
			ret = text_file_write(POLICY_SWITCH, nonsense[i]);
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

/* Where a request should go. */
enum place {
	LOWEST,
	HIGHEST,
	RANKED,		/* where it leaves the least useful rest */
};

/*
 * Half octaves of what is left of a hole behind @nr bits, relative to these; less
 * than 1/32 of them is the first.
 */
static unsigned int rank_of(size_t left, size_t nr)
{
	unsigned long long z = 256ULL * left / nr + 16;
	unsigned int octave = 0;

	while (z >> (octave + 1))
		octave++;

	return 2 * octave + (z >> (octave - 1) & 1);
}

/* The start of @nr free bits, or -1; without alignment, as debugfs allocates. */
static long find_place(const char *bits, size_t nr, enum place place)
{
	unsigned int rank, best = ~0U;
	size_t start, hole;
	long found = -1;

	for (start = 0; bits[start]; start += hole + !!bits[start + hole]) {
		hole = strspn(bits + start, ".");
		if (hole < nr)
			continue;
		if (place == HIGHEST) {
			found = start + hole - nr;
			continue;
		}
		rank = place == RANKED ? rank_of(hole - nr, nr) : 0;
		if (rank < best) {
			best = rank;
			found = start;
		}
	}

	return found;
}

/* Is @after @before with @nr bits more, from @start onwards, and nothing else? */
static bool is_taken(const char *before, const char *after, long start,
		     size_t nr)
{
	long i;

	for (i = 0; before[i]; i++) {
		bool wanted = i >= start && i < start + (long)nr;

		if (after[i] != (wanted ? '#' : before[i]))
			return false;
	}

	return true;
}

/* Where @before and @after differ, if they do in one run; what else they are. */
static int fail_misplaced(const char *before, const char *after, long start,
			  size_t nr, unsigned long nr_pages)
{
	long i, first = -1, nr_changed = 0;

	for (i = 0; before[i]; i++) {
		if (before[i] == after[i])
			continue;
		if (first < 0)
			first = i;
		nr_changed++;
	}

	return test_fail("%lu pages: %ld bits changed from %ld on, expected %zu from %ld",
			 nr_pages, nr_changed, first, nr, start);
}

/*
 * A request under the policy in force has to go to @place; or to @or, if the area
 * may have reason for that.
 */
static int placed(struct area *area, unsigned long nr_pages, enum place place,
		  enum place or)
{
	size_t nr = area_round_up(area, nr_pages) >> area->order_per_bit;
	char *before = area_bits(area), *after = NULL;
	long start;
	int ret;

	if (!before) {
		ret = test_fail("cannot read the bitmap");
		goto out;
	}
	start = find_place(before, nr, place);
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
	after = area_bits(area);
	if (!after)
		ret = test_fail("cannot read the bitmap");
	else if (!is_taken(before, after, start, nr) &&
		 !is_taken(before, after, find_place(before, nr, or), nr))
		ret = fail_misplaced(before, after, start, nr, nr_pages);
	area_free(area, nr_pages);
out:
	free(before);
	free(after);

	return ret;
}

/* Why nothing can be said about where requests go, or KSFT_PASS. */
static int can_be_placed(const struct area *area)
{
	if (!policy_before())
		return test_skip(NO_POLICY_SWITCH);
	if (area_bits_unknown(area))
		return test_skip("%s", area_bits_unknown(area));

	return KSFT_PASS;
}

static int first_fit_case(void *subject)
{
	int ret = can_be_placed(subject);

	if (!ret)
		ret = policy_set("first-fit");
	if (!ret)
		ret = placed(subject, 1, LOWEST, LOWEST);
	if (!ret)
		ret = placed(subject, 200, LOWEST, LOWEST);

	return ret;
}

/*
 * An area that has seen small requests live as long as large ones ranks them, and
 * nobody tells what it has seen; large ones are always ranked.
 */
static int zoned_case(void *subject)
{
	int ret = can_be_placed(subject);

	if (!ret)
		ret = policy_set("zoned");
	if (!ret)
		ret = placed(subject, 1, HIGHEST, RANKED);
	if (!ret)
		ret = placed(subject, 200, RANKED, RANKED);

	return ret;
}

/* A block of @nr_hole pages and more is taken, and @nr_hole of them given back. */
static int make_hole(struct area *area, unsigned long nr_hole,
		     unsigned long nr_more)
{
	int ret = area_alloc(area, nr_hole + nr_more);

	if (ret)
		return test_skip("no room for %lu pages", nr_hole + nr_more);
	ret = area_free(area, nr_hole);

	return ret ? test_fail("free of %lu pages: %s", nr_hole,
			       strerror(-ret)) : KSFT_PASS;
}

/*
 * Two holes, of which the upper one fits 200 pages exactly. A part of a block is
 * freed from its lower end; 401 pages do not fit into the first hole.
 *
 *   |<- 300 ->|#|<- 200 ->|####### 201 #######|
 *   ^ first-fit ^ zoned
 */
static int exact_fit_case(void *subject)
{
	struct area *area = subject;
	long exact, lowest;
	char *bits;
	int ret;

	ret = can_be_placed(area);
	if (!ret && area->order_per_bit)
		ret = test_skip("order_per_bit %u: no part of a block can be freed",
				area->order_per_bit);
	if (!ret)
		ret = policy_set("first-fit");
	if (!ret)
		ret = make_hole(area, 300, 1);
	if (!ret)
		ret = make_hole(area, 200, 201);
	if (!ret)
		ret = policy_set("zoned");
	if (ret)
		return ret;

	bits = area_bits(area);
	if (!bits)
		return test_fail("cannot read the bitmap");
	lowest = find_place(bits, 200, LOWEST);
	exact = find_place(bits, 200, RANKED);
	if (lowest == exact)
		ret = test_skip("another hole for 200 pages is below all others");
	else if (strspn(bits + exact, ".") > 200 + 200 / 32)
		ret = test_fail("the hole for 200 pages is gone");
	free(bits);

	return ret ? ret : placed(area, 200, RANKED, RANKED);
}

const struct test_case placement_switch_cases[] = {
	{ "reads a known name", known_name_case },
	{ "takes names and reads them back", names_case },
	{ "refuses nonsense and stays as it is", nonsense_case },
};

const size_t nr_placement_switch_cases = ARRAY_SIZE(placement_switch_cases);

const struct test_case placement_area_cases[] = {
	{ "first-fit places every request at the bottom", first_fit_case },
	{ "zoned places 1 page at the top, 200 where they leave least", zoned_case },
	{ "zoned places a buffer into the hole that it fits", exact_fit_case },
};

const size_t nr_placement_area_cases = ARRAY_SIZE(placement_area_cases);
