# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of new-base. Sourced by ../patchctl.sh.

# new_kernel: a series of its own, and 6.18, newer than the others and fetched, where
# one patch has to be made by hand and the others fit. Its git tree is $W/tree.
new_kernel() {
	local tree=$W/build/src/6.18
	own_root
	export CMAKIT_BASES=$W/bases CMAKIT_BUILD=$W/build
	mkdir -p "$W/build/src"
	cp -a "$TMP"/build/src/6.1{,2}{,.manifest} "$W/build/src/"
	fake_kernel "$tree" 18 3
	sed -i 's/^static int line_40;/static int range_40;/' "$tree/mm/cma.c"
	cat "$TMP/bases" >"$W/bases"
	tar -C "$W/build/src" -cJf "$W/6.18.tar.xz" 6.18
	rm -rf "$tree"
	echo "6.18 local - $W/6.18.tar.xz" >>"$W/bases"
	"$PATCHCTL" fetch 6.18
	git_tree_of 6.18
}

# new_base STATUS TEXT ARGUMENT...: of 6.18, on its tree.
new_base() {
	expect "$1" "$2" "$PATCHCTL" new-base 6.18 --tree "$W/tree" "${@:3}"
}

# by_hand: what the patch that does not fit would have done; the Makefile's hunk is
# in the tree already.
by_hand() {
	rm "$W/tree/mm/cma.c.rej"
	sed -i 's/^static int range_40;/static int range_40 = 40;/' "$W/tree/mm/cma.c"
}

# carried: the new series is that of 6.1, but for the patch that was made by hand.
carried() {
	same series "$("$PATCHCTL" series 6.18)" \
		"$("$PATCHCTL" series 6.1 | sed 's|from-6.1/0002|from-6.18/0002|')"
	cmp {"$TMP","$W"}/root/patches/series-6.1
	cmp {"$TMP","$W"}/root/patches/series-6.12
	grep -q '^Upstream-Status: Pending' "$W/root"/patches/from-6.18/0002-*.patch
	same message "$(sed -n '/^Subject/,/^---$/p' "$W/root"/patches/from-6.18/0002-*.patch)" \
		"$(sed -n '/^Subject/,/^---$/p' "$W/root"/patches/from-6.1/0002-*.patch)"
	"$PATCHCTL" check
}

new_base_continue() {
	new_kernel
	expect 4 "no series for base 6.18" "$PATCHCTL" apply 6.18
	new_base 1 "from-6.1/0002-.* does not apply" --from 6.1
	grep -q "  Hunk #1 FAILED" "$W.said"
	grep -q "new-base 6.18 --tree $W/tree --continue" "$W.said"
	grep -q "cma_place.o" "$W/tree/mm/Makefile"
	new_base 4 "bring these hunks in" --continue
	grep -q "^  mm/cma.c.rej" "$W.said"
	new_base 4 "new-base 6.18 is under way" --from 6.12
	by_hand
	new_base 0 "base 6.18: 5 patches" --continue
	same status "" "$(git -C "$W/tree" status --porcelain)"
	carried
	expect 0 already "$PATCHCTL" apply 6.18 --tree "$W/tree" --git
	new_base 4 "has a series" --from 6.1
}

# Committed with a message of one's own; in the build's own tree.
new_base_own_commit() {
	new_kernel
	rm -rf "$W/tree"
	expect 1 "does not apply" "$PATCHCTL" new-base 6.18 --from 6.1
	ln -s build/tree/6.18-git "$W/tree"
	by_hand
	git_quiet "$W/tree" commit -q -a -m "mm/cma: use the search

As in 6.1, by hand.

Assisted-by: nobody"
	expect 0 "base 6.18: 5 patches" "$PATCHCTL" new-base 6.18 --continue
	grep -q "by hand" "$W/root"/patches/from-6.18/0002-*.patch
	"$PATCHCTL" check
}

new_base_skip() {
	new_kernel
	new_base 1 "does not apply" --from 6.1
	new_base 2 "on a line" --skip ''
	new_base 0 "base 6.18: 4 patches" --skip "it searches by itself"
	[[ ! -e $W/tree/mm/cma.c.rej ]]
	same reason "$(cat "$W/root/patches/not-needed")" \
		$'6.18\tmm/cma: use the search\tit searches by itself'
	# What others share keeps its number.
	same series "$("$PATCHCTL" series 6.18)" "$("$PATCHCTL" series 6.1 | grep -v /0002-)"
	cmp {"$TMP","$W"}/root/patches/series-6.1
	"$PATCHCTL" check
	expect 0 "^own *=6.1 *- *mm/cma: use the search" "$PATCHCTL" status
}

new_base_abort() {
	local before
	new_kernel
	before=$(sums "$W/tree")
	new_base 1 "does not apply" --from 6.1
	new_base 0 "back to the commit" --abort
	same tree "$before" "$(sums "$W/tree")"
	same refs "" "$(git -C "$W/tree" for-each-ref refs/cmakit)"
	new_base 4 "no new-base 6.18 is under way" --continue
	new_base 2 "one of --from"
	new_base 2 "one of --from" --from 6.1 --abort
	echo "int x;" >>"$W/tree/mm/cma.c"
	new_base 4 "not committed" --from 6.1
	git -C "$W/tree" checkout -q mm/cma.c
	# Its own file in the place of one of the series'.
	echo "int x;" >"$W/tree/mm/cma_place.c"
	commit "$W/tree" "mine"
	before=$(sums "$W/tree")
	new_base 1 "added/0001-.* does not apply" --from 6.1
	new_base 4 "belongs to every base" --skip "no"
	new_base 0 "back to the commit" --abort
	same tree "$before" "$(sums "$W/tree")"
}

# Before there is all that the other steps need.
new_base_died() {
	local status=0
	new_kernel
	shim git <<END
[[ " \$* " != *" update-ref refs/cmakit/6.18 "* ]] || kill -KILL "\$PPID"
exec $(command -v git) "\$@"
END
	PATH=$W/bin:$PATH "$PATCHCTL" new-base 6.18 --tree "$W/tree" --from 6.1 || status=$?
	same status "$status" 137
	new_base 4 "no new-base 6.18 is under way" --abort
	new_base 1 "from-6.1/0002-.* does not apply" --from 6.1
	by_hand
	new_base 0 "base 6.18: 5 patches" --continue
	carried
}

# An installation, whose series is not written to.
new_base_installed() {
	local before
	new_kernel
	mkdir "$W/kit"
	cp -a "$HERE/../tools" "$W/root/"{kernel,patches,selftests} "$W/kit/"
	before=$(sums "$W/kit")
	expect 4 "$W/kit is installed: copy it" env -u CMAKIT_SERIES_ROOT \
		"$W/kit/tools/patchctl/patchctl" new-base 6.18 --from 6.1 --tree "$W/tree"
	same kit "$before" "$(sums "$W/kit")"
	same refs "" "$(git -C "$W/tree" for-each-ref refs/cmakit)"
}

# The tree becomes the base's source, too.
new_base_tree() {
	bases_with_tree
	rm "$W/root/patches/series-6.5"
	git -C "$W/tree" init -q
	git_quiet "$W/tree" add --all
	git_quiet "$W/tree" commit -q -m pristine
	expect 0 "base 6.5: 5 patches" "$PATCHCTL" new-base 6.5 --from 6.1 --tree "$W/tree"
	same series "$("$PATCHCTL" series 6.5)" "$("$PATCHCTL" series 6.1)"
	expect 0 "^patchctl: 6.5: 5 patches" "$PATCHCTL" check
}
