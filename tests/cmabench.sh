#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmabench without CMA: its scenario language, seeds, plans, output and errors, on
# a made-up /sys whose debugfs files are plain ones. What it measures is tried in
# booted guests (boot.sh).
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
out=$BUILD/cmabench-asan
cmabench=$out/cmabench
scenarios=$ROOT/benchmarks/scenarios

# quiet COMMAND...: it succeeds and says nothing.
quiet() {
	"$@" >"$TMP/said" 2>&1 || return 1
	cat "$TMP/said"
	[[ ! -s $TMP/said ]]
}
check "cmabench builds with ASan and UBSan, without a warning" \
	quiet make -s -C benchmarks OUT="$out" SANITIZE=1
[[ -x $cmabench ]] || done_testing
check "cmabench builds static, without a warning" \
	quiet make -s -C benchmarks OUT="$BUILD/cmabench-static"
is_static() { [[ -x $1 ]] && ! readelf -lW "$1" | grep -w INTERP; }
check "it needs no library on the board" is_static "$BUILD/cmabench-static/cmabench"

# What is built lies apart by how it is built, and the last one asked for is there.
flavours() {
	local same=$TMP/flavours
	make -s -C benchmarks OUT="$same" && ! is_sanitized "$same/cmabench" &&
		make -s -C benchmarks OUT="$same" SANITIZE=1 && is_sanitized "$same/cmabench" &&
		make -s -C benchmarks OUT="$same" && ! is_sanitized "$same/cmabench"
}
is_sanitized() { [[ $(nm "$1" | grep -c __asan_init) -gt 0 ]]; }
check "with and without sanitizers in one folder" flavours

gcc -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -isystem /usr/include/traceevent \
	-Ibenchmarks/src -o "$TMP/units" tests/cmabench-units.c \
	benchmarks/src/{rng,stats,say,migrate-reason,attempts,taken,sysfile,cmatrace,recording,align,look,meminfo,watch}.c -ltraceevent
units_status=0
mkdir -p "$TMP/units-root/proc/sys/vm"
"$TMP/units" "$TMP/units-root" >"$TMP/units.tap" || units_status=$?
while read -r line; do
	name=${line#*ok * - }
	case $line in
	ok*) ok "$name" ;;
	'not ok'*) not_ok "$name" ;;
	esac
done <"$TMP/units.tap"
# As many as planned, and a status that says the same: a crash is no success.
units_whole() {
	local cases
	cat "$TMP/units.tap"
	echo "status $units_status"
	cases=$(grep -cE '^(not )?ok ' "$TMP/units.tap")
	[[ $(tail -n 1 "$TMP/units.tap") == "1..$cases" && $units_status -eq 0 ]]
}
check "the unit tests end with their plan, and status 0" units_whole

# is NAME EXPECTED ACTUAL
is() {
	printf 'expected %s\ngot      %s\n' "$2" "$3" >"$TMP/is"
	if [[ $2 == "$3" ]]; then ok "$1"; else not_ok "$1" "$TMP/is"; fi
}

# scenario LINE...: $TMP/s.scenario with these lines.
scenario() { printf '%s\n' "$@" >"$TMP/s.scenario"; }

# plan [OPTION...]: the trace of $TMP/s.scenario, without its header.
plan() { "$cmabench" plan "$@" "$TMP/s.scenario" 2>&1 | grep -v '^#'; }

# status COMMAND...: its exit status; its output is in $TMP/out and $TMP/err.
status() {
	local status=0
	"$@" >"$TMP/out" 2>"$TMP/err" || status=$?
	echo "$status"
}

# --- the language ------------------------------------------------------------
scenario 'alloc a 5' 'alloc b 300 via debugfs' 'alloc a 7' 'free a' 'free b' 'free a'
is "alloc and free, the newest of a name first; alignment by way" \
	'1000 A 1 5 3 a;2000 A 2 300 0 b;3000 A 3 7 3 a;4000 F 3;5000 F 2;6000 F 1' \
	"$(plan | paste -sd ';')"
scenario 'repeat 2' 'alloc a 1' 'end' 'alloc b 1' 'free a oldest' 'free a all'
is "repeat; free oldest and all" 'A 1;A 2;A 3;F 1;F 2' \
	"$(plan | cut -d ' ' -f 2-3 | paste -sd ';')"
scenario 'alloc a 1' 'alloc a 1' 'alloc b 1' 'alloc a 1' 'free a all'
is "free all begins with the newest" 'F 4;F 2;F 1' \
	"$(plan | grep F | cut -d ' ' -f 2-3 | paste -sd ';')"
scenario 'alloc a 1 # a comment' '' '  # another' $'\tsleep_us 500' 'free a'
is "comments, blank lines, indentation, sleep" '1000 A 1 1 0 a;502000 F 1' \
	"$(plan | paste -sd ';')"
scenario 'repeat 3000' 'alloc a 2,10..12*3' 'free a' 'end'
is "choices: one in four is 2, the others are 10 to 12" 'yes' \
	"$(plan | awk '$2 == "A" { n[$4]++; all++ }
		END { print(n[2] + n[10] + n[11] + n[12] == all && n[2] > 650 && n[2] < 850 &&
			n[10] > 650 && n[11] > 650 && n[12] > 650 ? "yes" : "no") }')"
scenario 'threads 3' 'alloc a 1' 'alloc b 2' 'free b' 'end' 'alloc c 4'
is "threads take turns, and free what they hold at their end" \
	'A 2 1;A 4 1;A 6 1;A 3 2;A 5 2;A 7 2;F 3;F 5;F 7;F 2;F 4;F 6;A 1 4' \
	"$(plan | sed 's/^[0-9]* //; s/ [0-9]* [a-z]*$//' | paste -sd ';')"
scenario actors 'actor x 2' 'repeat 20' 'alloc a 1' 'free a' end end \
	'actor y' 'alloc b 2' 'alloc c 3' end end
is "actors: all that each one does, in its own order" \
	'20 x1.a;20 x2.a;1 y.b;1 y.c' \
	"$(plan | awk '$2 == "A" { print $6 }' | sort | uniq -c | awk '{print $1, $2}' | paste -sd ';')"
shuffled() { # the actors alternate, and not in the same way for another seed
	plan --seed 1 >"$TMP/1"
	plan --seed 2 >"$TMP/2"
	plan --seed 1 >"$TMP/1again"
	cmp "$TMP/1" "$TMP/1again" && ! cmp -s "$TMP/1" "$TMP/2" &&
		[[ $(awk '$2 == "A" { print $6 }' "$TMP/1" | uniq | wc -l) -gt 6 ]]
}
check "actors: mixed by the seed, equal seeds equally" shuffled
scenario 'alloc a 1..1000' 'alloc b 1..1000'
plan_to_file() {
	local size
	echo old >"$TMP/plan"
	"$cmabench" plan --out "$TMP/plan" "$TMP/s.scenario"
	"$cmabench" plan "$TMP/s.scenario" | cmp - "$TMP/plan" || return 1
	# Half of it does not replace it, nor is it left about.
	size=$(wc -c <"$TMP/plan")
	! (trap '' XFSZ && ulimit -f 0 && "$cmabench" plan --seed 9 --out "$TMP/plan" "$TMP/s.scenario") || return 1
	[[ $(wc -c <"$TMP/plan") == "$size" ]] && ! ls "$TMP"/plan.*
}
check "plan --out: a file is replaced as a whole or not at all" plan_to_file
is "plan --out: a device is written" "$("$cmabench" plan "$TMP/s.scenario")" \
	"$("$cmabench" plan --out /dev/stdout "$TMP/s.scenario" | cat)"
scenario 'seed 7' 'repeat 9' 'alloc a 1..1000' 'end'
is "the file's seed is the default" "$(plan --seed 7 | md5sum)" "$(plan | md5sum)"

# --- what is wrong with a file ---------------------------------------------------
# bad NAME LINE EXPECTED LINES...: refused, with that line and text.
bad() {
	local name=$1 line=$2 expected=$3 got
	shift 3
	scenario "$@"
	got=$(status "$cmabench" plan "$TMP/s.scenario")
	is "refused: $name" "4 0 $TMP/s.scenario:$line: expected $expected" \
		"$got $(wc -l <"$TMP/out") $(cut -c "1-$((${#TMP} + ${#line} + ${#expected} + 23))" "$TMP/err")"
}
bad "a word that is no statement" 2 'alloc, free, sleep_us' 'alloc a 1' 'grab b 1'
bad "no pages" 1 'pages as N or' 'alloc a'
bad "pages that are no number" 1 'pages as N or' 'alloc a 1x'
bad "no pages at all" 1 'pages as N or' 'alloc a 0'
bad "a range upside down" 1 'pages as N or' 'alloc a 9..3'
bad "a weight of nothing" 1 'pages as N or' 'alloc a 9*0'
bad "a list with a hole" 1 'pages as N or' 'alloc a 1,,2'
bad "a negative number" 1 'rounds, a number' 'repeat -1' 'alloc a 1' 'end'
bad "a number that is too large" 1 'rounds, a number' 'repeat 99999999999999999999' 'end'
bad "a name with a slash" 1 'a name of letters' 'alloc a/b 1'
bad "an unknown way" 1 'heap, debugfs or auto' 'alloc a 1 via ion'
bad "a word too many" 1 'the end of the line' 'alloc a 1 via heap now'
bad "a free of nothing" 2 'a buffer that is held' 'alloc a 1' 'free b'
bad "a free too many" 3 'a buffer that is held' 'alloc a 1' 'free a' 'free a'
bad "a thread that frees what the main line holds" 3 'a buffer that is held' \
	'alloc a 1' 'threads 2' 'free a' 'end'
bad "a block that is not ended" 4 "'end' of the block that began in line 2" \
	'alloc a 1' 'repeat 2' 'alloc a 1'
bad "an end without a block" 2 'a statement: there is no block' 'alloc a 1' 'end'
bad "an empty block" 2 'something in the block' 'repeat 2' 'end'
bad "threads in threads" 3 'alloc, free' 'threads 2' 'repeat 2' 'threads 2' 'alloc a 1'
bad "an actor outside actors" 1 'alloc, free' 'actor x' 'alloc a 1' 'end' 'end'
bad "a class outside random" 1 'alloc, free' 'class x sizes 1 lifetime 1..2'
bad "random in threads" 2 'alloc, free' 'threads 2' 'random 5 fill 1..2'
bad "a fill above 100 percent" 2 'percent, LOW..HIGH' 'area_mib 1' 'random 5 fill 10..101'
bad "memory of no kind" 1 "anon, thp, clean or dirty, not 'cold'" 'fill cold 5'
bad "all of memory" 1 'percent of the free memory, a number from 1 to 95' 'fill anon 96'
bad "none of the area" 1 'percent of the area, a number from 1 to 95' 'fill clean area 0'
bad "page cache that is dropped" 1 "'anon', not 'clean'" 'drop clean area 5'
bad "a refill without pages" 1 'pages, a number from 1' 'refill dirty'
bad "no pins" 1 'pages, a number from 1 to 4096' 'pin 0'
bad "pins for no request" 1 'requests, a number from 1' 'pin 4 for 0'
bad "pins in a thread" 2 'alloc, free' 'threads 2' 'pin 4' 'end'
bad "memory filled by an actor" 3 'alloc, free' 'actors' 'actor x' 'fill anon 5' end end
bad "no CPU to be kept busy" 1 'CPUs, a number from 1' 'busy 0'
bad "busy CPUs in a block" 2 'alloc, free' 'repeat 2' 'busy 1' end
bad "a disk of no size" 1 'MiB, a number from 1' 'disk_mib 0'
bad "two sets" 2 'alloc, free' 'set a' 'set b'
bad "a class larger than the fill" 3 'sizes below the upper fill' \
	'area_mib 1' 'random 50 fill 10..50' 'class x sizes 129 lifetime 1..2' 'end'
bad "a fill of an unknown area" 1 'an area of known size' \
	'random 5 fill 10..20' 'class x sizes 1 lifetime 1..2' 'end'
bad "a header after statements" 2 "'area_mib' before" 'alloc a 1' 'area_mib 4'
bad "an empty file" 2 'at least one statement' '# nothing'
bad "a plan of over a million operations" 2 'no more than a million' \
	'repeat 1000000' 'alloc a 1' 'free a' 'end'
# soon COMMAND...: with 256 MiB and 20 seconds. ASan alone reserves far more.
soon() { (ulimit -v 262144 && timeout 20 "$@"); }
plain=$BUILD/cmabench-static/cmabench
scenario 'alloc b 1' 'residents r 4000000000 sizes 1'
is "a plan of over a million operations is given up as soon as it is one" 4 \
	"$(status soon "$plain" plan "$TMP/s.scenario")"
check "and its line is named" grep -qF "$TMP/s.scenario:2: expected no more than a million" \
	"$TMP/err"
scenario 'threads 256' 'repeat 1000000' 'alloc b 1' end end
is "the same in threads" 4 "$(status soon "$plain" plan "$TMP/s.scenario")"
scenario 'actors' 'actor x 256' 'repeat 1000000' 'alloc b 1' end end end
is "the same in actors" 4 "$(status soon "$plain" plan "$TMP/s.scenario")"

# --- the scenarios that come with it -------------------------------------------------
for file in "$scenarios"/*.scenario; do
	name=$(basename "$file" .scenario)
	check "$name: its plan is a trace that cmakit replays" \
		"$BUILD/cmakit" simulate <("$cmabench" plan --scenario-dir "$scenarios" "$name")
	# shellcheck disable=SC2016 # awk's $
	check "$name: less than 3 GiB in all" awk '
		$2 == "A" { pages += $4 }
		END { print pages; exit !(pages > 0 && pages < 3 * 1024 * 1024 / 4) }' \
		<("$cmabench" plan "$file")
	check "$name: has an area that the lab can read" grep -qE '^area_mib [0-9]+$' "$file"
done

# residents_sound: 69 pages in pieces of at most 16, then 4 of 3907; in the area of
# 64 MiB first-fit fails exactly once and zoned never.
residents_sound() {
	local seed failed
	for seed in {1..25}; do
		"$cmabench" plan --seed "$seed" "$scenarios/small-residents-64m.scenario" \
			>"$TMP/trace"
		awk '$2 == "A" && $6 == "boot" { pages += $4; if ($4 > 16) exit 1 }
			$2 == "A" && $6 == "camera" { n++; if ($4 != 3907 || $5 != 8) exit 1 }
			END { exit !(pages == 69 && n == 4) }' "$TMP/trace" || return 1
		for failed in first-fit:1 zoned:0; do
			[[ $("$BUILD/cmakit" simulate --json --placement "${failed%:*}" \
				"$TMP/trace" | jq .failed) == "${failed#*:}" ]] || return 1
		done
	done
}
check "small-residents-64m: stock's search fails once, zoned never, for 25 seeds" \
	residents_sound
is "imx6-vpu: the order of an encoder's requests" \
	'4/2 124/7 385/8 152/8 203/8 148/8 178/8 178/8 178/8 178/8 178/8' \
	"$("$cmabench" plan "$scenarios/imx6-vpu.scenario" |
		awk '$6 ~ /^encoder1/ { print $4 "/" $5 }' | head -n 11 | xargs)"
is "vpu-table: the vendor's sizes, 16 threads" '7 38 44 128 144 148 512 757' \
	"$("$cmabench" plan "$scenarios/vpu-table.scenario" |
		awk '$2 == "A" { print $4 }' | sort -nu | xargs)"
is "mixed: 80 to 95 percent full, once it is" 'yes' \
	"$("$cmabench" plan "$scenarios/mixed.scenario" | awk '
		/^# pages/ { area = $3 }
		$2 == "A" { size[$3] = $4; live += $4; n++; if (live > max) max = live }
		$2 == "A" && n > 200 && n < 1000 { sum += live; m++ }
		$2 == "F" { live -= size[$3] }
		END { fill = sum / m / area
			print(max <= 0.95 * area && fill > 0.8 && fill < 0.95 ? "yes" : "no " fill) }')"

# --- a run, on files that are not the kernel's --------------------------------------------
root=$TMP/root
# fake: a fresh machine with one area of 4096 pages, named as kernel 5.10 does.
fake() {
	local dir=$root/sys/kernel/debug/cma/cma-video
	rm -rf "$root"
	mkdir -p "$dir" "$root/proc" "$root/sys/kernel/mm"
	echo zoned >"$root/sys/kernel/debug/cma/placement"
	: >"$dir/alloc"
	: >"$dir/free"
	echo 4096 >"$dir/count"
	echo 0 >"$dir/order_per_bit"
	echo 100 >"$dir/used"
	echo 65536 >"$dir/base_pfn"
	printf '%03000d\n' 7 >"$root/proc/cmdline"
	printf 'pgmigrate_success 5\nnr_free_pages 9\ncma_alloc_fail 1\n' >"$root/proc/vmstat"
	fake_dir=$dir
}
# bitmap WORD=VALUE...: the area's bitmap, 128 words of 32 bits, 0 but for these.
bitmap() {
	printf '%s\n' "$@" | awk -F = '{ word[$1] = $2 }
		END { for (i = 0; i < 128; i++) printf("%u ", word[i]); print "" }' \
		>"$fake_dir/bitmap"
}
sum() { awk '{ n += $1 } END { print n + 0 }' "$1"; }
run() { "$cmabench" run --root "$root" "$@" "$TMP/s.scenario"; }

fake
scenario 'alloc a 5' 'alloc b 300' 'free b' 'alloc c 7' 'free c' 'alloc c 9'
is "a run without a heap goes through debugfs, status 0" 0 "$(status run)"
cp "$TMP/out" "$TMP/lines"
is "every line is JSON, meta first, summary last" 'meta alloc alloc alloc alloc summary' \
	"$(jq -r .type "$TMP/lines" | xargs)"
is "everything taken is given back" "$(sum "$fake_dir/alloc") 321" \
	"$(sum "$fake_dir/free") $(sum "$fake_dir/alloc")"
is "meta: area and its pages, placement, and what is missing" \
	'["video",4096,0,65536,"zoned",null,"--no-trace or --root was given",true,null]' \
	"$(jq -c 'select(.type == "meta") | [.area.name, .area.pages, .area.order_per_bit,
		.area.base_pfn, .placement, .heap, .missing.attempts,
		(.missing.call_us | test("debugfs")), .missing.latency_us]' "$TMP/lines")"
is "meta: the kernel's command line, all 3000 bytes of it" 3000 \
	"$(jq -r 'select(.type == "meta") | .cmdline | length' "$TMP/lines")"
is "an alloc line has exactly these keys" \
	'["type","t_ns","who","thread","pages","align","via","ok","errno","cma_errno","reason","call_us","latency_us","attempts","migrated","pfn","system_pages","free_range","pin_free"]' \
	"$(jq -c 'select(.type == "alloc") | keys_unsorted' "$TMP/lines" | sort -u)"
is "what tracing alone can tell is null" '[null,null,null,null,null,null]' \
	"$(jq -c 'select(.type == "alloc") | [.align, .cma_errno, .reason, .attempts,
		.migrated, .pfn]' "$TMP/lines" | sort -u)"
is "through debugfs, the write is latency_us, and call_us is null" '["number",null]' \
	"$(jq -c 'select(.type == "alloc") | [(.latency_us | type), .call_us]' "$TMP/lines" |
		sort -u)"
is "summary: counts, pages, leak and vmstat" \
	'[false,4,4,321,0,0,{},null,100,100,0,{"pgmigrate_success":0,"cma_alloc_fail":0}]' \
	"$(jq -c 'select(.type == "summary") | [.interrupted, .allocs_planned, .allocs, .pages,
		.failed, .failed_pages, .failed_by_errno, .attempts, .used_pages_before,
		.used_pages_after, .leaked_pages, .vmstat]' "$TMP/lines")"
# The percentiles again, from the lines: the rank-th smallest, rank = ceil(p/100 n).
is "summary: percentiles are those of the alloc lines" \
	"$(jq -s -c '[.[] | select(.type == "alloc" and .ok) | .latency_us] | sort |
		[.[1], .[3], .[3], .[3], null]' "$TMP/lines")" \
	"$(jq -c 'select(.type == "summary") | .latency_us + {call: .call_us.p50} |
		[.p50, .p90, .p99, .max, .call]' "$TMP/lines")"
fake
is "--json-summary leaves the alloc lines out" 'meta summary' \
	"$(run --json-summary | jq -r .type | xargs)"

fake
ln -sf /dev/full "$fake_dir/alloc"
is "failures are a result: status 0" 0 "$(status run)"
is "and counted by errno, with their pages" '[4,4,321,{"ENOSPC":4},null,28]' \
	"$(jq -s -c '[last | .allocs, .failed, .failed_pages, .failed_by_errno,
		.latency_us.p50] + [.[1].errno]' "$TMP/out")"
is "nothing is given back that was not taken" 0 "$(sum "$fake_dir/free")"

fake
scenario 'alloc a 8' 'sleep_us 1000000' 'free a'
# await COMMAND...: until it succeeds, 30 seconds at most.
await() {
	local end=$((SECONDS + 30))
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.02
	done
}
# taken LINES: so many allocations have been asked for.
taken() { (($(wc -l <"$fake_dir/alloc") >= $1)); }
(await taken 1 && echo 105 >"$fake_dir/used") &
is "pages that stay taken are a leak: status 1" '1 5' \
	"$(status run) $(jq -s -c 'last | .leaked_pages' "$TMP/out")"
wait

# --- pressure: what is filled, pinned and kept busy -----------------------------------------
# pressed: the fake machine with 4096 free pages, 2048 of them in its area of 4096. Of
# that 36 pages are taken, 100 are anonymous, 5 page cache, one of these dirty, 7 are in
# the list of a CPU, and the rest is free.
pressed() {
	fake
	mkdir -p "$root/proc/self" "$root/proc/sys/vm"
	printf '%s: %s kB\n' MemFree 16384 CmaTotal 16384 CmaFree 8192 SwapFree 0 \
		>"$root/proc/meminfo"
	printf '%s\n' 'Node 0, zone DMA' '  pages free 4096' ' boost 0' ' min 1000' ' low 1200' \
		' high 1400' ' managed 65536' '  cpu: 0' ' count: 100' ' high: 400' ' cpu: 1' \
		' count: 20' >"$root/proc/zoneinfo"
	echo 4000 >"$root/proc/sys/vm/min_free_kbytes"
	: >"$root/proc/self/oom_score_adj"
	bitmap 0=4294967295 1=15
	python3 - >"$root/proc/kpageflags" <<-'END'
		import struct, sys
		lru, anon, uptodate, dirty, buddy = 1 << 5, 1 << 12, 1 << 3, 1 << 4, 1 << 10
		flags = [0] * 65536 + [buddy] * 36 + [anon | lru] * 100 + [uptodate | lru] * 4
		flags += [uptodate | lru | dirty] + [0] * 7
		flags += [buddy] * (65536 + 4096 - len(flags))
		sys.stdout.buffer.write(struct.pack(f"<{len(flags)}Q", *flags))
	END
}
# pressure FILTER: of the last run's output, jq's FILTER of all lines in an array.
pressure() { jq -s -c "$1" "$TMP/out"; }
files=$BUILD/tests
mkdir -p "$files"

pressed
scenario 'alloc a 3960' 'fill anon 5' 'alloc b 3948' 'alloc c 3960' 'fill clean 5' 'alloc d 1'
is "a run that fills memory: status 0" 0 "$(status run --dir "$files")"
is "the area after each fill: pages by what is in them" \
	'[[2,"fill","anon",3948,7,36,100,5,0,1,105,[]],[5,"fill","clean",3948,7,36,100,5,0,1,105,[]]]' \
	"$(pressure 'map(select(.type == "area") | [.line, .after, .kind, .free, .percpu, .taken,
		.anon, .file, .other, .dirty, .system_pages, .pins])')"
is "before each request: pages of the system, and whether a range has none; before any fill null" \
	'[["a",null,null,null],["b",105,true,null],["c",105,false,null],["d",105,true,null]]' \
	"$(pressure 'map(select(.type == "alloc") | [.who, .system_pages, .free_range, .pin_free])')"
is "summary: what the system used" '[{"start":105,"min":105,"mean":105,"max":105},0,null]' \
	"$(pressure 'last | [.system_pages, .failed_free_range, .failed_pin_free]')"
ln -sf /dev/full "$fake_dir/alloc"
is "summary: failures where a range was free" '0 [3,1]' \
	"$(scenario 'fill anon 5' 'alloc b 3948' 'alloc c 3960' 'alloc d 3957'
	status run) $(pressure 'last | [.failed, .failed_free_range]')"
no_files() { ! ls "$files"/cmabench.??????; }
check "no file is left" no_files
pressed
scenario 'fill dirty 5' 'refill dirty 100' 'fill anon area 3' 'refill anon 50' 'alloc a 1' \
	'drop anon area 1' 'repeat 2' 'fill anon 1' end
is "dirty files, refills, a share of the area, and what is dropped again: status 0" 0 \
	"$(status run --dir "$files")"
is "an area line for each of them, in a repeat too" '["fill","fill","drop","fill","fill"]' \
	"$(pressure 'map(select(.type == "area") | .after)')"
rm "$root/proc/kpageflags"
scenario 'fill anon 5' 'alloc a 1'
is "without kpageflags, none of it is known, and that is said" '0 [true,null,null,null]' \
	"$(status run) $(pressure '[.[0].missing.system_pages != null, .[1].free, .[2].system_pages,
		.[2].free_range]')"
scenario 'fill thp 5' 'alloc a 1'
is "no transparent huge pages: skipped, and said" \
	'0 "the kernel has no transparent huge pages"' \
	"$(status run) $(pressure '.[0].missing.thp')"
mkdir -p "$root/sys/kernel/mm/transparent_hugepage"
echo 'always [madvise] never' >"$root/sys/kernel/mm/transparent_hugepage/enabled"
echo 2097152 >"$root/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"
scenario 'fill thp 40' 'refill thp 600' 'alloc a 1'
is "transparent huge pages where the kernel has them" '0 [null,"thp"]' \
	"$(status run) $(pressure '[.[0].missing.thp, .[1].kind]')"
echo 'always madvise [never]' >"$root/sys/kernel/mm/transparent_hugepage/enabled"
is "and none where they are switched off" '0 "transparent huge pages are switched off"' \
	"$(status run) $(pressure '.[0].missing.thp')"

pressed
scenario 'lowmem 1100' 'alloc a 3' 'free a' 'alloc a 3'
# A number of five digits was there meanwhile: of its line, the end is still there.
is "lowmem: the reserve was raised and is what it was, and the program is spared" '0 4000 6 -1000' \
	"$(status run) $(cat "$root/proc/sys/vm/min_free_kbytes") $(
	wc -c <"$root/proc/sys/vm/min_free_kbytes") $(cat "$root/proc/self/oom_score_adj")"

if (($(nproc) > 1)); then
	fake
	# busy_children: those of the cmabench that runs.
	busy_children() { pgrep -c -P "$1" || true; }
	has_busy_child() { [[ $(busy_children "$1") -eq 1 ]]; }
	busy_ends() { # SIGNAL: the busy process is there, and ends with the program
		local pid child
		"$cmabench" run --root "$root" "$TMP/s.scenario" >"$TMP/out" 2>"$TMP/err" &
		pid=$!
		await has_busy_child "$pid" || return 1
		child=$(pgrep -P "$pid")
		kill "-$1" "$pid"
		wait "$pid" || true
		await is_gone "$child"
	}
	is_gone() { ! kill -0 "$1"; }
	scenario 'busy 1' 'alloc a 8' 'sleep_us 60000000'
	check "a busy process ends with a run that is told to stop" busy_ends TERM
	check "and with one that is killed" busy_ends KILL
fi

# --- a record ---------------------------------------------------------------------------
# record: the status of a run that is recorded in $TMP/record.
record() { status run --record "$TMP/record"; }
# recorded: the record's events, times left out of those of the run.
recorded() { grep -v '^#' "$TMP/record" | sed 's/^[1-9][0-9]* //' | paste -sd ';'; }
fake
# The 96 last pages, as arm64's three atomic pools take them, and 5 below.
bitmap 124=4160749568 125=4294967295 126=4294967295 127=4294967295
scenario 'alloc a 5' 'alloc b 300' 'free b' 'alloc c 7'
is "--record: status 0" 0 "$(record)"
is "what was taken before, from the top under zoned; then every call, and what is given back at the end" \
	'0 A 4 32 5 before 5;0 A 5 32 5 before 5;0 A 6 32 5 before 5;0 A 7 4 2 before 2;0 A 8 1 0 before 0;A 1 5 0 a;A 2 300 0 b;F 2;A 3 7 0 c;F 3;F 1' \
	"$(recorded)"
is "its header: area, run and placement" \
	"# cmatrace 1;# pages 4096;# source cmabench run s seed 1;# order_per_bit 0;# kernel $(uname -r);# placement zoned" \
	"$(grep '^#' "$TMP/record" | paste -sd ';')"
is "its times are those of the alloc lines" \
	"$(jq -r 'select(.type == "alloc") | .t_ns' "$TMP/out" | xargs)" \
	"$(awk '$2 == "A" && $6 != "before" { print $1 }' "$TMP/record" | xargs)"
is "simulate reads it, and puts what was there before where it was" \
	'[8,0] 101 3995' \
	"$("$BUILD/cmakit" simulate --json "$TMP/record" | jq -c '[.allocs, .failed]') $(
		"$BUILD/cmakit" simulate --csv - "$TMP/record" |
		awk -F , 'NR == 6 { print $7, $9 }')"
is "the lines say what was taken, and how many calls were made until then" \
	'["before",0,[[3995,101]]] ["end",4,[[3995,101]]]' \
	"$(jq -c 'select(.type == "taken") | [.when, .calls, .spans]' "$TMP/out" | xargs -d '\n')"
rm "$root/sys/kernel/debug/cma/placement"
bitmap 0=4294967295 1=31
is "from the bottom without the series" '0 0 A 4 32 5 before 5;0 A 5 4 2 before 2;0 A 6 1 0 before 0' \
	"$(record) $(recorded | cut -d ';' -f 1-3)"
is "where first-fit puts them" '37 4059' \
	"$("$BUILD/cmakit" simulate --csv - --placement first-fit "$TMP/record" |
		awk -F , 'NR == 4 { print $7, $9 }')"
is "without --record there is no such line" 0 \
	"$(status run >"$TMP/status"; grep -c '"taken"' "$TMP/out" || true)"
bitmap 0=31
mkdir -p "$fake_dir/ranges/1"
is "an area of several ranges: the run alone, and a message" \
	'0 A 1 5 0 a;A 2 300 0 b;F 2;A 3 7 0 c;F 3;F 1 null 1' \
	"$(record) $(recorded) $(jq -r 'select(.type == "taken") | .spans' "$TMP/out" | sort -u) $(
		grep -c 'will be missing: the area has several ranges' "$TMP/err")"
fake
ln -sf /dev/full "$fake_dir/alloc"
is "requests that fail are in it, and not given back" '0 A 1 5 0 a;A 2 300 0 b;A 3 7 0 c' \
	"$(record) $(recorded)"
fake
is "a record that is full: status 4" 4 "$(status run --record /dev/full)"
is "and all is given back" "$(sum "$fake_dir/alloc")" "$(sum "$fake_dir/free")"
old_record() { # a record that cannot be written leaves the old one
	echo old >"$TMP/record"
	! (trap '' XFSZ && ulimit -f 0 && run --record "$TMP/record" | cat >"$TMP/out") || return 1
	[[ $(cat "$TMP/record") == old ]] && ! ls "$TMP"/record.*
}
check "a record is replaced as a whole or not at all" old_record

# interrupt SIGNAL: status and summary of a long run that it ends.
interrupt() {
	local pid status=0
	"$cmabench" run --root "$root" --record "$TMP/record" "$TMP/s.scenario" \
		>"$TMP/out" 2>"$TMP/err" &
	pid=$!
	await taken 10 || return 1
	sleep 1.2
	kill "-$1" "$pid"
	wait "$pid" || status=$?
	echo "$status $(jq -s -c 'last | [.type, .interrupted, .allocs > 5, .allocs < 500]' "$TMP/out")"
}
scenario 'alloc first 77' 'repeat 500' 'alloc a 3' 'sleep_us 20000' 'free a' end
for signal in TERM:143 INT:130 HUP:129 QUIT:131; do
	fake
	# Without job control, an asynchronous command of a script starts with SIGINT and
	# SIGQUIT ignored, and cmabench leaves an ignored signal ignored.
	set -m
	is "SIG${signal%:*}: the summary so far, and the signal's status" \
		"${signal#*:} [\"summary\",true,true,true]" "$(interrupt "${signal%:*}")"
	set +m
	is "SIG${signal%:*}: everything is given back" "$(sum "$fake_dir/alloc")" \
		"$(sum "$fake_dir/free")"
	is "SIG${signal%:*}: and recorded" "$(wc -l <"$fake_dir/alloc") $(wc -l <"$fake_dir/free")" \
		"$(grep -c ' A ' "$TMP/record") $(grep -c ' F ' "$TMP/record")"
done
progress_sparse() {
	cat "$TMP/err"
	[[ $(grep -c 'of 501 allocations' "$TMP/err") == [123] ]]
}
check "progress on standard error, a line a second" progress_sparse

# lines_after_kill: two progress lines with a number that grows, then SIGKILL, also
# in the middle of a long sleep: what was reported is in the output.
lines_after_kill() {
	local pid said
	: >"$TMP/err"
	"$cmabench" run --root "$root" "$TMP/s.scenario" >"$TMP/out" 2>"$TMP/err" &
	pid=$!
	await has_progress 2 || { kill -9 "$pid"; return 1; }
	kill -9 "$pid"
	wait "$pid" || true
	cat "$TMP/err"
	mapfile -t said < <(sed -n 's/.*: \([0-9]*\) of .* allocations.*/\1/p' "$TMP/err")
	printf 'alloc lines: %s\n' "$(grep -c '"type":"alloc"' "$TMP/out")"
	((said[0] > 0 && said[1] >= said[0] + $1)) &&
		(($(grep -c '"type":"alloc"' "$TMP/out") >= said[1]))
}
has_progress() { (($(grep -c ' allocations, ' "$TMP/err") >= $1)); }
fake
check "progress grows, and SIGKILL leaves the lines so far" lines_after_kill 10
fake
scenario 'repeat 3' 'alloc a 3' 'free a' end 'sleep_us 60000000'
check "also in a long sleep" lines_after_kill 0
nohup_holds() {
	(trap '' HUP && exec "$cmabench" run --root "$root" "$TMP/s.scenario") >"$TMP/out" 2>"$TMP/err" &
	local pid=$!
	await taken 1 || return 1
	kill -HUP "$pid"
	sleep 0.6
	kill -0 "$pid" || return 1
	kill -TERM "$pid"
	wait "$pid" || true
	jq -s -e 'last | .interrupted' "$TMP/out"
}
fake
check "an ignored SIGHUP (nohup) stays ignored; SIGTERM ends a long sleep" nohup_holds

# --- errors ---------------------------------------------------------------------------------
# refuses STATUS TEXT NAME COMMAND...
refuses() {
	local wanted=$1 text=$2 name=$3
	shift 3
	is "$name: status $wanted" "$wanted" "$(status "$@")"
	check "$name: says '$text'" grep -qF -- "$text" "$TMP/err"
}
fake
scenario 'alloc a 1'
refuses 2 --help 'no verb' "$cmabench"
refuses 2 --help 'an unknown option' "$cmabench" --nonsense list
refuses 2 "expected run SCENARIO" 'an unknown verb' "$cmabench" frobnicate
refuses 2 "expected run SCENARIO" 'two scenarios' "$cmabench" run a b
refuses 2 "not 'x'" 'a seed that is no number' "$cmabench" run --seed x mixed
refuses 2 "not 'ion'" 'an unknown way' "$cmabench" run --via ion mixed
refuses 2 "not 'ion'" 'an unknown way after a known one' \
	"$cmabench" run --via heap --via ion mixed
refuses 2 'run has no option --area-pages' 'the size of the area in a run' \
	"$cmabench" run --area-pages 512 mixed
refuses 2 'plan has no option --no-trace' 'no tracing in a plan' "$cmabench" plan --no-trace mixed
refuses 2 'plan has no option --record' 'no record of a plan' "$cmabench" plan --record x mixed
refuses 4 'No such file' 'a record that cannot be made' run --record "$TMP/no/such"
refuses 2 'plan has no option --root' 'a root in a plan' "$cmabench" plan --root / mixed
refuses 2 'list has no option --seed' 'a seed in a list' "$cmabench" list --seed 1
refuses 2 'plan has no option --dir' 'a folder in a plan' "$cmabench" plan --dir / mixed
refuses 4 'No such file' 'a scenario that is not there' \
	"$cmabench" run --scenario-dir "$scenarios" nothing
refuses 4 'no heap /dev/dma_heap/video' 'a heap that is not there' run --heap video
refuses 4 '--via heap: no dma-heap' '--via heap without one' run --via heap
scenario 'alloc a 1 via heap'
refuses 4 's.scenario:1: needs a dma-heap' 'a line that needs a heap' run
scenario 'alloc a 1'
refuses 4 'cannot be written' 'an output that is full' run --out /dev/full
is "an output that is full: all is given back" "$(sum "$fake_dir/alloc")" \
	"$(sum "$fake_dir/free")"
refuses 4 'No such file' 'an output that cannot be made' run --out "$TMP/no/such"
scenario 'alloc a 1' 'alloc b 1' 'free a'
refuses 4 "s.scenario:3: debugfs can free its newest allocation only" \
	'a free that debugfs cannot do' run
scenario 'threads 2' 'alloc a 1' 'end'
refuses 4 's.scenario:2: debugfs cannot be used by threads' 'threads through debugfs' run
pressed
scenario 'fill clean 5' 'alloc a 1'
refuses 4 '--dir DIR' 'files, and no folder for them' run
refuses 4 'expected a folder on a disk' 'files on tmpfs' run --dir /dev/shm
refuses 4 '--dir /nonexistent: No such file' 'a folder that is not there' run --dir /nonexistent
scenario 'pin 4' 'alloc a 1'
refuses 4 'pin: 0 of 4 pages' 'pins where it is not known what page is where' run
scenario 'busy 200' 'alloc a 1'
refuses 4 'busy: 200 CPUs' 'more busy CPUs than there are' run
rm -rf "$root/sys/kernel/debug"
refuses 4 'nothing to allocate from' 'a machine without CMA' run
fake
is "list: areas, heaps, scenarios" 0 \
	"$(status "$cmabench" list --root "$root" --scenario-dir "$scenarios")"
check "list: the area, by the name that it has in messages" \
	grep -qx 'area video: 4096 pages 100 used debugfs' "$TMP/out"
is "list: every scenario" "$(printf '%s\n' "$scenarios"/*.scenario | wc -l)" \
	"$(grep -c '^scenario ' "$TMP/out")"

done_testing
