#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# series.sh [BASE...]: the series as a maintainer would look at it, on these bases,
# or on every one whose source can be had: "patchctl check --build", a case for each
# line of its report. The other builds are those of "patchctl check --all". Bases in
# UNBUILT are only checked, and not compiled, for want of time, unless they are named.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh

check "patches agree with kernel/ and selftests/" \
	tools/patchctl/patchctl sync --check

UNBUILT=(5.10)
if [[ $# -gt 0 ]]; then
	UNBUILT=() built=("$@")
else
	mapfile -t built < <(tools/patchctl/patchctl bases |
		awk '$3 ~ /^linux-source/ { print $1 }' |
		grep -vxF "$(printf '%s\n' "${UNBUILT[@]}")")
fi

mkdir -p "$BUILD/tests"
log=$BUILD/tests/series-check.log
report=$BUILD/check/report.tsv
rm -f "$report" "$report.unbuilt"
status=0
if [[ ${#UNBUILT[@]} -gt 0 ]]; then
	tools/patchctl/patchctl check "${UNBUILT[@]}" >"$log" 2>&1 || status=$?
	[[ ! -s $report ]] || mv "$report" "$report.unbuilt"
fi
tools/patchctl/patchctl check "${built[@]}" --build >>"$log" 2>&1 || status=$?
if [[ ! -s $report ]]; then
	not_ok "patchctl check --build ends with a report" "$log"
	done_testing
fi
failed=0
while IFS=$'\t' read -r base row patch result said; do
	name="$base: $row"
	[[ $patch == - ]] || name+=": $patch"
	if [[ $result == ok ]]; then
		ok "$name"
	else
		failed=$((failed + 1))
		[[ $said != - ]] || said=$log
		not_ok "$name" "$said"
	fi
done < <(cat "$report.unbuilt" "$report" 2>/dev/null)

build=$(awk '/^[^#]/ { print $1 "-" $2; exit }' tools/patchctl/builds)

# bases_with ROW: those of which the report has it.
bases_with() {
	awk -F '\t' -v row="$1" '$2 == row { print $1 }' "$report" | sort -u | xargs
}

# A report that leaves something out, or says another thing than the status.
[[ $# -gt 0 ]] || check "more than one base" test "$(bases_with messages | wc -w)" -ge 2
[[ $# -gt 0 ]] || check "the others too: ${UNBUILT[*]}" \
	test "$(cut -f 1 "$report.unbuilt" | grep -vx all | sort -u | xargs)" = "${UNBUILT[*]}"
check "each was compiled: $(bases_with messages)" \
	test "$(bases_with messages)" = "$(bases_with "$build")"
check "the status is that of the report" test $((failed > 0)) -eq "$status"
done_testing
