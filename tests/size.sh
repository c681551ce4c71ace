#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit size: agreement with an independent search (tests/traces/*.tsv), with a
# naive one that tries every area, and with simulate on every area; what is said
# when no area is enough.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

# size FILTER ARGUMENT...: what jq's FILTER makes of the JSON, one line.
size() {
	local filter=$1
	shift
	"$SANITIZED" size --json "$@" | jq -rc "$filter"
}

# --- the contract ------------------------------------------------------------
camera=traces/camera64-11.cmatrace
is "JSON has exactly the promised keys" \
	'["trace","placement","allocs","peak_live_pages","min_pages"]' \
	"$(size keys_unsorted "$camera")"
is "the default is zoned, and the path is as given" "[\"$camera\",\"zoned\",448,15898]" \
	"$(size '[.trace, .placement, .allocs, .peak_live_pages]' "$camera")"
is "- is standard input" '"-" 16896' \
	"$(size '"\"\(.trace)\" \(.min_pages)"' --placement first-fit - <"$camera")"

# --- against independent searches ---------------------------------------------
while read -r trace allocs peak least; do
	is "first-fit needs $least pages for $trace" "$allocs $peak $least" \
		"$(size '"\(.allocs) \(.peak_live_pages) \(.min_pages)"' \
			--placement first-fit "traces/$trace")"
done < <(grep -v '^#' traces/first-fit-size.tsv)

check "random traces as in a naive search: every placement, order_per_bit, align-min" \
	./naive-replay.py --size "$CMAKIT" 4 1

# scan ARGUMENT...: the first area on which simulate has no failure.
scan() {
	local pages
	pages=$(simulate '(.peak_live_pages + 511) / 512 | floor * 512' "$@")
	while [[ $("$CMAKIT" simulate --json --pages "$pages" "$@" |
		jq .failed) != 0 ]]; do
		pages=$((pages + 512))
	done
	echo "$pages"
}
for trace in camera64-12 multimedia-11 oddsize-11; do
	for placement in zoned best-fit; do
		is "$placement and $trace: as simulate on one area after the other" \
			"$(scan --placement "$placement" "traces/$trace.cmatrace")" \
			"$(size .min_pages --placement "$placement" \
				"traces/$trace.cmatrace")"
	done
done
is "the same with --align-min" \
	"$(scan --align-min 4 traces/multimedia-12.cmatrace)" \
	"$(size .min_pages --align-min 4 traces/multimedia-12.cmatrace)"

# --- by hand ------------------------------------------------------------------
# Starts at 0, 512 and 1024: the third one ends at 1281.
odd=('0 A 1 257 8 o' '0 A 2 257 8 o' '0 A 3 257 8 o')
trace "${odd[@]}"
for placement in first-fit zoned best-fit; do
	is "three times 257 pages, align 8, $placement: 771 pages need 1536" '771 1536' \
		"$(size '"\(.peak_live_pages) \(.min_pages)"' \
			--placement "$placement" "$TMP/trace")"
done
is "aligned to 1 they need 1024" 1024 \
	"$(size .min_pages --align-min 0 --placement first-fit "$TMP/trace")"
trace '0 A 1 100 10 o'
is "100 pages, align 10, need 512" 512 "$(size .min_pages "$TMP/trace")"
trace '0 A 1 100 10 o' '0 A 2 100 10 o'
is "twice that, the second up to 1124, 1536" 1536 "$(size .min_pages "$TMP/trace")"
trace '0 A 1 512 0 o'
is "a peak of 512 needs 512" 512 "$(size .min_pages "$TMP/trace")"
trace '0 A 1 513 0 o'
is "one of 513 needs 1024" 1024 "$(size .min_pages "$TMP/trace")"
trace
is "nothing needs nothing" '0 0' \
	"$(size '"\(.peak_live_pages) \(.min_pages)"' "$TMP/trace")"

# A larger area can be worse: the first one that is enough is the answer, and a
# search by halves would not find it.
lognormal=traces/lognormal-11.cmatrace
is "best-fit on lognormal-11: 94208 pages are enough, 96256 are not" '94208 0 true' \
	"$(size .min_pages --placement best-fit "$lognormal"
	) $(simulate .failed --placement best-fit --pages 94208 "$lognormal"
	) $(simulate '.failed > 0' --placement best-fit --pages 96256 "$lognormal")"

# --- no area is enough ----------------------------------------------------------
# Page 0 is the only one aligned to 2^63.
never() {
	local status=0
	size .min_pages "$@" "$TMP/trace" >"$TMP/out" || status=$?
	echo "$(<"$TMP/out") $status"
}
trace '0 A 1 1 63 o' '0 A 2 1 63 o'
for placement in first-fit zoned best-fit; do
	is "two pages at page 0, $placement: null and status 1" 'null 1' \
		"$(never --placement "$placement")"
done
trace '0 A 1 1 0 o' '0 A 2 1 63 o'
is "first-fit puts the first page there: null and status 1" 'null 1' \
	"$(never --placement first-fit)"
is "best-fit too" 'null 1' "$(never --placement best-fit)"
is "zoned does not" '512 0' "$(never --placement zoned)"
exits 1 'none of up to' size --placement first-fit "$TMP/trace"
exits 1 'first-fit *none' size --compare "$TMP/trace"
trace '# order_per_bit 63' '0 A 1 1 0 o'
is "no area has a bit of 2^63 pages" 'null 1' "$(never)"
trace '0 A 1 4503599627370496 0 o'
is "2^52 pages are more bits than can be simulated" 'null 1' "$(never)"
trace '# order_per_bit 40' '0 A 1 4503599627370496 0 o'
is "and 2^12 bits of 2^40 pages are not" '4503599627370496 0' "$(never)"

# --- --compare --------------------------------------------------------------------
is "--compare --json is an array, trace by trace, with the ratio to first-fit" \
	'["camera64-11 first-fit 16896 1","camera64-12 first-fit 16896 1"]' \
	"$(size 'map("\(.trace[7:18]) \(.placement) \(.min_pages) \(.ratio_to_first_fit)")' \
		--compare=first-fit "$camera" traces/camera64-12.cmatrace)"
is "first-fit is searched for the ratio also if it is not compared" true \
	"$(size '.[0] | .ratio_to_first_fit == .min_pages / 16896' \
		--compare=best-fit "$camera")"
is "all placements without a list, the kernel's first" '["first-fit","zoned"]' \
	"$(size 'map(.placement)[:2]' --compare "$camera")"
table() {
	(cd "$TMP" && "$SANITIZED" size --compare=first-fit,zoned trace other) |
		sed '/^$/,$d' >"$TMP/table"
	diff -u - "$TMP/table" <<-EOF
		trace           peak  placement  pages  of peak  ratio
		trace            771  first-fit   1536    1.992  1.000
		                      zoned       1536    1.992  1.000
		other           1281  first-fit   1536    1.199  1.000
		                      zoned       1536    1.199  1.000
		geometric mean        first-fit           1.546  1.000
		                      zoned               1.546  1.000
	EOF
}
trace '0 A 1 1281 0 o'
mv "$TMP/trace" "$TMP/other"
trace "${odd[@]}"
check "the table of two traces" table

# --- usage and bad input -------------------------------------------------------
exits 0 'smallest area' size --help
exits 2 'expected one trace' size
exits 2 'expected one trace' size "$camera" "$camera"
exits 2 'expected first-fit, zoned, ' size --placement no-fit "$camera"
exits 2 "expected first-fit, zoned, .*found ''" size --compare=zoned, "$camera"
exits 2 "expected 'zoned' once" size --compare=zoned,zoned "$camera"
exits 2 'found both' size --compare --placement zoned "$camera"
exits 2 'expected an order' size --align-min 64 "$camera"
exits 4 'No such file' size /nonexistent
exits 4 'No such file' size --compare "$camera" /nonexistent
exits 4 ':1: expected ' size size.sh

done_testing
