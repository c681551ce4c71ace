// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "memory.h"
#include "number.h"

#define CHECK_MEMORY	"memory"
#define CHECK_CONFIG	"config"
#define CHECK_SWITCH	"placement"

#define DEFAULT_ALIGN_ORDER	8
#define MAX_ALIGN_ORDER		30

const struct doctor_option doctor_options[] = {
	{ "CMA", "areas" },
	{ "DMA_CMA", "buffers from areas for drivers that use the DMA API" },
	{ "CMA_DEBUGFS", "bitmaps, which say what fits (cmakit map)" },
	{ "CMA_SYSFS", "counters of what succeeded and failed" },
	{ "DMABUF_HEAPS_CMA", "buffers from areas for programs, in /dev/dma_heap" },
	{ "CMA_SIZE_MBYTES", NULL },
	{ "CMA_ALIGNMENT", NULL },
	{ "CMA_AREAS", NULL },
};

const size_t doctor_nr_options =
	sizeof(doctor_options) / sizeof(doctor_options[0]);

const char *const doctor_parameters[] = {
	"cma", "cma_pernuma", "numa_cma", "hugetlb_cma", "cma_place",
	"cma_align_min", NULL,
};

unsigned int doctor_align_order(const struct machine *machine)
{
	char *value = kernel_config_value(&machine->config, "CMA_ALIGNMENT");
	uint64_t order = DEFAULT_ALIGN_ORDER;

	if (value && !parse_number(value, MAX_ALIGN_ORDER, &order))
		order = DEFAULT_ALIGN_ORDER;
	free(value);
	return (unsigned int)order;
}

/*
 * What is lent from an area is moved to free pages outside of areas, as far as
 * the watermarks let it.
 */
static void check_memory(const struct machine *machine, struct findings *findings)
{
	const struct zone_sums *zones = &machine->zones;
	enum severity severity = SEVERITY_OK;
	char *advice = NULL;
	uint64_t outside;

	if (!machine->has_zones)
		return;
	outside = zones->free > zones->free_cma ? zones->free - zones->free_cma :
		  0;
	if (outside < zones->min) {
		severity = SEVERITY_PROBLEM;
		advice = asprintf_or_exit("what the area has lent cannot be moved anywhere: less in use, swap, or a smaller area");
	} else if (outside < zones->low) {
		severity = SEVERITY_NOTICE;
		advice = asprintf_or_exit("the kernel is making room now; allocations that have to move pages are slow");
	}
	finding_add(findings, severity, CHECK_MEMORY,
		    asprintf_or_exit("%" PRIu64 " pages free outside of areas; watermarks min %" PRIu64 ", low %" PRIu64,
				     outside, zones->min, zones->low),
		    asprintf_or_exit("%s/proc/zoneinfo", machine->root), advice);
}

static void check_config(const struct machine *machine, struct findings *findings)
{
	size_t nr_missing = 0;

	if (!machine->config.text) {
		finding_add(findings, SEVERITY_NOTICE, CHECK_CONFIG,
			    asprintf_or_exit("the kernel's configuration is not known"),
			    asprintf_or_exit("%s/proc/config.gz, %s/boot/config-%s",
					     machine->root, machine->root,
					     machine->release ?: "RELEASE"),
			    asprintf_or_exit("CONFIG_IKCONFIG_PROC shows it"));
		return;
	}
	for (size_t i = 0; i < doctor_nr_options; i++) {
		char *value = kernel_config_value(&machine->config,
						  doctor_options[i].name);

		free(value);
		if (value || !doctor_options[i].gives)
			continue;
		nr_missing++;
		finding_add(findings, SEVERITY_NOTICE, CHECK_CONFIG,
			    asprintf_or_exit("CONFIG_%s is off; without it there are no %s",
					     doctor_options[i].name,
					     doctor_options[i].gives),
			    asprintf_or_exit("%s", machine->config.path),
			    asprintf_or_exit("CONFIG_%s=y",
					     doctor_options[i].name));
		/* All others depend on the first. */
		if (!i)
			return;
	}
	if (!nr_missing)
		finding_add(findings, SEVERITY_OK, CHECK_CONFIG,
			    asprintf_or_exit("nothing is missing"),
			    asprintf_or_exit("%s", machine->config.path), NULL);
}

static void check_placement(const struct machine *machine,
			    struct findings *findings)
{
	const char *placement = machine->placement;

	if (!placement)
		return;
	finding_add(findings, strcmp(placement, "first-fit") ? SEVERITY_OK :
		    SEVERITY_NOTICE, CHECK_SWITCH,
		    asprintf_or_exit("placement is %s", placement),
		    asprintf_or_exit("%s/sys/kernel/debug/cma/placement",
				     machine->root),
		    strcmp(placement, "first-fit") ? NULL :
		    asprintf_or_exit("zoned is the series' own: cma_place=zoned, or echo zoned into this file"));
}

void doctor_check_system(const struct machine *machine, struct findings *findings)
{
	check_memory(machine, findings);
	check_config(machine, findings);
	check_placement(machine, findings);
}
