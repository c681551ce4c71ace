#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit simulate --compare, --csv, --plot and --occupancy: the area over time as
# in a naive replay (naive-replay.py), tables and plots that show the same, pages
# in the way, and files that are complete or not there.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

camera=traces/camera64-11.cmatrace
oddsize=traces/oddsize-11.cmatrace

# --- the area over time ---------------------------------------------------------
check "CSV of random traces as in a naive replay: every placement, order_per_bit, align-min" \
	./naive-replay.py --csv "$CMAKIT" 8 1

# By hand. Bits of 4 pages, 16 of them; runs aligned to 16 pages begin at 0, 16,
# 32 and 48. 9 pages take bits 0 to 2, 5 pages bits 4 and 5, 30 do not fit into
# the 40 behind at a multiple of 16: of these 32 are left from 32 on.
trace '# pages 67' '# order_per_bit 2' '5 A 1 9 0 o' '6 A 2 5 4 o' '7 A 3 33 4 o' \
	'8 F 1' '9 F 3' '9 F 2'
by_hand() {
	"$SANITIZED" simulate --placement first-fit --csv - "$TMP/trace" \
		2>"$TMP/err" | diff -u - <(printf '%s\n' \
		time_ns,event,placement,pages,failure,live_pages,used_pages,free_pages,largest_run_pages,largest_aligned_run_pages,failed \
		5,A,first-fit,9,,9,12,52,52,48,0 \
		6,A,first-fit,5,,14,20,44,40,32,0 \
		7,A,first-fit,33,alignment,14,20,44,40,32,1 \
		8,F,first-fit,9,,5,8,56,40,32,1 \
		9,F,first-fit,33,,5,8,56,40,32,1 \
		9,F,first-fit,5,,0,0,64,64,64,1)
}
check "CSV of a trace worked out by hand" by_hand
text() {
	"$SANITIZED" simulate --placement first-fit "$TMP/trace" 2>"$TMP/err" |
		sed -n '/^used/,$p' | diff -u - <(printf '%s\n' \
		'used         at most 20 pages, at 0.000000 s' \
		'largest run  at least 40 of 44 free pages, at 0.000000 s' \
		'  aligned    at least 32 of 44 free pages from a multiple of 2^4 on, at 0.000000 s' \
		'free         at most 44 pages when an allocation failed, at 0.000000 s')
}
check "and what the text says of it" text
trace '2500999999 A 1 10 0 o'
check "times are seconds, cut to microseconds" \
	grep -q 'used *at most 10 pages, at 2.500999 s$' \
	<("$SANITIZED" simulate --pages 64 "$TMP/trace")
trace
no_extremes() {
	"$SANITIZED" simulate --json --compare --pages 64 "$TMP/trace" |
		jq -e 'all(.[]; .most_used_pages == null and .ratio_to_first_fit ==
			null and .least_largest_run_pages == null and
			.least_largest_aligned_run_pages == null and
			.most_free_pages_at_failure == null)'
	! "$SANITIZED" simulate --pages 64 "$TMP/trace" | grep -e used -e run
}
check "a trace without events has no extremes" no_extremes

# --- --compare --------------------------------------------------------------------
# row PLACEMENT TRACE: what --compare says, the keys of the contract only.
row() {
	"$SANITIZED" simulate --json --pages 1.05x --compare "$2" |
		jq -c --arg placement "$1" '.[] | select(.placement == $placement) |
			del(.ratio_to_first_fit, .most_used_pages,
			.least_largest_run_pages, .least_largest_aligned_run_pages,
			.most_free_pages_at_failure, .align_order,
			.preferred_wanted, .preferred_got)'
}
for placement in first-fit zoned best-fit; do
	is "--compare has for $placement what simulate says" \
		"$(simulate . --pages 1.05x --placement "$placement" "$oddsize")" \
		"$(row "$placement" "$oddsize")"
done
is "a row has the contract's keys first, then the others" \
	'["trace","placement","pages","allocs","failed","failed_pages","failed_nospace","failed_fragmented","failed_alignment","peak_live_pages","ratio_to_first_fit","most_used_pages","least_largest_run_pages","least_largest_aligned_run_pages","most_free_pages_at_failure","align_order","preferred_wanted","preferred_got"]' \
	"$(simulate '.[0] | keys_unsorted' --compare=zoned "$camera")"
is "rows come trace by trace, placements in the order given" \
	"[\"best-fit $camera\",\"zoned $camera\",\"best-fit $oddsize\",\"zoned $oddsize\"]" \
	"$(simulate 'map("\(.placement) \(.trace)")' --compare=best-fit,zoned \
		"$camera" "$oddsize")"
is "without a list: all placements, the kernel's first" '["first-fit","zoned"]' \
	"$(simulate 'map(.placement)[:2]' --compare "$camera")"
is "the ratio is to first-fit's 53 failures, also if it is not in the list" true \
	"$(simulate '.[0] | .ratio_to_first_fit == .failed / 53' \
		--pages 1.05x --compare=best-fit "$camera")"
is "and null where first-fit has none" null \
	"$(simulate '.[0].ratio_to_first_fit' --pages 1.1x --compare=zoned "$camera")"

# column N FILE: figures of a column of the CSV.
column() { tail -n +2 "$2" | cut -d, -f "$1" | sort -n; }
extremes_agree() {
	local csv=$TMP/csv most_used least_run least_aligned most_free
	"$SANITIZED" simulate --json --compare=first-fit --pages 1.05x --csv "$csv" \
		"$oddsize" >"$TMP/json"
	most_used=$(column 7 "$csv" | tail -n 1)
	least_run=$(column 9 "$csv" | head -n 1)
	least_aligned=$(column 10 "$csv" | head -n 1)
	most_free=$(awk -F, '$5 != "" && $8 > most { most = $8 } END { print most }' \
		OFS=, <(tail -n +2 "$csv"))
	diff <(echo "$most_used $least_run $least_aligned $most_free") \
		<(jq -r '.[0] | "\(.most_used_pages) \(.least_largest_run_pages) \(
			.least_largest_aligned_run_pages) \(
			.most_free_pages_at_failure)"' "$TMP/json")
}
check "the extremes are those of the CSV" extremes_agree

# They go to 0, 64, 128 and 196; 64 and 128 are multiples of 64, 196 is not. The
# last two get what they need, which is all that they ask for.
trace '# pages 1000' '0 A 1 64 0 o' '1 A 2 64 6 o' '2 A 3 65 6 o' '3 A 4 65 6 o' \
	'4 A 5 64 2 o 2' '5 A 6 64 6 o 6'
is "preferred alignments are counted where they were had, of those not needed" '2 3' \
	"$(simulate '.[0] | "\(.preferred_got) \(.preferred_wanted)"' \
		--compare=first-fit --align-min 2 "$TMP/trace")"
is "and none without --align-min" '0 0' \
	"$(simulate '.[0] | "\(.preferred_got) \(.preferred_wanted)"' \
		--compare=first-fit "$TMP/trace")"

# Best-fit's ratios are (0 + 1) / (1 + 1) and (0 + 1) / (0 + 1).
holes=('# pages 110' '0 A 1 40 0 o' '0 A 2 10 0 o' '0 A 3 20 0 o' '0 A 4 40 0 o'
	'1 F 1' '1 F 3')
trace "${holes[@]}" '2 A 5 20 0 o' '3 A 6 40 0 o'
mv "$TMP/trace" "$TMP/fails"
trace "${holes[@]}"
mv "$TMP/trace" "$TMP/fits"
tables() {
	(cd "$TMP" && "$SANITIZED" simulate --compare=first-fit,best-fit fails fits) |
		sed '/^ratio:/,$d' >"$TMP/table"
	diff -u - "$TMP/table" <<-EOF
		fails
		6 allocations, area 110 pages (1.000 times the peak of 110); aligned runs begin at multiples of 2^0
		placement  failed  ratio  pages  nospace  fragmented  alignment  preferred  least run  least aligned  most free
		first-fit       1  1.000     40        0           1          0          -          0              0         40
		best-fit        0  0.000      0        0           0          0          -          0              0          -

		fits
		4 allocations, area 110 pages (1.000 times the peak of 110); aligned runs begin at multiples of 2^0
		placement  failed  ratio  pages  nospace  fragmented  alignment  preferred  least run  least aligned  most free
		first-fit       0      -      0        0           0          0          -          0              0          -
		best-fit        0      -      0        0           0          0          -          0              0          -

		all 2 traces
		placement  failed  ratio  pages  nospace  fragmented  alignment  preferred  mean ratio
		first-fit       1  1.000     40        0           1          0          -       1.000
		best-fit        0  0.000      0        0           0          0          -       0.707

	EOF
}
check "tables of two traces and their sums; the mean of 1/2 and 1/1 is 0.707" tables
one_table() {
	"$SANITIZED" simulate --compare "$camera" >"$TMP/table"
	[[ $(wc -L <"$TMP/table") -le 120 ]] && ! grep -e 'all .* traces' -e mean "$TMP/table"
}
check "one trace has no sums" one_table

# --- --occupancy ------------------------------------------------------------------
# migrated PLACEMENT OPTION...: pages, and failures.
migrated() {
	simulate '"\(.migrated_pages) \(.failed)"' --placement "$@"
}
nobody() {
	local options=(--compare --pages 1.05x "$oddsize")
	for output in '' --json --csv=-; do
		# shellcheck disable=SC2086 # one option or none
		diff <("$SANITIZED" simulate $output "${options[@]}") \
			<("$SANITIZED" simulate $output --occupancy 0:7 "${options[@]}")
	done
}
check "with an occupancy of 0 everything is as without it" nobody
is "only with an occupancy is it told what was migrated" 'false true true' \
	"$(simulate 'has("migrated_pages")' --occupancy 0 "$camera") $(
		simulate 'has("migrated_pages")' --occupancy 1 "$camera") $(
		simulate 'all(has("migrated_pages"))' --compare --occupancy 1 \
			"$camera")"
told() {
	local pages
	pages=$(simulate .migrated_pages --occupancy 20 "$camera")
	"$SANITIZED" simulate --occupancy 20 "$camera" >"$TMP/text"
	"$SANITIZED" simulate --occupancy 20 --compare=zoned "$camera" \
		"$camera" >"$TMP/table"
	"$SANITIZED" simulate "$camera" >"$TMP/without"
	"$SANITIZED" simulate --compare=zoned "$camera" >>"$TMP/without"
	cat "$TMP/text" "$TMP/table"
	grep -x "migrated     $pages pages" "$TMP/text" &&
		[[ $(grep -c "^zoned .* $pages  " "$TMP/table") -eq 2 ]] &&
		grep "^zoned .* $((2 * pages))  " "$TMP/table" &&
		grep '^migrated: ' "$TMP/table" && ! grep migrated "$TMP/without"
}
check "text, table and sums tell as many as JSON, and none without" told
# all_of PLACEMENT: what the CSV has of allocations that were made.
all_of() {
	"$SANITIZED" simulate --csv - --placement "$1" --pages 1.05x "$oddsize" |
		awk -F, '$2 == "A" && $5 == "" { pages += $4 } END { print pages }'
}
for placement in first-fit zoned best-fit; do
	is "where every free page is in use, $placement migrates what it allocates" \
		"$(all_of "$placement")" "$(simulate .migrated_pages --pages 1.05x \
			--occupancy 100 --placement "$placement" "$oddsize")"
done
trace '# pages 64' '# order_per_bit 2' '0 A 1 9 0 o' '1 A 2 5 0 o' '2 F 1' '3 A 3 1 0 o'
is "whole bits are, by hand: 12, 8 and 4 pages of 4 pages a bit" '24 0' \
	"$(migrated first-fit --occupancy 100 "$TMP/trace")"
is "the same seed migrates the same, the default is 1" \
	"$(migrated zoned --occupancy 20 "$oddsize") true" \
	"$(migrated zoned --occupancy 20:1 "$oddsize") $([[ \
		$(migrated zoned --occupancy 20:1 "$oddsize") != \
		"$(migrated zoned --occupancy 20:2 "$oddsize")" ]] && echo true)"
is "first-fit fails whatever is in the way" \
	"$(simulate .failed --placement first-fit --pages 1.05x "$oddsize")" \
	"$(simulate .failed --placement first-fit --pages 1.05x --occupancy 50 \
		"$oddsize")"

# compared PAGES: failures and migrated pages of all traces, a line for each.
compared() {
	"$CMAKIT" simulate --json --pages "$1" --occupancy 20 \
		--compare=zoned,zoned-blind,zoned-cheapest,first-fit \
		traces/*-1[12].cmatrace | jq -r 'group_by(.placement)[] |
			"\(.[0].placement) \(map(.failed) | add) \(
			map(.migrated_pages) | add)"'
}
compared 1.05x >"$TMP/tight"
compared 2.5x >"$TMP/roomy"
# figure FILE PLACEMENT COLUMN
figure() { awk -v name="$2" -v column="$3" '$1 == name { print $column }' "$1"; }
failed() { figure "$1" "$2" 2; }
moved() { figure "$1" "$2" 3; }
as_often() {
	local mine its
	mine=$(failed "$TMP/tight" zoned) its=$(failed "$TMP/tight" zoned-blind)
	cat "$TMP/tight"
	((its > 100 && 100 * mine <= 102 * its && 100 * its <= 102 * mine))
}
check "in tight areas zoned fails as often as if it took no heed, within 2 %" as_often
always() {
	cat "$TMP/tight"
	(($(failed "$TMP/tight" zoned-cheapest) >
		5 * $(failed "$TMP/tight" zoned) / 4 &&
		$(moved "$TMP/tight" zoned-cheapest) < $(moved "$TMP/tight" zoned)))
}
check "always the cheapest migrates less there and fails more often by a quarter" always
room_to_spare() {
	cat "$TMP/roomy"
	(($(failed "$TMP/roomy" zoned) == 0 &&
		2 * $(moved "$TMP/roomy" zoned) < $(moved "$TMP/roomy" zoned-blind) &&
		$(moved "$TMP/roomy" zoned) < $(moved "$TMP/roomy" first-fit)))
}
check "with room to spare it migrates less than half, and nothing fails" room_to_spare

# --- --plot -------------------------------------------------------------------------
# The curves are exact to a tenth of a pixel, here 9 pages.
plot_agrees() {
	"$SANITIZED" simulate --compare=first-fit,zoned,best-fit --pages 1.05x \
		--plot "$TMP/plot.svg" --json "$1" >"$TMP/json" || return 1
	./plot-facts.py "$TMP/plot.svg" >"$TMP/facts" || return 1
	cat "$TMP/json" "$TMP/facts"
	jq -es '.[0] as $rows | .[1] as $panels | ($panels | length) == 3 and
		all(range(3); $rows[.] as $row | $panels[.] |
		def near($pages): . - $pages | fabs <= $row.pages / 1000;
		.title == "\($row.placement): \($row.failed) of \($row.allocs) failed" and
		.nospace == $row.failed_nospace and
		.fragmented == $row.failed_fragmented and
		.alignment == $row.failed_alignment and
		(.used[1] | near($row.most_used_pages)) and
		(.run[0] | near($row.least_largest_run_pages)) and
		(.aligned[0] | near($row.least_largest_aligned_run_pages)))' \
		"$TMP/json" "$TMP/facts"
}
for trace in "$camera" "$oddsize" traces/lognormal-12.cmatrace; do
	check "the plot of $trace shows panels, ticks and extremes" \
		plot_agrees "$trace"
done
small_plot() {
	"$SANITIZED" simulate --plot "$TMP/plot.svg" traces/lognormal-12.cmatrace \
		>/dev/null
	[[ $(wc -c <"$TMP/plot.svg") -lt 100000 ]]
}
check "20000 events make a plot of less than 100 kB" small_plot
cp "$camera" "$TMP/<&\"'>"$'\xff'"ä.cmatrace"
strange_name() {
	"$SANITIZED" simulate --plot - "$TMP/<&\"'>"$'\xff'"ä.cmatrace" |
		python3 -c '
import sys, xml.etree.ElementTree as t
print(t.parse(sys.stdin.buffer).getroot()[0].text)' >"$TMP/title"
	diff <(echo "$TMP/<&\"'>?ä.cmatrace") "$TMP/title"
}
check "the plot of a trace with a strange name is well-formed and names it" strange_name
for case in no-event one-event same-time; do
	trace
	[[ $case == no-event ]] || echo '7 A 1 10 0 o' >>"$TMP/trace"
	[[ $case != same-time ]] || echo '7 F 1' >>"$TMP/trace"
	"$SANITIZED" simulate --plot "$TMP/plot.svg" --pages 64 "$TMP/trace" >/dev/null
	check "a plot of $case is well-formed" ./plot-facts.py "$TMP/plot.svg"
done

# --- files ------------------------------------------------------------------------
mkdir "$TMP/dir"
only_files() {
	(umask 027 && cd "$TMP/dir" && "$SANITIZED" simulate --csv a --plot b \
		"$ROOT/tests/$camera" >/dev/null && diff <(ls -A) <(printf 'a\nb\n') &&
		[[ $(stat -c %a a) == 640 ]])
}
check "files have their names and the umask's mode, and no other is left" only_files
ln -s dir/a "$TMP/link"
through_link() {
	: >"$TMP/dir/a"
	"$SANITIZED" simulate --csv "$TMP/link" "$camera" >/dev/null &&
		[[ -L $TMP/link && -s $TMP/dir/a ]]
}
check "a symbolic link stays, the file behind it is new" through_link
older_stays() {
	local status=0
	echo old >"$TMP/dir/b"
	"$SANITIZED" simulate --csv "$TMP/dir/b" --pages 4503599627370496 "$camera" ||
		status=$?
	[[ $status -eq 4 && $(<"$TMP/dir/b") == old && $(ls -A "$TMP/dir") == $'a\nb' ]]
}
check "after an error the older file is there and no other" older_stays
# ended SIGNAL: while a file is written; the older one is there then and no other.
ended() {
	local status=0
	mkdir -p "$TMP/$1"
	echo old >"$TMP/$1/trace"
	# The shell has background jobs ignore SIGINT, and what is ignored stays so.
	env --default-signal "$SANITIZED" generate tides --seed 1 --allocs 10000000 \
		--output "$TMP/$1/trace" &
	until compgen -G "$TMP/$1/trace.??????" >/dev/null; do
		kill -0 $! || return 1
		sleep 0.01
	done
	kill -"$1" $!
	wait $! || status=$?
	ls -A "$TMP/$1"
	[[ $status -eq $((128 + $(kill -l "$1"))) &&
		$(ls -A "$TMP/$1") == trace && $(<"$TMP/$1/trace") == old ]]
}
for signal in INT TERM HUP; do
	check "SIG$signal while a file is written leaves the older one and no other" \
		ended "$signal"
done
is_csv_only() {
	"$SANITIZED" simulate --csv - "$camera" >"$TMP/out" &&
		[[ $(head -c 8 "$TMP/out") == time_ns, ]] &&
		! grep -v -E '^(time_ns|[0-9]+),' "$TMP/out"
}
check "--csv - prints nothing else" is_csv_only
exits 4 'No space left' simulate --csv /dev/full "$camera"
exits 4 'No space left' simulate --plot /dev/full "$camera"
exits 4 '/nonexistent/x: No such file' simulate --csv /nonexistent/x "$camera"
exits 4 'No such file' simulate --plot /nonexistent/x "$camera"
full() { ! "$CMAKIT" simulate --csv - "$camera" >/dev/full; }
check "a full file system behind standard output is an error" full

# --- usage --------------------------------------------------------------------------
exits 2 'one trace with --csv or --plot' simulate --compare --csv "$TMP/x" \
	"$camera" "$camera"
exits 2 'a file for --csv, --plot or --state with --json' simulate --csv - --json "$camera"
exits 2 'a file for --csv, --plot or --state with --json' simulate --plot - --json "$camera"
exits 2 'a file for all but one' simulate --csv - --plot - "$camera"
exits 2 'expected one trace or more' simulate --compare
exits 2 'found both' simulate --compare --placement zoned "$camera"
exits 2 "expected 'zoned' once" simulate --compare=zoned,zoned "$camera"
exits 2 "expected first-fit, zoned, .*found 'x'" simulate --compare=zoned,x "$camera"
exits 4 'No such file' simulate --compare "$camera" /nonexistent
for occupancy in '' x 101 -1 1.5 5: 5:x 5:18446744073709551616 :1 5:1:1; do
	exits 2 "expected P or P:S.*found '$occupancy'" \
		simulate "--occupancy=$occupancy" "$camera"
done

done_testing
