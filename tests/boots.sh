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
