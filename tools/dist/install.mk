# SPDX-License-Identifier: GPL-2.0
#
# make install and make uninstall, in parts that debian/rules takes one by one.
# Included by the top Makefile.

PREFIX		?= /usr/local
bindir		:= $(DESTDIR)$(PREFIX)/bin
datadir		:= $(DESTDIR)$(PREFIX)/share
man1dir		:= $(datadir)/man/man1
docdir		:= $(datadir)/doc/cmakit
kitdir		:= $(datadir)/cmakit
completiondir	:= $(datadir)/bash-completion/completions

COMMANDS	:= cmakit cmabench patchctl
MAN_cmakit	:= tools/cmakit/cmakit.1
MAN_cmabench	:= benchmarks/cmabench.1
MAN_patchctl	:= tools/patchctl/patchctl.1
# What patchctl works with, in the same places relative to each other. Its check
# builds the kernels that the lab does.
KIT		:= kernel patches selftests tools/env tools/patchctl \
		   tools/lab/arch.sh tools/lab/kernel.sh tools/lab/config
DOC		:= README.md MAINTAINERS Documentation benchmarks/README.md

# $(call install_about,COMMAND): its man page, and how bash completes it.
define install_about
	install -D -m 644 $(MAN_$1) $(man1dir)/$1.1
	install -D -m 644 tools/dist/completion.bash $(completiondir)/$1
endef

# $(call install_tree,WHAT,INTO): files of the tree, not what was built there.
install_tree = tools/dist/copy $2 $1

.PHONY: install uninstall programs
.PHONY: install-cmakit install-cmabench install-patchctl install-doc
install: $(addprefix install-,$(COMMANDS)) install-doc

# Both programs, with no look at which packages are there.
programs: build-tools
	@$(MAKE) -s -C benchmarks OUT=$(CMAKIT_BUILD)

install-cmakit: build-tools
	install -D -m 755 $(CMAKIT_BUILD)/cmakit $(bindir)/cmakit
	$(call install_about,cmakit)

install-cmabench: programs
	install -D -m 755 $(CMAKIT_BUILD)/cmabench $(bindir)/cmabench
	install -d -m 755 $(kitdir)/scenarios
	install -m 644 benchmarks/scenarios/*.scenario $(kitdir)/scenarios/
	$(call install_about,cmabench)

install-patchctl:
	$(call install_tree,$(KIT),$(kitdir))
	install -d -m 755 $(bindir)
	ln -sf ../share/cmakit/tools/patchctl/patchctl $(bindir)/patchctl
	$(call install_about,patchctl)

install-doc:
	$(call install_tree,$(DOC),$(docdir))

uninstall:
	rm -f $(COMMANDS:%=$(bindir)/%) $(COMMANDS:%=$(man1dir)/%.1) \
		$(COMMANDS:%=$(completiondir)/%)
	rm -rf $(kitdir) $(docdir)
