# SPDX-License-Identifier: GPL-2.0
#
# make bench   build stock and patched, boot both, print the before/after table
# make test    everything that proves the tree
# make tools   build/cmakit

BASE ?= 6.12
ARCH ?= arm64
BOOTS ?= 4
export CMAKIT_BUILD ?= $(CURDIR)/build

.PHONY: help bench test tools sync clean

help:
	@sed -n 's/^# make/make/p' Makefile

bench: export SCENARIOS := $(SCENARIOS)
bench:
	@tools/env/install fetch tools kernel kernel-$(ARCH) lab lab-$(ARCH)
	@$(MAKE) --no-print-directory build-tools
	@tools/patchctl/patchctl sync --check
	@BASE=$(BASE) ARCH=$(ARCH) BOOTS=$(BOOTS) tools/lab/lab bench

test:
	@tools/env/install fetch tools kernel kernel-arm64 lab lab-arm64 test
	@$(MAKE) --no-print-directory build-tools
	@tests/run $(TESTS)

tools:
	@tools/env/install tools
	@$(MAKE) --no-print-directory build-tools

# Without the installation, for those who have done it.
.PHONY: build-tools
build-tools:
	@$(MAKE) -s -C tools/cmakit OUT=$(CMAKIT_BUILD)

sync:
	tools/patchctl/patchctl sync

clean:
	rm -rf $(addprefix $(CMAKIT_BUILD)/,apt bench bin cmakit cmakit-asan harness \
		kernel lab obj src sysroot tests tree)
