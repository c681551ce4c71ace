# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Running cases side by side, and saying how they went with ../tap.sh. Sourced by
# ../patchctl.sh, which sets TMP, a folder for everything.

NAMES=()

# t NAME FUNCTION ARGUMENT...: one case. The function runs in a shell of its own
# with -e, in an empty folder $W, beside as many others as there are processors. With
# CASES=TEXT in the environment only those whose name has TEXT.
t() {
	local name=$1 id=${#NAMES[@]}
	shift
	[[ $name == *"${CASES:-}"* ]] || return 0
	NAMES+=("$name")
	export W=$TMP/w.$id
	mkdir "$W"
	[[ $(jobs -rp | wc -l) -lt $(nproc) ]] || wait -n
	(
		(set -e; "$@") >"$TMP/log.$id" 2>&1
		echo $? >"$TMP/status.$id"
		rm -rf "$W"
	) &
}

# report: wait for all cases; a line for each, with what a failed one said.
report() {
	local id
	wait
	for id in "${!NAMES[@]}"; do
		if [[ $(cat "$TMP/status.$id") == 0 ]]; then
			ok "${NAMES[id]}"
		else
			not_ok "${NAMES[id]}" "$TMP/log.$id"
		fi
	done
	done_testing
}

# expect STATUS TEXT COMMAND...: it exits so, and says TEXT (a pattern).
expect() {
	local want=$1 text=$2 status=0
	shift 2
	"$@" >"$W.said" 2>&1 || status=$?
	cat "$W.said"
	[[ $status == "$want" ]] || { echo "exit $status, expected $want"; return 1; }
	grep -q -- "$text" "$W.said" || { echo "expected to read: $text"; return 1; }
}

# not COMMAND...: it fails. ("!" before a command keeps set -e from looking at it.)
not() {
	if "$@"; then
		echo "did not fail: $*"
		return 1
	fi
}

# same WHAT A B
same() {
	[[ $2 == "$3" ]] || { echo "$1 differs:"; diff <(echo "$2") <(echo "$3"); return 1; }
}
