#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit map: agreement with a naive one (naive-map.py), with what kernels say of
# their own areas (tests/roots), and with the simulator; the worked example; the
# picture in a terminal and as SVG; input that is none.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

# map FILTER ARGUMENT...: what jq's FILTER makes of the JSON, one line.
map() { "$SANITIZED" map --json "${@:2}" | jq -rc "$1" || true; }

# --- against a naive one ---------------------------------------------------------
check "random areas as in a naive map: JSON, and every cell of the picture" \
	./naive-map.py "$CMAKIT" 150 1
check "the same with sanitizers" ./naive-map.py "$SANITIZED" 25 2

# --- the worked example -------------------------------------------------------------
# reference/cma-allocation-failure-analysis.txt: 456 pages, align 8, and 511@58881:
# aligned start 59136, 59136 + 456 = 59592, 200 more than 58881 + 511 = 59392.
example=("511@58881" "255@58369" "255@59649" "255@94721" "168@51544")
{
	printf '# cmabitmap 1\n# pages 286720\n# request 456 8\n'
	./naive-map.py --bitmap 286720 "${example[@]}"
} >"$TMP/example"
why='[.request.reason, (.ranges[0].runs[] | select(.first == 58881) |
	.pages, .aligned_first, .usable_pages, .missing_pages)]'
is "456 pages and 511@58881: alignment, 256 from 59136 on, 200 missing" \
	'["alignment",511,59136,256,200]' "$(map "$why" "$TMP/example")"
is "the largest aligned runs: 511 at order 0, 510 at 1, none at 9" '[511,510,256,0]' \
	"$(map '.largest_by_align | [.[0], .[1], .[8], .[9]]' "$TMP/example")"
exits 0 'no room, alignment' map "$TMP/example"
exits 1 'no room, alignment' map --request 456:8 "$TMP/example"
exits 1 'no room, alignment' map --request 456 "$TMP/example"
exits 1 'no room, fragmented; the largest run is 511' map --request 512:0 "$TMP/example"
exits 1 'no room, nospace; 1444 pages are free' map --request 1445:0 "$TMP/example"
exits 0 '256 pages at a multiple of 2^8: room, first-fit at 59136' \
	map --request 256 "$TMP/example"
exits 0 '^511@58881 *58881 *59391 *511 *59136 *256 *200$' map "$TMP/example"
exits 0 '^255@58369 *58369 *58623 *255 *- *0 *456$' map "$TMP/example"

# --- every way to the same area -------------------------------------------------------
real=roots/lab-6.12/sys/kernel/debug/cma/reserved
facts='del(.source)'
by_area=$(map "$facts" --root roots/lab-6.12 reserved)
is "its bitmap in debugfs is the area" "$by_area" "$(map "$facts" "$real/bitmap")"
is "its folder too" "$by_area" "$(map "$facts" "$real")"
is "no argument is the only area, and a slash behind the root is nothing" "$by_area" \
	"$(map "$facts" --root roots/lab-6.12/)"
is "and of 5.10 the one called cma-NAME" reserved \
	"$(map .area --root roots/old-5.10)"
cp "$real/bitmap" "$TMP/alone"
is "a bitmap alone has the same runs, and no base" \
	"$(jq -c '[null, .ranges[0].runs]' <<<"$by_area")" \
	"$(map '[.ranges[0].base_pfn, .ranges[0].runs]' "$TMP/alone")"
is "so has standard input" "$(map .ranges "$TMP/alone")" \
	"$(map .ranges - <"$TMP/alone")"
mkdir -p "$TMP/cwd"
cp "$TMP/example" "$TMP/cwd/reserved"
where() { (cd "$TMP/cwd" && map .pages --root "$ROOT/tests/roots/lab-6.12" "$1"); }
is "a name is the area's, with a slash in it the file's" '16384 286720' \
	"$(where reserved) $(where ./reserved)"

# --- what kernels say ---------------------------------------------------------------------
for folder in roots/*/sys/kernel/debug/cma/*/; do
	is "${folder#roots/}: free pages and largest run as the kernel's 'used' and 'maxchunk'" \
		"$(($(<"$folder/count") - $(<"$folder/used"))) $(<"$folder/maxchunk")" \
		"$(map '"\(.free_pages) \(.largest_run)"' "${folder%/}")"
done
# 66564 is 4 above a multiple of 8: of 20@8 the aligned part begins at 12.
is "the base counts for the alignment" '[[12,16],[44,20]]' \
	"$(map '[.ranges[0].runs[] | [.aligned_first, .usable_pages]]' \
		--request 4:3 --root roots/old-5.10)"

# --- logs -----------------------------------------------------------------------------------
# Zynq, LibreSDR: the run that holds 4029 begins behind 12288; 12544 + 3907 = 16451.
cat >"$TMP/log" <<-'END'
	cma: cma_alloc: reserved: alloc failed, req-size: 12 pages, ret: -12
	cma: number of available pages: 3@5=> 3 free of 64 total pages
	[    9.876543] something else
	cma: __cma_alloc: reserved: alloc failed, req-size: 3907 pages, ret: -12
	cma: number of available pages: 187@69+189@4163+189@8259+4029@12355=> 4594 free of 16384 total pages
END
is "a log's last dump, and the request that failed" \
	'["reserved",16384,4594,3907,8,"alignment",67]' \
	"$(map '[.area, .pages, .free_pages, .request.pages, .request.align,
		.request.reason, (.ranges[0].runs | map(.missing_pages) | min)]' \
		"$TMP/log")"
is "--dump 1 is the first" '[64,3,"nospace"]' \
	"$(map '[.pages, .free_pages, .request.reason]' --dump 1 "$TMP/log")"
exits 4 'expected dump 3, found 2' map --dump 3 "$TMP/log"
# Real ones: free pages, the largest run, and the largest aligned one, as counted page
# by page (logs/oracle.py) in tests/logs/expected.tsv.
real_logs() {
	local log free run aligned dump order nr=0
	while IFS=$'\t' read -r log free run aligned dump order; do
		nr=$((nr + 1))
		[[ $("$CMAKIT" map --json --dump "$dump" "logs/$log.txt" |
			jq -r "\"\(.free_pages) \(.largest_run) \(.largest_by_align[$order])\"") \
			== "$free $run $aligned" ]] || {
			echo "$log, dump $dump: expected $free $run $aligned"
			return 1
		}
	done < <(awk -F'\t' -v OFS='\t' '!/^#/ && $11 != "-" { print $1, $8, $9, $10, $11, $12 }' \
		logs/expected.tsv)
	[[ $nr -ge 10 ]]
}
check "real logs: every dump as counted page by page" real_logs
is "the reference's log, cut as it is" '[286720,"alignment",false,[511,59136,256,200]]' \
	"$(map '[.pages, .request.reason, .is_complete, (.ranges[0].runs[] |
		select(.first == 58881) | [.pages, .aligned_first, .usable_pages,
		.missing_pages])]' logs/reference-456.txt)"
cat >"$TMP/log-7.3" <<-'END'
	[    1.230595] cma: __cma_alloc_frozen: reserved: alloc failed, req-size: 9000 pages, ret: -16
	[    1.230791] cma: number of available pages: 
	[    1.230851] cma: range 0: +2763@13621
	[    1.231225] cma: => 2763 free of 16384 total pages
END
is "7.3's, in several records" '[16384,2763,[13621,2763],"nospace"]' \
	"$(map '[.pages, .free_pages, (.ranges[0].runs[0] | [.first, .pages]),
		.request.reason]' "$TMP/log-7.3")"
# Where the first range ends is not told, but behind its last run; nor are their bases.
cat >"$TMP/log-ranges" <<-'END'
	cma: __cma_alloc: reserved: alloc failed, req-size: 600 pages, ret: -16
	cma: number of available pages: 
	cma: range 0: 511@1+700@1025
	cma: 
	cma: range 1: +65@0
	cma: 
	cma: => 1276 free of 16384 total pages
END
is "ranges: what a log does not tell is not told" \
	"range 0: at least 1725 pages;range 1: at most 14659 pages" \
	"$("$SANITIZED" map "$TMP/log-ranges" | grep '^range' | paste -sd ';')"
is "ranges: their lengths are null" '[16384,1276,[[null,1211],[null,65]],true]' \
	"$(map '[.pages, .free_pages, (.ranges | map([.pages, .free_pages])),
		(.ranges | all(.base_pfn == null))]' "$TMP/log-ranges")"
# Without its end a list tells neither what is free nor how large the area is, and its last
# run may be cut.
head -n 3 "$TMP/log-ranges" >"$TMP/log-cut"
is "a list without an end: nothing is known but the runs" \
	'[null,null,null,false,[null,null,[511]],511]' \
	"$(map '[.pages, .free_pages, .unplaced_free_pages, .is_complete,
		(.ranges[0] | [.pages, .free_pages, (.runs | map(.pages))]), .largest_run]' \
		"$TMP/log-cut")"
exits 0 '^reserved: at least 512 pages, at least 511 free in 1 run, largest 511$' \
	map "$TMP/log-cut"
is "nor a reason, where only runs that are not known could hold it" unknown \
	"$(map .request.reason --request 512 "$TMP/log-cut")"
check "ranges: nor in the picture" grep -q '>range 0: at least 1725 pages; a row is' \
	<("$SANITIZED" map --svg - "$TMP/log-ranges")
cat >"$TMP/log-record" <<-'END'
	cma: __cma_alloc: reserved: alloc failed, req-size: 456 pages, ret: -12
	cma: reserved: failure reason=alignment pages=456 align=8 prefer=8 ret=-12 total=286720 free=81234 run=511 aligned_run=256 tried=0 migrated=0 time_us=12
	cma: reserved: free runs by order: 0:12 3:1 8:40
	cma: reserved: largest free runs: 511@58881 255@58369 255@59649
END
# 81234 less 511 and twice 255.
is "the series' record: the largest runs, from the bottom up, and what is left" \
	'[[58369,58881,59649],80213,false,"alignment"]' \
	"$(map '[(.ranges[0].runs | map(.first)), .unplaced_free_pages,
		.is_complete, .request.reason]' "$TMP/log-record")"
exits 0 '80213 more free pages are not shown' map "$TMP/log-record"

# --- the simulator ----------------------------------------------------------------------------
# state_agrees OPTION...: what the first failure was, by simulate --csv and by map.
state_agrees() {
	local expected
	expected=$("$CMAKIT" simulate "$@" --csv - | awk -F, 'NR > 1 && $5 && !nr++ { print $4, $5, $8 }')
	"$CMAKIT" simulate "$@" --state "$TMP/state" >/dev/null
	is "the state of simulate $*: $expected" "${expected:?no failure}" \
		"$(map '"\(.request.pages) \(.request.reason) \(.free_pages)"' "$TMP/state")"
}
for trace in camera64-11 oddsize-11 lognormal-11; do
	for placement in first-fit zoned; do
		state_agrees --placement $placement --pages 1x traces/$trace.cmatrace
	done
done
# Bits of 4 pages. 9 pages take 3 of them, 5 pages 2; 40 pages are not left at a
# multiple of 16, of which 2^4 is one.
trace '# pages 67' '# order_per_bit 2' '5 A 1 9 0 o' '6 A 2 5 4 o' '7 A 3 33 4 o' '8 F 1'
state_agrees --placement first-fit "$TMP/trace"
is "with its order_per_bit and whole bits" '[2,64,[[12,4],[24,40]]]' \
	"$(map '[.order_per_bit, .pages, (.ranges[0].runs | map([.first, .pages]))]' \
		"$TMP/state")"
trace '0 A 1 10 0 o' '1 F 1'
"$CMAKIT" simulate --pages 64 --state "$TMP/state" "$TMP/trace" >/dev/null
is "without a failure, the end, and no request" '[64,null]' \
	"$(map '[.free_pages, .request]' "$TMP/state")"
is "- is standard output, and nothing else is there" "$(<"$TMP/state")" \
	"$("$SANITIZED" simulate --pages 64 --state - "$TMP/trace")"
exits 2 'found both' simulate --state "$TMP/x" --compare "$TMP/trace"
exits 2 'a file for all but one' simulate --state - --csv - "$TMP/trace"

# --- the terminal -------------------------------------------------------------------------------
picture() { "$SANITIZED" map "$@" "$TMP/example"; }
is "ASCII in the C locale" 0 "$(LC_ALL=C picture | LC_ALL=C grep -c '[^ -~]' || true)"
check "blocks in UTF-8" grep -q '█.*╱╱.*█' <(LC_ALL=C.UTF-8 picture)
is "no escape in a pipe" 0 "$(picture | grep -c $'\e' || true)"
check "but with --color always" grep -q $'\e\[35m//\e\[90m#' \
	<(LC_ALL=C picture --color always)
# on_terminal VARIABLE=VALUE...: whether there is colour on a terminal.
on_terminal() {
	env "$@" script -qec "'$SANITIZED' map '$TMP/example'" /dev/null </dev/null |
		grep -c $'\e\[35m' || true
}
colored=$(on_terminal TERM=xterm NO_COLOR=)
check "there is colour on a terminal" test "$colored" -gt 0
is "not with NO_COLOR, and not on a dumb one" '0 0' \
	"$(on_terminal TERM=xterm NO_COLOR=1) $(on_terminal TERM=dumb NO_COLOR=)"
narrow() {
	local width
	for width in 40 60 100; do
		LC_ALL=C picture --width "$width" | sed '/^the largest of/,/^$/d' |
			awk -v w="$width" 'length > w && !/^ *[^ ]*$/ { print; bad = 1 }
				END { exit bad }'
	done
}
check "nothing but the table of runs is wider than --width" narrow

# --- SVG ------------------------------------------------------------------------------------------
# svg_facts: pages that rectangles of each kind cover, row by row, and titles.
svg_facts() {
	python3 - "$1" <<-'END'
		import re, sys
		import xml.etree.ElementTree as tree
		svg = "{http://www.w3.org/2000/svg}"
		root = tree.parse(sys.argv[1]).getroot()
		covered = {}
		for rect in root.iter(svg + "rect"):
		    title = rect.find(svg + "title")
		    pages = title is not None and re.search(r", pages (\d+) to (\d+)$", title.text)
		    if pages:
		        kind = rect.get("class")
		        covered[kind] = covered.get(kind, 0) + int(pages[2]) - int(pages[1]) + 1
		print(sorted(covered.items()), root.find(svg + "title").text)
	END
}
"$SANITIZED" map --svg "$TMP/svg" "$TMP/example" >"$TMP/out"
# Cells of 64 pages: 511@58881 touches 8 of them, each 255 pages 4, and 168@51544,
# in [51520, 51712), 3.
is "SVG: a rectangle for every cell, by kind" \
	"[('misaligned', 512), ('small', 960), ('used', 285248)] area: 286720 pages, 1444 free in 5 runs, largest 511" \
	"$(svg_facts "$TMP/svg")"
{ printf '# cmabitmap 1\n# pages 7001\n'; ./naive-map.py --bitmap 7001 1@7000; } >"$TMP/odd"
"$SANITIZED" map --svg "$TMP/odd.svg" "$TMP/odd" >/dev/null
is "and no page behind the end: 7001 in cells of 2" \
	"[('free', 1), ('used', 7000)] area: 7001 pages, 1 free in 1 run, largest 1" \
	"$(svg_facts "$TMP/odd.svg")"
check "runs have their names" grep -q \
	'<title>511@58881: aligned from 59136 on, 256 usable pages, 200 missing</title>' "$TMP/svg"
check "and are listed" grep -q '>255@58369: no aligned page, 456 missing</text>' "$TMP/svg"
check "dark mode has its own colours" grep -q 'prefers-color-scheme: dark' "$TMP/svg"
check "the text is printed too" grep -q 'no room, alignment' "$TMP/out"
is "with - there is only the SVG" "$(<"$TMP/svg")" \
	"$("$SANITIZED" map --svg - "$TMP/example")"
{ printf '# cmabitmap 1\n# area <"&\n'; ./naive-map.py --bitmap 64 3@5; } >"$TMP/name"
check "a name cannot break it" grep -q 'title>&lt;&quot;&amp;: 64 pages' \
	<("$SANITIZED" map --svg - "$TMP/name")

# --- input that is none -----------------------------------------------------------------------------
# bad MESSAGE TEXT: a file of this is an error that names it.
bad() {
	printf '%b' "$2" >"$TMP/bad"
	exits 4 "$TMP/bad.*$1" map "$TMP/bad"
}
bad "expected a bitmap, or a log" ''
bad "expected a bitmap, or a log" 'hello\n'
bad "expected a bitmap, or a log" '\0\377\n'
bad "of 32 bits" '4294967296\n'
bad "of 32 bits" '99999999999999999999999\n'
bad "may have been cut" '1 2 3'
bad "expected 2 numbers of 32 bits for 33 pages.*found 1" '# cmabitmap 1\n# pages 33\n0\n'
bad "expected 1 numbers of 32 bits for 32 pages.*found 2" '# cmabitmap 1\n# pages 32\n0 0\n'
bad ":2: expected a number of pages as 'pages', found '0'" '# cmabitmap 1\n# pages 0\n0\n'
bad ":2: expected an order as 'order_per_bit', found '64'" '# cmabitmap 1\n# order_per_bit 64\n0\n'
bad "2^52 pages" '# cmabitmap 1\n# order_per_bit 63\n0\n'
printf '%0.s2863311530 ' {1..2097153} >"$TMP/bad"
echo >>"$TMP/bad"
exits 4 'expected at most 67108864 bits' map "$TMP/bad"
bad ":2: expected 'PAGES ORDER' as 'request', found '5'" '# cmabitmap 1\n# request 5\n0\n'
bad ":2: expected '# KEY VALUE', found '#x'" '# cmabitmap 1\n#x\n0\n'
bad "found something else at byte 2" '# cmabitmap 1\n1 x\n'
bad "contradict" 'cma: number of available pages: 9@5+9@7=> 18 free of 64 total pages\n'
exits 4 "$TMP/none: no area of that name in .*No such file" map "$TMP/none"
exits 4 'cma: No such file or directory; it needs root' map --root "$TMP"
cp -r roots/old-5.10 "$TMP/two"
cp -r "$TMP/two/sys/kernel/debug/cma/cma-reserved" "$TMP/two/sys/kernel/debug/cma/vpu"
exits 4 'the name of one area, there are: reserved, vpu' map --root "$TMP/two"
debugfs=$TMP/two/sys/kernel/debug/cma/vpu
# damaged FILE TEXT MESSAGE: an area whose FILE has TEXT.
damaged() {
	cp "$debugfs/$1" "$TMP/saved"
	printf '%b' "$2" >"$debugfs/$1"
	exits 4 "$3" map --root "$TMP/two" vpu
	cp "$TMP/saved" "$debugfs/$1"
}
damaged count '' "vpu/count: expected a number.*found ''"
damaged count '-1\n' "vpu/count: expected a number.*found '-1'"
damaged count '4503599627370497\n' 'vpu/count: expected a number'
damaged count '65\n' "vpu: expected a bitmap of 65 bits"
damaged count '32\n' "vpu: expected a bitmap of 32 bits"
damaged base_pfn 'x\n' "vpu/base_pfn: expected a number.*found 'x'"
damaged order_per_bit '32\n' 'vpu/order_per_bit: expected a number of at most 31'
damaged bitmap '1 2\n3 y\n' 'vpu/bitmap: expected a debugfs bitmap.*at byte 6'
damaged bitmap '' 'vpu/bitmap: expected a debugfs bitmap, found no number'
rm "$debugfs/bitmap"
exits 4 'vpu: expected the files of an area in debugfs: No such file' \
	map --root "$TMP/two" vpu
check "damaged bitmaps are drawn or refused" \
	./naive-map.py --mutate "$SANITIZED" "$TMP/name" 60 1
check "damaged logs too" ./naive-map.py --mutate "$SANITIZED" "$TMP/log" 80 1
check "and records" ./naive-map.py --mutate "$SANITIZED" "$TMP/log-record" 60 1

# --- the guide ---------------------------------------------------------------------------------------
# guide_agrees: each command in it that begins with "$ build/cmakit map" or doctor
# prints what stands below it.
guide_agrees() {
	local guide=$ROOT/Documentation/guide.md words nr=0
	while read -ra words; do
		nr=$((nr + 1))
		(cd "$ROOT" && LC_ALL=C.UTF-8 "$CMAKIT" "${words[@]}") | sed 's/^/    /; s/ *$//' >"$TMP/now" || true
		awk -v c="    \$ build/cmakit ${words[*]}" '$0 == c { on = 1; next }
			on && !/^    / && !/^$/ { exit } on' "$guide" |
			sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | diff - "$TMP/now" || return 1
	done < <(sed -nE 's/^    \$ build\/cmakit ((map|doctor) .*)/\1/p' "$guide")
	[[ $nr -ge 2 ]]
}
check "the guide shows what comes out" guide_agrees

# --- usage -----------------------------------------------------------------------------------------------
for request in '' x 0 -1 5: :5 5:31 5:x 4503599627370497; do
	exits 2 "expected PAGES or PAGES:ALIGN.*found '$request'" \
		map "--request=$request" "$TMP/name"
done
exits 2 'from 40 to 1000' map --width 39 "$TMP/name"
exits 2 'always, never or auto' map --color x "$TMP/name"
exits 2 'a number from 1' map --dump 0 "$TMP/name"
exits 2 'one AREA' map a b
exits 2 'a file for --svg with --json' map --json --svg - "$TMP/name"
exits 4 'No space left' map --svg /dev/full "$TMP/name"
# The pictures of the pages about the reasons are what the tool makes of these logs now.
check_picture() { # REASON LOG
	(cd "$ROOT" && "$SANITIZED" map --svg - "tests/logs/$2.txt") |
		diff - "$ROOT/Documentation/reasons/$1.svg"
}
check "the picture of nospace" check_picture nospace 08-zynq7010-redpitaya-256-nospace
check "the picture of fragmented" check_picture fragmented 05-samsung-android-256-frag
check "the picture of alignment" check_picture alignment reference-456
check "the picture of busy" check_picture busy 04-imx8mq-evk-3595-ebusy
check "the picture of nomem" check_picture nomem lab-6.12-nomem

done_testing
