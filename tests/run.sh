#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# tests/run: programs that pass, fail, skip, end too early or say nothing, each
# counted as it should be.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
mkdir -p "$TMP/tests" "$TMP/tools/env"
cp tests/run tests/tap.sh "$TMP/tests"
unset TEST_JOBS TEST_SECONDS TEST_GRACE
cp tools/env/env.sh "$TMP/tools/env"

# program NAME LINE...: a test of these lines.
program() {
	printf '%s\n' '#!/usr/bin/env bash' "${@:2}" >"$TMP/tests/$1.sh"
	chmod +x "$TMP/tests/$1.sh"
}
program good 'echo ok 1 - a' 'echo ok 2 - b' 'echo 1..2'
program first 'echo 1..2' 'echo ok 1 - a' 'echo ok 2 - b'
program bad 'echo ok 1 - a' 'echo not ok 2 - b' 'echo 1..2' 'exit 1'
program skips 'echo ok 1 - a' 'echo "ok 2 - b # SKIP no time"' 'echo 1..2'
program silent 'echo hello'
program unlucky 'echo ok 1 - a' 'echo 1..1' 'exit 3'
program takes 'echo "ok 1 - $*"' 'echo "# with $*"' 'echo 1..1'
program early 'echo ok 1 - a' 'exit 0' 'echo 1..2'
program fewer 'echo ok 1 - a' 'echo 1..2'
program more 'echo ok 1 - a' 'echo ok 2 - b' 'echo 1..1'
program twice 'echo ok 1 - a' 'echo 1..1' 'echo 1..1'
program killed 'echo ok 1 - a' 'echo 1..1' 'kill -KILL 0'
program slower 'sleep 1' 'echo ok 1 - a' 'echo 1..1'
program nap 'sleep 5' 'echo ok 1 - a' 'echo 1..1'
program slow 'echo ok 1 - a' 'sleep 60' 'echo 1..1'
program early-bad 'echo ok 1 - a' 'echo not ok 2 - b' 'exit 1'

# counts STATUS LAST MESSAGE NAME...: the status, the last line and a line before.
counts() {
	local status=0
	CMAKIT_BUILD=$TMP/build "$TMP/tests/run" "${@:4}" >"$TMP/out" 2>&1 || status=$?
	cat "$TMP/out"
	[[ $status -eq $1 && $(tail -n 1 "$TMP/out") == "$2" ]] && grep -q -e "$3" "$TMP/out"
}
check "two pass, whether the plan comes first or last" counts 0 \
	'4 passed, 0 failed' '# good: 2 passed, 0 failed' good first
check "one fails" counts 1 '1 passed, 1 failed' '# bad failed, log' bad
check "one is skipped" counts 0 '1 passed, 0 failed' '# 1 skipped' skips
check "no case is a failure" counts 1 '0 passed, 1 failed' 'silent ran no case' silent
check "a bad end is" counts 1 '1 passed, 1 failed' 'ended with status 3' unlucky
check "success without a plan is" counts 1 '1 passed, 1 failed' \
	'early ran 1 cases, its plan says nothing' early
check "fewer cases than planned are" counts 1 '1 passed, 1 failed' \
	'ran 1 cases, its plan says 2' fewer
check "more are" counts 1 '2 passed, 1 failed' 'ran 2 cases, its plan says 1' more
check "two plans are" counts 1 '1 passed, 1 failed' "its plan says 1 1" twice
check "and one that stops after a failure" counts 1 '1 passed, 2 failed' \
	'its plan says nothing' early-bad
check "the others count on" counts 1 '3 passed, 1 failed' '# good: 2 passed' early good
# limited JOBS SECONDS GRACE ARGUMENT...: counts, of a run with these limits.
limited() { (export TEST_JOBS=$1 TEST_SECONDS=$2 TEST_GRACE=$3; counts "${@:4}"); }
finished() { ! pgrep -f "$TMP/tests/slow.sh"; }
check "without time for it, one is not begun" limited 1 4 60 \
	0 '1 passed, 0 failed' 'NOT RUN .* 4 seconds were over: good$' nap good
check "nor ended, and it does not fail for that" limited 1 8 1 \
	0 '2 passed, 0 failed' 'NOT RUN to the end, .* over: slow$' nap slow
check "but one that was begun early fails" limited 2 4 1 \
	1 '3 passed, 1 failed' '^not ok - slow has not come to its end' good slow
check "and does not go on" finished
check "one that is killed while others run is a failure" counts 1 '2 passed, 1 failed' \
	'killed ended with status 137' killed slower
check "one with an argument" counts 0 '2 passed, 0 failed' '# with 6.1$' takes:6.1 takes:7.3
check "no such test is a wrong usage" counts 2 "run: no test 'x': $TMP/tests/x.sh" . x

done_testing
