#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# pressure.sh [BASE...]: the scenarios of the set "pressure" do in a booted stock kernel
# what they say:
# pins lie in the area, no buffer gets them, and the search runs into them; memory
# in use really lies in the area and is moved; busy CPUs make a request wait; and
# without memory to move pages to, it fails though a range needs none moved. The
# patched kernel does better at each. All that of 6.12; of a base that is named, whether
# the patched kernel does better.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" "pressure${1:+-$1}"

bases=("${@:-6.12}")
for base in "${bases[@]}"; do
	for arm in stock patched; do
		check "$base $arm builds" "$lab" build "$base" arm64 "$arm"
	done
done
for base in "${bases[@]}"; do
	check "the initramfs of $base builds" "$lab" initramfs arm64 "$base"
done
# boot_one NAME ARM [BASE]: a boot of it, with seed 1, in $boots/NAME-ARM of 6.12, and
# in $boots/NAME-ARM-BASE of another base. In a machine without memory, another
# part of the kernel may want some just then, and panic (benchmarks/README.md). That
# boot says nothing of cma_alloc(): the next seed does.
boot_one() {
	local dir=$boots/$1-$2${3:+-$3} seed
	for seed in {1..8}; do
		"$lab" boot "${3:-6.12}" arm64 "$2" "scenario:$1:$seed" "$dir" 2>"$dir.log" || true
		[[ $1 == lowmem ]] &&
			grep -q 'System is deadlocked on memory' "$dir/console.log" || return 0
		echo "# $1, $2 ${3:-6.12}: seed $seed ran out of memory elsewhere"
	done
}
names=()
# start_one NAME ARM [BASE]: in the background.
start_one() {
	wait_for_turn
	boot_one "$@" &
	names+=("$1-$2${3:+-$3}")
}
for base in "${bases[@]}"; do
	if [[ $base == 6.12 ]]; then
		for name in empty-busy lowmem cache-busy pressure-low pressure-scattered pinned-8 empty; do
			start_one "$name" stock
			start_one "$name" patched
		done
	else
		start_one pressure-low stock "$base"
		for name in lowmem cache-busy pressure-low pinned-8; do
			start_one "$name" patched "$base"
		done
	fi
done
wait_for_all

# says NAME FILTER: jq's FILTER of a boot's lines, in an array, is true.
says() { grep -v '^#' "$boots/$1/results" | jq -s -e "$2"; }

for name in "${names[@]}"; do
	check "$name: to its end, without a warning" log_is_quiet "$name"
	check "$name: everything is given back" says "$name" 'last |
		.leaked_pages == 0 and .trace_lost_events == 0 and
		.allocs == .allocs_planned'
done

# median NAME: of the latencies of 256 pages.
median() {
	grep -v '^#' "$boots/$1/results" | jq -s 'map(select(.type == "alloc" and .pages == 256) |
		.latency_us) | sort | .[length / 2 | floor]'
}
# medians ARM FILTER: jq's FILTER of the medians with idle and with busy CPUs is true.
medians() {
	local idle busy
	idle=$(median "empty-$1") busy=$(median "empty-busy-$1")
	echo "$1: idle $idle us, busy $busy us"
	jq -n -e --argjson idle "$idle" --argjson busy "$busy" "$2"
}
# as_told: the scenarios of 6.12 are what they say.
# shellcheck disable=SC2016 # jq's $
as_told() {
	check "pinned-8: eight pages in the area, one in each eighth" says pinned-8-stock '
		.[0].area as $area | map(select(.type == "area"))[0].pins |
		length == 8 and (map((. - $area.base_pfn) / ($area.pages / 8) | floor) == [range(8)])'
	check "pinned-8: no buffer has a pinned page" says pinned-8-stock '
		map(select(.type == "area"))[0].pins as $pins | map(select(.type == "alloc" and .ok)) |
		length > 200 and all(.[]; . as $a | all($pins[]; . < $a.pfn or . >= $a.pfn + $a.pages))'
	check "pinned-8: stock tries ranges with one, fails at none, and there always is another" \
		says pinned-8-stock 'map(select(.type == "alloc")) | (map(.attempts) | add) > length * 1.1 and
		all(.[]; .ok and .pin_free)'
	check "pressure-scattered: the system uses 40 to 55 percent of the area, of all kinds" \
		says pressure-scattered-stock '.[0].area.pages as $pages |
		(map(select(.type == "area" and .after == "drop"))[0] | . , .anon > 0 and .file > 0 and
		 .dirty > 0 and .system_pages > 0.4 * $pages and .system_pages < 0.55 * $pages) and
		(last | .system_pages.min > 0.3 * $pages)'
	check "pressure-scattered: stock moves pages, ten for each request at least" \
		says pressure-scattered-stock 'last | .pages_migrated > 10 * .allocs and .failed == 0'
	check "empty: nothing is in the way" says empty-stock 'last | .pages_migrated == 0 and .attempts == .allocs'
	check "empty-busy: stock waits for the busy CPUs" medians stock '$busy > 10 * $idle'
	check "empty-busy: patched does not" medians patched '$busy < 1.5 * $idle'
	check "lowmem: stock fails for want of memory, where a range needed none" says lowmem-stock '
		map(select(.type == "alloc" and (.ok | not))) | length > 100 and
		all(.[]; .cma_errno == 12 and .attempts > 0 and .free_range)'
	check "cache-busy: stock waits" says cache-busy-stock 'last | .latency_us.p50 > 10000'
}
[[ " ${bases[*]} " != *" 6.12 "* ]] || as_told
# of_base NAME BASE [ARM]: the boot of that kernel, patched if none is named.
of_base() { echo "$1-${3:-patched}$([[ $2 == 6.12 ]] || echo "-$2")"; }
for base in "${bases[@]}"; do
	check "lowmem: $base patched finds what needs none" says "$(of_base lowmem "$base")" '
		map(select(.type == "alloc")) | length > 100 and all(.[]; .ok or (.free_range | not))'
	check "pinned-8: $base patched hardly tries a range with one" \
		says "$(of_base pinned-8 "$base")" 'map(select(.type == "alloc")) |
		(map(.attempts) | add) <= length * 1.02 and all(.[]; .ok)'
	check "cache-busy: $base patched does not wait for busy CPUs" \
		says "$(of_base cache-busy "$base")" 'last | .failed == 0 and .latency_us.p50 < 1000'
done
# figure NAME FIELD: of a boot's summary.
figure() { grep -v '^#' "$boots/$1/results" | jq -s "last | .$2"; }
# moves_less BASE TIMES: than its stock kernel.
moves_less() {
	local stock patched
	stock=$(figure "$(of_base pressure-low "$1" stock)" pages_migrated)
	patched=$(figure "$(of_base pressure-low "$1")" pages_migrated)
	echo "stock $stock pages, patched $patched"
	((stock > 2000 && patched * $2 <= stock))
}
# 6.1's stock kernel finds its way with fewer pages moved than later ones.
for base in "${bases[@]}"; do
	times=10
	[[ $base != 6.1 ]] || times=5
	check "pressure-low: $base patched moves a ${times}th of what stock does at most" \
		moves_less "$base" "$times"
done

done_testing
