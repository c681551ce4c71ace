#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Instructions that a search executes on the bitmaps that are worst for it,
# stock against ours, counted exactly by callgrind and not timed; with 64-bit and
# with 32-bit words. The table goes to the output and to
# $BUILD/harness/instructions.tsv. The limits:
# - Where nothing fits, a search of zoned may cost what stock's own costs there,
#   and SETUP instructions to begin with; first-fit's LIMIT_FIRST_FIT per cent of
#   it, and the same.
# - Wherever it is, a search of zoned may cost no more than stock's most expensive
#   one that finds nothing, of those with the same pages in a bit.
# BASE names another base: 7.3's search leaves short holes behind faster, and
# the first limit does not hold.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"
# shellcheck source=tests/native.sh
. "$ROOT/tests/native.sh"

BASE=${BASE:-6.12}
SETUP=320
LIMIT_FIRST_FIT=102
OUT=$BUILD/harness/$BASE
TABLE=$BUILD/harness/instructions.tsv

command -v valgrind >/dev/null ||
	die "$EXIT_BAD" "valgrind is missing: apt-get install valgrind libc6-dbg"
[[ -d $BUILD/src/$BASE ]] || "$ROOT/tools/patchctl/patchctl" fetch "$BASE"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# build BITS: the program that searches.
build() {
	make_shared -C "$ROOT/kernel/tools/testing/cma" KTREE="$BUILD/src/$BASE" \
		OUT="$OUT" BITS="$1" WERROR=-Werror "$OUT/$1/count"
}

# count BITS: run the searches.
count() {
	mkdir "$tmp/$1"
	valgrind -q --tool=callgrind --toggle-collect='search_*' \
		--dump-before=next_search --callgrind-out-file="$tmp/$1/out" \
		"$OUT/$1/count" >"$tmp/$1/searches"
}

# counts BITS: the searches, each line with its number of instructions.
counts() {
	local n=1 line
	while IFS= read -r line; do
		n=$((n + 1)) # the first dump is from before the first search
		printf '%s\t%s\t%d\n' "$1" "$line" \
			"$(awk '/^totals: / { print $2 }' "$tmp/$1/out.$n")"
	done <"$tmp/$1/searches"
}

words=(64 32) counting=()
for bits in "${words[@]}"; do build "$bits"; done
if ! runs_here "$OUT/32/count"; then
	words=(64)
	skip "32-bit words" "no 32-bit programs on this machine, and valgrind needs them"
fi
for bits in "${words[@]}"; do
	count "$bits" &
	counting+=("$!")
done
for pid in "${counting[@]}"; do wait "$pid"; done
for bits in "${words[@]}"; do counts "$bits"; done >"$tmp/counts"

# One line a case: bits of a word, order_per_bit, name, what stock found, stock,
# first-fit, zoned.
awk -F '\t' -v OFS='\t' '
	$4 == "stock"     { found = $5; stock = $6 }
	$4 == "first-fit" { same = $5 == found; first = $6 }
	$4 == "zoned"     { if (!same || found == "none" && $5 != "none")
				found = "DIFFERS"
			    print $1, $2, $3, found, stock, first, $6 }
' "$tmp/counts" >"$tmp/table"
mv "$tmp/table" "$TABLE"

# ratio OURS STOCK
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

# at_most NAME COUNT LIMIT: a case.
at_most() {
	if (($2 > 0 && $2 <= $3)); then
		ok "$1: $2 of $3 instructions"
	else
		not_ok "$1: $2 instructions, more than $3"
	fi
}

printf '# %-4s %-75s %6s %9s %9s %6s %9s %6s\n' bits \
	'order_per_bit, area: request' found stock first-fit ratio zoned ratio
declare -A worst worst_at
while IFS=$'\t' read -r bits order name found stock first zoned; do
	printf '# %-4s %-75s %6s %9d %9d %6s %9d %6s\n' "$bits" \
		"$order, $name" "$found" "$stock" \
		"$first" "$(ratio "$first" "$stock")" \
		"$zoned" "$(ratio "$zoned" "$stock")"
	key="$bits-bit, order_per_bit $order"
	if [[ $found == none ]] && ((stock > ${worst[$key]:-0})); then
		worst[$key]=$stock
		worst_at[$key]=$name
	fi
done <"$TABLE"
for key in "${!worst[@]}"; do
	printf '# %s: stock at worst %d instructions, %s\n' "$key" \
		"${worst[$key]}" "${worst_at[$key]}"
done | sort -r

while IFS=$'\t' read -r bits order name found stock first zoned; do
	key="$bits-bit, order_per_bit $order"
	case $found in
	none)
		at_most "$key, $name: first-fit" "$first" \
			$((stock * LIMIT_FIRST_FIT / 100 + SETUP))
		at_most "$key, $name: zoned" "$zoned" $((stock + SETUP))
		;;
	DIFFERS) not_ok "$key, $name: all find something or none does" ;;
	esac
	at_most "$key, $name: zoned, stock at its worst" "$zoned" \
		"${worst[$key]}"
done <"$TABLE"

done_testing
