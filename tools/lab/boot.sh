# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# One boot of one kernel on one machine for one job. Needs machine.sh.
# shellcheck disable=SC2153,SC2154 # machine_load sets MACHINE and machine

# Lines of a kernel's log that a healthy boot does not have.
WARNING_PATTERN='WARNING: |BUG: |Oops|Kernel panic|Call trace|Call Trace'
WARNING_PATTERN+='|INFO: task .* blocked|rcu: INFO|possible circular|inconsistent lock'
WARNING_PATTERN+='|UBSAN|KASAN: |KCSAN: |Unable to handle'

# scenario_file NAME: out: SCENARIO_FILE.
scenario_file() {
	SCENARIO_FILE=$ROOT/benchmarks/scenarios/$1.scenario
	[[ -f $SCENARIO_FILE ]] || die "$EXIT_USAGE" "no scenario or set '$1'; there are:" \
		"$(scenario_names), and the sets: $(scenario_sets)"
}

# scenario_header WORD: what SCENARIO_FILE's header line of that name says, if it
# has one.
scenario_header() { sed -n "s/^$1  *\([^ ].*[^ ]\|[^ ]\) *$/\1/p" "$SCENARIO_FILE"; }

# scenario_names: the names of all there are.
scenario_names() {
	local file
	for file in "$ROOT"/benchmarks/scenarios/*.scenario; do
		basename "$file" .scenario
	done | xargs
}

# scenario_sets: the names of all sets.
scenario_sets() {
	sed -n 's/^set  *//p' "$ROOT"/benchmarks/scenarios/*.scenario | sort -u | xargs
}

# scenarios_of [SET]: the scenarios of a set; without SET, those that are in none.
scenarios_of() {
	local name
	for name in $(scenario_names); do
		scenario_file "$name"
		[[ $(scenario_header set) != "${1:-}" ]] || echo "$name"
	done
}

# scenarios_named WORD...: the scenarios that these names and sets mean, each once.
# A word that is neither is left for scenario_file to refuse.
scenarios_named() {
	local word
	for word; do
		if [[ " $(scenario_sets) " == *" $word "* ]]; then
			scenarios_of "$word"
		else
			echo "$word"
		fi
	done | awk '!seen[$0]++' | xargs
}

# job_scenario JOB: out: SCENARIO_FILE. Status 1 where the job is no scenario.
job_scenario() {
	local name
	[[ $1 == scenario:* || $1 == record:* ]] || return 1
	name=${1#*:}
	scenario_file "${name%:*}"
}

# job_arguments JOB: what the job wants on the kernel's command line: the area,
# and whatever else a scenario's header says.
job_arguments() {
	local mib
	if ! job_scenario "$1"; then
		echo cma=64M
		return 0
	fi
	mib=$(scenario_header area_mib)
	[[ $mib =~ ^[0-9]+$ ]] || die "$EXIT_BAD" "$SCENARIO_FILE: expected a line 'area_mib N'"
	echo "cma=${mib}M" "$(scenario_header boot_args)"
}

# job_disks JOB DIR: add to QEMU the disks that a scenario's header asks for; their
# images are made in DIR. Out: DISKS, their kinds. The guest knows them by their
# serial numbers, or, where a disk has none, by what is on it.
job_disks() {
	local kind mib id=6f4d2f52-7f2c-4f0e-9d61-0d1f3c1a5e00
	DISKS=()
	job_scenario "$1" || return 0
	for kind in disk swap; do
		mib=$(scenario_header "${kind}_mib")
		[[ -n $mib ]] || continue
		truncate -s "${mib}M" "$2/$kind"
		# Nothing is left for the guest's kernel to do in the background.
		if [[ $kind == disk ]]; then
			PATH=$PATH:/usr/sbin:/sbin E2FSPROGS_FAKE_TIME=1 mke2fs -q -F -t ext4 \
				-m 0 -U "$id" -E "hash_seed=$id,lazy_itable_init=0,lazy_journal_init=0" \
				"$2/$kind"
		else
			PATH=$PATH:/usr/sbin:/sbin mkswap -q -U "$id" "$2/$kind"
		fi
		# A guest that waits for a disk has nothing to do, and time would jump to
		# its next timer, a minute ahead perhaps. So it passes as on the host.
		QEMU=("${QEMU[@]/sleep=off/sleep=on}")
		qemu_disk "$kind" "$2/$kind"
		DISKS+=("$kind")
	done
}

# boot_initramfs ARCH BASE: its file. The kselftest in it is the base's.
boot_initramfs() { printf '%s/lab/initramfs-%s-%s.cpio.gz\n' "$BUILD" "$1" "$2"; }

# boot BASE MACHINE ARM JOB DIR [ARGUMENT...]: boot and wait. ARGUMENTs are added to
# the kernel's command line, and come last.
# Out, in DIR: console.log, results, command, record.cmatrace (of a job that
# records), state (one word):
#   done     the job ran to its end with status 0
#   failed   it ran to its end with another status
#   hung     the time limit ended it ($LAB_TIMEOUT seconds, 300)
#   died     the guest went away before the end: panic, power-off
boot() {
	local base=$1 arm=$3 job=$4 dir=$5 tree dtb initramfs arguments init status=0
	qemu_command "$2"
	shift 5
	[[ $job != record:* || ${machine[results]} == virtio ]] ||
		die "$EXIT_USAGE" "machine $MACHINE has no port for what $job records"
	tree=$(kernel_dir "$base" "${machine[kernel]}" "$arm")
	arch_of "${machine[kernel]}"
	[[ -f $tree/.lab-built && -f $tree/$ARCH_IMAGE ]] ||
		die "$EXIT_BAD" "no kernel $tree/$ARCH_IMAGE: lab build $base $MACHINE $arm"
	initramfs=$(boot_initramfs "$ARCH_NAME" "$base")
	[[ -f $initramfs ]] || die "$EXIT_BAD" "no $initramfs: lab initramfs $MACHINE $base"
	arguments=$(job_arguments "$job")
	rm -rf "$dir"
	mkdir -p "$dir"
	job_disks "$job" "$dir"
	init="lab_job=$job"
	[[ ${machine[results]} == virtio ]] || init+=" lab_results=${machine[results]}"
	[[ ${machine[disk]} == virtio-* || ${#DISKS[@]} -eq 0 ]] || init+=" lab_disks=${#DISKS[@]}"
	QEMU+=(-kernel "$tree/$ARCH_IMAGE" -initrd "$initramfs")
	if [[ -n ${machine[dtb]:-} ]]; then
		dtb=$(kernel_dtb "$tree" "${machine[kernel]}" "${machine[dtb]}")
		QEMU+=(-dtb "$tree/arch/$ARCH_NAME/boot/dts/$dtb")
	fi
	qemu_ports "$dir"
	QEMU+=(-append "console=${machine[console]} panic=-1 kunit.enable=0 $arguments $init $*")
	if [[ $job == record:* ]]; then
		QEMU+=(-chardev "file,id=record,path=$dir/record.cmatrace"
			-device "virtserialport,chardev=record,name=lab.record")
	fi
	# shellcheck disable=SC2206 # words
	QEMU+=(${LAB_QEMU_OPTIONS:-})
	printf '%q ' "${QEMU[@]}" >"$dir/command"
	# In the foreground group, so that an interrupt ends the guest too.
	timeout --foreground -k 10 "${LAB_TIMEOUT:-300}" "${QEMU[@]}" </dev/null \
		>"$dir/qemu.log" 2>&1 || status=$?
	rm -f "$dir/disk" "$dir/swap"
	boot_state "$dir" "$status" >"$dir/state"
}

# kunit_area BASE: a command line's word for an area with room for the window of the
# KUnit tests, four of the largest free blocks.
kunit_area() {
	if grep -qs '^CONFIG_FORCE_MAX_ZONEORDER=14' "$ROOT/tools/lab/config/base-$1.config"; then
		echo cma=256M
	else
		echo cma=64M
	fi
}

# boot_state DIR STATUS: the word, from the results' last line and QEMU's exit
# status (124 and 137 are timeout's). A guest that has ended its job and then
# panics, or does not switch off, is not done.
boot_state() {
	local last
	# A serial port that is no virtio one ends lines with a carriage return.
	last=$(tail -n 1 "$1/results" 2>/dev/null | tr -d '\r' || true)
	if [[ $2 -eq 124 || $2 -eq 137 ]]; then
		echo hung
		return 0
	fi
	if [[ $2 -ne 0 ]] || grep -q 'Kernel panic' "$1/console.log"; then
		echo died
		return 0
	fi
	case $last in
	'# done 0') echo "done" ;;
	'# done '*) echo failed ;;
	*) echo died ;;
	esac
}

# boot_warnings DIR: the lines of the log that should not be there, if any. No
# log at all should not be there either. A page allocation that may fail, as those
# for pages to be moved away may, is reported with a trace, and no warning.
boot_warnings() {
	if [[ ! -s $1/console.log ]]; then
		echo "no log: $1/console.log"
		return 0
	fi
	awk '/page allocation failure: .*__GFP_RETRY_MAYFAIL/ { may_fail = NR }
		/Call [tT]race/ && may_fail && NR <= may_fail + 4 { may_fail = 0; next }
		{ print NR ":" $0 }' "$1/console.log" | grep -E "$WARNING_PATTERN" || true
}

# boot_report DIR: for a boot that is not done: what was asked and the log's end.
boot_report() {
	say "boot in $1 $(cat "$1/state"): $(tail -n 1 "$1/qemu.log")"
	tail -n 30 "$1/console.log" | sed 's/^/    /' >&2
}
