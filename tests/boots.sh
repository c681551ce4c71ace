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
