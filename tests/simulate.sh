#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit simulate, help and man page: agreement with an independent replay of
# stock's search (tests/traces/*.tsv) and with a naive one (naive-replay.py), the
# reasons, and what is wrong with every kind of malformed trace.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

# reasons ARGUMENT...: "nospace fragmented alignment" counts of $TMP/trace.
reasons() {
	simulate '"\(.failed_nospace) \(.failed_fragmented) \(.failed_alignment)"' \
		"$@" "$TMP/trace" 2>"$TMP/err"
}

# --- against the independent replay ---------------------------------------
# rows FILE: lines that are a case.
rows() { grep -vc '^#' "$1"; }
is "the independent replay has 30 runs and 10 sizes" '30 10' \
	"$(rows traces/first-fit.tsv) $(rows traces/first-fit-size.tsv)"
while read -r trace ratio pages allocs failed; do
	is "first-fit fails $failed times on $trace at ${ratio}x" \
		"$pages $allocs $failed" \
		"$(simulate '"\(.pages) \(.allocs) \(.failed)"' "traces/$trace" \
			--placement first-fit --pages "${ratio}x")"
done < <(grep -v '^#' traces/first-fit.tsv)

while read -r trace allocs peak least; do
	is "peak of $trace, and first-fit's smallest area without a failure" \
		"$allocs $peak 0 true" \
		"$(simulate '"\(.allocs) \(.peak_live_pages) \(.failed)"' \
			"traces/$trace" --placement first-fit --pages "$least"
		) $(simulate '.failed > 0' "traces/$trace" \
			--placement first-fit --pages $((least - 512)))"
done < <(grep -v '^#' traces/first-fit-size.tsv)

for trace in camera64-11 camera64-12; do
	stock=$(simulate .failed "traces/$trace.cmatrace" \
		--placement first-fit --pages 1.05x)
	zoned=$(simulate .failed "traces/$trace.cmatrace" --pages 1.05x)
	check "zoned has at most a fifth of $stock failures on $trace: $zoned" \
		test $((zoned * 5)) -le "$stock"
done

check "random traces as in a naive replay: every placement, order_per_bit, align-min" \
	./naive-replay.py "$CMAKIT" 50 1

# --- the contract ------------------------------------------------------------
is "JSON has exactly the promised keys" \
	'["trace","placement","pages","allocs","failed","failed_pages","failed_nospace","failed_fragmented","failed_alignment","peak_live_pages"]' \
	"$(simulate keys_unsorted traces/camera64-11.cmatrace)"
is "defaults are zoned, 1.1x, and the path as given" \
	'["traces/camera64-11.cmatrace","zoned",17408]' \
	"$(simulate '[.trace, .placement, .pages]' traces/camera64-11.cmatrace)"
is "- is standard input" '"-" 448' \
	"$(simulate '"\"\(.trace)\" \(.allocs)"' - <traces/camera64-11.cmatrace)"
trace '# pages 300' '0 A 1 10 0 o' '0 A 2 291 0 o'
is "the area is as large as the trace's header says" '300 1 291' \
	"$(simulate '"\(.pages) \(.failed) \(.failed_pages)"' "$TMP/trace")"
is "--pages goes before the header" '301 0' \
	"$(simulate '"\(.pages) \(.failed)"' --pages 301 "$TMP/trace")"
trace
is "a trace without events" '0 0 0' \
	"$(simulate '"\(.pages) \(.allocs) \(.failed)"' "$TMP/trace")"

# 5120 * 1.1 and 512000000 * 1.001 are whole, and not so in binary.
trace '0 A 1 5120 0 o'
is "1.1x of 5120 is 5632" 5632 "$(simulate .pages --pages 1.1x "$TMP/trace")"
is "0.99999x of 5120 is rounded down" 4608 \
	"$(simulate .pages --pages 0.99999x "$TMP/trace")"
trace '0 A 1 512000000 0 o'
is "1.001x of 512000000 is 512512000" 512512000 \
	"$(simulate .pages --pages 1.001x "$TMP/trace")"
trace '0 A 1 100 0 o'
is "an area of 0 pages: everything fails" '1 0 0' "$(reasons)"
check "and a warning says why" grep -q 'area of 0 pages; try --pages' "$TMP/err"

text=$("$SANITIZED" simulate traces/oddsize-11.cmatrace --pages 1.05x)
check "text output names area, failures and reasons" \
	grep -qzE 'area +48640 pages.*allocations +1928.*failed +[0-9]+ .*nospace.*fragmented.*alignment' \
	<<<"$text"

# --- reasons --------------------------------------------------------------
trace '# pages 100' '0 A 1 60 0 o' '0 A 2 41 0 o'
is "nospace: fewer free pages than requested" '1 0 0' "$(reasons)"
trace '# pages 90' '0 A 1 30 0 o' '0 A 2 30 0 o' '0 A 3 30 0 o' '1 F 1' '2 F 3' \
	'3 A 4 60 0 o'
is "fragmented: enough free pages, no such run" '0 1 0' "$(reasons)"
trace '# pages 90' '0 A 1 30 0 o' '0 A 2 30 0 o' '0 A 3 30 0 o' '1 F 1' '2 F 3' \
	'3 A 4 61 0 o'
is "nospace goes before fragmented" '1 0 0' "$(reasons)"
trace '# pages 100' '0 A 1 101 63 o' '1 F 1' '2 A 2 100 63 o'
is "larger than the area: nospace; as large, at the highest order: none" '1 0 0' \
	"$(reasons)"
trace '# pages 100' '0 A 1 60 0 o' '0 A 2 50 0 o' '1 F 2' '2 A 3 40 0 o'
is "the F of an allocation that failed is passed over" '1 0 0' "$(reasons)"

# The worked example of the failure analysis: one free run of 511 pages at
# 58881. Aligned, 456 pages would end at 59136 + 456 = 59592, beyond 59392.
example=('# pages 286720' '0 A 1 58881 0 o' '0 A 2 511 0 o' '0 A 3 227328 0 o'
	'1 F 2')
trace "${example[@]}" '2 A 4 456 8 o'
is "456 pages, align 8, 511 free at 58881: alignment" '0 0 1' \
	"$(reasons --placement first-fit)"
is "the same, zoned" '0 0 1' "$(reasons)"
is "the same, best-fit" '0 0 1' "$(reasons --placement best-fit)"
trace "${example[@]}" '2 A 4 256 8 o'
is "256 pages fit there, up to the last page" '0 0 0' "$(reasons)"
trace "${example[@]}" '2 A 4 257 8 o'
is "257 do not" '0 0 1' "$(reasons)"

# --- order_per_bit ----------------------------------------------------------
opb=('# pages 64' '# order_per_bit 2')
trace "${opb[@]}" '0 A 1 62 0 o' '1 F 1' '2 A 2 65 0 o'
is "a request takes whole bits: 62 of 64 pages fit, 65 do not" '1 0 0' "$(reasons)"
trace "${opb[@]}" '0 A 1 61 0 o' '0 A 2 1 0 o'
is "61 pages leave no bit" '1 0 0' "$(reasons)"
trace "${opb[@]}" '0 A 1 1 0 o' '0 A 2 60 2 o'
is "an alignment up to the bit's order is none" '0 0 0' \
	"$(reasons --placement first-fit)"
trace "${opb[@]}" '0 A 1 1 0 o' '0 A 2 60 3 o'
is "one beyond it counts in bits" '0 0 1' "$(reasons --placement first-fit)"
trace '# pages 67' '# order_per_bit 2' '0 A 1 64 0 o' '0 A 2 1 0 o'
is "pages beyond the last whole bit are not used" '1 0 0' "$(reasons)"
check "and a warning says so" grep -q 'last 3 pages' "$TMP/err"
trace '# pages 7' '# order_per_bit 3' '0 A 1 1 0 o'
is "an area smaller than a bit holds nothing" '1 0 0' "$(reasons)"

# --- --align-min ------------------------------------------------------------
# The worked example once more: aligned starts of order K from 58881 on.
trace "${example[@]}" '2 A 4 456 8 o'
is "--align-min 4 makes it fit" '0 0 0' "$(reasons --align-min 4)"
is "--align-min 10 asks no more than ALIGN" '0 0 1' "$(reasons --align-min 10)"
trace "${example[@]}" '2 A 4 456 8 o 5'
is "MIN_ALIGN alone changes nothing" '0 0 1' "$(reasons)"
is "MIN_ALIGN 5 over --align-min 4: fits" '0 0 0' "$(reasons --align-min 4)"
trace "${example[@]}" '2 A 4 456 8 o 6'
is "MIN_ALIGN 6 over --align-min 4: alignment" '0 0 1' "$(reasons --align-min 4)"
trace "${example[@]}" '2 A 4 456 5 o 6'
is "MIN_ALIGN above ALIGN asks no more than ALIGN" '0 0 0' \
	"$(reasons --align-min 4)"

# 64 pages that prefer a multiple of 64 go to 64 and cut the rest of the area, 65
# go to 40, where the rest stays whole.
trace '# pages 1000' '0 A 1 40 0 o' '1 A 2 64 6 o' '2 A 3 873 0 o'
is "zoned prefers the alignment for a request as long as that" '0 1 0' \
	"$(reasons --align-min 0)"
is "first-fit does not" '0 0 0' "$(reasons --align-min 0 --placement first-fit)"
trace '# pages 1000' '0 A 1 40 0 o' '1 A 2 65 6 o' '2 A 3 873 0 o'
is "nor zoned for any other request" '0 0 0' "$(reasons --align-min 0)"

# --- placements -------------------------------------------------------------
# Holes of 40 pages at 0 and of 20 at 50. Who puts 20 pages into the small one
# has room for 40 more.
holes=('# pages 110' '0 A 1 40 0 o' '0 A 2 10 0 o' '0 A 3 20 0 o' '0 A 4 40 0 o'
	'1 F 1' '1 F 3')
trace "${holes[@]}" '2 A 5 20 0 o' '3 A 6 40 0 o'
is "first-fit takes the lowest hole" '0 1 0' "$(reasons --placement first-fit)"
is "best-fit takes the smallest" '0 0 0' "$(reasons --placement best-fit)"
trace "${holes[@]}" '2 A 5 20 2 o' '3 A 6 40 0 o'
is "best-fit takes the smallest that can hold the aligned request" '0 1 0' \
	"$(reasons --placement best-fit)"

# --- malformed traces ---------------------------------------------------------
# malformed NAME LINE MESSAGE TEXT: TEXT, as printf's format, is refused with
# FILE:LINE: expected MESSAGE (a pattern), status 4, and nothing else.
malformed() {
	local name=$1 line=$2 message=$3 status=0
	# shellcheck disable=SC2059 # the text is a format: \0 and \r are in it
	printf "$4" >"$TMP/bad"
	"$SANITIZED" simulate --json "$TMP/bad" >"$TMP/out" 2>"$TMP/err" ||
		status=$?
	if [[ $status -eq 4 && ! -s $TMP/out ]] && [[ $(wc -l <"$TMP/err") -eq 1 ]] &&
		[[ $(<"$TMP/err") == "$TMP/bad:$line: expected "$message ]]; then
		ok "malformed: $name"
	else
		echo "status $status" >>"$TMP/err"
		not_ok "malformed: $name" "$TMP/err"
	fi
}
H='# cmatrace 1\n'
B='9223372036854775808'
malformed "empty file" 1 "'# cmatrace 1'" ''
malformed "no first line" 1 "'# cmatrace 1'" '0 A 1 1 0 o\n'
malformed "another version" 1 "'# cmatrace 1'" '# cmatrace 2\n'
malformed "first line twice" 2 "*first line only" "$H$H"
malformed "no LF at the end" 2 "LF at the end of the line" "${H}0 A 1 1 0 o"
malformed "no LF at the end of the first line" 1 "LF at the end of the line" '# cmatrace 1'
malformed "CRLF" 1 "*LF, found a CR" '# cmatrace 1\r\n0 A 1 1 0 o\r\n'
malformed "CRLF in an event" 2 "*LF, found a CR" "${H}0 A 1 1 0 o\r\n"
malformed "NUL byte" 2 "text, found a NUL byte" "${H}0 A 1 1 0 o\0 1\n"
malformed "control character" 2 "printable*" "${H}0 A 1 1 0 \033[1m\n"
malformed "tabs between fields" 2 "printable*" "${H}0\tA\t1\t1\t0\to\n"
malformed "empty line" 2 "'TIME_NS A*" "$H\n0 A 1 1 0 o\n"
malformed "two blanks" 2 "'TIME_NS A*" "${H}0 A 1  1 0 o\n"
malformed "blank at the end" 2 "'TIME_NS A*" "${H}0 A 1 1 0 o \n"
malformed "blank at the start" 2 "'TIME_NS A*" "$H 0 A 1 1 0 o\n"
malformed "only a time" 2 "'TIME_NS A*" "${H}0\n"
malformed "another event" 2 "A or F*'a'" "${H}0 a 1 1 0 o\n"
malformed "header without a value" 2 "'# KEY VALUE'" "$H# pages\n"
malformed "header without a blank" 2 "'# KEY VALUE'" "$H#pages 1\n"
malformed "header behind events" 3 "an event*" "${H}0 A 1 1 0 o\n# pages 1\n"
malformed "pages 0" 2 "a number of pages*'0'" "$H# pages 0\n"
malformed "pages no number" 2 "a number of pages*" "$H# pages 1k\n"
malformed "pages twice" 3 "one 'pages' header*" "$H# pages 1\n# pages 1\n"
malformed "order_per_bit 64" 2 "an order*'64'" "$H# order_per_bit 64\n"
malformed "order_per_bit twice" 3 "one 'order_per_bit'*" \
	"$H# order_per_bit 1\n# order_per_bit 1\n"
malformed "time no number" 2 "a time*'x'" "${H}x A 1 1 0 o\n"
malformed "time negative" 2 "a time*'-1'" "${H}-1 A 1 1 0 o\n"
malformed "time of 2^64" 2 "a time*" "${H}18446744073709551616 A 1 1 0 o\n"
malformed "times not sorted" 3 "a time of at least 5,*found 4" \
	"${H}5 A 1 1 0 o\n4 F 1\n"
malformed "id 0" 2 "an id*'0'" "${H}0 A 0 1 0 o\n"
malformed "id of 2^64" 2 "an id*" "${H}0 A 18446744073709551616 1 0 o\n"
malformed "id no number" 2 "an id*" "${H}0 A 1x 1 0 o\n"
malformed "A of a live id" 3 "a new id, 7 was allocated in line 2" \
	"${H}0 A 7 1 0 o\n0 A 7 1 0 o\n"
malformed "A of a freed id" 4 "a new id, 7 was allocated in line 2" \
	"${H}0 A 7 1 0 o\n0 F 7\n1 A 7 1 0 o\n"
malformed "F of an unknown id" 3 "the id of an earlier allocation, found 2" \
	"${H}0 A 1 1 0 o\n0 F 2\n"
malformed "F twice" 4 "the id of a live allocation, 1*" \
	"${H}0 A 1 1 0 o\n0 F 1\n0 F 1\n"
malformed "F with a field too many" 3 "'TIME_NS F ID'" "${H}0 A 1 1 0 o\n0 F 1 1\n"
malformed "F without an id" 2 "'TIME_NS F ID'" "${H}0 F\n"
malformed "A without an owner" 2 "'TIME_NS A ID PAGES*" "${H}0 A 1 1 0\n"
malformed "A with a field too many" 2 "'TIME_NS A ID PAGES*" "${H}0 A 1 1 0 o 0 0\n"
malformed "0 pages" 2 "a number of pages*'0'" "${H}0 A 1 0 0 o\n"
malformed "negative pages" 2 "a number of pages*'-1'" "${H}0 A 1 -1 0 o\n"
malformed "hexadecimal pages" 2 "a number of pages*" "${H}0 A 1 0x10 0 o\n"
malformed "2^63 pages" 2 "a number of pages*" "${H}0 A 1 $B 0 o\n"
malformed "more live pages than addresses" 3 "at most 2^52 pages live*" \
	"${H}0 A 1 4503599627370496 0 o\n0 A 2 1 0 o\n"
malformed "align 64" 2 "an alignment order*'64'" "${H}0 A 1 1 64 o\n"
malformed "align negative" 2 "an alignment order*" "${H}0 A 1 1 -1 o\n"
malformed "min align 64" 2 "a least alignment order*" "${H}0 A 1 1 0 o 64\n"
malformed "a line of 5000 bytes" 2 "at most 4095 bytes*" \
	"${H}0 A 1 1 0 $(printf '%05000d' 0)\n"
check "damaged traces are read or refused, never worse" \
	./naive-replay.py --mutate "$SANITIZED" traces/lognormal-11.cmatrace 100 1

printf '# cmatrace 1\n18446744073709551615 A 18446744073709551615 1 63 \303\244 63\n' \
	>"$TMP/trace"
is "the largest numbers are accepted" '1 1' \
	"$(simulate '"\(.allocs) \(.peak_live_pages)"' --pages 1 "$TMP/trace")"

# --- exit status -----------------------------------------------------------
camera=traces/camera64-11.cmatrace
exits 4 'No such file' simulate /nonexistent
exits 4 'Is a directory' simulate .
exits 4 'expected an area of at most' simulate --pages 4503599627370496 "$camera"
exits 4 'expected an area of at most' simulate --pages 999999999999x "$camera"
exits 2 'expected N' simulate --pages 0 "$camera"
for size in '' x 1.x .5x 1.05 -1 1e3x 1..1x 1.1234567890x 99999999999999999999; do
	exits 2 'expected N' simulate --pages "$size" "$camera"
done
exits 2 'expected first-fit, zoned, ' simulate --placement no-fit "$camera"
exits 2 'expected an order' simulate --align-min 64 "$camera"
exits 2 'expected one trace' simulate
exits 2 'expected one trace' simulate "$camera" "$camera"
exits 2 'cmakit help simulate' simulate --frobnicate "$camera"
exits 2 'Usage: cmakit'
exits 2 "no verb ''" ''
exits 2 "no verb 'frobnicate'" frobnicate
exits 2 "no verb 'frobnicate'" help frobnicate
full() { ! "$CMAKIT" simulate --json "$camera" >/dev/full; }
check "a full file system is an error" full

# --- help and man page ------------------------------------------------------
exits 0 '^cmakit [0-9][0-9.]*$' --version
exits 0 'Verbs:' --help
exits 0 'Verbs:' help
man=$ROOT/tools/cmakit/cmakit.1
verbs=$("$CMAKIT" help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\).*/\1/p')
# help_agrees VERB: help fits a screen, is the same by both ways, and the man
# page has the verb and each of its options.
help_agrees() {
	local verb=$1
	"$CMAKIT" help "$verb" >"$TMP/help"
	[[ $verb == help ]] ||
		"$CMAKIT" "$verb" --help | cmp - "$TMP/help" || return 1
	[[ $(wc -l <"$TMP/help") -le 24 && $(wc -L <"$TMP/help") -le 80 ]] || return 1
	grep "^\.It Cm $verb\$" "$man" || return 1
	help_options <"$TMP/help" | while read -r option; do
		grep -E "^\.(It )?Fl $option( |\$)" "$man" || {
			echo "the man page lacks: $option"
			return 1
		}
	done
}
# help_options: the options that a help text lists, as the man page writes them.
help_options() { sed -nE 's/^  -([a-zA-Z]), -(-[a-z-]+).*/\1 , \2/p'; }
# man_agrees: every option of the man page is in a help text.
man_agrees() {
	sed -nE 's/^\.(It )?Fl ([a-zA-Z] , -[a-z-]+).*/\2/p' "$man" | sort -u >"$TMP/man"
	for verb in $verbs; do "$CMAKIT" help "$verb"; done |
		help_options | sort -u >"$TMP/help"
	diff "$TMP/man" "$TMP/help"
}
check "the options of the man page are those of the help texts" man_agrees
for verb in $verbs; do
	check "help $verb fits a screen and agrees with the man page" \
		help_agrees "$verb"
done
if command -v man >/dev/null && command -v groff >/dev/null; then
	man_warnings() { ! man --warnings -l "$man" 2>&1 >/dev/null | grep .; }
	check "the man page is clean" man_warnings
else
	skip "the man page is clean" "no man or groff"
fi

done_testing
