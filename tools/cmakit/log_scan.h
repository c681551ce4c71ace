/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CMAKIT_LOG_SCAN_H
#define CMAKIT_LOG_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Small steps over the text of a log. Those that take a pointer to a position move
 * it behind what they have read, and leave it where it is if they return false.
 */

/* Behind the blanks at @p. */
const char *scan_blanks(const char *p);

/* @word, exactly. */
bool scan_word(const char **p, const char *word);

/* Decimal digits, a number below 2^64. */
bool scan_number(const char **p, uint64_t *value);

/* The same with an optional sign, in the range of an int. */
bool scan_int(const char **p, int *value);

/* Hexadecimal digits, with or without 0x. */
bool scan_hex(const char **p, uint64_t *value);

/* The number behind the first @key in @text; blanks may stand between. */
bool scan_number_after(const char *text, const char *key, uint64_t *value);
bool scan_int_after(const char *text, const char *key, int *value);
bool scan_hex_after(const char *text, const char *key, uint64_t *value);

/* The number in @text that ends before @end. */
bool scan_number_before(const char *text, const char *end, uint64_t *value);

/* Copy @len bytes to @to, as many as fit. */
void scan_copy(char *to, size_t size, const char *from, size_t len);

/* log2(@value + 1) of a mask of low bits, -1 of anything else. */
int order_of_mask(uint64_t value);

#endif /* CMAKIT_LOG_SCAN_H */
