#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# boot.sh [BASE...]: the series in booted kernels. Of 6.12: KUnit and the kselftest, the
# small-residents scenario in both arms, the switches, and the lab's own honesty about
# guests that hang or die. Of other bases, which are named: KUnit, the kselftest and
# scenarios.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" "boot${1:+-$1}"

log_has_no_failure() { # NAME
	! grep 'alloc failed' "$boots/$1/console.log"
}
# fails_with NAME COUNT [ERRNO]: all allocations that were planned were tried, and
# COUNT of them failed for want of room, no range tried. cma_alloc() itself then
# says ENOMEM (12), stock 7.3 EBUSY (16) (a heap says ENOMEM whatever happened), and the
# log the same.
fails_with() {
	local errno=${3:-12}
	state_is "$1" "done" || return 1
	grep -v '^#' "$boots/$1/results" | jq -e -s --argjson count "$2" \
		--argjson errno "$errno" '
		map(select(.type == "alloc")) as $allocs |
		map(select(.type == "meta"))[0].allocs_planned as $planned |
		($allocs | map(select(.ok | not) | {cma_errno, attempts})) as $failed |
		{tried: ($allocs | length), planned: $planned, failed: $failed},
		($allocs | length) == $planned and ($failed | length) == $count and
			all($failed[]; . == {cma_errno: $errno, attempts: 0})' || return 1
	if (($2 > 0)); then
		grep -q "alloc failed, req-size: .* pages, ret: -$errno" \
			"$boots/$1/console.log"
	fi
}

# measured NAME: what cmabench says of its allocations holds together: nothing was
# lost; cma_alloc() took part of the call's time and was told the alignment that a
# heap needs, 64 KiB at most in a patched kernel; what was migrated for us is all that was migrated, as no
# one else allocates; and everything was given back.
measured() {
	local order=4
	[[ $1 != *stock* ]] || order=8
	grep -v '^#' "$boots/$1/results" | jq -e -s --argjson order "$order" '
		map(select(.type == "alloc")) as $allocs |
		(map(select(.type == "summary"))[0]) as $summary |
		{some: ($allocs | length > 0),
		 lost: ($summary.trace_lost_events == 0),
		 timed: all($allocs[]; .latency_us > 0 and .latency_us <= .call_us),
		 aligned: all($allocs[]; .via != "heap" or
			.align == ([(.pages | log2 | ceil), $order] | min)),
		 attempted: all($allocs[]; (.ok | not) or .attempts >= 1),
		 migrated: (($allocs | map(.migrated) | add) ==
			$summary.vmstat.pgmigrate_success),
		 given_back: ($summary.leaked_pages == 0)} |
		., all(.[]; .)'
}
# several_threads NAME: allocations of more than one thread are in the results.
several_threads() {
	grep -v '^#' "$boots/$1/results" |
		jq -e -s 'map(select(.type == "alloc") | .thread) | unique | length > 1'
}

start_base() { # BASE
	start "$1" "$1" patched kselftest kunit.enable=1 "$(kunit_area "$1")"
}
check_base() { # BASE
	check "$1 patched: KUnit suites pass" kunit_passed "$1"
	check "$1 patched: kselftest runs" state_is "$1" "done"
	kselftest_cases "$1" "$1 patched"
	check "$1 patched: no warning in the log" log_is_quiet "$1"
}

# check_measured BASE: of its scenarios.
check_measured() {
	local name
	for name in "residents-$1" "residents-$1-stock" "mixed-$1"; do
		check "cmabench's measurements hold together ($name)" measured "$name"
	done
	check "small-residents-64m: $1 patched fails never" fails_with "residents-$1" 0
	# Older ones' events have no errno.
	[[ $1 != 7.3 ]] || check "small-residents-64m: $1 stock fails once, with EBUSY for want of room" \
		fails_with "residents-$1-stock" 1 16
}

if [[ $# -gt 0 ]]; then
	for base; do
		for arm in stock patched; do
			check "$base $arm builds" "$lab" build "$base" arm64 "$arm"
		done
		check "the initramfs builds" "$lab" initramfs arm64 "$base"
		start_base "$base"
		start "residents-$base" "$base" patched scenario:small-residents-64m:1
		start "residents-$base-stock" "$base" stock scenario:small-residents-64m:1
		start "mixed-$base" "$base" patched scenario:mixed:1
		wait_for_all
		check_base "$base"
		check "small-residents-64m: $base patched does not fail" \
			state_is "residents-$base" "done"
		check "small-residents-64m: $base stock fails, and says so" \
			grep -q 'alloc failed, req-size: .* pages, ret: -' \
			"$boots/residents-$base-stock/console.log"
		case $base in
		5.10 | imx-5.15) ;; # its events tell no errno
		*) check_measured "$base" ;;
		esac
		check "small-residents-64m: $base patched says nothing" \
			log_has_no_failure "residents-$base"
	done
	done_testing
	exit
fi

for arm in stock patched; do
	check "6.12 $arm builds" "$lab" build 6.12 arm64 "$arm"
done
check "the initramfs builds" "$lab" initramfs arm64 6.12

start_base 6.12
start 6.12-kselftest-stock 6.12 stock kselftest
start residents-stock 6.12 stock scenario:small-residents-64m:1
start residents-patched 6.12 patched scenario:small-residents-64m:1
start mixed 6.12 patched scenario:mixed:1
start threads 6.12 patched scenario:vpu-table:1
start died 6.12 patched idle rdinit=/none
LAB_TIMEOUT=40 start hung 6.12 patched hang cma_place=nonsense
wait_for_all

check_base 6.12
check "6.12 stock: kselftest runs" state_is 6.12-kselftest-stock "done"
kselftest_cases 6.12-kselftest-stock "6.12 stock"
check "small-residents-64m: stock fails once, with ENOMEM" fails_with residents-stock 1
check "small-residents-64m: patched does not fail" fails_with residents-patched 0
check "small-residents-64m: patched, no warning in the log" log_is_quiet residents-patched
for name in residents-stock residents-patched mixed threads; do
	check "cmabench's measurements hold together ($name)" measured "$name"
done
check "vpu-table allocates from several threads" several_threads threads
check "a placement that is not known is named in the log and ignored" \
	grep -q 'cma_place=nonsense: unknown, keeping' "$boots/hung/console.log"
ended() { # NAME STATE TEXT: as it should have, and for the reason it should have
	state_is "$1" "$2" && grep -q "$3" "$boots/$1/console.log"
}
check "a guest that panics has died" ended died died 'Kernel panic'
check "a guest that never ends is hung" ended hung hung 'lab: job hang'

done_testing
