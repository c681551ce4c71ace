#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What the lab makes of a boot and of its lines, on made-up boots: the state from
# how it ended, results.json from cmabench's lines, and the order of a bench.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tools/lab/machine.sh
. tools/lab/machine.sh
# shellcheck source=tools/lab/boot.sh
. tools/lab/boot.sh
# shellcheck source=tools/lab/bench.sh
. tools/lab/bench.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ends NAME LAST-LINE CONSOLE QEMU-STATUS STATE
ends() {
	printf '%s\n' "$2" >"$work/results"
	printf '%s\n' "$3" >"$work/console.log"
	check "a boot that $1 is $5" test "$(boot_state "$work" "$4")" = "$5"
}
ends "ends its job and switches off" "# done 0" "lab: done 0" 0 "done"
ends "ends its job with an error" "# done 1" "lab: done 1" 0 failed
ends "switches off before its job ends" '{"type":"alloc"' "" 0 died
ends "panics" "" "Kernel panic - not syncing" 0 died
ends "panics after its job" "# done 0" "Kernel panic - not syncing" 0 died
ends "does not switch off" "# done 0" "lab: done 0" 124 hung
ends "had to be killed" "" "" 137 hung
ends "loses its QEMU" "# done 0" "" 1 died

warns() { # LINE
	printf '%s\n' "$1" >"$work/console.log"
	[[ -n $(boot_warnings "$work") ]]
}
check "a warning in the log is seen" warns '[ 1.0] WARNING: CPU: 0 PID: 1 at mm/cma.c:1'
check "a lockdep report is seen" warns '[ 1.0] WARNING: possible circular locking'
is_quiet() { ! warns "$1"; }
check "a failed allocation is not a warning" is_quiet \
	'cma: cma_alloc: reserved: alloc failed, req-size: 3907 pages, ret: -12'
rm "$work/console.log"
check "a boot without a log is not quiet" test -n "$(boot_warnings "$work")"

# run FILE SEED LATENCY...: a run of allocations; a latency of - is a failure with
# -EBUSY that the heap has made ENOMEM.
run() {
	local file=$1 seed=$2 latency
	shift 2
	{
		printf '{"type":"meta","scenario":"s","kernel":"6.12","machine":"m","model":"b","seed":%d}\n' "$seed"
		for latency; do
			if [[ $latency == - ]]; then
				echo '{"type":"alloc","ok":false,"errno":12,"cma_errno":16,"latency_us":9,"call_us":9,"attempts":3,"migrated":0}'
			else
				printf '{"type":"alloc","ok":true,"errno":0,"cma_errno":0,"latency_us":%d,"call_us":%d,"attempts":1,"migrated":2}\n' \
					"$latency" $((latency * 2))
			fi
		done
		echo '{"type":"summary"}'
	} >"$file"
}
run "$work/1" 1 10 30 -
run "$work/2" 2 20 40
tools/lab/lab collect stock "$work/1" "$work/2" >"$work/results.json"
says() { jq -e "$1" "$work/results.json"; }
check "runs are pooled into a row of their scenario and arm" \
	says '.runs | length == 1 and .[0].scenario == "s" and .[0].arm == "stock" and .[0].boots == 2'
check "failures are counted, by cma_alloc()'s own error" \
	says '.runs[0] | .allocs == 5 and .failed == 1 and .failed_by_errno == {"EBUSY": 1} and .failed_by_reason == null'
for reason in busy nomem; do sed "s/\"errno\":12/&,\"reason\":\"$reason\"/" "$work/1" >"$work/$reason"; done
tools/lab/lab collect patched "$work/busy" "$work/busy" "$work/nomem" "$work/2" >"$work/reasons.json"
check "failures are counted by reason where the kernel says it" \
	jq -e '.runs[0].failed_by_reason == {busy: 2, nomem: 1}' "$work/reasons.json"
tools/lab/lab collect stock "$work/2" >"$work/reasons.json"
check "no failures have no reasons" jq -e '.runs[0].failed_by_reason == {}' "$work/reasons.json"
check "attempts and migrated pages are summed" \
	says '.runs[0] | .attempts == 7 and .pages_migrated == 8'
check "percentiles are nearest-rank, of the successful" \
	says '.runs[0] | .latency_us == {p50: 20, p90: 40, p99: 40, max: 40} and .call_us.max == 80'
check "retries are the attempts beyond the first" says '.runs[0].retries == 2'
check "each run has figures of its own" says '.runs[0].per_boot |
	map([.seed, .allocs, .failed, .attempts, .pages_migrated, .latency_us.p50]) ==
	[[1, 3, 1, 5, 4, 10], [2, 2, 0, 2, 4, 20]]'
check "where the area was not looked at, that is null" says '.runs[0] |
	[.system_pages, .failed_free_range, .failed_pin_free] == [null, null, null]'
check "the manifest tells hardware, scenarios and seeds" \
	says '.manifest | .time_source == "hardware" and .scenarios == ["s"] and .seeds == [1, 2]'

# Before the failure there was a range without pages in use, but none without pins.
sed -E 's/"ok":(true|false)/&,"pages":5,"system_pages":70,"free_range":true,"pin_free":\1/
	s/"summary"/&,"system_pages":{"start":90}/' "$work/1" >"$work/looked"
cp "$work/looked" "$work/looked-too"
tools/lab/lab collect stock "$work/looked" "$work/looked-too" >"$work/results.json"
check "two files are two runs, whatever is in them" says '.runs[0].per_boot | length == 2'
check "what the system used of the area" \
	says '.runs[0].system_pages == {start: 90, min: 70, p50: 70, max: 70}'
check "failures where there was a range" \
	says '.runs[0] | .failed_free_range == 2 and .failed_pin_free == 0'
check "latency by size" \
	says '.runs[0].by_pages == {"5": {allocs: 6, failed: 2, min: 10, p50: 10, max: 30}}'

sed 's/"attempts":1/"attempts":null/' "$work/1" >"$work/untraced"
tools/lab/lab collect stock "$work/untraced" "$work/2" >"$work/results.json"
check "a sum of which a part is unknown is null" says '.runs[0].attempts == null'

sed '$d' "$work/1" >"$work/cut"
tools/lab/lab collect stock "$work/cut" "$work/2" >"$work/results.json"
check "a run that was cut short counts in no figure, and is named" says \
	'.runs[0].boots == 1 and (.manifest.incomplete | length == 1)'

status_of() { # STATUS COMMAND...
	local want=$1 status=0
	shift
	"$@" || status=$?
	[[ $status -eq $want ]]
}
echo '{"type":' >"$work/bad"
check "lines that are not JSON are bad input" \
	status_of 4 tools/lab/lab collect stock "$work/bad"
check "an arm that does not exist is bad usage" \
	status_of 2 tools/lab/lab collect patchy "$work/1"
check "a scenario that does not exist is bad usage" \
	status_of 2 env SCENARIOS=none tools/lab/lab bench

plan() { SCENARIOS="a b" BOOTS=2 bench_plan | xargs; }
check "a bench goes through its boots in ABBA order" test "$(plan)" = \
	"a 1 stock a 1 patched b 1 stock b 1 patched a 2 patched a 2 stock b 2 patched b 2 stock"
check "a scenario's header goes onto the command line" test \
	"$(job_arguments scenario:small-residents-64m:1)" = "cma=64M coherent_pool=64K"
check "the bench runs by default what is in no set" test "$(scenarios_of | xargs)" = \
	"imx6-vpu mixed odd-sizes small-residents-64m vpu-table"
check "a set is its scenarios, each once" test "$(scenarios_named mixed pressure empty | tr ' ' '\n' |
	sort | uniq -c | awk '$1 > 1' | wc -l) $(scenarios_named pressure | wc -w)" = "0 15"
# disks_of JOB: the images that it gets, and how idle time passes.
disks_of() {
	rm -rf "$work/disks"
	mkdir "$work/disks"
	qemu_command arm64
	job_disks "$1" "$work/disks"
	(cd "$work/disks" && echo ./*) | tr -d ./
	printf '%s\n' "${QEMU[@]}" | grep -oE 'sleep=[a-z]*|serial=lab[.a-z]*'
}
check "a scenario that asks for no disk has none" test "$(disks_of scenario:mixed:1 | xargs)" = \
	"* sleep=off"
check "a disk with a file system" test "$(disks_of scenario:tides:1 | xargs)" = \
	"disk sleep=on serial=lab.disk"
check "swap" test "$(disks_of record:lowmem-swap:1 | xargs)" = "swap sleep=on serial=lab.swap"
same_disks() {
	local first
	disks_of scenario:tides:1 >/dev/null
	first=$(sha256sum <"$work/disks/disk")
	disks_of scenario:tides:1 >/dev/null
	[[ $(sha256sum <"$work/disks/disk") == "$first" ]]
}
check "the images of two boots are alike" same_disks
printf '%s\n' '[ 1.0] cmabench: page allocation failure: order:0, mode:0x144cc8(GFP_USER|__GFP_RETRY_MAYFAIL|__GFP_MOVABLE)' \
	'[ 1.0] CPU: 2 PID: 62' '[ 1.0] Hardware name: x' '[ 1.0] Call trace:' >"$work/console.log"
check "a page allocation that may fail is not a warning" test -z "$(boot_warnings "$work")"
echo '[ 2.0] Call trace:' >>"$work/console.log"
check "the next trace is" test "$(boot_warnings "$work")" = '5:[ 2.0] Call trace:'

done_testing
