# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the tests of cmakit's verbs that replay a trace have in common. Sourced,
# after env.sh and tap.sh; builds cmakit twice, or ends the test.

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
CMAKIT=$BUILD/cmakit
SANITIZED=$BUILD/cmakit-asan/cmakit

check "cmakit builds without a warning" \
	make_shared -C "$ROOT/tools/cmakit" OUT="$BUILD"
check "cmakit builds with ASan and UBSan" \
	make_shared -C "$ROOT/tools/cmakit" OUT="$BUILD/cmakit-asan" SANITIZE=1
[[ -x $CMAKIT && -x $SANITIZED ]] || done_testing

# simulate FILTER ARGUMENT...: what jq's FILTER makes of the JSON, one line.
simulate() {
	local filter=$1
	shift
	"$SANITIZED" simulate --json "$@" | jq -rc "$filter"
}

# is NAME EXPECTED ACTUAL
is() {
	printf 'expected %s\ngot      %s\n' "$2" "$3" >"$TMP/is"
	if [[ $2 == "$3" ]]; then ok "$1"; else not_ok "$1" "$TMP/is"; fi
}

# trace LINE...: $TMP/trace with these lines after the first.
trace() { printf '%s\n' '# cmatrace 1' "$@" >"$TMP/trace"; }

# program_exits STATUS MESSAGE PROGRAM ARGUMENT...: it does, and says MESSAGE.
program_exits() {
	local expected=$1 message=$2 program=$3 status=0
	shift 3
	"$program" "$@" >"$TMP/out" 2>&1 || status=$?
	echo "status $status" >>"$TMP/out"
	if [[ $status -eq $expected ]] && grep -q -e "$message" "$TMP/out"; then
		ok "status $expected: ${program##*/} $*"
	else
		not_ok "status $expected: ${program##*/} $*" "$TMP/out"
	fi
}

# exits STATUS MESSAGE ARGUMENT...: cmakit ARGUMENT... does.
exits() { program_exits "$1" "$2" "$SANITIZED" "${@:3}"; }
