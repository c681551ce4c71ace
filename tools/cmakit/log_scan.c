// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <string.h>

#include "log_scan.h"

const char *scan_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

bool scan_word(const char **p, const char *word)
{
	const size_t len = strlen(word);

	if (strncmp(*p, word, len))
		return false;
	*p += len;
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return INT_MAX;
}

static bool scan_digits(const char **p, unsigned int base, uint64_t *value)
{
	const char *at = *p;
	uint64_t n = 0;

	for (; (unsigned int)digit_of(*at) < base; at++)
		if (__builtin_mul_overflow(n, base, &n) ||
		    __builtin_add_overflow(n, (uint64_t)digit_of(*at), &n))
			return false;
	if (at == *p)
		return false;
	*p = at;
	*value = n;
	return true;
}

bool scan_number(const char **p, uint64_t *value)
{
	return scan_digits(p, 10, value);
}

bool scan_int(const char **p, int *value)
{
	const bool negative = **p == '-';
	const char *at = *p + negative;
	uint64_t n;

	if (!scan_digits(&at, 10, &n) || n > INT_MAX)
		return false;
	*value = negative ? -(int)n : (int)n;
	*p = at;
	return true;
}

bool scan_hex(const char **p, uint64_t *value)
{
	const char *at = *p;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		at += 2;
	if (!scan_digits(&at, 16, value))
		return false;
	*p = at;
	return true;
}

/* Behind @key and blanks in @text, or NULL. */
static const char *after(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? scan_blanks(at + strlen(key)) : NULL;
}

bool scan_number_after(const char *text, const char *key, uint64_t *value)
{
	const char *at = after(text, key);

	return at && scan_number(&at, value);
}

bool scan_number_before(const char *text, const char *end, uint64_t *value)
{
	const char *at = end;

	while (at > text && at[-1] >= '0' && at[-1] <= '9')
		at--;
	return at < end && scan_number(&at, value);
}

bool scan_int_after(const char *text, const char *key, int *value)
{
	const char *at = after(text, key);

	return at && scan_int(&at, value);
}

bool scan_hex_after(const char *text, const char *key, uint64_t *value)
{
	const char *at = after(text, key);

	return at && scan_hex(&at, value);
}

void scan_copy(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

int order_of_mask(uint64_t value)
{
	if (value & (value + 1))
		return -1;
	return value ? 64 - __builtin_clzll(value) : 0;
}
