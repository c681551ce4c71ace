// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../kselftest.h"
#include "cases.h"
#include "policy.h"
#include "text_file.h"

static char *before;

/* The policy in force, without the end of line; NULL if it cannot be read. */
static char *read_policy(void)
{
	char *name = text_file_read(POLICY_SWITCH);

	if (name)
		name[strcspn(name, "\n")] = '\0';

	return name;
}

void policy_restore(void)
{
	if (before)
		text_file_write(POLICY_SWITCH, before);
}

void policy_init(void)
{
	before = read_policy();
	atexit(policy_restore);
}

const char *policy_before(void)
{
	return before;
}

bool policy_in_force(const char *name)
{
	char *now = read_policy();
	const bool same = now && !strcmp(now, name);

	free(now);

	return same;
}

int policy_is(const char *want)
{
	char *now = read_policy();
	int ret = KSFT_PASS;

	if (!now || strcmp(now, want))
		ret = test_fail("policy reads '%s', expected '%s'",
				now ? now : strerror(errno), want);
	free(now);

	return ret;
}

int policy_set(const char *name)
{
	int ret = text_file_write(POLICY_SWITCH, name);

	if (ret)
		return test_fail("writing '%s': %s", name, strerror(-ret));

	return policy_is(name);
}

int policy_set_first_fit(void)
{
	return before ? policy_set("first-fit") : KSFT_PASS;
}
