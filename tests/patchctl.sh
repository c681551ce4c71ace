#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Tests of tools/patchctl, on kernels of a few files. TAP. Needs no kernel
# source and no network.
set -uo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
PATCHCTL=$HERE/../tools/patchctl/patchctl
# shellcheck source-path=SCRIPTDIR source=tap.sh
source "$HERE/tap.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/fixture.sh
source "$HERE/patchctl/fixture.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/cases.sh
source "$HERE/patchctl/cases.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/apply.sh
source "$HERE/patchctl/apply.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/broken.sh
source "$HERE/patchctl/broken.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/status.sh
source "$HERE/patchctl/status.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/check.sh
source "$HERE/patchctl/check.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/new-base.sh
source "$HERE/patchctl/new-base.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/packages.sh
source "$HERE/patchctl/packages.sh"

# The tester's own configuration is no part of what is tested.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent
unset GIT_COMMITTER_EMAIL GIT_COMMITTER_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_NAME

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM HUP

# quilt_in DIR ARGUMENT...
quilt_in() {
	(cd "$1" && quilt --quiltrc=- "${@:2}")
}

# tree_of VERSION: a pristine user's tree at $W/tree, not git.
tree_of() {
	cp -a "$CMAKIT_BUILD/src/$1" "$W/tree"
}

# git_tree_of VERSION: the same, kept by git.
git_tree_of() {
	tree_of "$1"
	git -C "$W/tree" init -q
	git_quiet "$W/tree" add --all
	git_quiet "$W/tree" commit -q -m base
}

# own_root: the case changes the series, so it gets a copy of it.
own_root() {
	cp -a "$CMAKIT_SERIES_ROOT" "$W/root"
	export CMAKIT_SERIES_ROOT=$W/root
}

# refused BASE TEXT ARGUMENT...: apply says no with TEXT, and nothing changes.
refused() {
	local base=$1 text=$2 before
	shift 2
	before=$(sums "$W/tree")
	expect 4 "$text" "$PATCHCTL" apply "$base" --tree "$W/tree" "$@"
	same tree "$before" "$(sums "$W/tree")"
}

## fetch, bases

fetch_resumes() {
	export CMAKIT_BUILD=$W/build
	mkdir -p "$W/build/src/.6.1.partial/mm"
	echo junk >"$W/build/src/.6.1.partial/mm/junk"
	"$PATCHCTL" fetch 6.1
	same source "$(sums "$TMP/make/linux-6.1")" "$(sums "$W/build/src/6.1")"
	(cd "$W/build/src/6.1" && sha256sum --check --quiet ../6.1.manifest)
	[[ ! -e $W/build/src/.6.1.partial ]]
	# A manifest is written last: without it, the source is unpacked again.
	rm "$W/build/src/6.1.manifest" "$W/build/src/6.1/mm/cma.c"
	"$PATCHCTL" fetch 6.1
	[[ -s $W/build/src/6.1/mm/cma.c ]]
	# With it, nothing is done.
	expect 0 "6.1: linux-6.1.tar.xz" "$PATCHCTL" fetch 6.1
	not grep unpacking "$W.said"
}

bases_lists() {
	expect 0 "^6.12  *6.12.7 .* 5  yes" "$PATCHCTL" bases
	expect 0 "^6.1  *6.1.7 .* 5  yes" "$PATCHCTL" bases
}

# bases_with_tree: 6.5 too, whose source is a tree of the user's, in $W/tree.
bases_with_tree() {
	export CMAKIT_BASES=$W/bases CMAKIT_BUILD=$W/build
	mkdir -p "$W/build/src"
	cp -a "$TMP"/build/src/6.1{,2}{,.manifest} "$W/build/src/"
	sed 's/^6.12 /6.5 tree - -\n&/' "$TMP/bases" >"$W/bases"
	fake_kernel "$W/tree" 5 3
	own_root
	cp "$W/root/patches/series-6.1" "$W/root/patches/series-6.5"
}

fetch_tree_plain() {
	bases_with_tree
	expect 4 "name your tree, once: patchctl fetch 6.5 --tree DIR" "$PATCHCTL" fetch 6.5
	expect 4 "patchctl fetch 6.5 --tree DIR" "$PATCHCTL" check 6.5
	expect 4 "patchctl fetch 6.5 --tree DIR" "$PATCHCTL" apply 6.5
	expect 0 "6.5: not checked" "$PATCHCTL" check
	expect 2 "a package's" "$PATCHCTL" fetch 6.12 --tree "$W/tree"
	expect 4 "is Linux 6.1.7, but" "$PATCHCTL" fetch 6.5 --tree "$TMP/build/src/6.1"
	touch "$W/tree/.config"
	expect 4 "was built in" "$PATCHCTL" fetch 6.5 --tree "$W/tree"
	rm "$W/tree/.config"
	# A tree can be patched before it is the base's source, but not become it then.
	"$PATCHCTL" apply --base 6.5 "$W/tree"
	expect 4 "has quilt patches" "$PATCHCTL" fetch 6.5 --tree "$W/tree"
	"$PATCHCTL" unapply --base 6.5 "$W/tree"

	expect 0 "6.5: tree sha256:.* Linux 6.5.3" "$PATCHCTL" fetch 6.5 --tree "$W/tree"
	same source "$(sums "$W/tree")" "$(sums "$W/build/src/6.5")"
	(cd "$W/build/src/6.5" && sha256sum --check --quiet ../6.5.manifest)
	expect 0 "using what is there: tree" "$PATCHCTL" fetch 6.5
	expect 0 "^6.5 *6.5.3 *(your tree) *5 *yes" "$PATCHCTL" bases
	expect 0 "^patchctl: 6.5: 5 patches" "$PATCHCTL" check
	"$PATCHCTL" apply 6.5
	echo "int more;" >>"$W/tree/include/linux/cma.h"
	expect 0 "unpacking tree sha256" "$PATCHCTL" fetch 6.5 --tree "$W/tree"
	grep more "$W/build/src/6.5/include/linux/cma.h"
}

# The commit below the series, whatever lies about in the work tree.
fetch_tree_git() {
	local commit
	bases_with_tree
	git -C "$W/tree" init -q
	git_quiet "$W/tree" add --all
	git_quiet "$W/tree" commit -q -m pristine
	commit=$(git -C "$W/tree" rev-parse HEAD)
	"$PATCHCTL" apply --git "$W/tree" --base=6.5
	echo "int edit;" >>"$W/tree/include/linux/cma.h"
	touch "$W/tree/stray"
	expect 0 "6.5: git $commit Linux 6.5.3" "$PATCHCTL" fetch --base 6.5 --tree "$W/tree"
	grep "what is not committed is left out" "$W.said"
	git -C "$W/tree" reset -q --hard "$commit"
	rm "$W/tree/stray"
	same source "$(sums "$W/tree")" "$(sums "$W/build/src/6.5")"
}

# Each way of naming a base and a tree.
base_named() {
	local how
	tree_of 6.12
	for how in "6.12 --tree TREE" "--tree TREE 6.12" "--base 6.12 --tree TREE" \
		"--base 6.12 TREE" "TREE --base=6.12" "--tree=TREE --base 6.12"; do
		# shellcheck disable=SC2086 # several words
		expect 0 "5 patches applied" "$PATCHCTL" apply ${how/TREE/$W/tree}
		# shellcheck disable=SC2086
		"$PATCHCTL" unapply ${how/TREE/$W/tree}
	done
	same tree "$(sums "$CMAKIT_BUILD/src/6.12")" "$(sums "$W/tree")"
	expect 0 "^added/0001" "$PATCHCTL" series --base 6.12
	expect 2 "named with --tree: $W/tree" "$PATCHCTL" apply 6.12 "$W/tree"
	expect 2 "one base and one tree" "$PATCHCTL" apply --base 6.12 --tree "$W/tree" x
	expect 2 "which base" "$PATCHCTL" apply --tree "$W/tree"
	expect 2 "needs a value" "$PATCHCTL" apply 6.12 --tree
	expect 2 "unexpected: --git=1" "$PATCHCTL" apply 6.12 --git=1
	expect 2 "not both" "$PATCHCTL" apply 6.12 --git --quilt
	expect 2 "is --since pristine" "$PATCHCTL" refresh 6.12 --tree "$W/tree" --base pristine
}

series_lists() {
	local plain
	own_root
	plain=$(<"$W/root/patches/series-6.12")
	same patches "$("$PATCHCTL" series 6.12)" "$plain"
	sed -i -e '1i # a comment' -e 's/$/  # another/' "$W/root/patches/series-6.12"
	same patches "$("$PATCHCTL" series 6.12)" "$plain"
	rm "$W/root/patches/series-6.1"
	expect 4 "no series for base 6.1" "$PATCHCTL" series 6.1
}

usage_errors() {
	expect 2 "no verb" "$PATCHCTL" frobnicate
	expect 2 "no base named 9.9; bases: 6.1 6.12" "$PATCHCTL" apply 9.9
	expect 2 "unexpected: --frob" "$PATCHCTL" sync --frob
	local verb
	for verb in "" bases series status fetch apply unapply refresh new-base sync check; do
		# shellcheck disable=SC2086 # the tool's own help has no verb
		expect 0 usage: "$PATCHCTL" $verb --help
		[[ $(wc -l <"$W.said") -le 24 && $(wc -L <"$W.said") -le 80 ]]
	done
}

## the layout that refresh made

layout() {
	cd "$CMAKIT_SERIES_ROOT/patches" || exit
	same series-6.12 "$(cat series-6.12)" "added/0001-mm-cma-add-the-search.patch
from-6.1/0002-mm-cma-use-the-search.patch
changed/0003-mm-cma-zones.patch
from-6.12/0004-mm-cma-lock-differently.patch
from-6.1/0005-mm-cma-tell-more.patch"
	same series-6.1 "$(cat series-6.1)" "$(sed 's/from-6.12/from-6.1/' series-6.12)"
	same exec "$(stat -c %a ../selftests/run.sh)" 755
	grep -q '^@@ -37,7' from-6.1/0002-*.patch # in 6.1's line numbers
	grep -q '^Upstream-Status: Pending' from-6.1/0002-*.patch
	grep -q 'return 2' ../kernel/mm/cma_place.c
	grep -q 'return 1' added/0001-*.patch
}

check_passes() {
	expect 0 "^patchctl: 6.12: 5 patches.*2 hunks at an offset.*byte-identical" \
		"$PATCHCTL" check
	expect 0 "^patchctl: 6.1: 5 patches.*no offset" "$PATCHCTL" check 6.1
}

## sync

# drifts TEXT: sync --check says no with TEXT, and writes nothing.
drifts() {
	local before
	before=$(sums "$W/root")
	expect 1 "$1" "$PATCHCTL" sync --check
	same root "$before" "$(sums "$W/root")"
}

sync_drift() {
	own_root
	expect 0 agree "$PATCHCTL" sync --check
	echo "/* edit */" >>"$W/root/kernel/mm/cma_place.h"
	drifts "mm/cma_place.h: [0-9]* lines differ"
	"$PATCHCTL" sync
	expect 0 agree "$PATCHCTL" sync --check
	grep -q '^+/\* edit \*/' "$W/root"/patches/added/0001-*.patch
}

sync_patch_edited() {
	own_root
	sed -i 's/return 1/return 9/' "$W/root"/patches/added/0001-*.patch
	drifts "patches/added/0001-mm-cma-add-the-search.patch: not what"
}

sync_unlisted() {
	own_root
	echo x >"$W/root/kernel/mm/extra.c"
	drifts "kernel/mm/extra.c: in no list"
	rm "$W/root/kernel/mm/extra.c"
	echo x >"$W/root/selftests/extra"
	drifts "selftests/extra: in no list"
}

sync_missing() {
	own_root
	rm "$W/root/selftests/run.sh"
	drifts "selftests/run.sh does not exist"
}

sync_mode() {
	own_root
	chmod -x "$W/root/selftests/run.sh"
	drifts "selftests/cma/run.sh: 2 lines differ"
}

sync_unused() {
	own_root
	sed -i '/0005/d' "$W/root"/patches/series-*
	drifts "from-6.1/0005-.*: in no series"
	sed -i '/0003/d' "$W/root/patches/series-6.1"
	drifts "series-6.1: lacks changed/0003"
}

sync_conflict() {
	own_root
	sed -i 's/return 2/return 3/' "$W/root/kernel/mm/cma_place.c"
	drifts "changed/0003-mm-cma-zones.patch: does not come out"
	expect 1 "does not come out" "$PATCHCTL" sync
}

## refresh

# committed BASE: a git tree of the series, from apply --git, in a copy of the
# series of its own.
committed() {
	own_root
	git_tree_of "$1"
	"$PATCHCTL" apply "$1" --tree "$W/tree" --git
}

# amend SUBJECT: fold what is in the tree into that commit.
amend() {
	local target
	target=$(git -C "$W/tree" log --format=%H --grep "^$1\$" -1)
	git_quiet "$W/tree" add --all
	git_quiet "$W/tree" commit -q --fixup "$target"
	GIT_SEQUENCE_EDITOR=true git_quiet "$W/tree" rebase -q -i --autosquash "$target^"
}

refresh_nothing() {
	local before
	committed "$1"
	before=$(sums "$W/root")
	"$PATCHCTL" refresh "$1" --tree "$W/tree"
	same root "$before" "$(sums "$W/root")"
}

refresh_added() {
	committed 6.12
	echo "int more(void);" >>"$W/tree/mm/cma_place.h"
	amend "mm/cma: add the search"
	"$PATCHCTL" refresh 6.12 --tree "$W/tree"
	grep -q more "$W/root/kernel/mm/cma_place.h"
	"$PATCHCTL" sync --check
	"$PATCHCTL" check
	# What git knew of the series has moved with it.
	expect 0 already "$PATCHCTL" apply 6.12 --tree "$W/tree" --git
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
}

# Only 6.12 is amended, in lines that both bases have: both get the new text.
refresh_shared() {
	committed 6.12
	sed -i 's/^static int line_42;/static int line_42 = 42;/' "$W/tree/mm/cma.c"
	amend "mm/cma: use the search"
	"$PATCHCTL" refresh 6.12 --tree "$W/tree"
	grep -q '= 42;' "$W/root"/patches/from-6.1/0002-*.patch
	same series "$(cat "$W/root/patches/series-6.1")" "$(cat "$TMP/root/patches/series-6.1")"
	"$PATCHCTL" check
}

# Amended in lines that 6.1 does not have: 6.1 keeps what it has.
refresh_parts() {
	committed 6.12
	sed -i 's/^static int line_1003;/static int line_1003 = 3;/' "$W/tree/mm/cma.c"
	amend "mm/cma: use the search"
	"$PATCHCTL" refresh 6.12 --tree "$W/tree"
	grep -q '= 3;' "$W/root"/patches/from-6.12/0002-*.patch
	cmp {"$TMP","$W"}/root/patches/from-6.1/0002-mm-cma-use-the-search.patch
	cmp {"$TMP","$W"}/root/patches/series-6.1
	"$PATCHCTL" check
}

# A commit in the middle: later numbers move, in the other base's series too.
refresh_insert() {
	committed 6.12
	git_quiet "$W/tree" reset -q --hard HEAD~3
	echo "int new;" >"$W/tree/mm/new.c"
	commit "$W/tree" "mm/cma: new file"
	git_quiet "$W/tree" cherry-pick refs/cmakit/6.12-head~2 refs/cmakit/6.12-head~1 \
		refs/cmakit/6.12-head >/dev/null
	"$PATCHCTL" refresh 6.12 --tree "$W/tree"
	same series-6.1 "$(cat "$W/root/patches/series-6.1")" "added/0001-mm-cma-add-the-search.patch
from-6.1/0002-mm-cma-use-the-search.patch
added/0003-mm-cma-new-file.patch
changed/0004-mm-cma-zones.patch
from-6.1/0004-mm-cma-lock-differently.patch
from-6.1/0006-mm-cma-tell-more.patch"
	"$PATCHCTL" check
}

# A change beside a line that differs is shared with fewer context lines only.
refresh_context() {
	committed 6.12
	git_quiet "$W/tree" reset -q --hard HEAD
	sed -i 's/^static int line_147;/static int line_147 = 147;/' "$W/tree/mm/cma.c"
	commit "$W/tree" "mm/cma: near the line that differs"
	"$PATCHCTL" refresh 6.12 --tree "$W/tree"
	[[ -e $W/root/patches/from-6.12/0006-mm-cma-near-the-line-that-differs.patch ]]
	"$PATCHCTL" refresh 6.12 --tree "$W/tree" --context 2
	[[ -e $W/root/patches/from-6.1/0006-mm-cma-near-the-line-that-differs.patch ]]
	# Once it is so, it stays so without being told.
	"$PATCHCTL" refresh 6.12 --tree "$W/tree"
	[[ -e $W/root/patches/from-6.1/0006-mm-cma-near-the-line-that-differs.patch ]]
}

# Both bases have the same change in a file each; fewer context lines unite them.
refresh_united() {
	local base
	own_root
	for base in 6.12 6.1; do
		git_tree_of "$base"
		"$PATCHCTL" apply "$base" --tree "$W/tree" --git
		mv "$W/tree" "$W/$base"
	done
	for base in 6.12 6.1; do
		sed -i 's/^static int line_147;/static int line_147 = 147;/' "$W/$base/mm/cma.c"
		commit "$W/$base" "mm/cma: near the line that differs"
		"$PATCHCTL" refresh "$base" --tree "$W/$base"
	done
	grep -q '^from-6.12/0006' "$W/root/patches/series-6.12"
	grep -q '^from-6.1/0006' "$W/root/patches/series-6.1"
	"$PATCHCTL" refresh 6.12 --tree "$W/6.12" --context 2
	grep -q '^from-6.1/0006' "$W/root/patches/series-6.12"
	[[ ! -e $W/root/patches/from-6.12/0006-mm-cma-near-the-line-that-differs.patch ]]
	"$PATCHCTL" check
	# The oldest base's line numbers, once it is refreshed.
	"$PATCHCTL" refresh 6.1 --tree "$W/6.1"
	grep -q '^@@ -145,5' "$W/root"/patches/from-6.1/0006-*.patch
	"$PATCHCTL" check
}

refresh_mixed() {
	local before
	committed 6.12
	echo x >"$W/tree/mm/another.c"
	sed -i 's/^static int line_60;//' "$W/tree/mm/cma.c"
	commit "$W/tree" "mm/cma: two things"
	before=$(sums "$W/root")
	expect 4 "mixes kinds of change.*Split it" "$PATCHCTL" refresh 6.12 --tree "$W/tree"
	grep -q "added *mm/another.c" "$W.said"
	grep -q "hunks *mm/cma.c" "$W.said"
	same root "$before" "$(sums "$W/root")"
}

# git am stopped: the commits that are there are not all there will be.
refresh_under_way() {
	local before
	committed 6.12
	git -C "$W/tree" reset -q --hard HEAD~3
	git_quiet "$W/tree" am "$W/root/patches/from-6.1/0002-mm-cma-use-the-search.patch" || true
	before=$(sums "$W/root")
	expect 4 "git has a rebase-apply under way" "$PATCHCTL" refresh 6.12 --tree "$W/tree"
	same root "$before" "$(sums "$W/root")"
}

refresh_keeps_edits() {
	local before
	committed 6.12
	echo "/* mine */" >>"$W/root/kernel/mm/cma_place.h"
	before=$(sums "$W/root")
	expect 4 "kernel/mm/cma_place.h" "$PATCHCTL" refresh 6.12 --tree "$W/tree"
	same root "$before" "$(sums "$W/root")"
	"$PATCHCTL" refresh 6.12 --tree "$W/tree" --force
	"$PATCHCTL" sync --check
}

## check: more in patchctl/check.sh

# bad_message SED TEXT: check says no to a message.
bad_message() {
	own_root
	sed -i "$1" "$W/root"/patches/from-6.1/0005-*.patch
	expect 1 "from-6.1/0005.*$2" "$PATCHCTL" check 6.1
}

check_fuzz() {
	own_root
	sed -i 's/^ static int line_79;/ static int other;/' "$W/root"/patches/from-6.1/0005-*.patch
	expect 1 "0005.*Hunk #1 FAILED" "$PATCHCTL" check 6.12
}

fixture_make "$TMP" >"$TMP/log" 2>&1 || {
	not_ok "refresh makes the series of two bases" "$TMP/log"
	done_testing
}
t "refresh makes the series of two bases, sharing what fits both" layout
t "fetch unpacks, takes up again, and does nothing twice" fetch_resumes
t "bases lists version, patches, fetched" bases_lists
t "fetch: a tree of the user's, without git" fetch_tree_plain
t "fetch: a tree of the user's, in git" fetch_tree_git
t "every way of naming a base and a tree" base_named
t "series lists the patches, without comments" series_lists
t "usage: exit 2, and help of every verb on a screen" usage_errors
t "status: the matrix, and what is there more than once" status_shows
t "status: patches that are not needed" status_reasons
t "status: subjects" status_subjects
t "check passes on both, and counts offsets" check_passes
t "apply and unapply, quilt, 6.12" round_trip_quilt 6.12
t "apply and unapply, quilt, 6.1" round_trip_quilt 6.1
t "real quilt pops and pushes the result" real_quilt
t "real quilt in a tree with patches of its own" real_quilt own
t "apply and unapply, git, 6.12" round_trip_git 6.12
t "apply and unapply, git, 6.1" round_trip_git 6.1
t "quilt and git give the same tree" modes_agree
t "offsets are shown" offset_shown
t "the build's own trees" default_tree
t "unapply loses nobody's work" unapply_careful
t "refused: no kernel tree" refuse_no_kernel
t "refused: wrong version" refuse_version
t "refused: dirty tree without git" refuse_dirty_plain
t "refused: dirty git tree" refuse_dirty_git
t "refused: file to add exists" refuse_existing
t "refused: rejects lie about" refuse_rejects
t "refused: half popped; unapply takes off the rest" refuse_popped
t "refused: another quilt series" refuse_other_quilt
t "refused: git am under way" refuse_am
t "refused: some commits of the series" refuse_partial_git
t "refused: fuzz needed" refuse_fuzz
t "refused: --git without git" refuse_not_git
t "refused: git that cannot be read" refuse_unreadable_git
t "another sublevel: applied, with a warning" other_sublevel
t "patches/ in a git tree, both ways" own_patches_git
t "a patch of the user's own is not removed" keeps_own_patch
t "nor is one in the build's own tree" keeps_own_patch_default
t "refused: applied, but files reverted" refuse_reverted
t "git reset takes the series off" git_reset_off
t "a failure midway is undone, quilt" undone_midway quilt
t "a failure midway is undone, git" undone_midway git
t "git am that stopped midway is undone" undone_midway git "$(command -v git) \"\$@\"; exit 1"
t "TERM midway is undone, quilt" interrupted quilt TERM 143
t "INT midway is undone, quilt" interrupted quilt INT 130
t "TERM midway is undone, git" interrupted git TERM 143
t "INT midway is undone, git" interrupted git INT 130
t "a tree that cannot be written" unwritable
t "an undo that fails is not claimed" undo_fails
t "two at once" two_at_once
t "packages: a kept one is verified" deb_kept
t "packages: no network" deb_offline
t "packages: another suite, from the machine's mirror" deb_suite
t "packages: another suite is verified" deb_suite_verified
t "packages: several versions" deb_versions
t "sync: edit in kernel/" sync_drift
t "sync: edit in patches/added/" sync_patch_edited
t "sync: unlisted file" sync_unlisted
t "sync: missing file" sync_missing
t "sync: executable bit" sync_mode
t "sync: patch in no series, or not in every one" sync_unused
t "sync: edit under a later patch" sync_conflict
t "refresh without a change changes nothing, 6.12" refresh_nothing 6.12
t "refresh without a change changes nothing, 6.1" refresh_nothing 6.1
t "refresh: amended file of the series" refresh_added
t "refresh: amended hunk that both bases take" refresh_shared
t "refresh: amended hunk that one base takes" refresh_parts
t "refresh: commit in the middle" refresh_insert
t "refresh: fewer context lines to share" refresh_context
t "refresh: the same change of two bases united" refresh_united
t "refresh: mixed commit" refresh_mixed
t "refresh: git am under way" refresh_under_way
t "new-base: by hand where a patch does not fit" new_base_continue
t "new-base: a commit of one's own" new_base_own_commit
t "new-base: what is not needed" new_base_skip
t "new-base: given up" new_base_abort
t "new-base: killed at its beginning" new_base_died
t "new-base: of an installation" new_base_installed
t "new-base: a tree of the user's" new_base_tree
t "refresh: edits in kernel/ are not overwritten" refresh_keeps_edits
t "check: no explanation" bad_message '/^The reason/d' "explanation"
t "check: no Assisted-by" bad_message '/^Assisted-by/d' "Assisted-by"
t "check: no Upstream-Status" bad_message '/^Upstream-Status/d' "Upstream-Status"
t "check: Signed-off-by" bad_message 's/^Assisted-by/Signed-off-by: x\n&/' "Signed-off-by"
t "check: subject" bad_message 's/^Subject:.*/Subject: [PATCH] Fix things/' "Subject"
t "check: a hunk that needs fuzz" check_fuzz
t "check: the matrix, and which builds" check_shows
t "check: checkpatch, once for each patch" check_style
t "check: compiles what changed, and goes on where it stopped" build_again
t "check: a warning, an error, an option" build_says_no
t "check: ended in the middle" build_ended
t "check: two at once" check_two
t "check: a job that is killed" job_killed
t "check: those that go upstream first" build_first
report
