# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases in which apply does not come to its end. Sourced by ../patchctl.sh.

# shim NAME: make standard input a program $W/bin/NAME.
shim() {
	mkdir -p "$W/bin"
	{
		echo '#!/bin/bash'
		cat
	} >"$W/bin/$1"
	chmod +x "$W/bin/$1"
}

# halfway MODE WHAT: a quilt, or git, that does a part of the work and then
# WHAT, shell code.
halfway() {
	if [[ $1 == quilt ]]; then
		shim quilt <<END
$(command -v quilt) "\${@/-a/3}"
$2
END
	else
		shim git <<END
if [[ " \$* " == *" am --quiet "* ]]; then
	set -- "\${@:1:\$#-2}"
	$(command -v git) "\$@"
	$2
fi
exec $(command -v git) "\$@"
END
	fi
}

# as_before MODE SUMS: the git tree is, and takes the series.
as_before() {
	same tree "$2" "$(sums "$W/tree")"
	same commits "$(git -C "$W/tree" rev-list --count HEAD)" 1
	same status "" "$(git -C "$W/tree" status --porcelain)"
	same refs "" "$(git -C "$W/tree" for-each-ref refs/cmakit)"
	[[ ! -e $W/tree/.git/rebase-apply ]]
	"$PATCHCTL" apply 6.12 --tree "$W/tree" "--$1"
}

# undone_midway MODE [WHAT]: the tree breaks in the middle, after a good trial.
undone_midway() {
	local mode=$1 before
	git_tree_of 6.12
	halfway "$mode" "${2:-exit 1}"
	before=$(sums "$W/tree")
	PATH=$W/bin:$PATH expect 4 "the tree is as it was" \
		"$PATCHCTL" apply 6.12 --tree "$W/tree" "--$mode"
	as_before "$mode" "$before"
}

# interrupted MODE SIGNAL STATUS: a signal to all of the group, as from a
# terminal. What writes to the tree takes its time to end, and does damage.
interrupted() {
	local mode=$1 before pid status=0
	git_tree_of 6.12
	before=$(sums "$W/tree")
	halfway "$mode" "trap 'sleep 0.5; echo late >>$W/tree/mm/cma.c; exit 1' INT TERM
	touch $W/reached
	for ((i = 0; i < 300; i++)); do sleep 0.1; done"
	PATH=$W/bin:$PATH env --default-signal=INT,TERM setsid "$PATCHCTL" \
		apply 6.12 --tree "$W/tree" "--$mode" >"$W.said" 2>&1 &
	pid=$!
	until [[ -e $W/reached ]]; do
		kill -0 "$pid" || { cat "$W.said"; return 1; }
		sleep 0.05
	done
	[[ -e $W/tree/mm/cma_place.c ]]
	kill -"$2" -- -"$pid"
	wait "$pid" || status=$?
	cat "$W.said"
	same status "$status" "$3"
	grep -q "undone; the tree is as it was" "$W.said"
	as_before "$mode" "$before"
}

# root may write anywhere, so it is mktemp that fails; and then a file that is
# in the place of quilt's records.
unwritable() {
	local before root=/
	tree_of 6.12
	shim mktemp <<END
[[ \$* != *patches-cmakit* ]] || exit 1
exec $(command -v mktemp) "\$@"
END
	before=$(sums "$W/tree")
	PATH=$W/bin:$PATH expect 4 "the tree is as it was" \
		"$PATCHCTL" apply 6.12 --tree "$W/tree"
	same tree "$before" "$(sums "$W/tree")"
	[[ ! -e ${root}series && ! -e ${root}added && ! -e ${root}.cmakit ]]
	echo mine >"$W/tree/.pc"
	refused 6.12 "another quilt series"
}

# A file that cannot be put back: the claim is not made, and the copy is kept.
undo_fails() {
	local kept
	git_tree_of 6.12
	halfway quilt "exit 1"
	shim cp <<END
[[ \${*: -1} != $W/tree/mm/* ]] || exit 1
exec $(command -v cp) "\$@"
END
	PATH=$W/bin:$PATH TMPDIR=$W expect 4 "NOT as it was" \
		"$PATCHCTL" apply 6.12 --tree "$W/tree"
	! grep "tree is as it was" "$W.said" || return 1
	grep -q "^  mm/cma.c" "$W.said"
	kept=$(sed -n 's/.* are in //p' "$W.said")
	cmp "$kept/mm/cma.c" "$CMAKIT_BUILD/src/6.12/mm/cma.c"
}

# first_apply: one that takes a while, in the background; comes back once it is
# at work. Out: FIRST, its process.
first_apply() {
	rm -f "$W/reached"
	PATH=$W/bin:$PATH "$PATCHCTL" apply 6.12 --tree "$W/tree" &
	FIRST=$!
	until [[ -e $W/reached ]]; do sleep 0.05; done
}

# The second waits for the first, and finds its work done; unapply likewise.
two_at_once() {
	tree_of 6.12
	shim quilt <<END
touch $W/reached
sleep 1
exec $(command -v quilt) "\$@"
END
	first_apply
	expect 0 "waiting for another" "$PATCHCTL" apply 6.12 --tree "$W/tree"
	grep -q "applied already" "$W.said"
	wait "$FIRST"
	"$PATCHCTL" unapply 6.12 --tree "$W/tree"
	first_apply
	expect 0 "series of base 6.12 is off" "$PATCHCTL" unapply 6.12 --tree "$W/tree"
	wait "$FIRST"
	same tree "$(sums "$CMAKIT_BUILD/src/6.12")" "$(sums "$W/tree")"
}
