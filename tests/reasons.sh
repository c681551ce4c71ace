#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# reasons.sh [BASE...]: every reason for which an allocation can fail, provoked in booted
# kernels, of 6.12 if no base is named: the log, the tracepoint, the counters and
# last_failure name it alike, and what is told besides is what cmabench saw. `cmakit
# explain` gives the same reason for that log, and for that of the stock kernel, of 6.12
# and of 7.3, in which the same was done.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" "reasons${1:+-$1}"

[[ $# -gt 0 ]] || set -- 6.12
bases=("$@") stock=()
for base; do
	[[ $base != 6.12 && $base != 7.3 ]] || stock+=("$base")
done
reasons=(nospace fragmented alignment busy nomem interrupted)

# told BASE REASON FILE: what FILE, "trace" or a file's name, said after that reason
# was provoked.
told() { sed -n "s/^told $2 $3: //p" "$boots/$1/results"; }
# record BASE REASON: last_failure's, without what comes before the first field.
record() { told "$1" "$2" last_failure | sed 's/^cma: reserved: failure //'; }
# field RECORD KEY
field() { sed -n "s/.*\<$2=\([^ ]*\).*/\1/p" <<<"$1"; }

named() { # BASE REASON
	told "$1" "$2" last_failure
	[[ $(field "$(record "$1" "$2")" reason) == "$2" ]]
}
# The record as it is in last_failure, whole, on one line of the log; before it the
# line that kernels have always had, behind it the free runs, if there are any.
logged() { # BASE REASON
	local pages ret
	pages=$(field "$(record "$1" "$2")" pages)
	ret=$(field "$(record "$1" "$2")" ret)
	tr -d '\r' <"$boots/$1/console.log" | sed 's/^\[[^]]*\] //' |
		grep -F -B 1 -A 2 "$(told "$1" "$2" last_failure)" >"$boots/$1.$2" || return 1
	cat "$boots/$1.$2"
	head -n 1 "$boots/$1.$2" | grep -q \
		"^cma: [a-z_]*: reserved: alloc failed, req-size: $pages pages, ret: $ret\$" &&
		sed -n 3p "$boots/$1.$2" |
		grep -qE '^cma: reserved: free runs by order:( [0-9]+:[0-9]+)+$' &&
		sed -n 4p "$boots/$1.$2" |
		grep -qE '^cma: reserved: largest free runs:( [0-9]+@[0-9]+){1,8}$'
}
# The last event has all the fields that the record has, with the same values.
traced() { # BASE REASON
	local event word
	event=" $(told "$1" "$2" trace | tail -n 1) "
	echo "$event"
	for word in $(record "$1" "$2"); do
		[[ $event == *" $word "* ]] || { echo "no $word"; return 1; }
	done
	[[ $event == *" name=reserved "* ]]
}
# Each counter is as large as there have been such events, up to there.
counted() { # BASE REASON
	local reason seen nr
	for reason in "${reasons[@]}"; do
		nr=$(told "$1" "$2" "fail_$reason")
		seen=$(awk -v last="told $2 trace:" -v want="reason=$reason" '
			index($0, last) == 1 { inside = 1 }
			/^told / && inside && index($0, last) != 1 { exit }
			/^told [a-z]* trace:/ && index($0, want) { n++ }
			END { print n + 0 }' "$boots/$1/results")
		echo "fail_$reason: $nr, events: $seen"
		[[ $nr == "$seen" ]] || return 1
	done
	(($(told "$1" "$2" "fail_$2") > 0))
}
# What cma_alloc() came to; "no room" and "busy" are told apart in 7.3, too.
comes_to() { # BASE REASON
	local want=-12
	case $2 in
	busy) want=-16 ;;
	interrupted) want=-4 ;;
	esac
	[[ $(field "$(record "$1" "$2")" ret) == "$want" ]]
}
# agrees BASE REASON: what cmabench saw of the last request that failed.
agrees() {
	local record
	record=$(record "$1" "$2")
	echo "$record"
	awk -v end="told $2 " 'index($0, end) == 1 { exit } /^told / { n = 0; next }
		/^\{/ { line[n++] = $0 } END { for (i = 0; i < n; i++) print line[i] }' \
		"$boots/$1/results" |
		jq -c 'select(.type == "alloc" and (.ok | not))' | tail -n 1 | tee /dev/stderr |
		jq -e --argjson pages "$(field "$record" pages)" \
			--argjson tried "$(field "$record" tried)" \
			--argjson migrated "$(field "$record" migrated)" \
			--argjson time "$(field "$record" time_us)" '
			.pages == $pages and .attempts == $tried and .migrated == $migrated and
			.latency_us >= $time'
}
# has BASE REASON FILTER: jq's FILTER of the record's numbers is true.
has() {
	record "$1" "$2" | tr ' ' '\n' | jq -R -s -e 'split("\n") |
		map(select(length > 0) | split("=") | {(.[0]): (.[1] | tonumber? // .)}) |
		add | ., ('"$3"')' | tee /dev/stderr | tail -n 1 | grep -q true
}

# The stock one first: what it compiles is not compiled again for the other.
for base in "${stock[@]}"; do
	check "$base stock builds" "$lab" build "$base" arm64 stock
done
for base in "${bases[@]}"; do
	check "$base patched builds" "$lab" build "$base" arm64 patched
done
for base in "${bases[@]}"; do
	check "the initramfs of $base builds" "$lab" initramfs arm64 "$base"
done
check "cmakit builds" make_shared -C tools/cmakit OUT="$BUILD"
# boot_reasons BASE ARM NAME: two of the reasons need a machine that is short of memory,
# and now and then something else in it wants some just then. Such a boot says nothing
# of cma_alloc(): another one does.
boot_reasons() {
	local attempt
	for attempt in 1 2 3 4; do
		"$lab" boot "$1" arm64 "$2" reasons "$boots/$3" coherent_pool=64K \
			2>"$boots/$3.log" || true
		grep -qE 'oom-kill:|deadlocked on memory' "$boots/$3/console.log" || return 0
		echo "# $3, attempt $attempt: memory ran out elsewhere"
	done
}
# start_reasons BASE ARM NAME: in the background.
start_reasons() {
	wait_for_turn
	boot_reasons "$@" &
}
for base in "${bases[@]}"; do start_reasons "$base" patched "$base"; done
for base in "${stock[@]}"; do start_reasons "$base" stock "$base-stock"; done
wait_for_all

# part NAME REASON: what the log has up to where that reason has been told, and after
# the one before.
part() {
	tr -d '\r' <"$boots/$1/console.log" | awk -v end="lab: told $2" '
		/lab: told / { if (index($0, end)) { printf "%s", text; exit } text = ""; next }
		{ text = text $0 "\n" }'
}
# explained NAME REASON CONFIDENCE...: explain's last failure in that part.
explained() {
	local told
	part "$1" "$2" >"$boots/$1.$2.part"
	told=$("$BUILD/cmakit" explain --json "$boots/$1.$2.part" |
		jq -r '.failures[-1] | "\(.reason) \(.confidence)"')
	echo "$told"
	[[ ${told% *} == "$2" && " ${*:3} " == *" ${told#* } "* ]]
}

for base in "${bases[@]}"; do
	check "$base: to its end, without a warning" log_is_quiet "$base"
	for reason in "${reasons[@]}"; do
		check "$base: last_failure says $reason" named "$base" "$reason"
		check "$base: the log has that record, $reason" logged "$base" "$reason"
		check "$base: the event says the same, $reason" traced "$base" "$reason"
		check "$base: the counters agree with the events, $reason" \
			counted "$base" "$reason"
		check "$base: the error of $reason" comes_to "$base" "$reason"
		check "$base: explain says $reason, and is sure" \
			explained "$base" "$reason" high
		# No program to see it: the one that asked has been killed.
		[[ $reason == interrupted ]] ||
			check "$base: cmabench saw the same of $reason" agrees "$base" "$reason"
	done
	check "$base: nospace: more pages than are free" has "$base" nospace \
		'.pages > .free and .tried == 0'
	check "$base: fragmented: more than the largest run, not than is free" \
		has "$base" fragmented '.pages <= .free and .pages > .run and .tried == 0'
	check "$base: alignment: more than from an aligned start on, not than the largest run" \
		has "$base" alignment '.pages <= .run and .pages > .aligned_run and .tried == 0'
	check "$base: busy: the page that would not move is a program's" \
		has "$base" busy '.tried > 0 and .type == "anon" and .refcount > .mapcount'
	check "$base: nomem: less memory than the kernel keeps for itself" \
		has "$base" nomem '.tried > 0 and .mem_free < .mem_min and .swap_free == 0'
	check "$base: interrupted: in the first range" has "$base" interrupted '.tried == 1'
done

for base in "${stock[@]}"; do
	check "$base stock: to its end, without a warning" log_is_quiet "$base-stock"
	for reason in "${reasons[@]}"; do
		check "$base stock: explain says $reason of what it printed" \
			explained "$base-stock" "$reason" high medium
	done
done

done_testing
