#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit explain: the real logs in tests/logs with the reasons and numbers that
# people judged and an oracle sums up, what loggers, terminals and mailers do to a
# message, every kernel's forms, hostile input. Built with ASan and UBSan, but for
# what is about memory and speed.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"
# shellcheck source=tests/cmakit.sh
. "$ROOT/tests/cmakit.sh"
# shellcheck source=tests/explained.sh
. "$ROOT/tests/explained.sh"

LOGS=$ROOT/tests/logs

# --- real logs

# expected LOG: its lines in expected.tsv, in the form of explain.
expected() {
	awk -F '\t' -v log_="$1" '$1 == log_ { print $3, $4, $5, $6, $7, $8, $9, $10 }' \
		"$LOGS/expected.tsv"
}
for log in "$LOGS"/*.txt; do
	name=$(basename "$log" .txt)
	is "$name" "$(expected "$name")" "$(explain "$log")"
done
is "every log that is expected is there" "" "$(grep -v '^#' "$LOGS/expected.tsv" |
	cut -f 1 | sort -u | while read -r name; do
	[[ -f $LOGS/$name.txt ]] || echo "$name"
done)"

oracle_agrees() {
	local name free run aligned dump order counted n=0
	while IFS=$'\t' read -r name _ _ _ _ _ _ free run aligned dump order; do
		[[ $name != '#'* && $dump != - ]] || continue
		counted=$(python3 "$LOGS/oracle.py" "$LOGS/$name.txt" "$dump" "$order")
		if [[ $counted != "$free $run $aligned" ]]; then
			echo "$name, dump $dump: counted $counted"
			return 1
		fi
		n=$((n + 1))
	done <"$LOGS/expected.tsv"
	((n > 10))
}
check "the expected numbers are those of a count page by page" oracle_agrees

"$SANITIZED" explain "$LOGS/reference-456.txt" >"$TMP/worked"
for words in '511@58881 *59136 *59592 *59392 *200 pages short' \
	'59136 + 456 = 59592 > 59392: 200 pages short' 'alignment order 8, ret -12' \
	'reason: alignment (confidence high'; do
	check "worked example: $words" grep -q -e "$words" "$TMP/worked"
done

# --- what happens to a log on its way

cp "$LOGS/01-libresdr-zynq-iio-3907-align.txt" "$TMP/bare"
sed 's/^cma/[   70.139006] &/' "$TMP/bare" >"$TMP/stamped"
# same NAME COMMAND...: what COMMAND makes of a log is explained as $EXPECTED.
same() { is "$1" "$EXPECTED" "$("${@:2}" | explain -)"; }

EXPECTED=$(explain "$TMP/bare")
same "quoted in a mail" sed 's/^/> > /' "$TMP/stamped"
same "CRLF" sed 's/$/\r/' "$TMP/stamped"
same "colours of dmesg" \
	sed 's/^cma.*/\x1b[32m[    1.0] \x1b[0m\x1b[33m&\x1b[0m/' "$TMP/bare"
same "syslog" \
	sed 's/^cma/Jan  1 06:33:27 board kernel: [ 2054.879577] &/' "$TMP/bare"
same "the journal, ISO date" \
	sed 's/^cma/2026-01-01T06:33:27.123456+00:00 board kernel: &/' "$TMP/bare"
same "dmesg -T" sed 's/^cma/[Thu Jan  1 06:33:27 2026] &/' "$TMP/bare"
same "level and caller" sed 's/^cma/<3>[   70.139006][  T123] &/' "$TMP/bare"
same "/dev/kmsg" sed 's/^cma/3,1234,70139006,-,caller=T123;&/' "$TMP/bare"
same "logcat" \
	sed 's/^cma: /01-01 06:33:27.123     0     0 E cma     : /' "$TMP/bare"
same "a vendor's CPU and task" \
	sed 's/^cma/[12345.678901] (3)[321:kworker\/3:1]&/' "$TMP/bare"
for width in 36 40 51 72; do
	same "wrapped by a mailer at $width" fold -s -w "$width" "$TMP/stamped"
done
fold -s -w 60 "$TMP/stamped" >"$TMP/wrapped"
same "wrapped, then quoted" sed 's/^/>> /' "$TMP/wrapped"
for width in {40..80}; do
	same "wrapped by a terminal at $width" fold -w "$width" "$TMP/stamped"
done
same "quoted-printable" python3 -c 'import quopri, sys
sys.stdout.buffer.write(quopri.encodestring(open(sys.argv[1], "rb").read()))' \
	"$TMP/stamped"
same "UTF-16" iconv -t UTF-16 "$TMP/stamped"
head -c 5000 /dev/zero >"$TMP/zeros"
echo >>"$TMP/zeros"
same "NUL bytes before it" cat "$TMP/zeros" "$TMP/stamped"
same "no end of line at the end" printf '%s' "$(<"$TMP/stamped")"
same "a dump in records of their own" sed 's/+/\n[    1.000002] +/g' "$TMP/bare"
same "other messages within the dump" \
	sed 's/+/\nusb 1-1: new high-speed USB device\n+/g' "$TMP/bare"
EXPECTED=$(explain "$LOGS/04-imx8mq-evk-3595-ebusy.txt")
same "a long dump, wrapped" fold -s -w 60 "$LOGS/04-imx8mq-evk-3595-ebusy.txt"

# --- cut: nothing but the reason of the whole log is said with high confidence

# cut_is_careful LOG REASON: so it is wherever LOG is cut.
cut_is_careful() {
	local length size
	size=$(stat -c %s "$1")
	for ((length = 200; length < size; length += 5)); do
		head -c "$length" "$1" | "$SANITIZED" explain --json -
	done >"$TMP/json"
	jq -e -s --arg reason "$2" 'length > 20 and ([.[].failures[]] | length > 10
		and all(.[]; .confidence != "high" or .reason == $reason))' "$TMP/json"
}
check "cut anywhere: alignment" cut_is_careful "$TMP/bare" alignment
check "cut anywhere: nospace" cut_is_careful \
	"$LOGS/13-amlogic-s905x2-hevc-2032.txt" nospace
check "cut anywhere: fragmented" cut_is_careful \
	"$LOGS/05-samsung-android-256-frag.txt" fragmented
check "cut anywhere: worked example" cut_is_careful "$LOGS/reference-456.txt" alignment

check "100 times a little lost of each log: no other reason with high confidence" \
	python3 "$LOGS/damage.py" "$CMAKIT" 1 100 "$LOGS"/*.txt

FAIL='cma: cma_alloc: reserved: alloc failed, req-size: 1000 pages, ret: -12'
LIST='cma: number of available pages:'
explains "a dump cut by hand that hides too little" \
	"fragmented high 1000 - -12 1500 900 780" <<<"$FAIL
$LIST 20@1004+900@5000+...=> 1500 free of 81920 total pages"
explains "a dump cut by hand that hides enough" \
	"fragmented low 1000 - -12 12730 900 780" <<<"$FAIL
$LIST 20@1004+...+900@5000+...=> 12730 free of 81920 total pages"
explains "a dump cut by hand to its sum" \
	"nospace high 1000 - -12 773 - -" <<<"$FAIL
$LIST …=> 773 free of 81920 total pages"
explains "a dump whose end is missing" \
	"unknown low 1000 - -12 - 20 0" <<<"$FAIL
$LIST 20@1004+900@50"
explains "a dump that contradicts its sum" \
	"unknown low 1000 - -12 - - -" <<<"$FAIL
$LIST 20@1004+900@5000=> 900 free of 81920 total pages"

explains "a run that lost its position" "unknown low 1000 - -12 - - -" <<<"$FAIL
$LIST 2500@0+11=> 2511 free of 81920 total pages"

# --- advice

advises "small residents in the way are named" 'the 69 pages at 2500 are all' <<<"$FAIL
$LIST 500@2000+600@2569=> 1100 free of 16384 total pages"
advises "a size that will do: no space" 'larger by 980 pages or more, to 20 MiB' <<<"$FAIL
$LIST 20@1004=> 20 free of 4096 total pages"
advises "a size that will do: the last run is too short by some" \
	'larger by 67 pages or more, to 68 MiB' <"$TMP/bare"
advises "an order at which there is room" 'at order 7 there is room' <"$TMP/bare"
advises "what every place contains" 'holds pages \[61952, 208704)' \
	<"$LOGS/10-x86-16g-1gib-area-200000-ebusy.txt"
advises "what to collect" 'head count used maxchunk' \
	<"$LOGS/27-imx8mm-hantro-3548.txt"

# --- several failures

explains "two failures, mixed, told apart by their task" \
	"nospace high 1000 - -12 20 20 0;fragmented high 300 - -12 500 250 150" <<<"\
[    1.000001][  T100] cma: cma_alloc: a: alloc failed, req-size: 1000 pages, ret: -12
[    1.000002][  T200] cma: cma_alloc: b: alloc failed, req-size: 300 pages, ret: -12
[    1.000003][  T200] $LIST 250@100+250@1180=> 500 free of 2048 total pages
[    1.000004][  T100] $LIST 20@1004=> 20 free of 4096 total pages"
explains "two failures of different areas, mixed, with nothing to tell them apart" \
	"nospace medium 1000 - -12 20 20 0;fragmented medium 300 - -12 500 250 150" <<<"\
cma: cma_alloc: a: alloc failed, req-size: 1000 pages, ret: -12
cma: cma_alloc: b: alloc failed, req-size: 300 pages, ret: -12
$LIST 20@1004=> 20 free of 4096 total pages
$LIST 250@100+250@1180=> 500 free of 2048 total pages"
is "ten times the same log: each of its failures" 30 \
	"$(for _ in {1..10}; do cat "$LOGS"/02*.txt; done | explain - | grep -c nospace)"

"$SANITIZED" explain "$LOGS"/02*.txt >"$TMP/folded"
is "the same failure is told once, with how often" \
	"1 the same again 2 times, the last in line 25" \
	"$(grep -c ^failure "$TMP/folded") $(grep again "$TMP/folded")"
check "how sure it is, and why" grep -q \
	'confidence medium: the alignment is inferred' <("$SANITIZED" explain - <<<"$FAIL
$LIST 1100@5000+12@7000=> 1112 free of 81920 total pages")

# --- every kernel's forms

# forms RET DUMP: what each function's line is explained as, one word each.
forms() {
	local form
	for form in 'cma: cma_alloc:' 'cma: cma_alloc: reserved:' \
		'cma: __cma_alloc: reserved:' 'cma: __cma_alloc_frozen: reserved:'; do
		printf '%s alloc failed, req-size: 1000 pages, ret: %s\n%s\n' "$form" \
			"$1" "$2" | explain - | awk '{ print $1 "/" $2 }'
	done | paste -sd ' '
}
NOSPACE="$LIST 20@1004=> 20 free of 4096 total pages"
ROOM="$LIST 2000@1024=> 2000 free of 4096 total pages"
is "-16 without a dump: busy before 6.15, nothing after" \
	"busy/high busy/high unknown/low unknown/low" "$(forms -16 '')"
is "-16 with room: busy" "busy/high busy/high busy/high busy/high" \
	"$(forms -16 "$ROOM")"
is "-16 without room, in one record: a state that comes and goes before 6.15" \
	"busy/medium busy/medium nospace/medium nospace/high" "$(forms -16 "$NOSPACE")"
is "-16 without room, in the records of 6.15 and later: not busy" \
	"nospace/high nospace/high nospace/high nospace/high" "$(forms -16 "$LIST
range 0: 20@1004
=> 20 free of 4096 total pages")"
is "-12 without a dump: want of memory from 7.0 on" \
	"unknown/low unknown/low unknown/low nomem/high" "$(forms -12 '')"
is "-12 without room: not want of memory, unless -12 is nothing else" \
	"nospace/high nospace/high nospace/high nomem/medium" "$(forms -12 "$NOSPACE")"
is "-12 with room: want of memory" \
	"nomem/medium nomem/medium nomem/medium nomem/high" "$(forms -12 "$ROOM")"
is "-4: interrupted" \
	"interrupted/high interrupted/high interrupted/high interrupted/high" \
	"$(forms -4 '')"
is "another error: unknown" "unknown/low unknown/low unknown/low unknown/low" \
	"$(forms -22 '')"
for version in 'Linux version 6.18.51-ophub' \
	'CPU: 0 UID: 0 PID: 1 Comm: v4l2 Not tainted 6.18.2 #1' \
	'Linux board 6.15.0 #1 SMP PREEMPT'; do
	explains "-16 means nothing: $version" "unknown low 10 - -16 - - -" <<<"$version
cma: __cma_alloc: reserved: alloc failed, req-size: 10 pages, ret: -16"
done
explains "-16 means busy: Linux version 6.14" "busy high 10 - -16 - - -" <<<"\
Linux version 6.14.1 (x@y) #1
cma: __cma_alloc: reserved: alloc failed, req-size: 10 pages, ret: -16"
explains "7.3: a dump in records" "alignment high 1100 - -16 1263 1200 1024" <<<"\
[    1.0] cma: __cma_alloc_frozen: reserved: alloc failed, req-size: 1100 pages, ret: -16
[    1.0] cma: number of available pages: 
[    1.0] cma: range 0: 3@253+60@708+1200@3920
[    1.0] cma: 
[    1.0] => 1263 free of 16384 total pages"
explains "several ranges" "busy high 1000 - -16 1273 1250 1250" <<<"\
cma: __cma_alloc_frozen: reserved: alloc failed, req-size: 1000 pages, ret: -16
cma: number of available pages: 
cma: range 0: 3@125+20@1004
cma: 
cma: range 1: +1250@1024
cma: 
=> 1273 free of 8192 total pages"
explains "lengths without positions" "fragmented high 256 - -12 357 166 -" <<<"\
cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -12
number of available pages: 4+7+7+8+38+166+127=>357 pages, total: 2048 pages"
explains "debug lines: ranges were tried, then memory ran out" \
	"nomem high 64 6 -12 - - -" <<<"\
cma: cma_alloc(cma 00000000aaaaaaaa, name: reserved, count 64, align 6)
cma: cma_alloc(): memory range at pfn 0x48100 00000000bbbbbbbb is busy, retrying
cma: cma_alloc: reserved: alloc failed, req-size: 64 pages, ret: -12"
explains "debug lines: a call that succeeds is no failure" "" <<<"\
cma: cma_alloc(cma c05f5844, count 192, align 8)
cma: cma_alloc(): memory range at c07df000 is busy, retrying
cma: cma_alloc(): returned c07e1000"
explains "tracepoints" "busy high 765 8 -16 - - -" <<<"\
 v4l2-123 [000] ..... 100.000001: cma_alloc_start: name=reserved count=765 align=8
 v4l2-123 [000] ..... 100.000002: cma_alloc_busy_retry: name=reserved pfn=0x48100 page=00000000aaaaaaaa count=765 align=8
 v4l2-123 [000] ..... 100.000003: cma_alloc_finish: name=reserved pfn=0x0 page=0000000000000000 count=765 align=8 errorno=-16"

is "what is unknown leaves out what cannot be" "fragmented alignment busy" \
	"$("$SANITIZED" explain --json - <<<"\
cma: __cma_alloc_frozen: reserved: alloc failed, req-size: 2032 pages, ret: -16
cma: number of available pages: 
cma: => 5000 free of 16384 total pages" | jq -r '.failures[0].possible | join(" ")')"

# --- the series' record

RECORD="cma: reserved: failure reason=alignment pages=456 align=8 prefer=8 ret=-12 total=286720 free=81234 run=511 aligned_run=256 tried=0 migrated=0 time_us=12"
ALIGNED="alignment high 456 8 -12 81234 511 256"
explains "a record alone" "$ALIGNED" <<<"$RECORD"
explains "stock's line and its record are one failure" "$ALIGNED" <<<"\
cma: cma_alloc: reserved: alloc failed, req-size: 456 pages, ret: -12
$RECORD
cma: reserved: free runs by order: 0:12 3:1 8:40
cma: reserved: largest free runs: 511@58881 255@58369 255@59649"
EXPECTED=$ALIGNED
same "a record, wrapped" fold -s -w 60 <<<"[    1.000000] $RECORD"
for reason in nospace fragmented alignment nomem busy interrupted; do
	explains "a record says $reason" "$reason high 456 8 -12 81234 511 256" \
		<<<"${RECORD/alignment/$reason}"
done
BUSY_RECORD="${RECORD/alignment/busy} pfn=0x48123 refcount=3 mapcount=1 type=anon"
explains "the tracepoint of the same fields" "$ALIGNED" <<<"\
 v4l2-123 [000] ..... 100.000003: cma_alloc_failed: name=reserved ${RECORD#*failure }"
check "a record's runs, in the arithmetic" grep -q '59136 + 456 = 59592 > 59392' \
	<("$SANITIZED" explain - <<<"$RECORD
cma: reserved: largest free runs: 511@58881 255@58369 255@59649")
check "a record names the page" grep -q \
	'pfn 0x48123, refcount 3, mapcount 1, type anon' <("$SANITIZED" explain - \
	<<<"$BUSY_RECORD")
check "what the rate limit kept back is counted" grep -q \
	'rate limit kept 17 more failures' <("$SANITIZED" explain - \
	<<<"cma_alloc_failed: 17 callbacks suppressed
$RECORD")

# --- other evidence

explains "debugfs: no space" "nospace medium 1000 - -12 384 100 -" <<<"$FAIL
==> count <==
16384
==> used <==
16000
==> maxchunk <==
100"
explains "debugfs: fragmented" "fragmented medium 1000 - -12 8384 100 -" <<<"$FAIL
/sys/kernel/debug/cma/reserved/count:16384
/sys/kernel/debug/cma/reserved/used:8000
/sys/kernel/debug/cma/reserved/maxchunk:100"
explains "debugfs: a bitmap" "fragmented medium 40 - -12 - - -" <<<"\
cma: cma_alloc: reserved: alloc failed, req-size: 40 pages, ret: -12
# cat /sys/kernel/debug/cma/reserved/bitmap
4294967295 0 4294967295 65535 4294967295"
explains "debugfs: a bitmap whose last word is not full, and an alignment" \
	"alignment low 20 - -12 - - -" <<<"\
cma: cma_alloc: reserved: alloc failed, req-size: 20 pages, ret: -12
==> count <==
80
==> bitmap <==
255 4294901760 65532"
explains "buddyinfo is no failure" "" <<<"Node 0, zone   Normal    570    306    265"
explains "free pages as the call begins" "nospace high 765 8 -16 100 - -" <<<"\
cma_alloc_start: name=reserved request_count=765 available_count=100 total_count=4096 align=8
cma_alloc_finish: name=reserved pfn=0x0 page=0000000000000000 count=765 align=8 errorno=-16"
explains "a vendor's debug line" "nospace high 765 8 -12 100 - -" <<<"\
cma: __cma_alloc(cma 00000000aaaaaaaa, name: reserved, total pages: 4096, used pages: 3996, request pages: 765, align 8)
cma: __cma_alloc: reserved: alloc failed, req-size: 765 pages, ret: -12"
explains "memory is short right then" "nomem low 64 - -12 - - -" <<<"\
[   10.000000] cma: cma_alloc: reserved: alloc failed, req-size: 64 pages, ret: -12
[   10.100000] Normal free:3000kB min:3500kB low:4372kB high:5248kB free_cma:2000kB"
explains "busy ranges of another request" "unknown low 16 - -12 - - -" <<<"\
[   10.000000] alloc_contig_range: [106f100, 106f200) PFNs busy
[   10.000001] alloc_contig_range: [106f200, 106f300) PFNs busy
[   10.100000] cma: cma_alloc: alloc failed, req-size: 16 pages, ret: -12"
explains "busy ranges, one printed from below its start" "busy high 1280 - -16 - - -" <<<"\
[   10.000000] alloc_contig_range: [8fa00, 90000) PFNs busy
[   10.100000] cma: cma_alloc: alloc failed, req-size: 1280 pages, ret: -16"
explains "the GPU's buffers, kind by kind" "nospace medium 2025 - -12 - - -" <<<"\
[    0.000000] Memory: 925000K/970752K available (16384K kernel code, 65536K cma-reserved)
[   37.077208] cma: cma_alloc: alloc failed, req-size: 2025 pages, ret: -12
[   37.077226] [drm]                         kernel:  16200kb BOs (2)
[   37.077227] [drm]                            V3D:  44800kb BOs (107)
[   37.077228] [drm]             userspace BO cache:   4096kb BOs (1)"
explains "a vendor's line with the alignment" "unknown low 16 4 -12 - - -" <<<"\
cma: cma_alloc: alloc failed, req-size: 16 pages, ret: -12, align: 4"
explains "a quotation in a comment is no failure" "" <<<"\
# what it shows: cma: cma_alloc: alloc failed, req-size: 16 pages, ret: -12"
explains "an area that is smaller than the request" "nospace high 1000 - -12 - - -" <<<"\
cma: Reserved 2 MiB at 0x2b000000 on node -1
OF: reserved mem: initialized node reserved, compatible id shared-dma-pool
$FAIL"
explains "more than is configured" "nospace medium 20000 - -12 - - -" <<<"\
Kernel command line: console=ttymxc0 cma=64M
cma: cma_alloc: reserved: alloc failed, req-size: 20000 pages, ret: -12"
# Areas begin at multiples of 2^9 pages, so that 2^10 is not certain to be one of theirs.
explains "--align decides" "alignment medium 1000 10 -12 1300 1100 928" --align 10 <<<"$FAIL
$LIST 200@100+1100@2900=> 1300 free of 4096 total pages"
explains "--page-size counts" "nospace high 100 - -12 - - -" --page-size 65536 <<<"\
CmaTotal:           4096 kB
cma: cma_alloc: reserved: alloc failed, req-size: 100 pages, ret: -12"

# --- hostile logs, long logs

MUTATE=$BUILD/fuzz/explain-mutate
check "the fuzzer builds" make -s -C "$ROOT/tests/fuzz" OUT="$BUILD/fuzz" "$MUTATE"
check "4000 damaged logs, seeded" "$MUTATE" 1 4000 "$LOGS"/*.txt

# endless LINE_FILE: it again and again, 100 MB of it.
endless() { yes "$(<"$1")" | head -c 100000000; }

# in_memory KIB FILE: endless FILE is read to its end in so much address space.
in_memory() (
	endless "$2" | {
		ulimit -v "$1"
		"$CMAKIT" explain - >"$TMP/out"
	}
	tail -n 1 "$TMP/out"
	[[ -s $TMP/out ]]
)
cat "$LOGS"/*.txt >"$TMP/all"
check "100 MB of failures in 32 MiB" in_memory 32768 "$TMP/all"
printf '+1@%d' {0..20000..2} >"$TMP/one-line"
in_memory_one_line() (
	{
		printf '%s\n%s ' "$FAIL" "$LIST"
		endless "$TMP/one-line" | tr -d '\n'
	} | {
		ulimit -v 65536
		"$CMAKIT" explain - >"$TMP/out"
	}
	grep -q 'reason: ' "$TMP/out"
)
check "a line of 100 MB in 64 MiB" in_memory_one_line

# Instructions, not time: what an ordinary line costs, a byte.
instructions() {
	valgrind -q --tool=callgrind --callgrind-out-file="$TMP/callgrind" \
		"$CMAKIT" explain "$1" >"$TMP/out"
	awk '/^totals: / { print $2 }' "$TMP/callgrind"
}
# A core of 1.2 GHz that does one a cycle reads 100 MB in a second at 12.
LIMIT_PER_BYTE=12
for n in 10000 20000; do
	for ((i = 0; i < n; i++)); do
		printf '[%12d.%06d] usb 1-1: new high-speed USB device number %d\n' \
			"$i" "$i" "$i"
	done >"$TMP/usual-$n"
done
few=$(instructions "$TMP/usual-10000")
many=$(instructions "$TMP/usual-20000")
bytes=$(($(stat -c %s "$TMP/usual-20000") - $(stat -c %s "$TMP/usual-10000")))
check "an ordinary line costs $(((many - few) / bytes)) instructions a byte, at most $LIMIT_PER_BYTE" \
	test $((many > few && many - few <= LIMIT_PER_BYTE * bytes)) -eq 1

# --- not a log, not a file

explains "an empty log" "" </dev/null
explains "a log without a failure" "" <<<"usb 1-1: new high-speed USB device"
exits 0 'no CMA failure' explain "$ROOT/tests/logs/oracle.py"
head -c 300000 "$CMAKIT" >"$TMP/binary"
exits 0 'no CMA failure' explain "$TMP/binary"
exits 4 'No such file' explain "$TMP/missing"
exits 4 'Is a directory' explain "$TMP"
exits 2 'expected one log' explain
exits 2 'expected one log' explain a b
exits 2 'expected an order' explain --align 64 "$TMP/bare"
exits 2 'expected a power of two' explain --page-size 5000 "$TMP/bare"
exits 0 'Usage: cmakit explain' explain --help
exits 0 '"failures": \[\]' explain --json /dev/null

done_testing
