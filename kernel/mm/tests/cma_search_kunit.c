// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of which ranges a CMA allocation tries (mm/cma_search.c), and of
 * the look at what is in them (mm/cma_occupancy.c), on struct pages of the tests'
 * own.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "../cma_occupancy.h"
#include "../cma_search.h"

/*
 * Pictures. A character is a bit of the area and eight pages: '#' in use, '.'
 * free, 'm' lent to the system and movable, 'x' lent and stuck, which shows, and
 * 'p' pinned, which does not show. @walk is where the ranges lie that are tried,
 * one after the other ('N'), and no other; the last one is had if @err is 0.
 * More pages than @can_move in a range cannot be moved for want of memory.
 */
#define PAGES_ORDER	8
#define ORDER_PER_BIT	3
#define MAX_TRIES	6

#define ZONED		CMA_PLACE_ZONED
#define FIRST_FIT	CMA_PLACE_FIRST_FIT
#define PLENTY		ULONG_MAX

struct picture {
	const char *name;
	enum cma_place_policy policy;
	unsigned long nr_bits;
	unsigned long can_move;
	bool has_room;
	const char *area;
	const char *walk[MAX_TRIES];
	int err;
};

static const struct picture pictures[] = {
	{ "what is movable is taken", ZONED, 5, PLENTY, false,
		"#mmmmm#......", { "#NNNNN#......" } },
	{ "nothing free", ZONED, 5, PLENTY, false, "####", { }, -EINTR },

	/* What looks stuck */
	{ "what looks stuck is left for later", ZONED, 5, PLENTY, false,
		"x....#......", { "x....#NNNNN." } },
	{ "behind the page that looks stuck", ZONED, 5, PLENTY, false,
		"..x.........", { "..xNNNNN...." } },
	{ "what looks stuck is tried at last", ZONED, 5, PLENTY, false,
		"x....#", { "NNNNN#" }, -EBUSY },
	{ "a small request goes below it", ZONED, 1, PLENTY, false,
		"....x", { "...Nx" } },
	{ "first-fit does not look", FIRST_FIT, 5, PLENTY, false,
		"x....#.....", { "NNNNN#.....", "x....#NNNNN" } },

	/* What turns out to be busy */
	{ "past the page that would not move", ZONED, 5, PLENTY, false,
		"..p.........", { "NNNNN.......", "..pNNNNN...." } },
	{ "no other range that has it", ZONED, 5, PLENTY, false,
		"..p...", { "NNNNN." }, -EBUSY },
	{ "one try for each", ZONED, 5, PLENTY, false,
		"..p.p.p......", { "NNNNN........", "...NNNNN.....",
				   "..p.pNNNNN...", "..p.p.pNNNNN." } },
	{ "first-fit goes past it, too", FIRST_FIT, 5, PLENTY, false,
		"..p.........", { "NNNNN.......", "..pNNNNN...." } },

	/* When memory runs out */
	{ "what needs no memory", ZONED, 5, 0, false,
		"mmmmm#......", { "NNNNN#......", "mmmmm#NNNNN." } },
	{ "behind what is in use", ZONED, 5, 0, false,
		"mmmmm#..m......", { "NNNNN#..m......", "mmmmm#..mNNNNN." } },
	{ "what needs less", ZONED, 5, 8, false,
		"mmmmm#..m..#", { "NNNNN#..m..#", "mmmmm#NNNNN#" } },
	{ "what needs least", ZONED, 5, 8, false,
		"mmmmm#mm..m#..m..#m..m.", { "NNNNN#mm..m#..m..#m..m.",
					     "mmmmm#mm..m#NNNNN#m..m." } },
	{ "the lowest of those that need least", ZONED, 5, 8, false,
		"mmmmm#mm..m#..m..#m....", { "NNNNN#mm..m#..m..#m....",
					     "mmmmm#mm..m#NNNNN#m...." } },
	{ "what needs least, and is not stuck", ZONED, 5, 16, false,
		"mmmmm#x....#m..m.", { "NNNNN#x....#m..m.",
				       "mmmmm#x....#NNNNN" } },
	{ "once only", ZONED, 5, 4, false,
		"mmmmm#..m..#..m..#", { "NNNNN#..m..#..m..#",
					"mmmmm#NNNNN#..m..#" }, -ENOMEM },
	{ "not what needs as much", ZONED, 5, 4, false,
		"mmmmm#mmmmm", { "NNNNN#mmmmm" }, -ENOMEM },
	{ "another one if that is busy", ZONED, 5, 16, false,
		"mmmmm#..p..#.mm..#", { "NNNNN#..p..#.mm..#",
					"mmmmm#NNNNN#.mm..#",
					"mmmmm#..p..#NNNNN#" } },
	{ "memory is the reason, whatever is busy", ZONED, 5, 0, false,
		"mmmmm#..p..#", { "NNNNN#..p..#", "mmmmm#NNNNN#" }, -ENOMEM },
	{ "first-fit gives up", FIRST_FIT, 5, 0, false,
		"mmmmm#.....", { "NNNNN#....." }, -ENOMEM },

	/* Where there is room to spare */
	{ "the first place, whatever is in it", ZONED, 5, PLENTY, false,
		"..m.............", { "NNNNN..........." } },
	{ "the one that is free", ZONED, 5, PLENTY, true,
		"..m.............", { "..m..NNNNN......" } },
	{ "the fewest pages in use", ZONED, 5, PLENTY, true,
		"mm..m.m..m...m.mmm..", { "mm..m.m..mNNNNNmmm.." } },
	{ "the first one of several", ZONED, 5, PLENTY, true,
		"mm..m.m....m..", { "mm..mNNNNNm..." } },
};

/* The pages of the tests, as the picture of the area has them. */
struct area {
	struct page *pages;
	unsigned long bits;
	unsigned long bitmap[BITS_TO_LONGS(1 << (PAGES_ORDER - ORDER_PER_BIT))];
	spinlock_t lock;	/* as the lock of an area; nobody else takes it */
};

static void picture_to_desc(const struct picture *picture, char *desc)
{
	strscpy(desc, picture->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(picture, pictures, picture_to_desc);

/*
 * What a page looks like that is free, or movable. The pages are on no list; the
 * references and flags are put back by make_used().
 */
static void make_free(struct page *page)
{
	while (!page_ref_freeze(page, 1))
		cpu_relax();
}

static void make_movable(struct page *page)
{
	SetPageLRU(page);
}

/* Held by somebody whom nobody knows: a reference too many. */
static void make_stuck(struct page *page)
{
	SetPageLRU(page);
	page_ref_inc(page);
}

static void make_used(struct page *page)
{
	if (!page_ref_count(page))
		page_ref_unfreeze(page, 1);
	else if (page_ref_count(page) > 1)
		page_ref_dec(page);
	ClearPageLRU(page);
}

static void draw_area(struct area *area, const char *picture)
{
	unsigned long bit, i;

	area->bits = strlen(picture);
	bitmap_zero(area->bitmap, area->bits);
	for (bit = 0; bit < area->bits; bit++) {
		if (picture[bit] == '#')
			__set_bit(bit, area->bitmap);
		for (i = 0; i < 1 << ORDER_PER_BIT; i++) {
			struct page *page = area->pages +
					    (bit << ORDER_PER_BIT) + i;

			if (picture[bit] == '.')
				make_free(page);
			else if (picture[bit] == 'm' || picture[bit] == 'p')
				make_movable(page);
			else if (picture[bit] == 'x')
				make_stuck(page);
		}
	}
}

static int search_init(struct kunit *test)
{
	struct area *area = kunit_kzalloc(test, sizeof(*area), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, area);
	area->pages = alloc_pages(GFP_KERNEL, PAGES_ORDER);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, area->pages);
	split_page(area->pages, PAGES_ORDER);
	spin_lock_init(&area->lock);
	test->priv = area;

	return 0;
}

static void search_exit(struct kunit *test)
{
	struct area *area = test->priv;
	unsigned long i;

	if (!area || !area->pages)
		return;
	for (i = 0; i < 1 << PAGES_ORDER; i++) {
		make_used(area->pages + i);
		__free_page(area->pages + i);
	}
}

/* What emptying a range ends in, as the picture has it. */
static int empty_range(const struct area *area, const struct picture *picture,
		       unsigned long start, unsigned long *busy_pfn)
{
	unsigned long bit, nr_moved = 0;

	*busy_pfn = CMA_NO_PFN;
	for (bit = start; bit < start + picture->nr_bits; bit++) {
		if (picture->area[bit] == 'x' || picture->area[bit] == 'p') {
			*busy_pfn = page_to_pfn(area->pages) +
				    (bit << ORDER_PER_BIT);
			return -EBUSY;
		}
		if (picture->area[bit] == 'm')
			nr_moved += 1 << ORDER_PER_BIT;
	}

	return nr_moved > picture->can_move ? -ENOMEM : 0;
}

/* As much as 100 areas of this size were allocated, and hardly anything is left. */
static const struct cma_place_state roomy = {
	.max_taken = 4 << PAGES_ORDER,
	.taken[CMA_PLACE_LARGE] = 3 << PAGES_ORDER,
};

static void begin_search(struct cma_search *search, const struct area *area,
			 const struct picture *picture)
{
	const struct cma_place_request req = {
		.nr_pages = picture->nr_bits << ORDER_PER_BIT,
		.nr_bits = picture->nr_bits,
		.state = picture->has_room ? &roomy : NULL,
	};

	cma_search_begin(search, picture->policy, &req, area->bitmap,
			 area->bits, page_to_pfn(area->pages), ORDER_PER_BIT);
}

/* Where the picture has its first 'N', or the area's end if there is none. */
static unsigned long wanted_start(const struct area *area, const char *walk)
{
	return walk ? strcspn(walk, "N") : area->bits;
}

static void picture_test(struct kunit *test)
{
	const struct picture *picture = test->param_value;
	struct area *area = test->priv;
	unsigned long start, busy_pfn;
	struct cma_search search;
	int i, err = 0;

	draw_area(area, picture->area);
	begin_search(&search, area, picture);
	for (i = 0; i < MAX_TRIES; i++) {
		start = cma_search_next(&search, &area->lock);
		spin_unlock_irq(&area->lock);
		KUNIT_ASSERT_EQ_MSG(test, wanted_start(area, picture->walk[i]),
				    start, "try %d", i);
		if (start >= area->bits)
			break;
		err = empty_range(area, picture, start, &busy_pfn);
		if (!err || !cma_search_failed(&search, err, busy_pfn))
			break;
	}
	if (start >= area->bits || err)
		KUNIT_EXPECT_EQ(test, picture->err,
				cma_search_error(&search, -EINTR));
	else
		KUNIT_EXPECT_EQ(test, picture->err, 0);
	/* A search that says that it is over has no other range either. */
	if (i + 1 < MAX_TRIES)
		KUNIT_EXPECT_PTR_EQ(test, picture->walk[i + 1], NULL);
}

/* Somebody takes the range that was chosen, before the lock is held again. */
static void taken_meanwhile_test(struct kunit *test)
{
	static const struct picture picture = {
		.policy = ZONED,
		.nr_bits = 5,
		.area = "............",
	};
	struct area *area = test->priv;
	struct cma_search search;
	unsigned long start;

	draw_area(area, picture.area);
	begin_search(&search, area, &picture);
	start = cma_search_next(&search, &area->lock);
	KUNIT_EXPECT_EQ(test, start, 0);
	bitmap_set(area->bitmap, 2, 2);
	spin_unlock_irq(&area->lock);
	KUNIT_ASSERT_TRUE(test, cma_search_failed(&search, -EBUSY, CMA_NO_PFN));
	start = cma_search_next(&search, &area->lock);
	spin_unlock_irq(&area->lock);
	KUNIT_EXPECT_EQ(test, start, 4);
}

static struct cma_occupancy look(const struct area *area, unsigned long enough)
{
	return cma_occupancy(page_to_pfn(area->pages),
			     area->bits << ORDER_PER_BIT, enough);
}

static void occupancy_test(struct kunit *test)
{
	struct area *area = test->priv;
	unsigned long pfn = page_to_pfn(area->pages);
	struct cma_occupancy seen;

	draw_area(area, "....");
	seen = look(area, ULONG_MAX);
	KUNIT_EXPECT_EQ(test, seen.in_use, 0);
	KUNIT_EXPECT_EQ(test, seen.first_in_use, CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, seen.stuck, CMA_NO_PFN);

	make_used(area->pages + 11);
	make_movable(area->pages + 11);
	make_used(area->pages + 17);
	make_movable(area->pages + 17);
	seen = look(area, ULONG_MAX);
	KUNIT_EXPECT_EQ(test, seen.in_use, 2);
	KUNIT_EXPECT_EQ(test, seen.first_in_use, pfn + 11);
	KUNIT_EXPECT_EQ(test, seen.stuck, CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, look(area, 1).in_use, 1);
}

/* A page that somebody holds, or that is reserved; one that is on its way. */
static void stuck_test(struct kunit *test)
{
	struct area *area = test->priv;
	unsigned long pfn = page_to_pfn(area->pages);

	draw_area(area, "mmmm");
	get_page(area->pages + 20);
	KUNIT_EXPECT_EQ(test, look(area, ULONG_MAX).stuck, pfn + 20);
	KUNIT_EXPECT_EQ(test, look(area, ULONG_MAX).in_use, 21);
	put_page(area->pages + 20);
	KUNIT_EXPECT_EQ(test, look(area, ULONG_MAX).stuck, CMA_NO_PFN);

	SetPageReserved(area->pages + 5);
	KUNIT_EXPECT_EQ(test, look(area, ULONG_MAX).stuck, pfn + 5);
	ClearPageReserved(area->pages + 5);

	/* Not on an LRU list: it has been, or will be in a moment. */
	ClearPageLRU(area->pages + 30);
	KUNIT_EXPECT_EQ(test, look(area, ULONG_MAX).stuck, CMA_NO_PFN);
	KUNIT_EXPECT_EQ(test, look(area, ULONG_MAX).in_use, 32);
}

static struct kunit_case cma_search_cases[] = {
	KUNIT_CASE_PARAM(picture_test, picture_gen_params),
	KUNIT_CASE(taken_meanwhile_test),
	KUNIT_CASE(occupancy_test),
	KUNIT_CASE(stuck_test),
	{ }
};

static struct kunit_suite cma_search_suite = {
	.name = "cma_search",
	.init = search_init,
	.exit = search_exit,
	.test_cases = cma_search_cases,
};

kunit_test_suite(cma_search_suite);
