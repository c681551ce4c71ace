#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# kunit.sh [BASE]: the series' KUnit suites run by the kernel's own kunit.py on User
# Mode Linux, as those who review the series would; of 7.3 if no base is named. There is
# no area there, and what needs one is skipped; tests/boot.sh runs all of it.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh

base=${1:-7.3}
out=$BUILD/tests/kunit-$base
rm -rf "$out"
mkdir -p "$out"

kunit() { tools/lab/lab kunit "$base" um >"$out/log" 2>&1 || { tail -n 30 "$out/log"; return 1; }; }
# suite SUITE RESULT: how kunit.py says it went, behind its last case.
suite() {
	local line
	line=$(sed 's/^\[[^]]*\] //' "$out/log" | grep -F "] $1 =")
	echo "$line"
	[[ $line =~ ^=+\ \[$2\]\ $1\ =+$ ]]
}
none_failed() {
	local told
	told=$(grep -F 'Testing complete.' "$out/log")
	echo "$told"
	# "Ran 195 tests: passed: 159, skipped: 36"
	[[ $told =~ Ran\ [0-9]+\ tests:\ passed:\ ([0-9]+),\ skipped:\ [0-9]+$ ]] &&
		((BASH_REMATCH[1] > 100))
}

check "$base: kunit.py builds the suites and ends with status 0" kunit
for name in cma_place cma_place_zoned cma_search cma_failure; do
	check "$base: $name" suite "$name" PASSED
done
for name in alloc_contig alloc_contig_smp cma_occupancy; do
	check "$base: $name is skipped where there is no area" suite "$name" SKIPPED
done
check "$base: no case failed" none_failed

done_testing
