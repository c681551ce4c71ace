#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The series in booted kernels: KUnit and the kselftest, on 6.12 and 7.3; the
# small-residents scenario in both arms; the switches; and the lab's own
# honesty about guests that hang or die. With names of bases as arguments: only
# KUnit, the kselftest and small-residents, on those; all but the two are tested so
# alone.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" "boot${1:+-$1}"

log_is_quiet() { # NAME
	local odd
	state_is "$1" "done" || return 1
	odd=$(boot_warnings "$boots/$1")
	printf '%s\n' "$odd"
	[[ -z $odd ]]
}
log_has_no_failure() { # NAME
	! grep 'alloc failed' "$boots/$1/console.log"
}
# Every line of a kselftest becomes a case of ours, skips included.
kselftest_cases() { # NAME WHAT
	local line program=''
	while read -r line; do
		case $line in
		'# program '*) program=${line#\# program } ;;
		'ok '*'# SKIP'*)
			tap_count=$((tap_count + 1))
			printf 'ok %d - %s %s: %s\n' "$tap_count" "$2" "$program" \
				"${line#ok * }"
			;;
		'ok '*) ok "$2 $program: ${line#ok * }" ;;
		'not ok '*) not_ok "$2 $program: ${line#not ok * }" ;;
		esac
	done < <(tr -d '\r' <"$boots/$1/results")
	check "$2: no case needed a second attempt" first_attempt "$1"
	check "$2: pinned pages and want of memory are not skipped for the guest's sake" \
		pressed "$1"
}
# The kselftest tries again where others may use the area; here no one does.
first_attempt() { ! grep ': again' "$boots/$1/results"; }
# none_skipped NAME: this kernel has all that the kselftest wants.
none_skipped() {
	[[ $(grep -c '^ok' "$boots/$1/results") -gt 0 ]] && ! grep '# SKIP' "$boots/$1/results"
}
# A guest has what it takes for a pinned page and for want of memory; cases are
# skipped for want of the switch alone.
pressed() {
	! grep -E '# SKIP area .*(pinned page|without memory)' "$boots/$1/results" |
		grep -v 'no /sys/kernel/debug/cma/placement' &&
		grep -qE '^ok [0-9]+ area .*pinned page' "$boots/$1/results" &&
		grep -qE '^ok [0-9]+ area .*without memory' "$boots/$1/results"
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

if [[ $# -gt 0 ]]; then
	for base; do
		for arm in stock patched; do
			check "$base $arm builds" "$lab" build "$base" arm64 "$arm"
		done
		check "the initramfs builds" "$lab" initramfs arm64 "$base"
		start_base "$base"
		start "residents-$base" "$base" patched scenario:small-residents-64m:1
		start "residents-$base-stock" "$base" stock scenario:small-residents-64m:1
		wait_for_all
		check_base "$base"
		check "small-residents-64m: $base patched does not fail" \
			fails_with "residents-$base" 0
		check "cmabench's measurements hold together ($base)" measured "residents-$base"
		check "small-residents-64m: $base stock fails, and says so" \
			grep -q 'alloc failed, req-size: .* pages, ret: -' \
			"$boots/residents-$base-stock/console.log"
		check "small-residents-64m: $base patched says nothing" \
			log_has_no_failure "residents-$base"
	done
	done_testing
	exit
fi

for kernel in '6.12 stock' '6.12 patched' '7.3 stock' '7.3 patched' '6.12 debug'; do
	# shellcheck disable=SC2086 # two words
	set -- $kernel
	check "$1 $2 builds" "$lab" build "$1" arm64 "$2"
done
for base in 6.12 7.3; do
	check "the initramfs of $base builds" "$lab" initramfs arm64 "$base"
done

for base in 6.12 7.3; do
	start_base "$base"
done
start 6.12-kselftest-stock 6.12 stock kselftest
start 6.12-debug 6.12 debug kselftest kunit.enable=1
start 6.12-debug-first-fit 6.12 debug kselftest cma_place=first-fit
start 6.12-debug-pages 6.12 debug idle kunit.enable=1 page_owner=on \
	debug_pagealloc=on page_poison=1
start residents-stock 6.12 stock scenario:small-residents-64m:1
start residents-patched 6.12 patched scenario:small-residents-64m:1
start residents-7.3 7.3 patched scenario:small-residents-64m:1
start residents-7.3-stock 7.3 stock scenario:small-residents-64m:1
start mixed 6.12 patched scenario:mixed:1
start mixed-7.3 7.3 patched scenario:mixed:1
start threads 6.12 patched scenario:vpu-table:1
start died 6.12 patched idle rdinit=/none
LAB_TIMEOUT=40 start hung 6.12 patched hang cma_place=nonsense
wait_for_all

for base in 6.12 7.3; do
	check_base "$base"
done
check "6.12 with KASAN, UBSAN and lockdep: kselftest runs" \
	state_is 6.12-debug "done"
for name in 6.12-debug 6.12-debug-first-fit; do
	kselftest_cases $name "$name"
	check "$name: errors were injected" none_skipped $name
done
check "6.12 with KASAN, UBSAN and lockdep: KUnit suites pass" \
	kunit_passed 6.12-debug
check "6.12 with KASAN, UBSAN and lockdep: they have nothing to say" \
	log_is_quiet 6.12-debug
check "6.12 with them and first-fit: they have nothing to say" \
	log_is_quiet 6.12-debug-first-fit
check "6.12 with page_owner, debug_pagealloc and poisoning too: KUnit suites pass" \
	kunit_passed 6.12-debug-pages
check "6.12 with page_owner, debug_pagealloc and poisoning too: nothing to say" \
	log_is_quiet 6.12-debug-pages
check "6.12 stock: kselftest runs" state_is 6.12-kselftest-stock "done"
kselftest_cases 6.12-kselftest-stock "6.12 stock"
check "small-residents-64m: stock fails once, with ENOMEM" fails_with residents-stock 1
check "small-residents-64m: patched does not fail" fails_with residents-patched 0
check "small-residents-64m: patched, no warning in the log" log_is_quiet residents-patched
for name in residents-stock residents-patched residents-7.3 \
	residents-7.3-stock mixed mixed-7.3 threads; do
	check "cmabench's measurements hold together ($name)" measured "$name"
done
check "vpu-table allocates from several threads" several_threads threads
check "small-residents-64m: 7.3 stock fails once, with EBUSY for want of room" \
	fails_with residents-7.3-stock 1 16
check "small-residents-64m: 7.3 patched does not fail" \
	fails_with residents-7.3 0
check "a placement that is not known is named in the log and ignored" \
	grep -q 'cma_place=nonsense: unknown, keeping' "$boots/hung/console.log"
ended() { # NAME STATE TEXT: as it should have, and for the reason it should have
	state_is "$1" "$2" && grep -q "$3" "$boots/$1/console.log"
}
check "a guest that panics has died" ended died died 'Kernel panic'
check "a guest that never ends is hung" ended hung hung 'lab: job hang'

done_testing
