// SPDX-License-Identifier: GPL-2.0
/*
 * What to do, in the order of what it costs: a setting, a size, a driver, a kernel.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "advice.h"
#include "memory.h"
#include "run_fit.h"

#define advise(e, ...)	text_list_add(&(e)->advice, __VA_ARGS__)

/* Areas come in multiples of this on most machines. */
#define AREA_UNIT_MIB	4

/* What CONFIG_CMA_ALIGNMENT can be set to at the least. */
#define LEAST_CONFIG_ALIGN	2

/* More than this is not a small resident. */
#define SMALL_RESIDENT_PAGES	256

static uint64_t mebibytes(const struct explanation *e, uint64_t pages)
{
	const uint64_t unit = ((uint64_t)AREA_UNIT_MIB << 20) / e->page_size;

	return (pages / unit + (pages % unit != 0)) * AREA_UNIT_MIB;
}

/* How the area's size is set, for @mib; a new string, with a blank before it. */
static char *size_setting(const struct explanation *e, uint64_t mib)
{
	const char *name = e->failure->area;

	if (failure_is_of_hugetlb(e->failure))
		return asprintf_or_exit(" (hugetlb_cma=)");
	if (!is_default_area(name))
		return asprintf_or_exit(" (its size in the device tree)");
	return asprintf_or_exit(" (cma=%" PRIu64
				"M, or its size in the device tree)", mib);
}

static void advise_size(struct explanation *e, uint64_t more, const char *why)
{
	const uint64_t area = e->area_pages;
	char *setting;

	if (area == PAGES_UNKNOWN) {
		advise(e, "make the area larger by %" PRIu64 " pages or more%s",
		       more, why);
		return;
	}
	setting = size_setting(e, mebibytes(e, area + more));
	advise(e, "make the area larger by %" PRIu64 " pages or more, to %" PRIu64
	       " MiB%s%s%s", more, mebibytes(e, area + more),
	       e->page_size_assumed ? " with pages of 4 KiB" : "", setting, why);
	free(setting);
}

/*
 * Pages between two free runs, few enough to be moved out of the way, without which
 * the request would fit; false where there are none.
 */
static bool find_small_resident(const struct picture *p,
				struct run *resident)
{
	bool is_found = false;

	for (size_t i = 0; p->runs && p->align >= 0 && i + 1 < p->runs->nr; i++) {
		const struct run *low = &p->runs->runs[i], *high = low + 1;
		const struct run gap = {
			.first = low->first + low->nr_pages,
			.nr_pages = high->first - low->first - low->nr_pages,
		};
		const struct run both = {
			.first = low->first,
			.nr_pages = high->first + high->nr_pages - low->first,
		};

		if (high->first <= low->first ||
		    gap.nr_pages > SMALL_RESIDENT_PAGES ||
		    (is_found && gap.nr_pages >= resident->nr_pages) ||
		    run_aligned_pages(&both, (unsigned int)p->align,
				      p->base_pfn) < p->pages)
			continue;
		*resident = gap;
		is_found = true;
	}
	return is_found;
}

static void advise_residents(struct explanation *e)
{
	struct run resident;

	/* Runs of different ranges are not neighbours. */
	if (e->failure->dump.nr_ranges > 1 ||
	    !find_small_resident(&e->picture, &resident))
		return;
	advise(e, "the %lu pages at %lu are all that is in the way: find their owner, and let it allocate before or after the large buffers, or from elsewhere",
	       resident.nr_pages, resident.first);
}

static void advise_replay(struct explanation *e)
{
	advise(e, "record the workload and find the size that will do: cmakit size, cmakit simulate");
}

static void advise_nospace(struct explanation *e)
{
	const struct picture *p = &e->picture;

	advise(e, "hold fewer or smaller buffers, or free them earlier");
	if (e->area_pages != PAGES_UNKNOWN && p->pages > e->area_pages)
		advise_size(e, p->pages - e->area_pages, "");
	else if (p->free != PAGES_UNKNOWN && p->pages > p->free)
		advise_size(e, p->pages - p->free, "");
	else
		advise(e, "make the area larger");
	advise_replay(e);
	advise(e, "the series does not help with this");
}

static void advise_fragmented(struct explanation *e)
{
	advise_residents(e);
	if (e->picture.pages)
		advise_size(e, e->picture.pages, ", if the load stays the same");
	advise(e, "the series keeps small buffers out of the way of large ones: patchctl apply, or cma_place=zoned where it is already in");
	advise_replay(e);
}

/* What the area would have to grow by for the request to fit at its end. */
static uint64_t growth_for_end(const struct explanation *e)
{
	const struct picture *p = &e->picture;
	const struct run *last = p->runs && p->runs->nr ?
				 &p->runs->runs[p->runs->nr - 1] : NULL;

	if (!last || e->failure->dump.nr_ranges > 1 || p->total == PAGES_UNKNOWN ||
	    last->first + last->nr_pages != p->total)
		return p->pages;
	return run_fit_of(p, last).misses;
}

static void advise_alignment(struct explanation *e)
{
	const struct picture *p = &e->picture;
	const int highest = picture_highest_align(p);

	if (highest >= LEAST_CONFIG_ALIGN)
		advise(e, "if no device needs more, align less: at order %d there is room (CONFIG_CMA_ALIGNMENT=%d for the DMA API)",
		       highest, highest);
	advise(e, "with the series cma_align_min=%d lets the DMA API make do with less, and dma-buf's CMA heap needs 64 KiB only; no driver may rely on more",
	       highest >= 0 && highest < 4 ? highest : 4);
	if (p->pages && p->runs)
		advise_size(e, growth_for_end(e), "");
	advise_residents(e);
	advise(e, "ask for sizes just below a multiple of the alignment rather than just above: what is over costs a whole multiple");
	advise_replay(e);
}

static void advise_nomem(struct explanation *e)
{
	advise(e, "see what takes memory at that moment (/proc/meminfo, /proc/buddyinfo): moving the area's pages needs free pages outside of it");
	advise(e, "raise vm.min_free_kbytes; swap or zram gives room, too");
	advise(e, "allocate early, while memory is free, and keep the buffers");
	advise(e, "make the area smaller, if it is large for the machine: what is in it does not serve unmovable memory");
	advise(e, "the series goes on, after want of memory, to ranges that are free already: patchctl apply");
}

static void advise_busy(struct explanation *e)
{
	if (e->failure->source == SOURCE_ATTEMPTS)
		advise(e, "if no driver complains there is nothing to do; a caller that asks for single pages again and again can use the page allocator instead");
	advise(e, "sync; echo 3 > /proc/sys/vm/drop_caches, and try again: if it helps, the page cache was in the way");
	advise(e, "allocate early, before the system uses the area, and keep the buffers");
	advise(e, "the series takes ranges with nothing to move first, and goes on behind the page that would not move: patchctl apply");
	advise(e, "find the pinned page: echo 'func alloc_contig_dump_pages +p' > /sys/kernel/debug/dynamic_debug/control (5.13 and later), boot with page_owner=on, and look for long-term pins (RDMA, VFIO, io_uring) and for file systems' own buffers");
}

static void advise_unknown(struct explanation *e)
{
	const struct failure *f = e->failure;

	if (f->source == SOURCE_DUMP)
		advise(e, "look for the line above it, \"alloc failed, req-size\": it has the request");
	if (!f->dump.is_seen)
		advise(e, "CONFIG_CMA_DEBUG=y makes the kernel print the area's free pages with each failure, with dynamic debug also the alignment and each range that was busy");
	else if (f->dump.is_cut || f->dump.is_damaged)
		advise(e, "send the whole list of free pages, from \"number of available pages\" to \"total pages\"");
	advise(e, "with CONFIG_CMA_DEBUGFS=y: cd /sys/kernel/debug/cma/%s && head count used maxchunk order_per_bit base_pfn bitmap",
	       *f->area ? f->area : "AREA");
	advise(e, "cat /proc/meminfo /proc/buddyinfo, right after the failure; dmesg from boot on, for the kernel's version and the area's size");
	if (e->picture.align_inferred)
		advise(e, "the alignment, if you know it: cmakit explain --align K");
	advise(e, "the series' kernel tells the reason itself");
}

void advice_collect(struct explanation *e)
{
	switch (e->reason) {
	case REASON_NOSPACE:
		advise_nospace(e);
		break;
	case REASON_FRAGMENTED:
		advise_fragmented(e);
		break;
	case REASON_ALIGNMENT:
		advise_alignment(e);
		break;
	case REASON_NOMEM:
		advise_nomem(e);
		break;
	case REASON_BUSY:
		advise_busy(e);
		break;
	case REASON_INTERRUPTED:
		advise(e, "nothing: whoever asked was killed meanwhile; look for what killed it");
		break;
	default:
		advise_unknown(e);
		break;
	}
}
