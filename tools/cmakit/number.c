// SPDX-License-Identifier: GPL-2.0
#include "number.h"

/* strtoull() takes signs, blanks and other bases, which no format here has. */
bool parse_number(const char *text, uint64_t max, uint64_t *value)
{
	uint64_t n = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*text - '0'), &n))
			return false;
	}
	if (n > max)
		return false;
	*value = n;
	return true;
}
