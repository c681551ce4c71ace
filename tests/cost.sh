#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What the diagnostics cost an allocation that succeeds: the instructions of every
# __cma_alloc() of a boot, of the series and of the series up to where it begins to tell
# of failures, counted exactly by a plugin of QEMU's (tools/lab/plugin). The scenario
# is `empty`, whose every request finds a free range at once: what is added weighs most
# there. The table goes to the output and to $BUILD/tests/cost/cost.tsv.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" cost

BASE=${BASE:-6.12}
FUNCTION=__cma_alloc
# Per cent of the instructions that may be added: what no clock would show.
LIMIT=2
plugin=$boots/count-calls.so

# addresses KERNEL: "entry=...,exits=..." of the function there, for the plugin. An exit
# is a return, or a jump to another function.
addresses() {
	aarch64-linux-gnu-objdump -d --no-show-raw-insn --disassemble="$FUNCTION" "$1/vmlinux" |
		awk -v name="$FUNCTION" '
		$2 == "<" name ">:" { entry = $1; next }
		!entry { next }
		$2 == "ret" || ($2 == "b" && $4 !~ "^<" name "[+>]") {
			sub(/:$/, "", $1); exits = exits (exits ? ":" : "") $1
		}
		END { if (!entry || !exits) exit 1; print "entry=" entry ",exits=" exits }'
}

# counted ARM: boot it; the counts of the scenario's calls, which are the last ones, in
# $boots/ARM.counts, with the pages that were asked for.
counted() {
	local kernel options
	kernel=$(kernel_dir "$BASE" arm64 "$1")
	options=$(addresses "$kernel")
	LAB_QEMU_OPTIONS="-plugin $plugin,$options,out=$boots/$1.calls" \
		"$lab" boot "$BASE" arm64 "$1" scenario:empty:1 "$boots/$1"
	jq -r 'select(.type == "alloc") | .pages' "$boots/$1/results" >"$boots/$1.pages"
	(($(wc -l <"$boots/$1.calls") >= $(wc -l <"$boots/$1.pages")))
	tail -n "$(wc -l <"$boots/$1.pages")" "$boots/$1.calls" |
		paste "$boots/$1.pages" - >"$boots/$1.counts"
	! jq -e 'select(.type == "alloc") | select(.ok | not)' "$boots/$1/results" >/dev/null
}

check "the plugin builds" gcc -std=gnu11 -O2 -Wall -Wextra -Werror -shared -fPIC \
	-fvisibility=hidden -o "$plugin" tools/lab/plugin/count-calls.c
for arm in patched undiagnosed; do
	check "$BASE $arm builds" "$lab" build "$BASE" arm64 "$arm"
done
check "the initramfs builds" "$lab" initramfs arm64 "$BASE"
for arm in patched undiagnosed; do
	check "$arm: every request succeeds, and its instructions are counted" counted "$arm"
done

# One line a size: pages, calls, the medians without and with the diagnostics, the
# difference of the medians in per cent, and the least, the median and the most of what
# one and the same call takes more.
paste "$boots"/{undiagnosed,patched}.counts | jq -R -s -r '
	def median: sort | .[length / 2 | floor];
	[split("\n")[] | select(length > 0) | split("\t") | map(tonumber)] |
	if all(.[]; .[0] == .[2]) then . else error("the arms made other requests") end |
	group_by(.[0])[] | map(.[3] - .[1]) as $more |
	(map(.[1]) | median) as $without | (map(.[3]) | median) as $with |
	[.[0][0], length, $without, $with,
	 (($with - $without) / $without * 10000 | round / 100),
	 ($more | min), ($more | median), ($more | max)] | @tsv' >"$boots/cost.tsv"
printf '# %s: instructions of a %s() that succeeds\n' "$BASE" "$FUNCTION"
printf '# %6s %6s %8s %8s %6s   %s\n' pages calls without with % 'more in a call'
while IFS=$'\t' read -r pages calls without with percent least median most; do
	printf '# %6d %6d %8d %8d %6s   %d to %d, median %d\n' "$pages" "$calls" "$without" \
		"$with" "$percent" "$least" "$most" "$median"
	check "$pages pages: $with instructions, at most $LIMIT % more than $without" \
		test $((with * 100)) -le $((without * (100 + LIMIT)))
done <"$boots/cost.tsv"
check "the scenario has five sizes" test "$(wc -l <"$boots/cost.tsv")" = 5

done_testing
