/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of ordinary memory that a scenario can hold. */
#ifndef CMABENCH_MEMORY_KIND_H
#define CMABENCH_MEMORY_KIND_H

enum memory_kind {
	MEMORY_ANON,			/* anonymous, page by page */
	MEMORY_THP,			/* anonymous, in transparent huge pages */
	MEMORY_CLEAN,			/* page cache of a file that has been read */
	MEMORY_DIRTY,			/* page cache of a file that has been written */
	NR_MEMORY_KINDS,
};

/* Their names in scenarios: "anon", "thp", "clean", "dirty". */
extern const char *const memory_kind_names[NR_MEMORY_KINDS];

#endif
