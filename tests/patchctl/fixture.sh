# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Two tiny "kernels", 6.1 and 6.12, a table of bases that names them, and a
# series made of commits by patchctl refresh. Sourced by ../patchctl.sh.
#
# Both have a mm/cma.c of numbered lines. In 6.12 it begins with 7 more lines
# (so that shared hunks stand at an offset), and line 150 reads otherwise (so
# that a change beside it cannot be shared).

# fake_lines FROM TO
fake_lines() {
	local n
	for ((n = $1; n <= $2; n++)); do
		echo "static int line_$n;"
	done
}

# fake_kernel DIR PATCHLEVEL SUBLEVEL
fake_kernel() {
	mkdir -p "$1"/{mm,tools/testing/selftests/mm,include/linux}
	cat >"$1/Makefile" <<END
# SPDX-License-Identifier: GPL-2.0
VERSION = 6
PATCHLEVEL = $2
SUBLEVEL = $3
EXTRAVERSION =
NAME = Fake
END
	fake_make >>"$1/Makefile"
	{
		[[ $2 != 12 ]] || fake_lines 1001 1007
		fake_lines 1 149
		[[ $2 != 12 ]] && echo "static int old_150;" || echo "static int new_150;"
		fake_lines 151 200
		echo "#warning as in stock"
	} >"$1/mm/cma.c"
	printf 'obj-y += a.o b.o c.o\nobj-m += d.o\n\nobj-y += cma.o\n' >"$1/mm/Makefile"
	printf 'TARGETS += a\nTARGETS += b\nTARGETS += mm\n' >"$1/tools/testing/selftests/Makefile"
	printf '#!/bin/sh\necho\n' >"$1/tools/testing/selftests/mm/run.sh"
	chmod 755 "$1/tools/testing/selftests/mm/run.sh"
	echo "int pristine;" >"$1/include/linux/cma.h"
	fake_checkpatch "$1/scripts"
	fake_build >"$1/scripts/Makefile.build"
}

# fake_make: how it is configured, and compiled. It leaves a line in .compiled for
# each object, and warns without being told to. With C=2 the checker is called for what
# is compiled already.
fake_make() {
	cat <<'MAKEFILE'

allnoconfig:
	@awk -F '=| is not set$$' '/CONFIG_/ { n = $$1; sub(/^# /, "", n); last[n] = $$0 } \
		END { for (n in last) print last[n] }' $(KCONFIG_ALLCONFIG) >.config

export KBUILD_CFLAGS := -DFAKE

ifeq ($(C),2)
%.o: %.c FORCE
	@$(CHECK) $<
FORCE:
else
%.o: %.c $(wildcard mm/*.h include/linux/*.h)
	@test "$(W)$(C)" = 11
	@echo $@ >>.compiled
	@gcc $(KBUILD_CFLAGS) -c -o $@ $<
endif
MAKEFILE
}

# fake_build: scripts/Makefile.build, the same for the objects of a folder, with what the
# makefile at the top has exported. It leaves a line in .compiled-alone, too.
fake_build() {
	cat <<'MAKEFILE'
$(obj)/%.o: $(obj)/%.c $(wildcard mm/*.h include/linux/*.h)
	@test "$(KBUILD_CFLAGS)$(KBUILD_CHECKSRC)" = -DFAKE1
	@echo $@ | tee -a .compiled-alone >>.compiled
	@gcc $(KBUILD_CFLAGS) -c -o $@ $<
MAKEFILE
}

# fake_checkpatch DIR: it minds what a patch adds that is UGLY.
fake_checkpatch() {
	mkdir -p "$1"
	cat >"$1/checkpatch.pl" <<'END'
my ($patch, $options) = (join("", <STDIN>), "@ARGV");
die "no --strict" unless $options =~ /--strict/;
exit 0 if $patch !~ /^\+.*UGLY/m;
print "CHECK: that is ugly\n";
exit 1;
END
}

# git_quiet DIR ARGUMENT...
git_quiet() {
	git -C "$1" -c user.name=CMAkit -c user.email=cmakit@cmakit.invalid "${@:2}"
}

# commit DIR SUBJECT
commit() {
	git_quiet "$1" add --all
	git_quiet "$1" commit -q -m "$2

The reason why this is done, in a sentence.

Assisted-by: nobody
---
Upstream-Status: Pending"
}

# fake_series DIR: the commits, on a git tree of either kernel.
fake_series() {
	local dir=$1 cma=$1/mm/cma.c
	mkdir -p "$dir/tools/testing/selftests/cma"
	printf 'int place(void)\n{\n\treturn 1;\n}\n' >"$dir/mm/cma_place.c"
	echo "int place(void);" >"$dir/mm/cma_place.h"
	printf '#!/bin/sh\necho ok\n' >"$dir/tools/testing/selftests/cma/run.sh"
	chmod 755 "$dir/tools/testing/selftests/cma/run.sh"
	commit "$dir" "mm/cma: add the search"

	sed -i 's/^static int line_40;/static int line_40 = 40;/' "$cma"
	sed -i 's/cma.o$/cma.o cma_place.o/' "$dir/mm/Makefile"
	commit "$dir" "mm/cma: use the search"

	sed -i 's/return 1/return 2/' "$dir/mm/cma_place.c"
	commit "$dir" "mm/cma: zones"

	sed -i 's/^static int line_152;/static int line_152 = 152;/' "$cma"
	commit "$dir" "mm/cma: lock differently"

	sed -i 's/^static int line_80;/static int line_80 = 80;/' "$cma"
	commit "$dir" "mm/cma: tell more"
}

# fixture_make DIR: everything, with the series refreshed from 6.12 and 6.1.
# Out: CMAKIT_* for patchctl.
fixture_make() {
	local version dir
	export CMAKIT_BUILD=$1/build CMAKIT_CACHE=$1/cache
	export CMAKIT_SERIES_ROOT=$1/root CMAKIT_BASES=$1/bases
	mkdir -p "$CMAKIT_SERIES_ROOT"
	for version in 1 12; do
		dir=$1/make/linux-6.$version
		fake_kernel "$dir" "$version" 7
		tar -C "$1/make" -cJf "$1/linux-6.$version.tar.xz" "linux-6.$version"
		echo "6.$version local - $1/linux-6.$version.tar.xz"
	done >"$CMAKIT_BASES"
	for version in 12 1; do
		dir=$1/commits/6.$version
		fake_kernel "$dir" "$version" 7
		git -C "$dir" init -q
		git_quiet "$dir" add --all
		git_quiet "$dir" commit -q -m pristine
		git_quiet "$dir" tag pristine
		fake_series "$dir"
		"$PATCHCTL" refresh "6.$version" --tree "$dir" --since pristine
	done
}

# sums DIR: what a tree is, byte for byte: names, kinds, executable bits, links
# and contents, but not git's own records.
sums() {
	(
		cd "$1" || exit
		find . -name .git -prune -o -printf '%y %m %p %l\n' | sort
		find . -name .git -prune -o -type f -print0 | sort -z | xargs -0 -r sha256sum
	)
}
