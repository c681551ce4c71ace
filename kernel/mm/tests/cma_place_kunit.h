/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KUnit tests of the placement share. The functions are in
 * cma_place_kunit.c, and start with cma_place_ as the suites do.
 */
#ifndef __MM_TESTS_CMA_PLACE_KUNIT_H
#define __MM_TESTS_CMA_PLACE_KUNIT_H

#include <kunit/test.h>
#include <linux/prandom.h>

#include "../cma_place.h"

/* @align is in bits and a power of two, @offset the area's distance from it. */
struct cma_place_request cma_place_make_request(unsigned long nr_pages,
						unsigned long nr_bits,
						unsigned long align,
						unsigned long offset);

static inline bool cma_place_is_aligned(const struct cma_place_request *req,
					unsigned long start)
{
	return (start + req->align_offset) % (req->align_mask + 1) == 0;
}

/*
 * Pictures. A character is a bit of the area: '#' in use, '.' free, and 'N' is
 * where the request may go. @area is the memory before; @walk is how it would
 * look with each of the candidates, in the order in which they are offered. The
 * walk must offer no other. @prefer is the preferred alignment, if there is one.
 */
#define PICTURE_BITS	64

struct picture {
	const char *name;
	unsigned long nr_pages, nr_bits, align, offset;
	const char *area;
	const char *walk[8];
	unsigned long prefer;
};

void cma_place_picture_to_desc(const struct picture *picture, char *desc);
void cma_place_check_picture(struct kunit *test, const struct picture *picture,
			     enum cma_place_policy policy);

/* Random areas of a size, and one of them with a request. */
struct shape {
	unsigned long area_bits;
	unsigned int nr_rounds;
};

struct round {
	struct cma_place_request req;
	const unsigned long *bitmap;
	unsigned long area_bits;
	unsigned int nr;
};

#define NR_CMA_PLACE_SHAPES	12

extern const struct shape cma_place_shapes[NR_CMA_PLACE_SHAPES];

void cma_place_shape_to_desc(const struct shape *shape, char *desc);

typedef void (*check_round_fn)(struct kunit *test, const struct round *round);

/*
 * For a test whose parameter is a shape. @check draws no random numbers: a seed
 * means the same areas to every test.
 */
void cma_place_run_rounds(struct kunit *test, check_round_fn check);

/* The walk must go on with @want, which is the area's bits for no candidate. */
void cma_place_check_next(struct kunit *test, struct cma_place_walk *walk,
			  const struct round *round, unsigned long want);

/* The seed of all random tests: drawn once, printed by each test. */
void cma_place_seed(struct kunit *test, struct rnd_state *rng);

/* A number in [1, max]; small ones are as likely as large ones. */
unsigned long cma_place_random_length(struct rnd_state *rng, unsigned long max);

#endif /* __MM_TESTS_CMA_PLACE_KUNIT_H */
