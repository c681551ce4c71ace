#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# benchmarks/placement/optimum: packings against trying them all, the placements'
# smallest areas against a replay of each size, and that a run is taken up again.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

OPTIMUM=$ROOT/benchmarks/placement/optimum
OUT=$TMP/out
LEAST=$OUT/least-pages

check "least-pages builds with ASan and UBSan" \
	make -s -C "$OPTIMUM" OUT="$OUT" SANITIZE=1
[[ -x $LEAST ]] || done_testing

check "the smallest areas of tiny traces are those of trying every packing" \
	./naive-packing.py pack 40 1
check "the verifier takes what is a packing and nothing else" \
	./naive-packing.py verify 3000 1

# --- the placements' smallest areas, to the page ---------------------------------
"$CMAKIT" generate usb --seed 101 --allocs 40 --output "$TMP/usb"
peak=$(simulate .peak_live_pages --pages 1000 "$TMP/usb")

# least PLACEMENT OPTION...: every size from the peak up.
least() {
	local pages=$peak placement=$1
	shift
	until [[ $("$CMAKIT" simulate --json --pages "$pages" \
		--placement "$placement" "$@" "$TMP/usb" | jq .failed) == 0 ]]; do
		pages=$((pages + 1))
	done
	echo "$pages"
}
for placement in first-fit zoned best-fit; do
	is "$placement needs what the first size without a failure is" \
		"$(least "$placement") $(least "$placement" --align-min 4)" \
		"$("$LEAST" "$TMP/usb" - "$peak" 100000 "$placement"
		) $("$LEAST" "$TMP/usb" 4 "$peak" 100000 "$placement")"
done
is "where no size is enough it says none" none \
	"$("$LEAST" "$TMP/usb" - 1 $((peak - 1)) zoned)"

# --- a run -----------------------------------------------------------------------
# run NAME: of two traces; $TMP/NAME.out, NAME.err, and its status in STATUS.
run() {
	STATUS=0
	"$OPTIMUM/optimum.py" --out "$OUT" run --kinds usb --seeds 101 --allocs 40 \
		--cmakit "$CMAKIT" >"$TMP/$1.out" 2>"$TMP/$1.err" || STATUS=$?
}
# kept NAME: how many packings that run took from before.
kept() { grep -c '(from before)' "$TMP/$1.err" || true; }

run first
is "a run packs, one trace with two alignments" '0 0 2' \
	"$STATUS $(kept first) $(find "$OUT/packings" -name '*.json' | wc -l)"
jq '.records[0].in_steps' "$OUT/table.json" >"$TMP/in-steps"
is "sizes in steps are those of cmakit size" \
	"$("$CMAKIT" size --json "$TMP/usb" | jq .min_pages)" \
	"$(jq .zoned "$TMP/in-steps")"
check "neither packing nor placement needs less than the lower bound" \
	jq -e '.records | all(.peak <= .lower and .lower <= .upper and
		([.lower] + [.to_page[]] | min == .[0]))' "$OUT/table.json"
run again
is "the next run takes what there is" '0 2' "$STATUS $(kept again)"
check "and comes to the same table" diff "$TMP/first.out" "$TMP/again.out"

# --- where the searches begin ------------------------------------------------------
# begins_at: with placements that need 100, 90 and 95 pages.
begins_at() {
	python3 -B - "$OPTIMUM" <<-'EOF'
		import sys
		sys.path[1:1] = [sys.argv[1]]
		from optimum import Measuring
		from instance import Bounds, Instance

		class Fake:
		    def generate(self, *_):
		        return b""
		    def in_steps(self, *_):
		        return 80, {}
		    def to_page(self, *_):
		        return {"first-fit": 100, "zoned": 90, "best-fit": 95}
		    def bounds(self, _instance, _trace, upper):
		        print(upper)
		        return Bounds(80, upper, None), True

		measuring = object.__new__(Measuring)
		measuring.cmakit = measuring.policies = measuring.packings = Fake()
		*_, record = measuring._measure(Instance("usb", 1, 40, None))
		print(record["upper"])
	EOF
}
is "the best packing known at first is that of the best placement" '90 90' \
	"$(begins_at | xargs)"
is "the kinds that are not there are named" '19 usb' \
	"$(jq -r '"\(.made.left_out | length) \(.made.kinds | join(" "))"' \
		"$OUT/table.json")"
check "also in the text" grep -q '^1 of 20 kinds: video-4k, ' "$TMP/first.out"
no_area() {
	local status=0
	mkdir -p "$TMP/none"
	printf '#!/bin/sh\necho none\n' >"$TMP/none/least-pages"
	chmod +x "$TMP/none/least-pages"
	"$OPTIMUM/optimum.py" --out "$TMP/none" run --kinds usb --seeds 101 \
		--allocs 40 --cmakit "$CMAKIT" >"$TMP/said" 2>&1 || status=$?
	cat "$TMP/said"
	[[ $status -eq 4 ]] &&
		grep "expected the smallest area of first-fit from .*, found 'none'" \
			"$TMP/said"
}
check "an area that is not found is an error" no_area

strict=$OUT/packings/usb-101-40-strict.json
cp "$strict" "$TMP/strict.json"
head -c 100 "$TMP/strict.json" >"$strict"
run damaged
is "a damaged packing is made anew" '0 1' "$STATUS $(kept damaged)"
check "and is the same" cmp "$strict" "$TMP/strict.json"
jq -c '.starts[1] = .starts[0]' "$TMP/strict.json" >"$strict"
run wrong
is "one that is none is refused" '4 1' \
	"$STATUS $(grep -c 'expected a packing, found that allocation' "$TMP/wrong.err")"
rm "$strict"
run removed

printf '%s\n' before '<!-- optimum: begin -->' old '<!-- optimum: end -->' after \
	>"$TMP/document"
"$OPTIMUM/optimum.py" --out "$OUT" publish "$TMP/document"
is "the table goes between the marks of a document" 'before after 0' \
	"$(sed -n '1p;$p' "$TMP/document" | xargs) $(grep -c '^old$' "$TMP/document")"
check "as it was printed" diff "$TMP/removed.out" \
	<(sed '/^<!--/d; /^before$/d; /^after$/d' "$TMP/document")

done_testing
