#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit compare: the tables of tests/results/*.json as they were checked by
# hand (*.txt), the ratios, and what it refuses.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests/results"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
CMAKIT=$BUILD/cmakit-asan/cmakit

check "cmakit builds with ASan and UBSan" \
	make_shared -C "$ROOT/tools/cmakit" OUT="$BUILD/cmakit-asan" SANITIZE=1
[[ -x $CMAKIT ]] || done_testing

# compared FILE...: the comparison as JSON.
compared() { "$CMAKIT" compare --json "$@"; }

# is NAME FILTER FILE...: jq's FILTER of the comparison is true.
is() {
	local name=$1 filter=$2
	shift 2
	if compared "$@" >"$TMP/json" 2>"$TMP/err" &&
		jq -e "$filter" "$TMP/json" >"$TMP/out"; then
		ok "$name"
	else
		cat "$TMP/err" >>"$TMP/out"
		jq -c '.comparisons[] | [.scenario, .ratio]' "$TMP/json" >>"$TMP/out" ||
			true
		not_ok "$name" "$TMP/out"
	fi
}

# variant FILTER [FILE]: $TMP/variant.json, made of FILE.
variant() { jq "$1" "${2:-emulated.json}" >"$TMP/variant.json"; }

# --- tables -----------------------------------------------------------------
same_table() {
	local table=$1
	shift
	"$CMAKIT" compare "$@" >"$TMP/table" && diff -u "$table" "$TMP/table"
}
check "the table of stock and patched" same_table emulated.txt emulated.json
check "the table of a board before and after" \
	same_table boards.txt before.json after.json

variant '.runs[0].allocs = 9007199254740992 |
	.runs[0].latency_us.max = 1e300 | .runs[1].latency_us.max = 123456789.5 |
	.runs[1].attempts = 123456789012 | .runs[1].scenario += ("x" * 200) |
	.runs[0].scenario = .runs[1].scenario | .runs[0].kernel = "\u001b[31mred" |
	(.runs[0, 1]).by_pages = {"18446744073709551615": {"allocs": 10, "min": 1e-9, "p50": 1e300, "max": 1e300}} |
	.runs[0].failed_by_reason = ([range(99) | {"\(.)ä": 1}] | add) |
	.manifest.incomplete = ["\n\n" + ("ä" * 300), {"boot": 1}, null]'
narrow() {
	"$CMAKIT" compare "$TMP/variant.json" >"$TMP/table" || return 1
	[[ $(wc -L <"$TMP/table") -le 120 ]] && ! grep -q $'\033' "$TMP/table" &&
		iconv -f UTF-8 -t UTF-8 "$TMP/table" >/dev/null
}
check "120 columns, no control characters and whole ones, whatever the file holds" \
	narrow

variant '.manifest.incomplete = ["mixed-2-stock: hung"]'
check "boots that hung or died are named before the table" \
	grep -qzE 'INCOMPLETE: 1 boot hung or died.*mixed-2-stock: hung.*boots   allocs' \
	<("$CMAKIT" compare "$TMP/variant.json")
variant '.manifest |= del(.time_source, .incomplete)'
check "a file that does not state its time source is labelled so" \
	grep -q 'does not state' <("$CMAKIT" compare "$TMP/variant.json")

# Two boots, of which one told no attempts; a third row has one boot alone.
variant '.runs[0].per_boot = [
	{"failed": 1, "attempts": 9, "latency_us": {"p50": 2.5, "p99": 70}, "call_us": null},
	{"failed": 3, "attempts": null, "latency_us": {"p50": 1.5, "p99": null}}] |
	.runs[2].per_boot = [{"failed": 1}] | .runs[1].per_boot = null |
	.runs[0].failed_free_range = 4 | .runs[0].failed_pin_free = 0'
spread() {
	"$CMAKIT" compare "$TMP/variant.json" >"$TMP/table" || return 1
	grep -E '^ (least|most)' "$TMP/table" | tr -s ' ' >"$TMP/spread"
	cat "$TMP/spread"
	[[ $(<"$TMP/spread") == ' least 1 9 - 1.5 - 70.0 - - - - -
 most 3 9 - 2.5 - 70.0 - - - - -' ]] && tail -n 1 "$TMP/table" | grep -q 'single boots'
}
check "least and most of single boots, where there are two or more" spread
check "failures where a range needed no page moved" \
	grep -qx 'stock failed where a range needed no page moved: 4' "$TMP/table"
no_pin_free() { ! grep 'no pinned page' "$TMP/table"; }
check "and none of the other kind" no_pin_free

# Of the sizes one is not on both sides, one has too few allocations, and one was not
# measured.
variant '(.runs[0, 1]) |= . + {by_pages: {
	"256": {"allocs": 10, "failed": 0, "min": 2, "p50": 10, "max": 50},
	"16": {"allocs": 99, "failed": 0, "min": 0, "p50": 4, "max": 8},
	"1": {"allocs": 9, "failed": 0, "min": 2, "p50": 10, "max": 50},
	"2": {"allocs": 90, "failed": 90, "min": null, "p50": null, "max": null}}} |
	.runs[0].by_pages["7"] = .runs[0].by_pages["256"] |
	.runs[1].by_pages["256"].p50 = 5'
sizes() {
	"$CMAKIT" compare "$TMP/variant.json" >"$TMP/table" || return 1
	sed -n '/by size/,/^$/p' "$TMP/table" | sed '1,2d' | tr -s ' ' >"$TMP/sizes"
	cat "$TMP/sizes"
	[[ $(<"$TMP/sizes") == ' 16 0.0 4.0 8.0 - 0.0 4.0 8.0 - 1.00x
 256 2.0 10.0 50.0 25.00x 2.0 5.0 50.0 25.00x 0.50x' ]]
}
check "latency by size, of what both sides have ten of" sizes
variant '(.runs[0, 1]).by_pages = ([range(9) | {"\(. + 1)": {"allocs": 10, "min": 1, "p50": 1,
	"max": 1}}] | add)'
no_sizes() { "$CMAKIT" compare "$TMP/variant.json" >"$TMP/table" && ! grep 'by size' "$TMP/table"; }
check "no such table of more than eight sizes" no_sizes

# --- pairs and ratios ---------------------------------------------------------
is "ratios of counts are per allocation, of times they are plain" \
	'.comparisons[1].ratio == {"failed": 1, "attempts": null,
	  "pages_migrated": null,
	  "latency_us": {"p50": null, "p90": null, "p99": null, "max": null},
	  "call_us": {"p50": 2, "p90": 1, "p99": 0.5, "max": null}}' emulated.json
is "0 failures after 4 is 0, and not null" \
	'.comparisons[0].ratio.failed == 0' emulated.json
passed_on() {
	diff <(jq -S '[.runs[0, 2], .runs[1, 3]]' emulated.json) \
		<(compared emulated.json |
			jq -S '[.comparisons[].before, .comparisons[].after]')
}
check "rows are passed on as they are" passed_on
variant '.runs |= map(.failed = 0 | .failed_by_reason = null | .failed_by_errno = null)'
is "0 after 0 is null" 'all(.comparisons[].ratio; .failed == null)' \
	"$TMP/variant.json"
variant '.runs |= map(.allocs = 0 | .failed = 0)'
is "no allocations at all: null" 'all(.comparisons[].ratio; .attempts == null)' \
	"$TMP/variant.json"
is "a row without a counterpart stays" \
	'[.comparisons[] | [.scenario, .before != null, .after != null]] ==
	 [["imx6-vpu", true, true], ["mixed", true, false], ["vpu-table", false, true]]' \
	before.json after.json
is "the file and boot of what is incomplete" \
	'.incomplete[0] == {"file": "after.json", "boot": "mixed-2-patched: hung"}' \
	before.json after.json
variant '.runs |= reverse'
is "two files with both arms: each arm with its own" \
	'(.comparisons | length) == 4 and
	 all(.comparisons[]; .before == .after and .ratio.call_us.p90 == 1)' \
	emulated.json "$TMP/variant.json"
variant '.runs |= map(select(.arm == "patched"))'
is "patched of the second file goes with patched of the first, not with stock" \
	'[.comparisons[] | select(.after) | .before.arm] == ["patched", "patched"]' \
	emulated.json "$TMP/variant.json"
variant '.runs += (.runs | map(.kernel = "6.1.1" | .boots = 9))'
is "stock and patched of one kernel go together" \
	'all(.comparisons[]; .before.kernel == .after.kernel)' "$TMP/variant.json"
variant '.runs[1].kernel = "6.12.90-patched"'
is "another kernel's name is no hindrance" \
	'.comparisons[0].after.kernel == "6.12.90-patched"' "$TMP/variant.json"
variant '.runs[1].machine = "another"'
is "another machine is" '.comparisons[0].after == null' "$TMP/variant.json"

# --- what it refuses ----------------------------------------------------------
# refused NAME MESSAGE FILE...: status 4, MESSAGE (a pattern) on standard error.
refused() {
	local name=$1 message=$2 status=0
	shift 2
	"$CMAKIT" compare "$@" >"$TMP/out" 2>"$TMP/err" || status=$?
	echo "status $status" >>"$TMP/err"
	if [[ $status -eq 4 ]] && grep -q -e "$message" "$TMP/err"; then
		ok "refused: $name"
	else
		not_ok "refused: $name" "$TMP/err"
	fi
}
# bad FILTER MESSAGE: emulated.json changed by FILTER is refused, and the message
# begins with the file's name; nothing is printed.
bad() {
	variant "$1"
	refused "$1" "^$TMP/variant.json: $2" "$TMP/variant.json"
	[[ ! -s $TMP/out ]] || not_ok "nothing printed: $1" "$TMP/out"
}
# bad_text NAME MESSAGE TEXT: no JSON at all; TEXT is printf's format.
bad_text() {
	# shellcheck disable=SC2059
	printf "$3" >"$TMP/variant.json"
	refused "$1" "^$TMP/variant.json:$2" "$TMP/variant.json"
}

refused "emulated with hardware" 'of the same kind as in emulated.json' \
	emulated.json after.json
variant '.manifest |= del(.time_source)'
refused "emulated with a time source not stated" 'here not stated' \
	emulated.json "$TMP/variant.json"
variant '.runs |= map(select(.arm == "stock"))'
refused "no patched row" 'expected a scenario with a stock and a patched row' \
	"$TMP/variant.json"
variant '.runs = []'
refused "no rows" 'expected a scenario with' "$TMP/variant.json"
variant '.runs |= map(.machine = "another")' after.json
refused "no machine in common" 'that the other file has too' before.json \
	"$TMP/variant.json"
refused "no such file" 'No such file' before.json /nonexistent
refused "a folder" 'Is a directory' .

bad_text "empty" '1: expected more JSON' ''
bad_text "cut" '3: expected more JSON' '{\n"manifest":\n'
bad_text "no JSON" '2: expected JSON' '{\n"manifest" 1}\n'
bad_text "something behind it" '2: expected JSON' '{}\n{}\n'
bad_text "NUL byte" '1: expected' '{"manifest"\0: 1}'
bad_text "bytes that are no UTF-8" '1: expected JSON' '{"manifest": "\377"}'
bad_text "null" ' expected a JSON object' 'null\n'
bad_text "an array" ' expected an object' '[]'
sed 's/17\.2/NaN/' emulated.json >"$TMP/nan.json"
refused "NaN" 'nan.json: runs\[0\].latency_us.p50: expected a number' "$TMP/nan.json"

bad 'del(.manifest)' 'manifest: expected an object'
bad '.manifest.incomplete = 1' 'manifest.incomplete: expected an array'
bad '.manifest.time_source = "guess"' 'manifest.time_source: expected "icount"'
bad '.manifest.time_source = 1' 'manifest.time_source: expected "icount"'
bad 'del(.runs)' 'runs: expected an array'
bad '.runs[2] = 1' 'runs\[2\]: expected an object'
for key in scenario arm kernel machine; do
	bad "del(.runs[1].$key)" "runs\[1\].$key: expected a string"
done
bad '.runs[1].arm = "new"' 'runs\[1\].arm: expected "stock" or "patched"'
for key in boots allocs failed; do
	bad ".runs[1].$key = null" "runs\[1\].$key: expected a whole number"
	bad ".runs[1].$key = -1" "runs\[1\].$key: expected a whole number"
	bad ".runs[1].$key = 0.5" "runs\[1\].$key: expected a whole number"
done
bad '.runs[1].attempts = "1"' 'runs\[1\].attempts: expected a whole number'
bad '.runs[1].allocs = 1e17' 'runs\[1\].allocs: expected a whole number'
bad '.runs[1].failed = 293' 'runs\[1\].failed: expected at most allocs'
bad '.runs[1].latency_us = 5' 'runs\[1\].latency_us: expected an object'
bad '.runs[1].latency_us.p50 = "5"' 'runs\[1\].latency_us.p50: expected a number'
bad '.runs[1].call_us.max = -5' 'runs\[1\].call_us.max: expected a number'
bad '.runs[1].failed_by_errno = {"ENOMEM": -4}' 'runs\[1\].failed_by_errno: exp'
bad '.runs[1].failed_by_reason = 4' 'runs\[1\].failed_by_reason: expected an obj'
bad '.runs[1].failed_by_reason = {"busy": "4"}' 'runs\[1\].failed_by_reason: exp'
bad '.runs[1].failed_free_range = -1' 'runs\[1\].failed_free_range: expected a whole'
bad '.runs[1].per_boot = 4' 'runs\[1\].per_boot: expected an array'
bad '.runs[1].per_boot = [4, 4]' 'runs\[1\].per_boot: expected objects'
bad '.runs[1].per_boot = [{}, {"failed": -1}]' 'runs\[1\].failed: expected a whole'
bad '.runs += [.runs[1]]' 'runs\[4\]: expected another scenario'

usage() {
	local status=0
	"$CMAKIT" compare "$@" || status=$?
	[[ $status -eq 2 ]]
}
check "status 2: no file" usage
check "status 2: three files" usage before.json after.json after.json
check "status 2: no such option" usage --frobnicate before.json after.json

done_testing
