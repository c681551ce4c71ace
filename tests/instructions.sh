#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Instructions that a search executes on the bitmaps that are worst for it,
# stock against ours, counted exactly by callgrind and not timed. A search of
# ours that finds nothing may cost as much as stock's and LIMIT_* per cent. The
# table goes to the output and to $BUILD/harness/instructions.tsv.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"

BASE=6.12
LIMIT_UPWARDS=102
LIMIT_DOWNWARDS=110
OUT=$BUILD/harness/$BASE
TABLE=$BUILD/harness/instructions.tsv

command -v valgrind >/dev/null ||
	die "$EXIT_BAD" "valgrind is missing: apt-get install valgrind libc6-dbg"
[[ -d $BUILD/src/$BASE ]] || "$ROOT/tools/patchctl/patchctl" fetch "$BASE"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

make -s -C "$ROOT/kernel/tools/testing/cma" KTREE="$BUILD/src/$BASE" \
	OUT="$OUT" WERROR=-Werror "$OUT/64/count"
valgrind -q --tool=callgrind --toggle-collect='search_*' \
	--dump-before=next_search --callgrind-out-file="$tmp/out" \
	"$OUT/64/count" >"$tmp/searches"

# counts: the output of count, each line with its number of instructions.
counts() {
	local n=1 line
	while IFS= read -r line; do
		n=$((n + 1)) # the first dump is from before the first search
		printf '%s\t%d\n' "$line" \
			"$(awk '/^totals: / { print $2 }' "$tmp/out.$n")"
	done <"$tmp/searches"
}

# One line a case: name, what stock found, stock, first-fit, zoned.
counts | awk -F '\t' -v OFS='\t' '
	$2 == "stock"     { found = $3; stock = $4 }
	$2 == "first-fit" { same = $3 == found; first = $4 }
	$2 == "zoned"     { print $1, same ? found : "DIFFERS", stock, first, $4 }
' >"$tmp/table"
mv "$tmp/table" "$TABLE"

# ratio OURS STOCK
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

# within NAME SEARCH OURS STOCK PER_CENT
within() {
	local name="$1, $2: $3 of $4 instructions"
	if (($3 > 0 && $3 * 100 <= $4 * $5)); then
		ok "$name"
	else
		not_ok "$name, more than $5 %"
	fi
}

printf '# %-70s %6s %8s %9s %5s %8s %5s\n' case found stock first-fit ratio \
	zoned ratio
while IFS=$'\t' read -r name found stock first zoned; do
	printf '# %-70s %6s %8d %9d %5s %8d %5s\n' "$name" "$found" "$stock" \
		"$first" "$(ratio "$first" "$stock")" \
		"$zoned" "$(ratio "$zoned" "$stock")"
done <"$TABLE"

while IFS=$'\t' read -r name found stock first zoned; do
	limit=$LIMIT_UPWARDS
	[[ ! $name =~ :\ (2|16)\ pages ]] || limit=$LIMIT_DOWNWARDS
	case $found in
	none)
		within "$name" first-fit "$first" "$stock" "$LIMIT_UPWARDS"
		within "$name" zoned "$zoned" "$stock" "$limit"
		;;
	DIFFERS) not_ok "$name: first-fit finds what stock finds" ;;
	esac
done <"$TABLE"

done_testing
