/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_FNV_H
#define ADVERSARY_FNV_H

#include <stdint.h>

/* The FNV-1a hash (Fowler, Noll and Vo), 64 bits. */
#define FNV_START	0xcbf29ce484222325ULL
#define FNV_PRIME	0x100000001b3ULL

/* The hash of what @hash is of and the eight bytes of @number behind it. */
static inline uint64_t fnv_add(uint64_t hash, uint64_t number)
{
	for (int i = 0; i < 8; i++, number >>= 8)
		hash = (hash ^ (number & 0xff)) * FNV_PRIME;
	return hash;
}

static inline uint64_t fnv_add_text(uint64_t hash, const char *text)
{
	while (*text)
		hash = (hash ^ (unsigned char)*text++) * FNV_PRIME;
	return hash;
}

#endif /* ADVERSARY_FNV_H */
