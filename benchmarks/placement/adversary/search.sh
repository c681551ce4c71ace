#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# search.sh run MINUTES   search all kinds of `cmakit generate`, half of the time
#                         with strict alignment and half with --align-min 4, and
#                         print tables. Goes on where the last run stopped.
# search.sh keep          the worst that has been found, ten of different kinds,
#                         becomes tests/traces/adversary-NN.cmatrace and .tsv
#
# Findings are in $BUILD/adversary. make adversary MINUTES=N builds what is needed
# and calls run.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../../../tools/env/env.sh"

DIR=$BUILD/adversary
CMAKIT=$BUILD/cmakit
SOURCES=$DIR/sources
KEPT=$ROOT/tests/traces
NR_KEPT_EACH=5

# Where climbs start and sizes come from: long enough for all sizes of a kind.
SOURCE_SEED=1
SOURCE_ALLOCS=400

sources() {
	local kind
	mkdir -p "$SOURCES"
	while read -r kind _; do
		"$CMAKIT" generate "$kind" --seed "$SOURCE_SEED" \
			--allocs "$SOURCE_ALLOCS" --output "$SOURCES/$kind.cmatrace"
	done < <("$CMAKIT" generate --list)
}

# search MINUTES OPTION...
search() {
	nice "$DIR/adversary" --out "$DIR" --minutes "$@" "$SOURCES"/*.cmatrace
}

run() {
	local minutes=$1
	[[ $minutes =~ ^[1-9][0-9]{0,4}$ ]] ||
		die "$EXIT_USAGE" "expected MINUTES from 1 to 99999, found '$minutes'"
	make -s -C "$ROOT/benchmarks/placement/adversary" OUT="$DIR"
	sources
	say "strict alignment"
	search $(((minutes + 1) / 2))
	say "--align-min 4"
	search $(((minutes + 1) / 2)) --align-min 4
}

# failures TRACE PLACEMENT [--align-min K]
failures() {
	local trace=$1 placement=$2
	shift 2
	"$CMAKIT" simulate --json --placement "$placement" "$@" "$trace" |
		jq -r .failed
}

# losses: a line "LOSS KIND ALIGN_MIN FIRST_FIT ZONED FILE" for each finding.
losses() {
	local trace name align_min stock zoned
	local -a options
	for trace in "$DIR"/*.cmatrace; do
		name=$(basename "$trace" .cmatrace)
		options=() align_min=-
		[[ $name == *-strict ]] || {
			align_min=${name##*-align-min-}
			options=(--align-min "$align_min")
		}
		stock=$(failures "$trace" first-fit "${options[@]}")
		zoned=$(failures "$trace" zoned "${options[@]}")
		name=${name%-strict}
		printf '%s %s %s %s %s %s\n' $((zoned - stock)) \
			"${name%-align-min-*}" "$align_min" "$stock" "$zoned" \
			"$trace"
	done
}

# worst: the findings to be kept, the worst first: of each kind one, of both
# alignments as many.
worst() {
	losses | sort -k 1,1nr -k 2,3 | awk -v each="$NR_KEPT_EACH" \
		'!kinds[$2] && nr[$3] < each { kinds[$2] = 1; nr[$3]++; print }'
}

keep() {
	local nr=0 kept kind align_min stock zoned trace pages
	local tsv=$KEPT/adversary.tsv
	kept=$(worst)
	[[ $(wc -l <<<"$kept") -eq $((2 * NR_KEPT_EACH)) ]] ||
		die "$EXIT_BAD" "expected findings of $((2 * NR_KEPT_EACH)) kinds in" \
			"$DIR; search.sh run finds more"
	{
		printf '# What the worst findings of the adversary come to; '
		printf 'made by\n# benchmarks/placement/adversary/search.sh keep.\n'
		printf '# trace\tpages\talign_min\tfirst_fit_failed\tzoned_failed\n'
		while read -r _ kind align_min stock zoned trace; do
			nr=$((nr + 1))
			name=$(printf 'adversary-%02d.cmatrace' "$nr")
			cp "$trace" "$KEPT/$name.new"
			mv "$KEPT/$name.new" "$KEPT/$name"
			pages=$(sed -n 's/^# pages //p' "$trace")
			printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$pages" \
				"$align_min" "$stock" "$zoned"
			say "$name: $kind, $stock failures under first-fit, $zoned under zoned"
		done <<<"$kept"
	} >"$tsv.new"
	mv "$tsv.new" "$tsv"
}

case "${1-} $#" in
'run 2') run "$2" ;;
'keep 1') keep ;;
*) die "$EXIT_USAGE" "usage: search.sh run MINUTES | keep" ;;
esac
