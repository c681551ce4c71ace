# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# One boot of one kernel for one job.

# Lines of a kernel's log that a healthy boot does not have.
WARNING_PATTERN='WARNING: |BUG: |Oops|Kernel panic|Call trace|Call Trace'
WARNING_PATTERN+='|INFO: task .* blocked|rcu: INFO|possible circular|inconsistent lock'
WARNING_PATTERN+='|UBSAN|KASAN: |KCSAN: |Unable to handle'

# qemu_command ARCH: out: QEMU, the command with the machine's options.
qemu_command() {
	case $1 in
	arm64)
		QEMU=(qemu-system-aarch64 -M virt -cpu cortex-a53
			-device virtio-serial-device)
		;;
	x86_64)
		QEMU=(qemu-system-x86_64 -M q35 -cpu qemu64
			-device virtio-serial-pci)
		;;
	*) die "$EXIT_USAGE" "no architecture '$1': expected arm64 or x86_64" ;;
	esac
	# icount: time in the guest goes by its instructions, so that it is the
	# same for the same kernel and job, whatever else the host does.
	QEMU+=(-smp 4 -m 512 -icount 'shift=0,sleep=off' -no-reboot -nic none
		-display none -monitor none)
}

# console_of ARCH: the serial console's name in the guest.
console_of() { [[ $1 == arm64 ]] && echo ttyAMA0 || echo ttyS0; }

# scenario_file NAME: out: SCENARIO_FILE.
scenario_file() {
	SCENARIO_FILE=$ROOT/benchmarks/scenarios/$1.scenario
	[[ -f $SCENARIO_FILE ]] || die "$EXIT_USAGE" "no scenario '$1'; there are:" \
		"$(scenario_names)"
}

# scenario_names: the names of all there are.
scenario_names() {
	local file
	for file in "$ROOT"/benchmarks/scenarios/*.scenario; do
		basename "$file" .scenario
	done | xargs
}

# job_arguments JOB: what the job wants on the kernel's command line: the area,
# and whatever else a scenario's header says.
job_arguments() {
	local name mib
	if [[ $1 != scenario:* && $1 != record:* ]]; then
		echo cma=64M
		return 0
	fi
	name=${1#*:}
	scenario_file "${name%:*}"
	mib=$(sed -n 's/^area_mib  *\([0-9][0-9]*\) *$/\1/p' "$SCENARIO_FILE")
	[[ -n $mib ]] || die "$EXIT_BAD" "$SCENARIO_FILE: expected a line 'area_mib N'"
	echo "cma=${mib}M" "$(sed -n 's/^boot_args  *//p' "$SCENARIO_FILE")"
}

# boot BASE ARCH ARM JOB DIR [ARGUMENT...]: boot and wait. ARGUMENTs are added to
# the kernel's command line, and come last.
# Out, in DIR: console.log, results, command, record.cmatrace (of a job that
# records), state (one word):
#   done     the job ran to its end with status 0
#   failed   it ran to its end with another status
#   hung     the time limit ended it ($LAB_TIMEOUT seconds, 300)
#   died     the guest went away before the end: panic, power-off
boot() {
	local base=$1 arch=$2 arm=$3 job=$4 dir=$5 kernel arguments status=0
	shift 5
	kernel=$(kernel_dir "$base" "$arch" "$arm")/$(kernel_image "$arch")
	[[ -f $(kernel_dir "$base" "$arch" "$arm")/.lab-built && -f $kernel ]] ||
		die "$EXIT_BAD" "no kernel $kernel: lab build $base $arch $arm"
	arguments=$(job_arguments "$job")
	rm -rf "$dir"
	mkdir -p "$dir"
	qemu_command "$arch"
	QEMU+=(-kernel "$kernel" -initrd "$BUILD/lab/initramfs-$arch.cpio.gz"
		-serial "file:$dir/console.log"
		-chardev "file,id=results,path=$dir/results"
		-device "virtserialport,chardev=results,name=lab.results"
		-append "console=$(console_of "$arch") panic=-1 kunit.enable=0 $arguments lab_job=$job $*")
	[[ $job != record:* ]] || QEMU+=(
		-chardev "file,id=record,path=$dir/record.cmatrace"
		-device "virtserialport,chardev=record,name=lab.record"
	)
	printf '%q ' "${QEMU[@]}" >"$dir/command"
	# In the foreground group, so that an interrupt ends the guest too.
	timeout --foreground -k 10 "${LAB_TIMEOUT:-300}" "${QEMU[@]}" </dev/null \
		>"$dir/qemu.log" 2>&1 || status=$?
	boot_state "$dir" "$status" >"$dir/state"
}

# boot_state DIR STATUS: the word, from the results' last line and QEMU's exit
# status (124 and 137 are timeout's). A guest that has ended its job and then
# panics, or does not switch off, is not done.
boot_state() {
	local last
	last=$(tail -n 1 "$1/results" 2>/dev/null || true)
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
# log at all should not be there either.
boot_warnings() {
	if [[ ! -s $1/console.log ]]; then
		echo "no log: $1/console.log"
		return 0
	fi
	grep -nE "$WARNING_PATTERN" "$1/console.log" || true
}

# boot_report DIR: for a boot that is not done: what was asked and the log's end.
boot_report() {
	say "boot in $1 $(cat "$1/state"): $(tail -n 1 "$1/qemu.log")"
	tail -n 30 "$1/console.log" | sed 's/^/    /' >&2
}
