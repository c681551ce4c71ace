# SPDX-License-Identifier: GPL-2.0
#
# make bench   build stock and patched, boot both, print the before/after table
# make bench SCENARIOS=pressure   the same about memory in use, pinned or short
# make lab MACHINE=sabrelite BASE=6.12   boot it there, test it, record what came of it
# make lab-matrix         what is recorded into Documentation/machines.md
# make test    everything that proves the tree, or as much as TEST_MINUTES=75 allow (0: all)
# make tools   build/cmakit
# make install   cmakit, cmabench, patchctl with its series, man pages, documentation
#                (PREFIX=/usr/local, DESTDIR=); make uninstall
# make dist    build/dist/cmakit-VERSION.tar.xz, the release
# make deb ARCH=arm64   Debian packages of it: amd64, arm64, armhf
# make placement          placements compared on synthetic workloads: one table
# make placement-results  that table into Documentation/results.md
# make optimum            placements compared with the best possible packing
# make fuzz MINUTES=10  fuzz the parser of logs with libFuzzer
# make adversary MINUTES=20  search for traces on which zoned loses to first-fit

BASE ?= 6.12
ARCH ?= arm64
# A kernel's name means the first machine of tools/lab/machines that boots it.
MACHINE ?= $(ARCH)
BOOTS ?= 4
# A run that is cut names what it has left out.
TEST_MINUTES ?= 75
export CMAKIT_BUILD ?= $(CURDIR)/build

.PHONY: help bench lab lab-matrix test tools placement placement-results optimum adversary fuzz
.PHONY: sync dist deb clean

help:
	@sed -n 's/^# make/make/p' Makefile

bench lab: export SCENARIOS := $(SCENARIOS)
lab: export ARMS := $(ARMS)
bench lab:
	@needs=$$(tools/lab/lab needs $(MACHINE)) && tools/env/install tools $$needs
	@$(MAKE) --no-print-directory build-tools
	@tools/patchctl/patchctl sync --check
	@$(run-$@)
run-bench = BASE=$(BASE) MACHINE=$(MACHINE) BOOTS=$(BOOTS) tools/lab/lab bench
run-lab = tools/lab/lab run $(MACHINE) $(BASE)

lab-matrix:
	@tools/env/install lab
	@tools/lab/lab matrix Documentation/machines.md

test:
	@tools/env/install fetch tools kernel kernel-arm64 lab lab-arm64 placement \
		adversary optimum cmabench export dist deb check test
	@$(MAKE) --no-print-directory build-tools
	@TEST_SECONDS=$$(($(TEST_MINUTES) * 60)) tests/run $(TESTS)

tools:
	@tools/env/install tools
	@$(MAKE) --no-print-directory build-tools

# Without the installation, for those who have done it.
.PHONY: build-tools
build-tools:
	@$(MAKE) -s -C tools/cmakit OUT=$(CMAKIT_BUILD)

# SEEDS="1..5 11", KINDS="usb gpu", SIZES="1.05x 1.2x" and JOBS=N, if not the
# defaults that benchmarks/placement/grid.py run --help tells.
placement: export SEEDS := $(SEEDS)
placement: export KINDS := $(KINDS)
placement: export SIZES := $(SIZES)
placement: export JOBS := $(JOBS)
placement:
	@tools/env/install tools placement
	@$(MAKE) --no-print-directory build-tools
	@benchmarks/placement/grid.py run --engine kernel/mm/cma_place.c \
		$${SEEDS:+--seeds "$$SEEDS"} $${KINDS:+--kinds "$$KINDS"} \
		$${SIZES:+--sizes "$$SIZES"} $${JOBS:+--jobs "$$JOBS"}

placement-results:
	@tools/env/install placement
	@benchmarks/placement/grid.py publish Documentation/results.md

# What has been packed is kept; the table goes into Documentation/results.md.
optimum:
	@tools/env/install tools optimum
	@$(MAKE) --no-print-directory build-tools
	@$(MAKE) -s -C benchmarks/placement/optimum OUT=$(CMAKIT_BUILD)/optimum
	@benchmarks/placement/optimum/optimum.py run
	@benchmarks/placement/optimum/optimum.py publish Documentation/results.md

adversary: export MINUTES := $(or $(MINUTES),20)
adversary:
	@tools/env/install tools adversary
	@$(MAKE) --no-print-directory build-tools
	@benchmarks/placement/adversary/search.sh run "$$MINUTES"

# What it finds new stays in the build folder, and is where the next run begins.
FUZZ := $(abspath $(CMAKIT_BUILD))/fuzz
fuzz:
	@tools/env/install tools fuzz
	@$(MAKE) -s -C tests/fuzz OUT=$(FUZZ) $(FUZZ)/explain-fuzz
	@mkdir -p $(FUZZ)/corpus
	@cd $(FUZZ) && ./explain-fuzz -max_total_time=$$(($(or $(MINUTES),10) * 60)) \
		-max_len=32768 -print_final_stats=1 corpus $(CURDIR)/tests/logs

sync:
	tools/patchctl/patchctl sync

# DIRTY=1 where files are not as committed.
dist:
	@tools/env/install fetch dist
	@tools/dist/dist $(if $(DIRTY),--dirty)

deb:
	@tools/env/install fetch dist tools cmabench deb
	@tools/dist/deb $(if $(DIRTY),--dirty) $(if $(filter command% environment%,$(origin ARCH)),$(ARCH))

include tools/dist/install.mk

clean:
	rm -rf $(addprefix $(CMAKIT_BUILD)/,adversary apt bench bin check cmabench cmakit cmakit-asan \
		deb dist fuzz harness kernel lab obj optimum placement qemu src sysroot tests tree)
