// SPDX-License-Identifier: GPL-2.0
#include "run_fit.h"

struct run_fit run_fit_of(const struct picture *picture, const struct run *run)
{
	struct run_fit fit = {
		.run = run,
		.start = run_aligned_first(run, (unsigned int)picture->align,
					   picture->base_pfn),
		.run_end = run->first + run->nr_pages,
	};

	fit.end = fit.start + picture->pages;
	fit.misses = fit.end > fit.run_end ? fit.end - fit.run_end : 0;
	return fit;
}

bool run_fit_best(const struct picture *picture, struct run_fit *best)
{
	bool is_found = false;

	for (size_t i = 0; picture->runs && i < picture->runs->nr; i++) {
		const struct run_fit fit = run_fit_of(picture,
						      &picture->runs->runs[i]);

		if (is_found && fit.misses >= best->misses)
			continue;
		*best = fit;
		is_found = true;
	}
	return is_found;
}

bool run_fit_window(const struct picture *picture, uint64_t *start,
		    uint64_t *end)
{
	bool is_found = false;

	if (!picture->runs || !picture->pages || picture->align < 0)
		return false;
	for (size_t i = 0; i < picture->runs->nr; i++) {
		const struct run_fit fit = run_fit_of(picture,
						      &picture->runs->runs[i]);
		uint64_t last;

		if (fit.misses)
			continue;
		/* From the last aligned start to the end of the first place. */
		last = picture->base_pfn + fit.run_end - picture->pages;
		last = (last >> picture->align << picture->align) -
		       picture->base_pfn;
		if (is_found || last >= fit.end)
			return false;
		*start = last;
		*end = fit.end;
		is_found = true;
	}
	return is_found;
}
