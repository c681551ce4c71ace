// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin of QEMU's (its TCG plugin interface, version 1): the guest's instructions
 * in every call of one function, with all that it calls and whatever interrupts it on
 * that processor.
 *
 *   -plugin count-calls.so,entry=ADDR,exits=ADDR:ADDR...,out=FILE
 *
 * entry is the address of the function's first instruction, exits are those of its
 * returns (a jump into another function counts as one, and what that one does is left
 * out); all virtual, hexadecimal. FILE gets a line for each call that has returned, in
 * the order of their ends: its number of instructions, from the first to the return.
 *
 * Instructions are counted by translated blocks, of which a function's first
 * instruction begins one and a return ends one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu-plugin-v1.h"

#define MAX_VCPUS 64
#define MAX_EXITS 64

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static uint64_t entry;
static uint64_t exits[MAX_EXITS];
static unsigned int nr_exits;
static FILE *out;

/* Without icount, processors run at the same time; each has a count of its own. */
static struct {
	bool inside;
	uint64_t executed;
} vcpus[MAX_VCPUS];

static void block_executed(unsigned int vcpu, void *nr_insns)
{
	if (vcpus[vcpu].inside)
		vcpus[vcpu].executed += (uintptr_t)nr_insns;
}

/* The block's own callback has come before, when this was not inside yet. */
static void entered(unsigned int vcpu, void *nr_insns)
{
	vcpus[vcpu].inside = true;
	vcpus[vcpu].executed = (uintptr_t)nr_insns;
}

static void left(unsigned int vcpu, void *unused)
{
	(void)unused;
	if (vcpus[vcpu].inside)
		fprintf(out, "%" PRIu64 "\n", vcpus[vcpu].executed);
	vcpus[vcpu].inside = false;
}

static bool is_exit(uint64_t address)
{
	for (unsigned int i = 0; i < nr_exits; i++) {
		if (exits[i] == address)
			return true;
	}
	return false;
}

static void block_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	size_t nr = qemu_plugin_tb_n_insns(block);

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(block, block_executed, QEMU_PLUGIN_CB_NO_REGS,
					     (void *)(uintptr_t)nr);
	for (size_t i = 0; i < nr; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);

		if (address == entry)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, entered,
							       QEMU_PLUGIN_CB_NO_REGS,
							       (void *)(uintptr_t)(nr - i));
		else if (is_exit(address))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, left,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

static void finish(qemu_plugin_id_t id, void *unused)
{
	(void)id;
	(void)unused;
	fclose(out);
}

/* parse_exits: hexadecimal numbers with colons between; false if that is not so. */
static bool parse_exits(char *list)
{
	char *end;

	for (char *word = strtok(list, ":"); word; word = strtok(NULL, ":")) {
		if (nr_exits == MAX_EXITS)
			return false;
		exits[nr_exits++] = strtoull(word, &end, 16);
		if (*end)
			return false;
	}
	return nr_exits > 0;
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc,
			char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		char *value = strchr(argv[i], '='), *end = "";

		if (!value)
			goto usage;
		*value++ = '\0';
		if (!strcmp(argv[i], "entry"))
			entry = strtoull(value, &end, 16);
		else if (!strcmp(argv[i], "exits"))
			end = parse_exits(value) ? "" : "?";
		else if (!strcmp(argv[i], "out"))
			out = fopen(value, "w");
		else
			goto usage;
		if (*end)
			goto usage;
	}
	if (!entry || !nr_exits || !out)
		goto usage;
	qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
usage:
	fputs("count-calls: expected entry=ADDR,exits=ADDR[:ADDR...],out=FILE, hexadecimal\n",
	      stderr);
	return 1;
}
