// SPDX-License-Identifier: GPL-2.0
#include <errno.h>

#include "attempts.h"

unsigned long attempts_of(unsigned long retries, uint64_t busy_pfn, bool ok, uint64_t pfn,
			  int err)
{
	bool unretried;

	if (ok)
		unretried = true;
	else if (pfn)
		unretried = pfn != TRACE_NO_PFN && pfn != busy_pfn;
	else
		unretried = err != EBUSY;
	return retries + unretried;
}
