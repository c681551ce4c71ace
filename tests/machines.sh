#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The table of machines, what is made of it, and the record of what came of the boots:
# on made-up tables, consoles and results.
# shellcheck disable=SC2154 # machine_load sets machine
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh
for part in arch machine kernel boot outcome matrix; do
	# shellcheck source=/dev/null
	. "tools/lab/$part.sh"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/boot"

# same WHAT HAVE WANT
same() {
	check "$1" test "$2" = "$3" || true
	[[ $2 == "$3" ]] || printf '# have: %s\n# want: %s\n' "$2" "$3"
}

same "the machines" "$(machine_names)" \
	"virt imx8mp-evk sabrelite mcimx6ul-evk mcimx7d-sabre x86_64"
same "a kernel's name is its first machine, a machine's itself" \
	"$(for word in arm64 arm x86_64 arm64-imx mcimx6ul-evk; do machine_named "$word"; done | xargs)" \
	"virt sabrelite x86_64 imx8mp-evk mcimx6ul-evk"
unknown() {
	local status=0
	tools/lab/lab needs sparc 2>"$work/said" || status=$?
	cat "$work/said"
	[[ $status == "$EXIT_USAGE" ]] && grep -q "no machine 'sparc'; there are: virt" "$work/said"
}
check "a machine that is not known is a usage error that names those known" unknown
parts_there() {
	local name
	for name in $(machine_names); do
		machine_load "$name"
		arch_of "${machine[kernel]}"
		ls "tools/lab/config/$ARCH_NAME.config" "tools/lab/config/${machine[kernel]}.config" &&
			grep "^kernel-$ARCH_NAME: " tools/env/packages &&
			grep "^lab-$ARCH_NAME: " tools/env/packages || return 1
	done
}
check "every machine has a configuration and groups of packages" parts_there
same "the device trees of a kernel are those of its machines" "$(kernel_dtbs arm | xargs)" \
	"imx6q-sabrelite imx6ul-14x14-evk imx7d-sdb"

# fragments_used: of the kernels that the lab and patchctl check build.
fragments_used() {
	local base kernel arm
	for base in $(awk '/^[^#]/ { print $1 }' tools/patchctl/bases | xargs); do
		for kernel in $(kernels); do
			for arm in debug kcsan bsp $(awk '/^[^#]/ { print $2 }' tools/patchctl/builds | sort -u); do
				kernel_fragments "$base" "$kernel" "$arm"
			done
		done
	done | sort -u
}
kernels() {
	{
		machine_table | awk -F '\t' '$2 == "kernel" { print $3 }'
		awk '/^[^#]/ { print $1 }' tools/patchctl/builds
	} | sort -u
}
same "every configuration fragment is a kernel's, and there" "$(fragments_used)" \
	"$(printf '%s\n' "$ROOT"/tools/lab/config/* | sort)"
no_kernel() {
	local status=0
	CMAKIT_BUILD=$work/none tools/lab/lab build 6.12 virt frob 2>"$work/said" || status=$?
	cat "$work/said"
	[[ $status == "$EXIT_USAGE" && ! -e $work/none/kernel ]] &&
		grep -q "no kernel 'arm64 frob' of 6.12: expected tools/lab/config/frob.config" "$work/said"
}
check "a kind of kernel that has no fragment is a usage error" no_kernel

# The figures in the documentation are of these two.
qemu_of() {
	qemu_command "$1"
	qemu_ports DIR
	echo "${QEMU[*]}"
}
# Of the programs only the options are looked at.
program() { printf '#!/bin/sh\necho version 1.0\n' >"$work/bin/$1" && chmod +x "$work/bin/$1"; }
mkdir "$work/bin"
for name in qemu-system-aarch64 qemu-system-arm qemu-system-x86_64; do program $name; done
PATH=$work/bin:$PATH
common="-icount shift=0,sleep=off -no-reboot -nic none -display none -monitor none -serial file:DIR/console.log"
common+=" -chardev file,id=results,path=DIR/results -device virtserialport,chardev=results,name=lab.results"
same "virt" "$(qemu_of virt)" \
	"qemu-system-aarch64 -M virt -cpu cortex-a53 -device virtio-serial-device -smp 4 -m 512 $common"
same "x86_64" "$(qemu_of x86_64)" \
	"qemu-system-x86_64 -M q35 -cpu qemu64 -device virtio-serial-pci -smp 4 -m 512 $common"
ports() { qemu_of "$1" | grep -oE -- '-serial [^ ]*' | sed 's/-serial //; s,file:DIR/,,' | xargs; }
same "sabrelite: results on the first port, console on the second" "$(ports sabrelite)" \
	"results console.log"
same "mcimx7d-sabre: results on the sixth" "$(ports mcimx7d-sabre)" \
	"console.log null null null null results"
cards() {
	qemu_command "$1"
	shift
	for kind; do qemu_disk "$kind" "IMAGE-$kind"; done
	printf '%s\n' "${QEMU[@]}" | grep -E '^(if=|sd-card)' |
		sed -E 's/,(format|cache|size|read-zeroes)=[^,]*//g' | xargs
}
same "sabrelite: empty cards before the disk's controller" "$(cards sabrelite disk)" \
	"if=none,id=empty0,driver=null-co sd-card,drive=empty0 if=none,id=empty1,driver=null-co sd-card,drive=empty1 if=none,id=disk,file=IMAGE-disk sd-card,drive=disk"
same "sabrelite: the swap is on the one behind the disk's" \
	"$(cards sabrelite disk swap | grep -oE 'id=[a-z0-9]*' | xargs)" "id=empty0 id=empty1 id=disk id=swap"
same "mcimx6ul-evk: the board makes the card" "$(cards mcimx6ul-evk disk swap)" \
	"if=sd,index=0,file=IMAGE-disk if=sd,index=1,file=IMAGE-swap"
no_record() {
	local status=0
	mkdir -p "$work/kernel/6.12-arm-patched/arch/arm/boot/dts"
	touch "$work/kernel/6.12-arm-patched/"{.lab-built,arch/arm/boot/zImage,arch/arm/boot/dts/imx6q-sabrelite.dts}
	(BUILD=$work boot 6.12 sabrelite patched record:mixed:1 "$work/boot/record") \
		2>"$work/said" || status=$?
	cat "$work/said"
	[[ $status == "$EXIT_USAGE" ]] && grep -q 'sabrelite has no port' "$work/said"
}
check "a board has no port for a record, and says so" no_record
no_bench() {
	local status=0
	MACHINE=sabrelite tools/lab/lab bench 2>"$work/said" || status=$?
	cat "$work/said"
	[[ $status == "$EXIT_USAGE" ]] && grep -q 'time on sabrelite passes as on the host' "$work/said"
}
check "no times are compared where they are the host's" no_bench

# refused NAME LINE WHAT TABLE-LINE...: the table of virt with these lines instead of
# what sed does to it is refused, at that line.
refused() {
	local name=$1 line=$2 what=$3 status=0
	sed -n '/^machine virt$/,/^$/p' tools/lab/machines | sed "$4" >"$work/machines"
	(MACHINES=$work/machines machine_table) >/dev/null 2>"$work/said" || status=$?
	check "refused: $name" test "$status $(sed "s,^$work/,," "$work/said")" = \
		"$EXIT_BAD machines:$line: expected $what"
	! grep -v "^$work/machines:$line: expected $what" "$work/said" | sed 's/^/# /' | grep .
}
refused "a key that is not known" 3 'a key that the head of the file names, not kernal' '3s/.*/kernal arm64/'
refused "a key twice" 4 'one line "kernel" of machine virt' '4s/.*/kernel arm64/'
refused "no CPU" 6 'cpus as the head of the file says, not "none"' '6s/.*/cpus none/'
refused "a kernel that is not known" 3 'kernel as the head of the file says, not "sparc"' '3s/.*/kernel sparc/'
refused "a key without a value" 8 'time as the head of the file says, not "time"' '8s/.*/time/'
refused "a machine without a console" 12 'a line "console ..." of machine virt' '/^console/d'
refused "something before the first machine" 1 '"machine NAME" before anything else' 1d
refused "a machine twice" 14 'another name than virt, which is there already' '\,^$,s,.*,\nmachine virt,'
refused "no serial port for the results" 13 '"results" among the serial ports of machine virt' \
	's/^results.*/results ttyS1/'

# What is booted.
# shellcheck disable=SC2034 # for outcome_plan
plan_of() { SCENARIOS=$1 ARMS=$2 && outcome_plan "${3:-6.12}" | tr '\n' ','; }
same "what is booted" "$(plan_of "mixed empty" "stock patched")" \
	"kunit patched idle kunit.enable=1 cma=64M,kselftest patched kselftest,mixed-stock stock scenario:mixed:1,mixed-patched patched scenario:mixed:1,empty-stock stock scenario:empty:1,empty-patched patched scenario:empty:1,"
same "without stock" "$(plan_of mixed patched)" \
	"kunit patched idle kunit.enable=1 cma=64M,kselftest patched kselftest,mixed-patched patched scenario:mixed:1,"
same "blocks of 32 MiB want a larger area" "$(plan_of mixed patched imx-5.15)" \
	"kunit patched idle kunit.enable=1 cma=256M,kselftest patched kselftest,mixed-patched patched scenario:mixed:1,"
no_arm() {
	local status=0
	ARMS=stock tools/lab/lab run virt 6.12 2>"$work/said" || status=$?
	[[ $status == "$EXIT_USAGE" ]] && grep -q "expected 'stock patched' or 'patched'" "$work/said"
}
check "an arm alone that is not the patched one is a usage error" no_arm

# What a boot's files are taken for.
printf '%s\n' '[    0.1] KTAP version 1' '[    0.2]     # Subtest: cma_place' '[    0.2]     ok 1 one' \
	'[    0.2]         ok 1 parameter' '[    0.3]     not ok 2 two' '    ok 3 three # SKIP one CPU' \
	'[    0.3] not ok 1 cma_place' >"$work/console.log"
same "KUnit's cases: not their parameters, not the suites" "$(cases_in <(kunit_cases "$work/console.log"))" \
	'{"passed":1,"failed":1,"skipped":1}'
printf 'lab\r\n# done 0\r\n' >"$work/boot/results"
echo x >"$work/boot/console.log"
same "a serial port's line ends do no harm" "$(boot_state "$work/boot" 0)" "done"

# made_up FOLDER STATE CONSOLE RESULTS
made_up() {
	mkdir -p "$work/out/$1"
	printf '%s\n' "$2" >"$work/out/$1/state"
	echo 2026-01-02 >"$work/out/$1/date"
	printf '%b' "$3" >"$work/out/$1/console.log"
	printf '%b' "$4" >"$work/out/$1/results"
}
made_up kunit "done" '    ok 1 a\n    ok 2 b # SKIP\n' '# done 0\n'
made_up kselftest failed 'x\n' 'ok 1 a\r\nnot ok 2 b\r\n# done 1\r\n'
made_up mixed-stock "done" 'x\n' '{"type":"summary","allocs":9,"failed":4,"leaked_pages":0}\n# done 0\n'
made_up mixed-patched "hung" 'WARNING: CPU\n' '{"type":"meta"}\n'
facts() { for name in kunit kselftest mixed-stock mixed-patched; do outcome_facts "$work/out/$name"; done; }
same "what came of the boots" "$(facts | jq -s -c 'add | map_values(del(.date))')" \
	'{"kunit":{"state":"done","warnings":0,"passed":1,"failed":0,"skipped":1},"kselftest":{"state":"failed","warnings":0,"passed":1,"failed":1,"skipped":0},"mixed-stock":{"state":"done","warnings":0,"allocs":9,"failed":4,"leaked":0},"mixed-patched":{"state":"hung","warnings":1,"allocs":null,"failed":null,"leaked":null}}'

# outcome_of BASE MACHINE: a good one.
outcome_of() {
	jq -n --arg base "$1" --arg machine "$2" '{base: $base, machine: $machine, release: "6.12.1",
		source: "s", series: "abc", qemu: "QEMU emulator version 7.2.22 (Debian)", time: "icount", boots: {
		kunit: {state: "done", date: "2026-01-02", warnings: 0, passed: 5, failed: 0, skipped: 1},
		kselftest: {state: "done", date: "2026-01-03", warnings: 0, passed: 7, failed: 0, skipped: 0},
		"mixed-stock": {state: "done", date: "2026-01-02", warnings: 0, allocs: 9, failed: 4, leaked: 0},
		"mixed-patched": {state: "done", date: "2026-01-02", warnings: 0, allocs: 9, failed: 0, leaked: 0}}}'
}
outcome_of 6.12 virt >"$work/good.json"
check "an outcome as it should be" outcome_is_good "$work/good.json"
for change in '.boots.kunit.failed = 1' 'del(.boots.kselftest)' '.boots.kunit.passed = 0' \
	'.boots["mixed-stock"].state = "hung"' '.boots["mixed-patched"].leaked = 3' '.boots.kunit.warnings = 1'; do
	jq "$change" "$work/good.json" >"$work/bad.json"
	not_good() { ! outcome_is_good "$work/bad.json"; }
	check "not as it should be: $change" not_good
done

# The tables.
record() { # BASE MACHINE
	mkdir -p "$work/lab/machines/$1-$2"
	outcome_of "$1" "$2" >"$work/lab/machines/$1-$2/outcome.json"
}
matrix_of() { (BUILD=$work matrix "$work/doc.md"); }
cell() { # FILE BASE MACHINE: in the first table
	awk -F ' *[|] *' -v base="$2" -v machine="$3" '
		$2 == "base" && !n { for (i = 3; i < NF; i++) if ($i == machine) n = i }
		$2 == base && n { print $n; exit }' "$1"
}
printf '%s\n' before "$MATRIX_BEGIN" "$MATRIX_END" after >"$work/doc.md"
record 6.12 virt
matrix_of
same "the row of an outcome" "$(grep '^| 6.12 | virt |' "$work/doc.md")" \
	'| 6.12 | virt | passed | 6.12.1 | 5/0/1 | 7/0/0 | mixed 4 → 0 | 0 | 2026-01-03 | abc | 7.2.22, icount time |'
same "what was run and what was not" \
	"$(cell "$work/doc.md" 6.12 virt), $(cell "$work/doc.md" 6.12 sabrelite)" "passed, not run"
cp "$work/doc.md" "$work/once.md"
matrix_of
check "the same again makes the same file" cmp "$work/doc.md" "$work/once.md"
rm -r "$work/lab"
record 6.1 sabrelite
jq '.boots.kselftest.failed = 2' "$work/lab/machines/6.1-sabrelite/outcome.json" >"$work/x"
mv "$work/x" "$work/lab/machines/6.1-sabrelite/outcome.json"
matrix_of
same "what is recorded elsewhere stays, what is new is added, failures show" \
	"$(cell "$work/doc.md" 6.12 virt), $(cell "$work/doc.md" 6.1 sabrelite)" "passed, fails"
record 6.1 sabrelite
matrix_of
same "a new outcome takes the old one's place" \
	"$(grep -c '^| 6.1 | sabrelite |' "$work/doc.md") $(cell "$work/doc.md" 6.1 sabrelite)" "1 passed"
same "what is around the tables stays" "$(sed -n '1p;$p' "$work/doc.md" | xargs)" "before after"
no_markers() {
	local status=0
	echo text >"$work/doc.md"
	matrix_of 2>"$work/said" || status=$?
	[[ $status == "$EXIT_BAD" && $(cat "$work/doc.md") == text ]]
}
check "a document without the markers is refused and left alone" no_markers

done_testing
