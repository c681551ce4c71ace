# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# TAP for the tests written in shell. Sourced, after env.sh.

tap_count=0
tap_failed=0

# ok NAME / not_ok NAME [FILE]: one case; FILE's end explains a failure.
ok() {
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s\n' "$tap_count" "$1"
}
not_ok() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_count" "$1"
	[[ $# -lt 2 ]] || tail -n 40 "$2" | sed 's/^/# /'
}

# skip NAME WHY: one case that cannot be tried here.
skip() {
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

# make_shared ARGUMENT...: make, in a folder that other tests build in too, one at a time.
make_shared() {
	mkdir -p "$BUILD/tests"
	flock "$BUILD/tests/.make.lock" make -s "$@"
}

# check NAME COMMAND...: a case that passes when the command does; what the
# command printed is shown when it does not.
check() {
	local name=$1 log=$BUILD/tests/.check.$BASHPID
	shift
	mkdir -p "$BUILD/tests"
	if "$@" >"$log" 2>&1; then ok "$name"; else not_ok "$name" "$log"; fi
	rm -f "$log"
}

# done_testing: the plan, and the exit status.
done_testing() {
	printf '1..%d\n' "$tap_count"
	exit $((tap_failed > 0))
}
