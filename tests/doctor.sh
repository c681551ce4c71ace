#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit doctor on saved machines (tests/roots): what it says of them against the
# files themselves, and one thing after the other put wrong on a healthy one.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

# doctor FILTER ROOT: what jq's FILTER makes of the JSON, one line.
doctor() { "$SANITIZED" doctor --json --root "$2" | jq -rc "$1" || true; }

# number ROOT FILE: the number in that file below the root.
number() { cat "roots/$1/$2"; }

# --- saved machines ---------------------------------------------------------------
for root in lab-6.12 lab-6.12-reasons lab-7.3; do
	sysfs=sys/kernel/mm/cma/reserved debugfs=sys/kernel/debug/cma/reserved
	expected="$(number $root $debugfs/count) $(($(number $root $debugfs/count) - \
		$(number $root $debugfs/used))) $(number $root $debugfs/maxchunk) $(
		number $root $sysfs/alloc_pages_success) $(
		number $root $sysfs/alloc_pages_fail)"
	is "$root: the area's numbers are the kernel's: $expected" "$expected" \
		"$(doctor '.areas[0] | "\(.pages) \(.free_pages) \(.largest_by_align[0]) \(.succeeded_pages) \(.failed_pages)"' roots/$root)"
done
is "6.12 with the series: kernel, placement, parameter, heaps" \
	'["6.12.117","zoned","64M",["reserved","system"]]' \
	"$(doctor '[.kernel, .placement, .parameters.cma, .heaps]' roots/lab-6.12)"
is "7.3 as it comes: no placement" '["7.3.4",null]' \
	"$(doctor '[.kernel, .placement]' roots/lab-7.3)"
# Free in [14022, 16262) with a base of 2^10 * 365, worked out by hand: from 14080
# on at order 6 to 8, from 14336 on at 9 and 10.
is "the largest request by alignment" \
	'[2240,2240,2238,2238,2230,2214,2182,2182,2182,1926,1926]' \
	"$(doctor '.areas[0].largest_by_align' roots/lab-6.12)"
is "options by their values" '{"CMA":"y","CMA_SYSFS":"y","CMA_ALIGNMENT":"8"}' \
	"$(doctor '.config | {CMA, CMA_SYSFS, CMA_ALIGNMENT}' roots/lab-6.12)"
is "failures since boot are a problem, and nothing else is" '["failures"]' \
	"$(doctor '[.findings[] | select(.severity != "ok") | .check]' roots/lab-6.12)"
exits 1 '^problem  reserved: calls for 9000 pages failed since boot$' \
	doctor --root roots/lab-6.12
# The counters and the record as the kernel wrote them, which agree with one another and
# with the bitmap: the last request, of 1300 pages, is less than is free and more than
# the largest run.
reasons=roots/lab-6.12-reasons
last=$(<"$reasons/sys/kernel/debug/cma/reserved/last_failure")
is "the series' counters" '{"nospace":2,"fragmented":2,"alignment":0,"nomem":0,"busy":0,"interrupted":0}' \
	"$(doctor '.areas[0].failed_calls' $reasons)"
is "the counters are the files'" "$(for reason in nospace fragmented alignment nomem busy interrupted; do
	number lab-6.12-reasons "sys/kernel/mm/cma/reserved/fail_$reason"
done | xargs)" "$(doctor '.areas[0].failed_calls | map(tostring) | join(" ")' $reasons)"
is "the problem, the file and the last record as advice" \
	"reserved: calls for 20500 pages failed since boot: nospace 2, fragmented 2
$reasons/sys/kernel/mm/cma/reserved/fail_*
the last one was: $last" \
	"$(doctor '.findings[] | select(.severity == "problem") | .text, .file, .advice' $reasons)"
is "the last record and the bitmap say the same" \
	"reason=fragmented pages=1300 total=16384 free=1340 run=1100" \
	"$(doctor '.areas[0] | "reason=fragmented pages=1300 total=\(.pages) free=\(.free_pages) run=\(.largest_by_align[0])"' $reasons)"
check "the record has that" grep -q \
	'reason=fragmented pages=1300 .* total=16384 free=1340 run=1100 ' <<<"$last"
is "cmakit explain reads it, too" '["fragmented","high",1300,1340,1100]' \
	"$("$SANITIZED" explain --json - <<<"$last" | jq -c '.failures[0] |
		[.reason, .confidence, .pages, .free_pages, .largest_run]')"
is "and cmakit map comes to it" fragmented \
	"$("$SANITIZED" map --json --root $reasons --request 1300 | jq -r .request.reason)"
exits 0 '^reserved *64 *20 *44 *2 *- *-$' doctor --root roots/old-5.10
# 256 KiB of 64 pages: 4 KiB each, and of 44 free ones 24 are with the page allocator.
exits 0 '^lent *20 of 44 free pages' doctor --root roots/old-5.10
is "5.10: no configuration is a notice" '["notice"]' \
	"$(doctor '[.findings[] | select(.check == "config") | .severity]' roots/old-5.10)"

# What its kernel said at boot: OF: reserved mem: failed to allocate memory for node
# 'toobig': size 1024 MiB.
is "areas of a device tree, and the one that it asks for in vain" \
	'[["linux,cma",16384],["vpu@50000000",4096]] [["ok","linux,cma is there as the device tree asks"],["problem","the device tree asks for toobig, 1048576 KiB, and there is no such area"],["ok","vpu@50000000 is there as the device tree asks"]]' \
	"$(doctor '.areas | map([.area, .pages])' roots/lab-7.3-tree
	) $(doctor '[.findings[] | select(.check == "devicetree") | [.severity, .text]]' \
		roots/lab-7.3-tree)"

# --- one thing wrong ------------------------------------------------------------------
# healthy: $M, a copy of lab-6.12 on which nothing has failed.
M=$TMP/machine
healthy() {
	rm -rf "$M"
	cp -r roots/lab-6.12 "$M"
	echo 0 >"$M/sys/kernel/mm/cma/reserved/alloc_pages_fail"
	sed -i 's/^cma_alloc_fail.*/cma_alloc_fail 0/' "$M/proc/vmstat"
	SYSFS=$M/sys/kernel/mm/cma/reserved DEBUGFS=$M/sys/kernel/debug/cma/reserved
}
healthy
is "the healthy machine has nothing but ok" '["ok"]' \
	"$(doctor '[.findings[].severity] | unique' "$M")"
exits 0 '^ok  *1 area, 16384 pages$' doctor --root "$M"

# finds STATUS [CHECK SEVERITY TEXT]: on $M, doctor finds just that, or nothing,
# beside what is ok, and ends with STATUS. The machine is healthy again afterwards.
finds() {
	local status=0 expected=${2:+"$2 $3: $4"} got
	"$SANITIZED" doctor --json --root "$M" >"$TMP/json" || status=$?
	got=$(jq -r '.findings[] | select(.severity != "ok") |
		"\(.check) \(.severity): \(.text)"' "$TMP/json")
	is "status $1: ${expected:-nothing}" "$1 $expected" "$status $got"
	healthy
}
# free RUN...: the area's free runs, in debugfs and sysfs.
free() {
	local run pages=0
	./naive-map.py --bitmap 16384 "$@" >"$DEBUGFS/bitmap"
	for run; do pages=$((pages + ${run%@*})); done
	echo $pages >"$SYSFS/available_pages"
}
free 1023@512
finds 1 room problem 'reserved: 1023 of 16384 pages are free'
free 1024@512
finds 0

# Eight runs of 511 pages from a page behind a multiple of 1024 on: of each, 256
# pages are left from the next multiple of 256 on. Of 510 pages it is 255.
eight=() short=()
for i in {0..7}; do
	eight+=("511@$((i * 1024 + 1))")
	short+=("510@$((i * 1024 + 1))")
done
fits='reserved: a request aligned to 2^8 pages would succeed now up to'
free "${eight[@]}"
finds 0 aligned notice "$fits 256 pages, of 4088 free"
free "${short[@]}"
finds 1 aligned problem "$fits 255 pages, of 4080 free"
# With CONFIG_CMA_ALIGNMENT=4 the first 15 pages are lost, not 255.
free "${short[@]}"
sed -i 's/^CONFIG_CMA_ALIGNMENT=.*/CONFIG_CMA_ALIGNMENT=4/' "$M/boot/"*
finds 0 aligned notice "${fits/2^8/2^4} 495 pages, of 4080 free"

# Without available_pages, as here, the number is that of debugfs' bitmap.
is "where free pages are told" bitmap "$("$SANITIZED" doctor --json --root "$M" |
	jq -r '.findings[] | select(.check == "room") | .file | sub(".*/"; "")')"
healthy

echo 9000 >"$SYSFS/alloc_pages_fail"
finds 1 failures problem 'reserved: calls for 9000 pages failed since boot'
# by_reason N...: the series' counters, in their order.
by_reason() {
	local reason
	for reason in nospace fragmented alignment nomem busy interrupted; do
		echo "$1" >"$SYSFS/fail_$reason"
		shift
	done
}
echo 500 >"$SYSFS/alloc_pages_fail"
by_reason 0 2 3 0 0 1
finds 1 failures problem \
	'reserved: calls for 500 pages failed since boot: fragmented 2, alignment 3, interrupted 1'
echo 500 >"$SYSFS/alloc_pages_fail"
by_reason 0 0 0 0 0 4
finds 0 failures notice 'reserved: calls for 500 pages failed since boot: interrupted 4'
by_reason 0 0 0 0 0 0
finds 0
by_reason 1 0 0 0 0 0
echo 'cma: reserved: failure reason=nospace pages=9 align=4' >"$DEBUGFS/last_failure"
is "the counters, and the last record as advice" \
	'[1,0,"the last one was: cma: reserved: failure reason=nospace pages=9 align=4"]' \
	"$(doctor '[(.areas[0].failed_calls | .nospace, .busy),
		(.findings[] | select(.check == "failures") | .advice)]' "$M")"
exits 1 '^failures *reserved: nospace 1 fragmented 0 alignment 0 nomem 0 busy 0 interrupted 0$' \
	doctor --root "$M"
healthy
rm "$SYSFS/alloc_pages_fail"
sed -i 's/^cma_alloc_fail.*/cma_alloc_fail 1/' "$M/proc/vmstat"
finds 1 failures problem '1 calls failed and 18 succeeded since boot'

# memory FREE CMA MIN LOW: a zone.
memory() {
	printf 'Node 0, zone   Normal\n  pages free     %d\n        min      %d\n        low      %d\n      nr_free_cma  %d\n' \
		"$1" "$3" "$4" "$2" >"$M/proc/zoneinfo"
}
memory 3000 2000 1000 1500
finds 0 memory notice '1000 pages free outside of areas; watermarks min 1000, low 1500'
memory 3000 2001 1000 1500
finds 1 memory problem '999 pages free outside of areas; watermarks min 1000, low 1500'
memory 3000 1000 1000 1500
finds 0

echo first-fit >"$M/sys/kernel/debug/cma/placement"
finds 0 placement notice 'placement is first-fit'
for option in DMA_CMA CMA_DEBUGFS CMA_SYSFS DMABUF_HEAPS_CMA; do
	sed -i "s/^CONFIG_$option=y/# CONFIG_$option is not set/" "$M/boot/"*
	"$SANITIZED" doctor --json --root "$M" >"$TMP/json" || true
	is "CONFIG_$option is off: a notice that says what for" 1 "$(jq '[.findings[] |
		select(.severity == "notice" and .check == "config") |
		select(.text | startswith("CONFIG_'$option' is off; without it"))] |
		length' "$TMP/json")"
	healthy
done
gzip -c "$M/boot/config-6.12.117" >"$M/proc/config.gz"
rm "$M/boot/"*
finds 0
is "/proc/config.gz is read" "$M/proc/config.gz" \
	"$(gzip -c roots/lab-6.12/boot/config-6.12.117 >"$M/proc/config.gz"
	doctor '.findings[] | select(.check == "config") | .file' "$M")"
healthy

# --- areas that are not there -----------------------------------------------------------
# no_areas KIB: neither sysfs nor debugfs shows any.
no_areas() {
	rm -rf "$M/sys/kernel/mm/cma" "$M/sys/kernel/debug/cma"
	sed -i "s/^CmaTotal:.*/CmaTotal: $1 kB/" "$M/proc/meminfo"
	echo quiet >"$M/proc/cmdline"
}
no_areas 0
finds 1 areas problem 'no area'
no_areas 65536
finds 0 areas notice '65536 KiB in areas, but neither debugfs nor sysfs shows which'
no_areas 0
sed -i '/^Cma/d' "$M/proc/meminfo"
sed -i 's/^CONFIG_CMA=y/# CONFIG_CMA is not set/' "$M/boot/"*
exits 1 '^problem *no area: the kernel has been built without CMA$' doctor --root "$M"
healthy

echo 'cma=128M quiet' >"$M/proc/cmdline"
finds 1 cmdline problem 'cma=128M, but areas have 65536 KiB in all'
echo 'cma=0x4000000@0x80000000 cma=65536k' >"$M/proc/cmdline"
finds 0
for size in x 64X -1 64MB; do
	echo "cma=$size" >"$M/proc/cmdline"
	finds 1 cmdline problem "cma=$size is no size"
done

# pool NAME PROPERTY...: a reusable pool of 64 MiB in the device tree.
tree=sys/firmware/devicetree/base/reserved-memory
pool() {
	mkdir -p "$M/$tree/$1"
	printf '\0\0\0\2' | tee "$M/$tree/#size-cells" >"$M/$tree/#address-cells"
	printf 'shared-dma-pool\0' >"$M/$tree/$1/compatible"
	printf '\0\0\0\0\4\0\0\0' >"$M/$tree/$1/size"
	for property in reusable "${@:2}"; do : >"$M/$tree/$1/$property"; done
}
pool reserved
finds 0
pool reserved@58000000
finds 0
pool vpu
finds 1 devicetree problem 'the device tree asks for vpu, 65536 KiB, and there is no such area'
pool vpu
printf 'disabled\0' >"$M/$tree/vpu/status"
finds 0
pool vpu
rm "$M/$tree/vpu/reusable"
finds 0
pool linux,cma linux,cma-default
finds 0 devicetree notice \
	"linux,cma, the device tree's default area, is passed over because of cma=64M"
pool linux,cma linux,cma-default
echo quiet >"$M/proc/cmdline"
finds 1 devicetree problem \
	'the device tree asks for linux,cma, 65536 KiB, and there is no such area'
pool vpu
rm "$M/$tree/vpu/size"
printf '\0\0\0\0\x58\0\0\0\0\0\0\0\2\0\0\0' >"$M/$tree/vpu/reg"
finds 1 devicetree problem 'the device tree asks for vpu, 32768 KiB, and there is no such area'

# Two ranges, of 256 MiB from 1 GiB on and of 16 MiB from 4 GiB on.
pool vpu
printf '\0\0\0\0\100\0\0\0\0\0\0\0\20\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\1\0\0\0' \
	>"$M/$tree/vpu/alloc-ranges"
finds 1 devicetree problem \
	'the device tree asks for vpu, 65536 KiB in 0x40000000-0x4fffffff, 0x100000000-0x100ffffff, and there is no such area'
is "what the device tree asks for" \
	'[["linux,cma",67108864,true],["toobig",1073741824,false],["vpu@50000000",16777216,false]]' \
	"$(doctor '.devicetree | map([.area, .bytes, .is_default])' roots/lab-7.3-tree)"

# --- what cannot be read ----------------------------------------------------------------
# As another user, whom only the mode keeps away; root reads everything.
as_user() {
	chmod a+rx "$TMP"
	chmod 700 "$M/sys/kernel/debug"
	if [[ $(id -u) -eq 0 ]]; then
		chown -R 65534 "$M/sys/kernel/debug/cma"
		setpriv --reuid=65533 --regid=65533 --clear-groups "$SANITIZED" "$@"
	else
		chmod 0 "$M/sys/kernel/debug"
		"$SANITIZED" "$@"
	fi
}
status=0
cp "$SANITIZED" "$TMP/cmakit"
SANITIZED=$TMP/cmakit
as_user doctor --root "$M" >"$TMP/out" || status=$?
chmod -R u+rwx "$M/sys/kernel/debug"
is "debugfs that may not be read: told, and no problem" \
	"0 unread   $M/sys/kernel/debug/cma: Permission denied" \
	"$status $(grep ^unread "$TMP/out" | head -n 1)"
check "what sysfs says is there all the same" \
	grep -q '^reserved *- *- *- *- *14713 *0$' "$TMP/out"
is "7.3's sysfs tells sizes without debugfs, and that is a notice" \
	'[16384,2304,null] ["notice"]' "$(
	cp -r roots/lab-7.3 "$TMP/new"
	rm -r "$TMP/new/sys/kernel/debug"
	doctor '.areas[0] | [.pages, .free_pages, .largest_by_align]' "$TMP/new"
	) $(doctor '[.findings[] | select(.check == "aligned") | .severity]' "$TMP/new")"
healthy

# --- files that are not what they should be -------------------------------------------------
# garbled FILE TEXT MESSAGE
garbled() {
	printf '%b' "$2" >"$M/$1"
	exits 4 "$3" doctor --root "$M"
	healthy
}
garbled proc/meminfo '' "proc/meminfo: expected a line 'MemTotal: N'"
garbled proc/meminfo 'MemTotal: x kB\n' "proc/meminfo:1: expected 'MemTotal:' and a number, found 'x'"
garbled proc/meminfo 'MemTotal: 1 kB\nCmaTotal: 99999999999999999999 kB\n' "proc/meminfo:2: expected 'CmaTotal:'"
garbled proc/vmstat 'hello\n' "proc/vmstat: expected a line 'nr_free_pages N'"
garbled proc/vmstat 'nr_free_pages 1\ncma_alloc_fail -1\n' "proc/vmstat:2: expected 'cma_alloc_fail'"
garbled proc/zoneinfo '\0\0\0' "proc/zoneinfo: expected a line 'pages free N'"
garbled proc/config.gz '\037\213garbage' 'proc/config.gz: expected a gzip file'
garbled proc/config.gz 'x=1\n' "proc/config.gz:1: expected CONFIG_NAME=VALUE"
garbled proc/config.gz '' 'proc/config.gz: expected the configuration of a kernel'
for file in total_pages available_pages alloc_pages_success alloc_pages_fail fail_busy; do
	garbled sys/kernel/mm/cma/reserved/$file 'x\n' \
		"sys/kernel/mm/cma/reserved/$file: expected a number.*found 'x'"
done
garbled sys/kernel/debug/cma/reserved/bitmap '1 2 x\n' \
	'debug/cma/reserved/bitmap: expected a debugfs bitmap'
pool vpu
printf '\0' >"$M/$tree/#size-cells"
exits 4 "reserved-memory: expected one cell, 1 or 2, as '#size-cells'" doctor --root "$M"
healthy
pool vpu
printf '\0' >"$M/$tree/vpu/size"
exits 4 "vpu: expected .* cells as size" doctor --root "$M"
healthy
# Bad files in several places: each is told, and so is what the others say.
cp -r roots/lab-7.3-tree "$TMP/several"
several=$TMP/several/sys/kernel
echo x >"$several/debug/cma/linux,cma/count"
echo 32 >"$several/debug/cma/linux,cma/order_per_bit"
echo y >"$several/debug/cma/vpu@50000000/ranges/0/base_pfn"
echo '1 2 z' >"$several/debug/cma/vpu@50000000/ranges/0/bitmap"
echo -1 >"$several/mm/cma/linux,cma/alloc_pages_success"
echo '#' >"$TMP/several/proc/vmstat"
status=0
"$SANITIZED" doctor --json --root "$TMP/several" >"$TMP/json" 2>"$TMP/err" || status=$?
is "several bad files: status, and each one told once" "4
linux,cma/alloc_pages_success: expected a number of at most 18446744073709551614, found '-1'
linux,cma/count: expected a number of at most 4503599627370496, found 'x'
linux,cma/order_per_bit: expected a number of at most 31, found '32'
proc/vmstat: expected a line 'nr_free_pages N'
ranges/0/base_pfn: expected a number of at most 4503599627370496, found 'y'
ranges/0/bitmap: expected a debugfs bitmap, decimal numbers of 32 bits with blanks between them, found something else at byte 4" \
	"$status
$(sed -E 's|^[^:]*/([^/]*/[^/:]*:)|\1|; s|^vpu@50000000/||; s|^0/|ranges/0/|' "$TMP/err" | LC_ALL=C sort)"
is "several bad files: what they would have told is not known" \
	'[["linux,cma",16384,null,null],["vpu@50000000",4096,0,null]]' \
	"$(jq -c '.areas | map([.area, .pages, .succeeded_pages, .largest_by_align])' "$TMP/json")"
is "several bad files: the others are read" 'devicetree ok
devicetree problem' \
	"$(jq -r '.findings[] | select(.check == "devicetree") | "\(.check) \(.severity)"' \
		"$TMP/json" | sort -u)"
is "several bad files: they are listed" \
	'["alloc_pages_success","linux,cma","vmstat","vpu@50000000"]' \
	"$(jq -c '.unread | map(.file | sub(".*/"; "")) | sort' "$TMP/json")"
is "several bad files: and why" '["it holds something else than expected"]' \
	"$(jq -c '.unread | map(.why) | unique' "$TMP/json")"
exits 4 "/proc/meminfo: in '$TMP/none': No such file" doctor --root "$TMP/none"
mkdir "$TMP/empty" "$TMP/empty/proc"
echo 'MemTotal: 1 kB' >"$TMP/empty/proc/meminfo"
exits 1 '^problem *no area$' doctor --root "$TMP/empty"

# damaged copies: each file of the machine in turn cut, or with bytes of another.
damaged_machines() {
	local file status bad=0
	while read -r file; do
		for change in 'head -c 3' 'tail -c 3' 'tr 0-9 9' 'tr \\n \\0' 'rev'; do
			$change <"roots/lab-6.12/$file" >"$M/$file"
			status=0
			"$SANITIZED" doctor --root "$M" >"$TMP/out" 2>&1 || status=$?
			[[ $status =~ ^[014]$ ]] || {
				echo "$file, $change: status $status"
				cat "$TMP/out"
				bad=1
			}
		done
		cp "roots/lab-6.12/$file" "$M/$file"
	done < <(cd roots/lab-6.12 && find . -type f -size +0)
	return "$bad"
}
check "damaged files are told or refused" damaged_machines
healthy

# --- usage ----------------------------------------------------------------------------------
exits 2 "expected no argument, found 'x'" doctor x
exits 2 "Try 'cmakit help doctor'" doctor --nonsense
live() { local status=0; "$SANITIZED" doctor >"$TMP/out" || status=$?; [[ $status -le 1 ]]; }
check "this machine can be looked at" live

done_testing
