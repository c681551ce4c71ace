# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The before/after comparison: scenarios x boots x {stock, patched}.
# shellcheck disable=SC2154 # machine_load sets machine

# bench_plan: one line a boot, in the order in which they are started: the two
# arms of a boot side by side, and which comes first alternates (ABBA), so that
# nothing that drifts on the host can favour one of them.
# In: SCENARIOS, BOOTS.
bench_plan() {
	local boot scenario
	for ((boot = 1; boot <= BOOTS; boot++)); do
		for scenario in $SCENARIOS; do
			if ((boot % 2)); then
				echo "$scenario $boot stock"
				echo "$scenario $boot patched"
			else
				echo "$scenario $boot patched"
				echo "$scenario $boot stock"
			fi
		done
	done
}

# bench_boot SCENARIO BOOT ARM: one boot, unless an interrupted run left its
# result. Runs in a process of its own.
bench_boot() {
	local dir=$BENCH/boots/$1-$2-$3 state
	if [[ $(cat "$dir/state" 2>/dev/null) != "done" ]]; then
		boot "$BASE" "$MACHINE" "$3" "scenario:$1:$2" "$dir.new"
		# A figure from a kernel that complained is not a success either.
		if [[ -n $(boot_warnings "$dir.new") ]]; then
			echo warned >"$dir.new/state"
		fi
		rm -rf "$dir"
		mv "$dir.new" "$dir"
	fi
	state=$(cat "$dir/state")
	echo x >>"$BENCH/progress"
	say "$(wc -l <"$BENCH/progress")/$BENCH_TOTAL $1 boot $2 $3: $state"
	[[ $state == "done" ]] || boot_report "$dir"
}

# bench_configs_agree: both arms have one configuration, but for what the series
# adds.
bench_configs_agree() {
	local stock patched odd
	stock=$(kernel_dir "$BASE" "$KERNEL" stock)/.config
	patched=$(kernel_dir "$BASE" "$KERNEL" patched)/.config
	odd=$(diff <(grep -v '^# .*Kernel Conf' "$stock") <(grep -v '^# .*Kernel Conf' "$patched") |
		grep '^[<>]' | grep -vF -f <(sed -n 's/^\(CONFIG_[A-Z0-9_]*\)=.*/\1/p' \
		"$ROOT/tools/lab/config/patched.config") || true)
	[[ -z $odd ]] || die "$EXIT_BAD" "the arms differ in more than the series:
$odd"
}

# bench_manifest: what the figures were made with, as JSON.
bench_manifest() {
	local arm dir incomplete
	arch_of "$KERNEL"
	incomplete=$(for dir in "$BENCH"/boots/*/; do
		[[ $(cat "$dir/state") == "done" ]] ||
			echo "$(basename "$dir"): $(cat "$dir/state")"
	done)
	for arm in stock patched; do
		dir=$(kernel_dir "$BASE" "$KERNEL" "$arm")
		jq -n --arg arm "$arm" \
			--arg release "$(cat "$dir/include/config/kernel.release")" \
			--arg config "$(sha256sum <"$dir/.config" | cut -c 1-64)" \
			--arg image "$(sha256sum <"$dir/$ARCH_IMAGE" | cut -c 1-64)" \
			'{($arm): {release: $release, config_sha256: $config, image_sha256: $image}}'
	done | jq -s --arg base "$BASE" --arg arch "$ARCH_NAME" --arg machine "$MACHINE" \
		--arg series "$(series_hash "$BASE")" \
		--arg source "$(sed -n "1s/^# //p" "$BUILD/src/$BASE.manifest")" \
		--arg qemu "$QEMU_VERSION" \
		--arg commit "$(git -C "$ROOT" describe --always --dirty 2>/dev/null || echo unknown)" \
		--argjson boots "$BOOTS" --arg scenarios "$SCENARIOS" \
		--arg incomplete "$incomplete" \
		--rawfile commands <(for dir in "$BENCH"/boots/*/; do
			cat "$dir/command"
			echo
		done | sed "s,$BUILD/,build/,g") '
		{base: $base, arch: $arch, machine: "qemu", board: $machine, time_source: "icount",
		 base_source: $source, series_sha256: $series, commit: $commit,
		 qemu: $qemu, kernels: add, boots: $boots,
		 scenarios: ($scenarios | split(" ")),
		 seeds: [range(1; $boots + 1)], order: "ABBA",
		 commands: ($commands | split("\n") | map(select(. != ""))),
		 incomplete: ($incomplete | split("\n") | map(select(. != "")))}'
}

# bench_collect: results.json from the boots' results. A boot that is not done
# counts in no figure and is named in the manifest.
bench_collect() {
	local dir
	bench_manifest >"$BENCH/manifest.json"
	for dir in "$BENCH"/boots/*/; do
		[[ $(cat "$dir/state") == "done" ]] || continue
		dir=${dir%/}
		collect_lines "${dir##*-}" "$dir/results"
	done | collect_results "$BENCH/manifest.json" >"$BENCH/results.json.new"
	rm "$BENCH/manifest.json"
	mv "$BENCH/results.json.new" "$BENCH/results.json"
}

# bench: the whole. In: BASE, MACHINE, SCENARIOS, BOOTS. Out: the table on standard
# output, $BUILD/bench/results.json. Status 1 when a boot was not done.
bench() {
	local key bad=0 dir scenario KERNEL
	machine_load "$MACHINE"
	KERNEL=${machine[kernel]}
	[[ ${machine[time]} == icount ]] || die "$EXIT_USAGE" "time on $MACHINE passes as on the host:" \
		"no times to compare; 'lab run $MACHINE $BASE' says what fails there"
	for scenario in $SCENARIOS; do scenario_file "$scenario"; done
	BENCH=$BUILD/bench
	export BENCH BASE MACHINE
	mkdir -p "$BENCH"
	exec 8>"$BENCH/.lock"
	flock -n 8 || die "$EXIT_BAD" "another bench is at work in $BENCH"
	qemu_fetch
	kernel_build "$BASE" "$KERNEL" stock
	kernel_build "$BASE" "$KERNEL" patched
	bench_configs_agree
	guest_initramfs "$KERNEL" "$BASE"
	qemu_command "$MACHINE"

	# Boots of an interrupted run are used when they were of the same things.
	key=$({
		cat "$(kernel_dir "$BASE" "$KERNEL" stock)/.lab-built" \
			"$(kernel_dir "$BASE" "$KERNEL" patched)/.lab-built"
		sha256sum <"$INITRAMFS"
		printf '%s\n' "${QEMU[*]}"
	} | sha256sum)
	if [[ $(cat "$BENCH/unfinished" 2>/dev/null) != "$key" ]]; then
		rm -rf "$BENCH/boots"
	fi
	mkdir -p "$BENCH/boots"
	rm -rf "$BENCH"/boots/*.new
	printf '%s\n' "$key" >"$BENCH/unfinished"
	: >"$BENCH/progress"

	BENCH_TOTAL=$(bench_plan | wc -l)
	export BENCH_TOTAL
	say "$BENCH_TOTAL boots, $(nproc) at a time"
	bench_plan | xargs -P "$(nproc)" -L 1 "$ROOT/tools/lab/lab" bench-boot
	# Boots of scenarios or numbers that an earlier, larger run left.
	bench_plan | tr ' ' '-' >"$BENCH/plan"
	for dir in "$BENCH"/boots/*/; do
		grep -qxF -- "$(basename "$dir")" "$BENCH/plan" || rm -rf "$dir"
	done

	bench_collect
	rm -f "$BENCH/unfinished" "$BENCH/progress" "$BENCH/plan"
	for dir in "$BENCH"/boots/*/; do
		[[ $(cat "$dir/state") == "done" ]] || bad=$((bad + 1))
	done
	# With too few boots left there may be no table; they are told of anyway.
	"$BUILD/cmakit" compare "$BENCH/results.json" || ((bad > 0))
	say "results: $BENCH/results.json"
	((bad == 0)) || die "$EXIT_NO" "$bad boots of $BENCH_TOTAL were not done"
}
