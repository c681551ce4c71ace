#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# benchmarks/placement: a tiny grid's table as it is when made in the plainest way
# (naive-grid.py), losing rows, runs that are interrupted and taken up again,
# damaged files, the section of a document, and errors.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

GRID=$ROOT/benchmarks/placement/grid.py
TINY=(--kinds 'camera usb' --seeds 1..2 --sizes '1.01x 1.1x' --allocs 600
	--placements 'first-fit worst-fit zoned')
TRACES=4
# A trace is simulated for each size and alignment, then sized.
SIMULATED=4
export CMAKIT

# tiny DIR CMAKIT OPTION...: run the tiny grid. What it says is in $TMP/said.
tiny() {
	local dir=$1 cmakit=$2
	shift 2
	"$GRID" --out "$dir" run --cmakit "$cmakit" "${TINY[@]}" "$@" \
		>"$TMP/printed" 2>"$TMP/said"
}
# tables DIR: all that a run leaves to be read.
tables() { cat "$1"/table.{md,json,csv}; }

# --- the figures ----------------------------------------------------------------
check "a tiny grid" tiny "$TMP/whole" "$CMAKIT"
check "sums, ratios, means, intervals, losing rows: as made in the plainest way" \
	./naive-grid.py "$CMAKIT" "$TMP/whole/table.json" "$TMP/whole/table.csv"
check "what is printed is table.md" cmp "$TMP/printed" "$TMP/whole/table.md"
tables "$TMP/whole" >"$TMP/whole.tables"
# shown FILTER FIGURE: table.md shows that figure, made of jq's of table.json.
shown() {
	grep -F "$(jq -r "$1" "$TMP/whole/table.json")" "$TMP/whole/table.md"
}
check "table.md has zoned's failures and its seeds" \
	shown '.totals[] | select(.placement == "zoned" and .align_min == null) |
		"| zoned | \(.failed) | "'
check "and stock's, to which the ratios are" \
	shown '.totals[0] | "| first-fit | \(.failed) | 1 | - | 1 |"'
one_seed() {
	"$GRID" --out "$TMP/one" run --cmakit "$CMAKIT" --kinds usb --seeds 7 \
		--sizes 1.05x --allocs 300 >"$TMP/out" 2>&1
	jq -e 'all(.rows[]; .ratio.low == null and .ratio.high == null)' \
		"$TMP/one/table.json"
}
check "one seed has no confidence interval" one_seed

# --- traces in files --------------------------------------------------------------
FILES=()
for kind in camera usb; do
	for seed in 1 2; do
		FILES+=("$TMP/$kind-$seed.cmatrace")
		"$CMAKIT" generate "$kind" --seed "$seed" --allocs 600 \
			--output "${FILES[-1]}"
	done
done
# files DIR OPTION...: the tiny grid of the same traces, from files.
files() {
	local dir=$1
	shift
	"$GRID" --out "$dir" run --cmakit "$CMAKIT" --sizes '1.01x 1.1x' \
		--placements 'first-fit worst-fit zoned' "$@" >"$TMP/printed" 2>"$TMP/said"
}
same_figures() {
	files "$TMP/files" --traces "${FILES[@]}" &&
		diff <(jq 'del(.manifest)' "$TMP/whole/table.json") \
			<(jq 'del(.manifest)' "$TMP/files/table.json")
}
check "the same traces from files give the same figures" same_figures
named() {
	head -n 10 "$TMP/printed"
	grep -q '^2 kinds of traces in files, 2 each (1..2), on areas' "$TMP/printed" &&
		grep -qF -e "zoned' --traces ${FILES[*]}\`" "$TMP/printed"
}
check "the table says that they are files, and the command names them" named
other_content() {
	"$CMAKIT" generate usb --seed 3 --allocs 600 --output "$TMP/usb-2.cmatrace"
	files "$TMP/files" --traces "${FILES[@]}"
	grep "$TRACES of $TRACES traces, $((TRACES - 1)) of them kept" "$TMP/said"
}
check "of files, those with another content are measured anew" other_content
# files_refused STATUS MESSAGE OPTION...
files_refused() {
	local status=0
	files "$TMP/error" "${@:3}" || status=$?
	cat "$TMP/said"
	[[ $status -eq $1 ]] && grep -q -e "$2" "$TMP/said"
}
check "files of which a kind has fewer are refused" files_refused 2 \
	'traces of usb with the numbers of those of camera' \
	--traces "$TMP/camera-1.cmatrace" "$TMP/camera-2.cmatrace" "$TMP/usb-1.cmatrace"
check "the same file twice is" \
	files_refused 2 'found two' --traces "$TMP/usb-1.cmatrace" "$TMP/usb-1.cmatrace"
check "names that say nothing are" files_refused 2 'a name such as' --traces "$TMP/usb"
check "files that are not there are" files_refused 4 'No such file' \
	--traces "$TMP/none-1.cmatrace"
check "and files and kinds together" files_refused 2 'expected --traces or --kinds' \
	--traces "$TMP/usb-1.cmatrace" --kinds usb

# --- losing rows ----------------------------------------------------------------
# A program whose zoned is worst-fit, and its worst-fit zoned.
cat >"$TMP/swapped" <<'EOF'
#!/usr/bin/env bash
set -euo pipefail
swap() { sed 's/\<worst-fit\>/@/g; s/\<zoned\>/worst-fit/g; s/@/zoned/g'; }
mapfile -t arguments < <(printf '%s\n' "$@" | swap)
"$CMAKIT" "${arguments[@]}" | swap
EOF
chmod +x "$TMP/swapped"
check "a grid on which zoned is bad" tiny "$TMP/bad" "$TMP/swapped"
check "its figures too are as made in the plainest way" \
	./naive-grid.py "$TMP/swapped" "$TMP/bad/table.json" "$TMP/bad/table.csv"
# What losing means, from the rows: kind, alignments and failures.
losing_of_rows() {
	jq -r '.rows as $rows | def failed($placement; $align_min; $kind):
		$rows[] | select(.placement == $placement and
		.align_min == $align_min and .kind == $kind) | .failed;
		([null, null], [4, 4], [4, null]) as [$mine, $its] |
		.manifest.kinds[] | failed("zoned"; $mine; .) as $failed |
		failed("first-fit"; $its; .) as $stock | select($failed > $stock) |
		def name: if . then "align-min 4" else "strict" end;
		"| \(.) | \($mine | name) | \($failed) | \($its | name) | \($stock) |"' \
		"$1/table.json"
}
losing_shown() {
	losing_of_rows "$1" >"$TMP/expected"
	sed -n '/^### Losing rows/,/^$/p' "$1/table.md" | grep -E '^\| (camera|usb)' |
		cut -d '|' -f 1-6 | sed 's/$/|/' | diff "$TMP/expected" -
}
check "losing rows are listed: $(losing_of_rows "$TMP/bad" | wc -l)" \
	losing_shown "$TMP/bad"
check "there are some" test -s "$TMP/expected"
bold() {
	sed -n '/^### Kind by kind, strict/,/^###/p' "$TMP/bad/table.md" >"$TMP/out"
	cat "$TMP/out"
	[[ $(grep -cE '^\| (camera|usb) .*\*\*[0-9]+\*\*' "$TMP/out") -eq \
		$(grep -c '| strict | .* | strict |' "$TMP/expected") ]]
}
check "and bold among the kinds" bold

# --- interruption -----------------------------------------------------------------
# A program that ends who called it, by $SIGNAL at the simulation number $AT, and
# writes down in $LOG what it was called for.
cat >"$TMP/ending" <<'EOF'
#!/usr/bin/env bash
echo "$1" >>"$LOG"
[[ $1 != simulate || $(grep -c simulate "$LOG") -ne ${AT:-0} ]] ||
	kill -"$SIGNAL" "$PPID"
exec "$CMAKIT" "$@"
EOF
chmod +x "$TMP/ending"
export LOG=$TMP/log AT=0 SIGNAL=KILL
check "the same table from a program of other bytes" tiny "$TMP/other" "$TMP/ending"
# same_as_whole DIR: the same bytes; and nothing that was not finished is left.
same_as_whole() {
	tables "$1" | cmp - "$TMP/whole.tables" &&
		! find "$1" -name '*.new' | grep .
}
check "byte for byte" same_as_whole "$TMP/other"

# interrupted SIGNAL STATUS KEPT: in the middle of the second trace, after which
# KEPT traces are there.
interrupted() {
	local status=0 dir=$TMP/interrupted-$1
	: >"$LOG"
	SIGNAL=$1 AT=$((SIMULATED + 2)) tiny "$dir" "$TMP/ending" --jobs 1 || status=$?
	cat "$TMP/said"
	[[ $status -eq $2 && $(find "$dir/traces" -name '*.json' | wc -l) -eq $3 &&
		! -e $dir/table.json && ! -s $TMP/printed ]]
}
# taken_up DIR KEPT: only what is missing is measured.
taken_up() {
	: >"$LOG"
	tiny "$1" "$TMP/ending" --jobs 1
	cat "$TMP/said"
	grep -q "$TRACES of $TRACES traces, $2 of them kept" "$TMP/said" &&
		[[ $(grep -c simulate "$LOG") -eq $(((TRACES - $2) * SIMULATED)) ]] &&
		same_as_whole "$1"
}
check "killed in the middle: no table" interrupted KILL 137 1
echo half >"$TMP/interrupted-KILL/traces/usb-2.json.new"
check "taken up again: the same bytes" taken_up "$TMP/interrupted-KILL" 1
check "SIGTERM: what has begun is completed, the status is the signal's" \
	interrupted TERM 143 2
check "it says so" grep -q 'interrupted by SIGTERM; the same command' "$TMP/said"
check "taken up again after SIGTERM" taken_up "$TMP/interrupted-TERM" 2
check "SIGINT" interrupted INT 130 2
check "nothing is measured twice" taken_up "$TMP/interrupted-INT" 2
check "nor a third time" taken_up "$TMP/interrupted-INT" $TRACES

# --- what is kept ------------------------------------------------------------------
# damaged NAME COMMAND...: which damages the file $FILE; it is told and mended.
FILE=$TMP/other/traces/camera-2.json
damaged() {
	local name=$1
	shift
	"$@"
	mends() {
		taken_up "$TMP/other" $((TRACES - 1)) &&
			grep -q "camera-2.json is damaged" "$TMP/said"
	}
	check "damaged, $name: measured again" mends
}
damaged "cut" truncate -s 500 "$FILE"
damaged "empty" truncate -s 0 "$FILE"
damaged "another number" sed -i '0,/"failed": [0-9]*/s//"failed": 12345/' "$FILE"
damaged "another key" sed -i 's/"record"/"recorder"/' "$FILE"
echo '[1]' >"$TMP/list"
damaged "no object" cp "$TMP/list" "$FILE"
cp "$TMP/other/traces/camera-1.json" "$FILE"
check "another trace's does not count" taken_up "$TMP/other" $((TRACES - 1))
echo '# changed' >>"$TMP/ending"
check "nor what another program has measured" taken_up "$TMP/other" 0
not_kept() {
	tiny "$TMP/other" "$TMP/ending" "$@"
	grep -q ' traces, 0 of them kept' "$TMP/said"
}
check "nor other sizes" not_kept --sizes 1.05x
check "nor other placements" not_kept --placements 'zoned first-fit'
check "nor longer traces" not_kept --allocs 700
export TMP
rebuilt() {
	cat >"$TMP/rebuilt" <<-'EOF'
		#!/usr/bin/env bash
		[[ $1 != generate ]] || printf '#!/bin/sh\nexit 1\n' >"$TMP/rebuilt"
		exec "$CMAKIT" "$@"
	EOF
	chmod +x "$TMP/rebuilt"
	tiny "$TMP/rebuilding" "$TMP/rebuilt"
	same_as_whole "$TMP/rebuilding" && grep -q 'exit 1' "$TMP/rebuilt"
}
check "a program that is built anew meanwhile does not matter" rebuilt

# --- the section of a document ------------------------------------------------------
begin='<!-- placement grid: begin -->' end='<!-- placement grid: end -->'
# publishes STATUS MESSAGE: into $TMP/document.
publishes() {
	local status=0
	"$GRID" --out "$TMP/whole" publish "$TMP/document" 2>"$TMP/said" || status=$?
	cat "$TMP/said"
	[[ $status -eq $1 ]] && grep -q -e "$2" <(cat "$TMP/said" && echo .)
}
printf '%s\n' '# Results' "$begin" old "$end" 'the rest' >"$TMP/document"
chmod 640 "$TMP/document"
published() {
	publishes 0 . && diff "$TMP/document" <(printf '%s\n' '# Results' "$begin" &&
		cat "$TMP/whole/table.md" && printf '%s\n' "$end" 'the rest') &&
		[[ $(stat -c %a "$TMP/document") == 640 ]]
}
check "the table goes between the marks, and nothing else changes" published
check "and again" published
# refused MESSAGE LINE...: a document of these lines stays as it is.
refused() {
	local message=$1
	shift
	printf '%s\n' "$@" >"$TMP/document"
	cp "$TMP/document" "$TMP/before"
	check "refused: $message" publishes 4 "$message"
	check "and left alone" cmp "$TMP/document" "$TMP/before"
}
refused "document: expected one line '$begin', found 0" "$end"
refused "document: expected one line '$end', found 0" "$begin"
refused "document:3: expected one line '$begin', found 2" "$begin" x "$begin" "$end"
refused "document:1: expected '$begin' above this line" "$end" "$begin"
printf '%s\n' "$begin" "$end" >"$TMP/document"
echo '{}' >"$TMP/whole/table.json"
check "a damaged table" publishes 4 'table.json is damaged'
rm "$TMP/whole/table.json"
check "no table" publishes 4 'table.json is not there'
marked() { grep -cx -e "$begin" -e "$end" "$ROOT/Documentation/results.md"; }
is "the results have both marks" 2 "$(marked)"

# --- errors -----------------------------------------------------------------------
# ends STATUS MESSAGE OPTION...: run does, with nothing on standard output.
ends() {
	local expected=$1 message=$2 status=0
	shift 2
	tiny "$TMP/error" "$CMAKIT" "$@" || status=$?
	if [[ $status -eq $expected && ! -s $TMP/printed ]] &&
		grep -q -e "$message" "$TMP/said"; then
		ok "status $expected: $*"
	else
		echo "status $status" >>"$TMP/said"
		not_ok "status $expected: $*" "$TMP/said"
	fi
}
ends 2 "no kind 'x'" --kinds 'usb x'
ends 2 "expected 'usb' once" --kinds usb,usb
ends 2 "expected first-fit, zoned, .*found 'x'" --placements zoned,first-fit,x
ends 2 'expected first-fit among' --placements zoned
for seeds in '' x 2..1 1..99999 18446744073709551616; do
	ends 2 'expected seeds' "--seeds=$seeds"
done
ends 2 'expected each seed once' --seeds '1..3 2'
for size in '' 1.05 x 4096; do
	ends 2 'expected sizes' "--sizes=$size"
done
ends 2 'expected a number' --jobs=0
ends 2 'expected a number' --allocs=1.5
ends 4 "'make tools' builds it" --cmakit /nonexistent
ends 4 'No such file' --engine /nonexistent
printf '#!/bin/sh\necho broken >&2\nexit 3\n' >"$TMP/broken"
ends 4 'status 3: broken' --cmakit "$TMP/broken"
# A program that finds no smallest area.
cat >"$TMP/endless" <<'EOF'
#!/usr/bin/env bash
set -euo pipefail
"$CMAKIT" "$@" | sed 's/"min_pages": [0-9]*/"min_pages": null/'
EOF
chmod +x "$TMP/endless"
ends 4 'usb-[12]: expected an area on which .* does not fail' \
	--cmakit "$TMP/endless" --kinds usb
locked() {
	mkdir -p "$TMP/locked"
	local status=0
	flock "$TMP/locked/lock" "$GRID" --out "$TMP/locked" run \
		>"$TMP/printed" 2>"$TMP/said" || status=$?
	[[ $status -eq 4 ]] && grep 'found another grid.py at work' "$TMP/said"
}
check "two at a time in a folder are refused" locked
full() {
	local status=0
	"$GRID" --out "$TMP/other" run --cmakit "$TMP/ending" "${TINY[@]}" \
		>/dev/full 2>"$TMP/said" || status=$?
	[[ $status -eq 4 ]] && grep 'No space left' "$TMP/said"
}
check "a full file system is an error" full
clean() { ! find "$ROOT/benchmarks/placement" -name __pycache__ | grep .; }
check "nothing is written into the tree" clean

done_testing
