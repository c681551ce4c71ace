// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "memory.h"

#define CHECK_AREAS	"areas"
#define CHECK_TREE	"devicetree"
#define CHECK_CMDLINE	"cmdline"

static char *proc_file(const struct machine *machine, const char *name)
{
	return asprintf_or_exit("%s/proc/%s", machine->root, name);
}

/* Whether the option is known to be off. */
static bool is_off(const struct machine *machine, const char *option)
{
	char *value;

	if (!machine->config.text)
		return false;
	value = kernel_config_value(&machine->config, option);
	free(value);
	return !value;
}

static void no_area(const struct machine *machine, struct findings *findings)
{
	if (is_off(machine, "CMA"))
		finding_add(findings, SEVERITY_PROBLEM, CHECK_AREAS,
			    asprintf_or_exit("no area: the kernel has been built without CMA"),
			    asprintf_or_exit("%s", machine->config.path),
			    asprintf_or_exit("CONFIG_CMA=y and CONFIG_DMA_CMA=y"));
	else
		finding_add(findings, SEVERITY_PROBLEM, CHECK_AREAS,
			    asprintf_or_exit("no area"),
			    proc_file(machine, "meminfo"),
			    asprintf_or_exit("cma=64M on the kernel's command line, CONFIG_CMA_SIZE_MBYTES, or a reserved-memory node with linux,cma-default"));
}

/* How many areas and how large they are; older kernels tell that in debugfs only. */
static char *size_of_areas(const struct machine *machine)
{
	const size_t nr = machine->areas.nr;
	const char *plural = nr == 1 ? "" : "s";
	uint64_t pages = 0;

	for (size_t i = 0; i < nr; i++) {
		if (machine->areas.areas[i].pages == AREA_UNKNOWN)
			return asprintf_or_exit("%zu area%s", nr, plural);
		pages += machine->areas.areas[i].pages;
	}
	return asprintf_or_exit("%zu area%s, %" PRIu64 " pages", nr, plural, pages);
}

static void check_areas(const struct machine *machine, struct findings *findings)
{
	const uint64_t kb = machine->meminfo.cma_total_kb;

	if (machine->areas.nr)
		finding_add(findings, SEVERITY_OK, CHECK_AREAS,
			    size_of_areas(machine),
			    asprintf_or_exit("%s", machine->areas.areas[0].sysfs ?:
					     machine->areas.areas[0].debugfs),
			    NULL);
	else if (kb == PROC_UNKNOWN || !kb)
		no_area(machine, findings);
	else
		finding_add(findings, SEVERITY_NOTICE, CHECK_AREAS,
			    asprintf_or_exit("%" PRIu64 " KiB in areas, but neither debugfs nor sysfs shows which",
					     kb),
			    proc_file(machine, "meminfo"),
			    asprintf_or_exit("run it as root, on a kernel with CONFIG_CMA_SYSFS or CONFIG_CMA_DEBUGFS"));
}

/* An area is called like its node; older kernels leave the address off. */
static bool has_area_for(const struct machine *machine,
			 const struct dt_pool *pool)
{
	const size_t len = strcspn(pool->name, "@");

	for (size_t i = 0; i < machine->areas.nr; i++) {
		const char *name = machine->areas.areas[i].name;

		if (!strcmp(name, pool->name) ||
		    (!strncmp(name, pool->name, len) && !name[len]))
			return true;
	}
	return false;
}

static char *missing_pool(const struct dt_pool *pool)
{
	const char *where = pool->alloc_ranges ? " in " : "";
	const char *ranges = pool->alloc_ranges ?: "";

	if (pool->bytes == DT_UNKNOWN)
		return asprintf_or_exit("the device tree asks for %s%s%s, and there is no such area",
					pool->name, where, ranges);
	return asprintf_or_exit("the device tree asks for %s, %" PRIu64 " KiB%s%s, and there is no such area",
				pool->name, pool->bytes / 1024, where, ranges);
}

static void check_pool(const struct machine *machine, const struct dt_pool *pool,
		       struct findings *findings)
{
	char *parameter = machine_parameter(machine, "cma");
	char *file = asprintf_or_exit("%s", pool->path);

	if (has_area_for(machine, pool))
		finding_add(findings, SEVERITY_OK, CHECK_TREE,
			    asprintf_or_exit("%s is there as the device tree asks",
					     pool->name), file, NULL);
	else if (pool->is_default && parameter)
		finding_add(findings, SEVERITY_NOTICE, CHECK_TREE,
			    asprintf_or_exit("%s, the device tree's default area, is passed over because of cma=%s",
					     pool->name, parameter), file,
			    asprintf_or_exit("take one of the two away"));
	else
		finding_add(findings, SEVERITY_PROBLEM, CHECK_TREE,
			    missing_pool(pool), file,
			    asprintf_or_exit("the log of the boot has a line 'reserved mem: failed' or 'Reserved memory: ' with the cause: no memory in alloc-ranges, size or address not aligned to a page block, more than CONFIG_CMA_AREAS"));
	free(parameter);
}

static void check_pools(const struct machine *machine, struct findings *findings)
{
	/* Without a list of areas nothing is known of any. */
	if (!machine->areas.nr && machine->meminfo.cma_total_kb != PROC_UNKNOWN &&
	    machine->meminfo.cma_total_kb)
		return;
	for (size_t i = 0; i < machine->pools.nr; i++)
		check_pool(machine, &machine->pools.pools[i], findings);
}

/* SIZE of "SIZE[@BASE...]", as the kernel's memparse(); false if it is none. */
static bool parse_size(const char *text, uint64_t *bytes)
{
	static const char suffixes[] = "KMGTPE";
	const char *suffix;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*bytes = strtoull(text, &end, 0);
	if (!*end || *end == '@')
		return true;
	suffix = strchr(suffixes, *end & ~0x20);
	if (!suffix || (end[1] && end[1] != '@'))
		return false;
	return !__builtin_mul_overflow(*bytes,
				       1ULL << (10 * (suffix - suffixes + 1)),
				       bytes);
}

static void check_cmdline(const struct machine *machine, struct findings *findings)
{
	const uint64_t kb = machine->meminfo.cma_total_kb;
	char *parameter = machine_parameter(machine, "cma");
	uint64_t bytes;

	if (!parameter)
		return;
	if (!parse_size(parameter, &bytes)) {
		finding_add(findings, SEVERITY_PROBLEM, CHECK_CMDLINE,
			    asprintf_or_exit("cma=%s is no size", parameter),
			    proc_file(machine, "cmdline"),
			    asprintf_or_exit("a number and K, M or G, such as cma=64M"));
	} else if (kb != PROC_UNKNOWN && kb < bytes / 1024) {
		finding_add(findings, SEVERITY_PROBLEM, CHECK_CMDLINE,
			    asprintf_or_exit("cma=%s, but areas have %" PRIu64 " KiB in all",
					     parameter, kb),
			    proc_file(machine, "cmdline"),
			    asprintf_or_exit("the log of the boot has a line 'cma: Failed to reserve'; a smaller area, or one that may lie elsewhere"));
	} else {
		finding_add(findings, SEVERITY_OK, CHECK_CMDLINE,
			    asprintf_or_exit("cma=%s", parameter),
			    proc_file(machine, "cmdline"), NULL);
	}
	free(parameter);
}

void doctor_check_setup(const struct machine *machine, struct findings *findings)
{
	check_areas(machine, findings);
	check_pools(machine, findings);
	check_cmdline(machine, findings);
}
