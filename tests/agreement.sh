#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Simulator and kernel: scenarios are booted and recorded, and cmakit simulate is
# asked for what it makes of the same requests in the same order. Where the kernel
# could use every range that it tried, both have nothing to go by but the area's
# bitmap, and have to agree: on which requests fail, and why, and on the area after
# every event.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" agreement

scenarios='mixed vpu-table small-residents-64m odd-sizes'
# How it is booted, and how it is replayed: a dma-heap of the series needs 64 KiB,
# with either placement; stock's needs what it asks for.
kernels=(
	'stock|stock||first-fit'
	'patched|patched||zoned --align-min 4'
	'first-fit|patched|cma_place=first-fit|first-fit --align-min 4'
)

check "cmakit builds" make_shared -C tools/cmakit OUT="$BUILD"
for arm in stock patched; do
	check "6.12 $arm builds" "$lab" build 6.12 arm64 "$arm"
done
check "the initramfs builds" "$lab" initramfs arm64 6.12

for scenario in $scenarios; do
	for kernel in "${kernels[@]}"; do
		IFS='|' read -r name arm argument _ <<<"$kernel"
		# shellcheck disable=SC2086 # an argument or none
		start "$scenario-$name" 6.12 "$arm" "record:$scenario:1" $argument
	done
done
wait_for_all

# recorded CHECK BOOT [CSV]: see agreement.py.
recorded() {
	local dir=$boots/$2
	tests/agreement.py "$1" "$dir/results" "$dir/record.cmatrace" "${@:3}"
}
# predict BOOT NAME PLACEMENT...: what the simulator says, in BOOT/NAME.csv.
predict() {
	local dir=$boots/$1 csv=$boots/$1/$2.csv
	"$BUILD/cmakit" simulate --csv "$csv" --placement "${@:3}" \
		"$dir/record.cmatrace"
}
# agree CHECK BOOT PLACEMENT...
agree() {
	predict "$2" replayed "${@:3}" &&
		recorded "$1" "$2" "$boots/$2/replayed.csv"
}
# The same figures must not come out whatever is simulated.
differ() { # BOOT PLACEMENT...
	local told=$boots/$1/other.txt status=0
	predict "$1" other "${@:2}" || return 1
	recorded area "$1" "$boots/$1/other.csv" >"$told" 2>&1 || status=$?
	cat "$told"
	# One line that says what differs, and no program that came to grief.
	[[ $status -eq 1 && $(wc -l <"$told") -eq 1 ]] &&
		grep -q ': expected .*, found ' "$told"
}
# figures BOOT: for the reader.
figures() { recorded failures "$1" "$boots/$1/replayed.csv" | sed "s/^/# $1: /"; }

# compare SCENARIO NAME PLACEMENT...: not where a range was tried in vain.
compare() {
	local boot=$1-$2 why
	if ! why=$(recorded undisturbed "$boot" 2>&1); then
		skip "$1, $2: not compared" "$why"
		return 0
	fi
	compared=$((compared + 1))
	check "$1, $2: the same requests fail, for the same reason" \
		agree failures "$boot" "${@:3}"
	check "$1, $2: the area is the same after every event" \
		agree area "$boot" "${@:3}"
	figures "$boot" || true
}

for scenario in $scenarios; do
	compared=0
	for kernel in "${kernels[@]}"; do
		IFS='|' read -r name _ _ placement <<<"$kernel"
		boot=$scenario-$name
		check "$scenario, $name: the guest runs it" state_is "$boot" "done"
		check "$scenario, $name: the record has all that happened in the area" \
			recorded whole "$boot"
		# mixed wants pages moved; that alone changes nothing in the bitmap.
		[[ $scenario == mixed ]] ||
			check "$scenario, $name: nothing had to be moved" \
				recorded idle "$boot"
		# shellcheck disable=SC2086 # placement and its option
		compare "$scenario" "$name" $placement
	done
	check "$scenario: at least one kernel could be compared" test "$compared" -gt 0
	check "$scenario: first-fit would not have made of it what zoned did" \
		differ "$scenario-patched" first-fit --align-min 4
	check "$scenario: nor would zoned with the full alignment have" \
		differ "$scenario-patched" zoned
done

done_testing
