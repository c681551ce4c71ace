#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit generate: what it is built on (generate-units.c), every kind's traces
# judged by their text alone (generated-trace.py) and by cmakit simulate, the
# same bytes from the same seed, and errors.
#
# generated.sha256 has the sums of what each kind prints for seed 1. They are the
# same on every machine; whoever changes a kind on purpose writes them anew with
# the command that its first line names.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh

# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

SOURCE=$ROOT/tools/cmakit
MAN=$SOURCE/cmakit.1

# --- what it is built on ------------------------------------------------------
check "the unit tests build" cc -std=gnu11 -D_GNU_SOURCE -g -Wall -Wextra -Werror \
	-fsanitize=address,undefined -fno-sanitize-recover=all -I"$SOURCE" \
	-o "$TMP/units" generate-units.c \
	"$SOURCE"/{rng,draw,frame,codec,workload,memory}.c
units_status=0
"$TMP/units" >"$TMP/units.tap" || units_status=$?
while read -r line; do
	case $line in
	"ok "*) ok "${line#* - }" ;;
	"not ok "*) not_ok "${line#* - }" ;;
	"# "*) echo "$line" ;;
	esac
done <"$TMP/units.tap"
units_whole() {
	local cases
	cases=$(grep -cE '^(not )?ok ' "$TMP/units.tap")
	[[ $(tail -n 1 "$TMP/units.tap") == "1..$cases" && $units_status -eq 0 ]]
}
check "the unit tests end with their plan, and status 0" units_whole

# --- the kinds --------------------------------------------------------------
mapfile -t KINDS < <("$SANITIZED" generate --list | sed 's/ .*//')
check "there are fourteen kinds at least: ${#KINDS[@]}" \
	test "${#KINDS[@]}" -ge 14
one_line_each() {
	"$SANITIZED" generate --list >"$TMP/list"
	! grep -vE '^[a-z0-9-]+ +[A-Za-z0-9].{20,}$' "$TMP/list" &&
		! awk 'length > 80' "$TMP/list" | grep . &&
		[[ -z $(sed 's/ .*//' "$TMP/list" | sort | uniq -d) ]]
}
check "--list has a name and a summary for each, in 80 columns" one_line_each

# documented KIND: "LIMIT LARGEST" in pages, as the man page tells.
documented() {
	sed -nE "s/^\.It Cm $1 Pq ([0-9]+) , ([0-9]+)$/\1 \2/p" "$MAN"
}
documented_kinds() {
	sed -nE 's/^\.It Cm ([a-z0-9-]+) Pq [0-9]+ , [0-9]+$/\1/p' "$MAN"
}
check "the man page has all kinds, in the same order, and no other" \
	diff <(printf '%s\n' "${KINDS[@]}") <(documented_kinds)
help_kinds() {
	"$CMAKIT" help generate | sed -nE '/^Kinds:/,/;/{s/^Kinds: |;.*//g;p}' |
		tr ' ' '\n'
}
check "the help text has all kinds, in the same order, and no other" \
	diff <(printf '%s\n' "${KINDS[@]}") <(help_kinds)

# sound KIND ALLOCS SEED...: its traces are as the man page and
# generated-trace.py say, and simulate finds in them what the latter counted.
# They are in $TMP/KIND-SEED.
sound() {
	local kind=$1 wanted=$2 bounds seed trace allocs peak found
	shift 2
	for seed; do
		"$SANITIZED" generate "$kind" --seed "$seed" --allocs "$wanted" \
			>"$TMP/$kind-$seed" || return 1
	done
	bounds=$(documented "$kind")
	# shellcheck disable=SC2086 # two numbers
	./generated-trace.py "$kind" $bounds "${@/#/"$TMP/$kind-"}" >"$TMP/counted" || {
		cat "$TMP/counted"
		return 1
	}
	while read -r trace allocs peak; do
		found=$(simulate '"\(.allocs) \(.peak_live_pages)"' --pages 1.5x \
			"$trace")
		[[ $found == "$allocs $peak" ]] || {
			echo "$trace: simulate: $found, counted: $allocs $peak"
			return 1
		}
	done <"$TMP/counted"
}
for kind in "${KINDS[@]}"; do
	check "$kind is sound: 4000 allocations" \
		sound "$kind" 4000 1 2 18446744073709551615
	mv "$TMP/$kind-1" "$TMP/$kind.default"
	check "$kind is sound: 1 allocation" sound "$kind" 1 1
	check "$kind is sound: 20000 allocations" sound "$kind" 20000 0
done

# --- seeds ------------------------------------------------------------------
sums() {
	local kind
	for kind in "${KINDS[@]}"; do
		"$CMAKIT" generate "$kind" --seed 1 |
			sha256sum | sed "s/-\$/$kind/"
	done
}
check "seed 1 makes the bytes that it makes everywhere (generated.sha256)" \
	diff <(grep -v '^#' generated.sha256) <(sums)
same_bytes() {
	local kind
	for kind in "${KINDS[@]}"; do
		"$CMAKIT" generate "$kind" --seed 1 | cmp - "$TMP/$kind.default" ||
			return 1
	done
}
check "so does a build with other options; 4000 allocations are the default" \
	same_bytes
other_bytes() {
	local kind
	for kind in "${KINDS[@]}"; do
		if diff <("$CMAKIT" generate "$kind" --seed 1 | grep -v '^#') \
			<("$CMAKIT" generate "$kind" --seed 2 | grep -v '^#') \
			>/dev/null; then
			echo "$kind: seeds 1 and 2 are the same"
			return 1
		fi
	done
}
check "other seeds make other traces" other_bytes

# --- --output ----------------------------------------------------------------
mkdir "$TMP/dir"
to_file() {
	(umask 027 && "$SANITIZED" generate camera --seed 1 \
		--output "$TMP/dir/trace") &&
		cmp "$TMP/dir/trace" "$TMP/camera.default" &&
		[[ $(stat -c %a "$TMP/dir/trace") == 640 ]] &&
		[[ $(ls "$TMP/dir") == trace ]]
}
check "--output writes the same bytes, a file like any other, and leaves no more" \
	to_file
replaced() {
	"$SANITIZED" generate camera --seed 2 --output "$TMP/dir/trace" &&
		grep -q 'seed 2$' "$TMP/dir/trace" && [[ $(ls "$TMP/dir") == trace ]]
}
check "--output replaces an older file" replaced

# --- errors -------------------------------------------------------------------
exits 2 "no kind 'frobnicate'; the kinds are: ${KINDS[*]}" generate frobnicate --seed 1
exits 2 "no kind ''" generate '' --seed 1
exits 2 'expected one kind' generate --seed 1
exits 2 'expected one kind' generate camera gpu --seed 1
exits 2 'expected no kind' generate camera --list
exits 2 'expected --seed N' generate camera
for seed in '' -1 0x1 1.5 ' 1' 18446744073709551616 frobnicate; do
	exits 2 '--seed: expected a number' generate camera --seed "$seed"
done
for allocs in '' 0 -1 1e3 10000001 18446744073709551617; do
	exits 2 '--allocs: expected a number' generate camera --seed 1 --allocs "$allocs"
done
exits 2 'cmakit help generate' generate camera --seed 1 --frobnicate
exits 2 'cmakit help generate' generate camera --seed
exits 4 "$TMP/none/trace" generate camera --seed 1 --output "$TMP/none/trace"
exits 4 "$TMP/dir" generate camera --seed 1 --output "$TMP/dir"
exits 4 '/dev/full' generate camera --seed 1 --output /dev/full
silent() {
	! "$SANITIZED" generate frobnicate --seed 1 >"$TMP/stdout" 2>"$TMP/stderr" &&
		[[ ! -s $TMP/stdout && -s $TMP/stderr ]]
}
check "what is wrong is told on standard error only" silent
full() { ! "$CMAKIT" generate camera --seed 1 >/dev/full; }
check "a full file system is an error" full
check "a device is not replaced" test -c /dev/full

done_testing
