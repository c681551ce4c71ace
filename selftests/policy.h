/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switch between placement policies. Kernels without it know first-fit only.
 */
#ifndef SELFTESTS_CMA_POLICY_H
#define SELFTESTS_CMA_POLICY_H

#include <stdbool.h>

#include "area.h"

#define POLICY_SWITCH		CMA_DEBUGFS_DIR "/placement"
#define NO_POLICY_SWITCH	"no " POLICY_SWITCH

/* To be called once; the policy is restored at exit(). */
void policy_init(void);

/* The policy that was in force then is again. */
void policy_restore(void);

/* The policy before the tests, NULL where there is no switch. */
const char *policy_before(void);

/* Whether it is the one in force; false where there is no switch. */
bool policy_in_force(const char *name);

/* KSFT_PASS if the policy in force is @want. */
int policy_is(const char *want);

/* KSFT_PASS once it is. */
int policy_set(const char *name);

/* The same, where there is a switch; without one, first-fit is in force. */
int policy_set_first_fit(void);

#endif
