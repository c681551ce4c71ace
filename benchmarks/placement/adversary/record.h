/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ADVERSARY_RECORD_H
#define ADVERSARY_RECORD_H

#include <stdint.h>

#include "climb.h"

/**
 * struct record - how far a search is, kept in a file
 * @path: the file
 * @identity: what its findings depend on besides the placements' code; another
 *	one is another search
 * @done: climbs that are done, the first ones
 * @best: number of the worst of them
 * @failed: failures in what that one found
 * @rival_failed: and under the rival
 */
struct record {
	char *path;
	char *identity;
	uint64_t done;
	uint64_t best;
	uint64_t failed;
	uint64_t rival_failed;
};

/*
 * Take up what folder @out has of @search; @done is 0 if there is nothing, or of
 * another search. The caller ends it with record_free().
 */
void record_open(struct record *record, const struct search *search,
		 const char *out);
void record_free(struct record *record);

/* Keep it. Returns 0, or -1 after a message. */
int record_save(const struct record *record);

#endif /* ADVERSARY_RECORD_H */
