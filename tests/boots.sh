# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The opening of tests that boot kernels in the background. Sourced, not run, with
# the name of the test's folder as the argument: $boots is an empty folder for its
# boots, $lab the lab's command, and a guest does not outlive an interrupted test.
# Brings env.sh, tap.sh, kernel.sh and boot.sh, and goes to the project's root.
# shellcheck source=tools/env/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/../tools/env/env.sh"
cd "$ROOT" || exit
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tools/lab/kernel.sh
. tools/lab/kernel.sh
# shellcheck source=tools/lab/boot.sh
. tools/lab/boot.sh

# shellcheck disable=SC2034 # for the tests
lab=tools/lab/lab
# Other tests may be at work beside these.
export LAB_TIMEOUT=${LAB_TIMEOUT:-1800}
boots=$BUILD/tests/$1
rm -rf "$boots"
mkdir -p "$boots"

trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

# wait_for_turn: until fewer boots run than there are processors.
wait_for_turn() {
	while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done
}

# wait_for_all: from here on an interrupt is nothing special.
wait_for_all() {
	wait || true
	trap - INT TERM
}

# start NAME BASE ARM JOB [ARGUMENT...]: a boot in $boots/NAME, in the
# background; as many at a time as there are processors.
start() {
	local name=$1 base=$2 arm=$3 job=$4
	shift 4
	wait_for_turn
	"$lab" boot "$base" arm64 "$arm" "$job" "$boots/$name" "$@" \
		2>"$boots/$name.log" &
}

state_is() { # NAME STATE
	[[ $(cat "$boots/$1/state") == "$2" ]] || {
		cat "$boots/$1.log"
		tail -n 30 "$boots/$1/console.log"
		return 1
	}
}

# The suites' lines, and not one failed case.
kunit_passed() { # NAME
	local log=$boots/$1/console.log suite
	grep -E 'ok [0-9]+ (- )?(cma|alloc_contig)|not ok' "$log"
	for suite in cma_place cma_place_zoned cma_search cma_occupancy cma_failure \
		alloc_contig alloc_contig_smp; do
		grep -qE "^(\[[^]]*\] )?ok [0-9]+ (- )?$suite\>[^_#]*$" "$log" || return 1
	done
	! grep -q 'not ok' "$log"
}
log_is_quiet() { # NAME
	local odd
	state_is "$1" "done" || return 1
	odd=$(boot_warnings "$boots/$1")
	printf '%s\n' "$odd"
	[[ -z $odd ]]
}

# Every line of a kselftest becomes a case of ours, skips included.
kselftest_cases() { # NAME WHAT
	local line program=''
	while read -r line; do
		case $line in
		'# program '*) program=${line#\# program } ;;
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
