# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# One base on one machine: every job booted, and what came of it recorded in
# $BUILD/lab/machines/BASE-MACHINE, each boot in a folder of its own (see boot), and
# all of them in outcome.json.
# shellcheck disable=SC2154 # machine_load sets machine

# outcome_plan BASE: one line a boot: its folder's name, the arm, the job and what is
# added to the command line. In: SCENARIOS, ARMS.
outcome_plan() {
	local scenario arm
	echo "kunit patched idle kunit.enable=1 $(kunit_area "$1")"
	echo "kselftest patched kselftest"
	for scenario in $SCENARIOS; do
		for arm in $ARMS; do echo "$scenario-$arm $arm scenario:$scenario:1"; done
	done
}

# outcome_key BASE ARM: changes when a boot could end otherwise. In: INITRAMFS,
# QEMU, QEMU_VERSION, machine.
outcome_key() {
	{
		cat "$(kernel_dir "$1" "${machine[kernel]}" "$2")/.lab-built"
		sha256sum <"$INITRAMFS"
		printf '%s\n' "${QEMU[@]}" "$QEMU_VERSION"
	} | sha256sum | cut -c 1-16
}

# outcome_boot BASE FOLDER ARM JOB [ARGUMENT...]: that boot, unless it has been made
# of the same things and came to its job's end. In: OUTCOME.
outcome_boot() {
	local base=$1 dir=$OUTCOME/$2 arm=$3 job=$4 key
	shift 4
	key=$(outcome_key "$base" "$arm")
	if [[ $(cat "$dir/key" 2>/dev/null) == "$key" &&
		$(cat "$dir/state") =~ ^(done|failed)$ ]]; then
		say "$(basename "$dir"): $(cat "$dir/state"), as it was before"
		return 0
	fi
	boot "$base" "$MACHINE" "$arm" "$job" "$dir.new" "$@"
	echo "$key" >"$dir.new/key"
	echo "$arm" >"$dir.new/arm"
	date -u +%F >"$dir.new/date"
	rm -rf "$dir"
	mv "$dir.new" "$dir"
	say "$(basename "$dir"): $(cat "$dir/state")"
	[[ $(cat "$dir/state") =~ ^(done|failed)$ ]] || boot_report "$dir"
}

# cases_in FILE: {passed, failed, skipped} of a TAP file's cases.
cases_in() {
	awk '/^not ok/ { failed++; next }
		/^ok/ && /# SKIP/ { skipped++; next }
		/^ok/ { passed++ }
		END { printf "{\"passed\":%d,\"failed\":%d,\"skipped\":%d}", passed, failed, skipped }' "$1"
}

# kunit_cases CONSOLE: the cases of the suites as a TAP file: what is one level in.
kunit_cases() {
	tr -d '\r' <"$1" | sed -nE 's/^(\[[^]]*\] )?    ((not )?ok [0-9]+ )/\2/p'
}

# outcome_facts DIR: what came of the boot in that folder, as JSON.
outcome_facts() {
	local dir=$1 name counts='{}'
	name=$(basename "$dir")
	tr -d '\r' <"$dir/results" >"$dir/.results"
	case $name in
	kunit) counts=$(cases_in <(kunit_cases "$dir/console.log")) ;;
	kselftest) counts=$(cases_in "$dir/.results") ;;
	*)
		counts=$(grep -v '^#' "$dir/.results" | jq -n -c '
			[inputs | select(.type == "summary")] | last // {} |
			{allocs, failed, leaked: .leaked_pages}' 2>/dev/null) || counts='{}'
		;;
	esac
	rm "$dir/.results"
	jq -n --arg name "$name" --arg state "$(cat "$dir/state")" \
		--arg date "$(cat "$dir/date")" --argjson counts "$counts" \
		--argjson warnings "$(boot_warnings "$dir" | grep -c . || true)" \
		'{($name): ({state: $state, date: $date, warnings: $warnings} + $counts)}'
}

# outcome_record BASE: outcome.json, of all boots that are of today's kernels.
outcome_record() {
	local dir base=$1 arm
	for dir in "$OUTCOME"/*/; do
		dir=${dir%/}
		arm=$(cat "$dir/arm" 2>/dev/null) || continue
		[[ -f $(kernel_dir "$base" "${machine[kernel]}" "$arm")/.lab-built ]] || continue
		[[ $(cat "$dir/key" 2>/dev/null) == "$(outcome_key "$base" "$arm")" ]] || continue
		outcome_facts "$dir"
	done | jq -s --arg base "$base" --arg machine "$MACHINE" \
		--arg release "$(cat "$(kernel_dir "$base" "${machine[kernel]}" patched)/include/config/kernel.release")" \
		--arg source "$(sed -n "1s/^# //p" "$BUILD/src/$base.manifest")" \
		--arg series "$(series_hash "$base")" --arg qemu "$QEMU_VERSION" \
		--arg time "${machine[time]}" '
		{base: $base, machine: $machine, release: $release, source: $source,
		 series: $series, qemu: $qemu, time: $time, boots: add}' >"$OUTCOME/outcome.json.new"
	mv "$OUTCOME/outcome.json.new" "$OUTCOME/outcome.json"
}

# outcome_is_good FILE: every boot came to its end, without a warning, and with no
# case failed and none missing.
outcome_is_good() {
	jq -e '.boots | all(.[]; .state == "done" and .warnings == 0 and (.leaked // 0) == 0) and
		all(.kunit, .kselftest; . != null and .failed == 0 and .passed > 0)' "$1" >/dev/null
}

# outcome_told FILE: a line for each boot.
outcome_told() {
	jq -r '.boots | to_entries[] | "\(.key): \(.value.state)" +
		(if .value.passed then ", \(.value.passed) passed, \(.value.failed) failed, \(.value.skipped) skipped" else "" end) +
		(if .value.allocs then ", \(.value.failed) of \(.value.allocs) allocations failed" else "" end) +
		(if .value.warnings > 0 then ", \(.value.warnings) warnings in the log" else "" end)' "$1"
}

# outcome BASE MACHINE: the whole. In: SCENARIOS, ARMS. Status 1 where something is not as
# it should be.
outcome() {
	local base=$1 name arm job arguments scenario plan
	for scenario in $SCENARIOS; do scenario_file "$scenario"; done
	machine_load "$2"
	qemu_fetch
	OUTCOME=$BUILD/lab/machines/$base-$MACHINE
	mkdir -p "$OUTCOME"
	exec 8>"$OUTCOME/.lock"
	flock -n 8 || die "$EXIT_BAD" "another lab is at work in $OUTCOME"
	[[ $ARMS == patched ]] || kernel_build "$base" "${machine[kernel]}" stock
	kernel_build "$base" "${machine[kernel]}" patched
	guest_initramfs "${machine[kernel]}" "$base"
	rm -rf "$OUTCOME"/*.new
	plan=$(outcome_plan "$base")
	while read -r name arm job arguments; do
		qemu_command "$MACHINE"
		# shellcheck disable=SC2086 # several words
		outcome_boot "$base" "$name" "$arm" "$job" $arguments
	done <<<"$plan"
	qemu_command "$MACHINE"
	outcome_record "$base"
	outcome_told "$OUTCOME/outcome.json"
	outcome_is_good "$OUTCOME/outcome.json" ||
		die "$EXIT_NO" "$base on $MACHINE is not as it should be: $OUTCOME"
}
