# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of apply and unapply. Sourced by ../patchctl.sh.

round_trip_quilt() {
	local base=$1 before after
	tree_of "$base"
	before=$(sums "$W/tree")
	"$PATCHCTL" apply "$base" --tree "$W/tree"
	grep -q 'return 2' "$W/tree/mm/cma_place.c"
	[[ -x $W/tree/tools/testing/selftests/cma/run.sh ]]
	after=$(sums "$W/tree")
	expect 0 "already" "$PATCHCTL" apply "$base" --tree "$W/tree"
	same tree "$after" "$(sums "$W/tree")"
	"$PATCHCTL" unapply "$base" --tree "$W/tree"
	same tree "$before" "$(sums "$W/tree")"
}

# real_quilt [USER_PATCHES]: pop and push with quilt alone, in a tree that may
# have a patches/ of its own.
real_quilt() {
	local before after strays
	tree_of 6.12
	[[ $# == 0 ]] || { mkdir "$W/tree/patches"; echo mine.patch >"$W/tree/patches/series"; }
	before=$(sums "$W/tree")
	"$PATCHCTL" apply 6.12 --tree "$W/tree"
	after=$(sums "$W/tree" | grep -v '\.pc/')
	quilt_in "$W/tree" pop -a
	strays=$(cd "$W/tree" && find . -type f ! -path './.pc/*' ! -path './patches*' |
		sort | xargs sha256sum)
	same popped "$strays" "$(cd "$CMAKIT_BUILD/src/6.12" && find . -type f | sort | xargs sha256sum)"
	quilt_in "$W/tree" push -a --fuzz=0
	same pushed "$after" "$(sums "$W/tree" | grep -v '\.pc/')"
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
	same tree "$before" "$(sums "$W/tree")"
}

round_trip_git() {
	local base=$1 before head
	git_tree_of "$base"
	before=$(sums "$W/tree")
	head=$(git -C "$W/tree" rev-parse HEAD)
	"$PATCHCTL" apply "$base" --tree "$W/tree" --git
	same commits "$(git -C "$W/tree" rev-list --count HEAD)" 6
	same committer "$(git -C "$W/tree" log -1 --format='%cn <%ce>')" "CMAkit <cmakit@cmakit.invalid>"
	same "last subject" "$(git -C "$W/tree" log -1 --format=%s)" "mm/cma: tell more"
	same status "" "$(git -C "$W/tree" status --porcelain)"
	expect 0 already "$PATCHCTL" apply "$base" --tree "$W/tree" --git
	"$PATCHCTL" unapply "$base" --tree "$W/tree"
	same tree "$before" "$(sums "$W/tree")"
	same head "$head" "$(git -C "$W/tree" rev-parse HEAD)"
	same refs "" "$(git -C "$W/tree" for-each-ref refs/cmakit)"
}

modes_agree() {
	git_tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	mv "$W/tree" "$W/git"
	tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree"
	rm -rf "$W/tree"/{.pc,patches}
	same result "$(sums "$W/git")" "$(sums "$W/tree")"
}

offset_shown() {
	tree_of 6.12
	expect 0 "from-6.1/0002-.*: mm/cma.c: Hunk #1 succeeded .*(offset 7 lines)" \
		"$PATCHCTL" apply 6.12 --tree "$W/tree"
}

default_tree() {
	export CMAKIT_BUILD=$W/build
	"$PATCHCTL" apply 6.12
	[[ -e $W/build/tree/6.12/mm/cma_place.c ]]
	same source "$(sums "$TMP/make/linux-6.12")" "$(sums "$W/build/src/6.12")"
	# An edit of the series reaches the build's own tree at the next apply.
	own_root
	echo "/* more */" >>"$W/root/kernel/mm/cma_place.h"
	expect 4 "run patchctl sync" "$PATCHCTL" apply 6.12
	"$PATCHCTL" sync
	"$PATCHCTL" apply 6.12
	grep -q more "$W/build/tree/6.12/mm/cma_place.h"
	"$PATCHCTL" unapply 6.12
	same tree "$(sums "$W/build/src/6.12")" "$(sums "$W/build/tree/6.12")"
	# It is made anew when the source is another one.
	sed -i '1s/$/+1/' "$W/build/src/6.12.manifest"
	expect 0 "making it anew" "$PATCHCTL" apply 6.12
	"$PATCHCTL" apply 6.12 --git
	same commits "$(git -C "$W/build/tree/6.12-git" rev-list --count HEAD)" 6
}

unapply_careful() {
	local before
	tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree"
	# In a file of the second patch only, so that the later ones would pop.
	echo edit >>"$W/tree/mm/Makefile"
	before=$(sums "$W/tree")
	expect 4 "was changed since" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	same tree "$before" "$(sums "$W/tree")"
	rm -rf "$W/tree"
	git_tree_of 6.12
	expect 4 "is not on it" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	"$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	echo more >"$W/tree/more"
	commit "$W/tree" "more"
	expect 4 "HEAD is not" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	[[ -e $W/tree/more ]]
}

## refusals

refuse_no_kernel() {
	mkdir "$W/tree"
	refused 6.12 "not a kernel tree"
}

refuse_version() {
	tree_of 6.1
	refused 6.12 "is Linux 6.1.7, but the series of base 6.12 is for Linux 6.12"
}

refuse_dirty_plain() {
	tree_of 6.12
	echo edit >>"$W/tree/mm/cma.c"
	refused 6.12 "mm/cma.c"
	grep -q "differs from linux-6.12.tar.xz" "$W.said"
}

refuse_dirty_git() {
	git_tree_of 6.12
	echo edit >>"$W/tree/include/linux/cma.h"
	refused 6.12 "include/linux/cma.h" --git
	grep -q "not committed" "$W.said"
	refused 6.12 "not committed" --quilt
}

refuse_existing() {
	tree_of 6.12
	echo mine >"$W/tree/mm/cma_place.h"
	refused 6.12 "mm/cma_place.h"
	grep -q "files already that the series adds" "$W.said"
}

refuse_rejects() {
	tree_of 6.12
	echo hunk >"$W/tree/mm/cma.c.rej"
	refused 6.12 "half patched"
}

refuse_popped() {
	tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree"
	quilt_in "$W/tree" pop
	refused 6.12 "half patched: 4 of 5"
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
	same tree "$(sums "$CMAKIT_BUILD/src/6.12")" "$(sums "$W/tree")"
}

refuse_other_quilt() {
	tree_of 6.12
	mkdir "$W/tree/patches"
	(cd "$W/tree" && quilt --quiltrc=- new mine.patch && quilt --quiltrc=- add mm/cma.c &&
		echo "int x;" >>mm/cma.c && quilt --quiltrc=- refresh)
	refused 6.12 "quilt patches applied already.*mine.patch"
	quilt_in "$W/tree" pop -a
	refused 6.12 "another quilt series"
}

refuse_am() {
	git_tree_of 6.12
	git_quiet "$W/tree" am "$CMAKIT_SERIES_ROOT/patches/changed/0003-mm-cma-zones.patch" || true
	refused 6.12 "half patched: git has a rebase-apply" --git
}

refuse_partial_git() {
	git_tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	git_quiet "$W/tree" reset -q --hard HEAD^
	refused 6.12 "another version of the series" --git
}

refuse_fuzz() {
	git_tree_of 6.12
	sed -i 's/^static int line_38;/static int fuzzy;/' "$W/tree/mm/cma.c"
	git_quiet "$W/tree" commit -q -a -m fuzzy
	refused 6.12 "from-6.1/0002-mm-cma-use-the-search.patch: mm/cma.c: Hunk #1 FAILED"
	refused 6.12 "does not fit" --git
}

refuse_not_git() {
	tree_of 6.12
	refused 6.12 "not the top of a git work tree" --git
}

# With git's words; otherwise it would pass for a tree without git.
refuse_unreadable_git() {
	tree_of 6.12
	echo "gitdir: /nonexistent" >"$W/tree/.git"
	refused 6.12 "git cannot read"
	grep -q "not a git repository: /nonexistent" "$W.said"
	[[ $EUID == 0 ]] || return 0
	rm -rf "$W/tree"
	git_tree_of 6.12
	chown -R 65534 "$W/tree"
	refused 6.12 "git cannot read"
	grep -q "dubious ownership" "$W.said"
}

other_sublevel() {
	local before
	tree_of 6.12
	sed -i 's/^SUBLEVEL.*/SUBLEVEL = 9/' "$W/tree/Makefile"
	echo "int edit;" >>"$W/tree/mm/cma.c"
	before=$(sums "$W/tree")
	expect 0 "WARNING: cannot tell.*Linux 6.12.9, .* Linux 6.12.7" \
		"$PATCHCTL" apply 6.12 --tree "$W/tree"
	grep -q 'line_80 = 80' "$W/tree/mm/cma.c"
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
	same tree "$before" "$(sums "$W/tree")"
}

own_patches_git() {
	local mode before
	tree_of 6.12
	mkdir "$W/tree/patches"
	echo mine.patch >"$W/tree/patches/series"
	git -C "$W/tree" init -q
	commit "$W/tree" base
	before=$(sums "$W/tree")
	for mode in quilt git; do
		"$PATCHCTL" apply 6.12 --tree "$W/tree" "--$mode"
		[[ $mode == git || -e $W/tree/patches-cmakit/series ]]
		same series "$(cat "$W/tree/patches/series")" mine.patch
		grep -q 'line_80 = 80' "$W/tree/mm/cma.c"
		"$PATCHCTL" unapply 6.12 --tree "$W/tree"
		same tree "$before" "$(sums "$W/tree")"
	done
}

# add_own_patch DIR: mine.patch, on top of the series.
add_own_patch() {
	quilt_in "$1" new mine.patch
	quilt_in "$1" add include/linux/cma.h
	echo "int mine;" >>"$1/include/linux/cma.h"
	quilt_in "$1" refresh
}

keeps_own_patch() {
	local before
	tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree"
	add_own_patch "$W/tree"
	before=$(sums "$W/tree")
	expect 4 "^  mine.patch" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	grep -q "^  series" "$W.said"
	refused 6.12 "^  mine.patch"
	same tree "$before" "$(sums "$W/tree")"
	# With nothing applied, a new apply would replace the folder.
	quilt_in "$W/tree" pop -a
	refused 6.12 "^  mine.patch"
	quilt_in "$W/tree" push -a
	# The way out that it names.
	cp "$W/tree/patches/mine.patch" "$W/"
	quilt_in "$W/tree" pop
	quilt_in "$W/tree" delete -r mine.patch
	echo "# mine" >>"$W/tree/patches/changed/0003-mm-cma-zones.patch"
	expect 4 "^  changed/0003" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	sed -i '$d' "$W/tree/patches/changed/0003-mm-cma-zones.patch"
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
	same tree "$(sums "$CMAKIT_BUILD/src/6.12")" "$(sums "$W/tree")"
}

keeps_own_patch_default() {
	local before tree=$W/build/tree/6.12
	export CMAKIT_BUILD=$W/build
	"$PATCHCTL" apply 6.12
	add_own_patch "$tree"
	before=$(sums "$tree")
	expect 4 "^  mine.patch" "$PATCHCTL" apply 6.12
	sed -i '1s/$/+1/' "$W/build/src/6.12.manifest"
	expect 4 "^  mine.patch" "$PATCHCTL" apply 6.12
	same tree "$before" "$(sums "$tree")"
	quilt_in "$tree" pop
	quilt_in "$tree" delete -r mine.patch
	echo "int edit;" >>"$tree/mm/Makefile"
	expect 4 "changed since" "$PATCHCTL" apply 6.12
	grep -q edit "$tree/mm/Makefile"
	sed -i '$d' "$tree/mm/Makefile"
	"$PATCHCTL" unapply 6.12
	add_own_patch "$tree"
	expect 4 "quilt patches of yours in patches" "$PATCHCTL" apply 6.12
	[[ -e $tree/patches/mine.patch ]]
}

refuse_reverted() {
	tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree"
	cp "$CMAKIT_BUILD/src/6.12/mm/cma.c" "$W/tree/mm/cma.c"
	refused 6.12 "half patched"
	grep -q "^  mm/cma.c" "$W.said"
	rm -rf "$W/tree"
	git_tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	cp "$CMAKIT_BUILD/src/6.12/mm/cma.c" "$W/tree/mm/cma.c"
	refused 6.12 "not committed" --git
}

# Whoever goes back by hand is not caught between apply and unapply.
git_reset_off() {
	git_tree_of 6.12
	"$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	git_quiet "$W/tree" reset -q --hard HEAD~5
	expect 0 "refs are dropped" "$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	git_quiet "$W/tree" reset -q --hard HEAD~5
	expect 4 "is not on it" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	same refs "" "$(git -C "$W/tree" for-each-ref refs/cmakit)"
	"$PATCHCTL" apply 6.12 --tree "$W/tree" --quilt
	# git am that was killed leaves one ref of the two.
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
	git_quiet "$W/tree" update-ref refs/cmakit/6.12 HEAD
	expect 0 "refs are dropped" "$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
}
