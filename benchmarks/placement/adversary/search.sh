#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# search.sh run MINUTES   search all kinds of `cmakit generate`, half of the time
#                         with strict alignment and half with --align-min 4, and
#                         print tables. Goes on where the last run stopped.
# search.sh keep          the worst that has been found, ten of different kinds,
#                         becomes tests/traces/adversary-NN.cmatrace, and then
# search.sh measure       how often first-fit and zoned fail on those that are kept
#                         becomes tests/traces/adversary.tsv
#
# Findings are in $BUILD/adversary. make adversary MINUTES=N builds what is needed
# and calls run.
set -euo pipefail
shopt -s inherit_errexit
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

# What has not got its name yet, and goes if this ends before it has.
unfinished=
trap '[[ -z $unfinished ]] || rm -f "$unfinished"' EXIT

sources() {
	local kind kinds
	mkdir -p "$SOURCES"
	kinds=$("$CMAKIT" generate --list)
	while read -r kind _; do
		"$CMAKIT" generate "$kind" --seed "$SOURCE_SEED" \
			--allocs "$SOURCE_ALLOCS" --output "$SOURCES/$kind.cmatrace"
	done <<<"$kinds"
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

# failures TRACE PLACEMENT OPTION...
failures() {
	local trace=$1 placement=$2
	shift 2
	"$CMAKIT" simulate --json --placement "$placement" "$@" "$trace" |
		jq -er .failed
}

# options_of FILE ALIGN_MIN|-: into OPTIONS, what simulate is told.
options_of() {
	OPTIONS=(--pages "$(sed -n 's/^# pages //p' "$1")")
	[[ $2 == - ]] || OPTIONS+=(--align-min "$2")
}

# align_min_of NAME: K of KIND-align-min-K, - of KIND-strict.
align_min_of() {
	case $1 in
	*-strict) echo - ;;
	*) echo "${1##*-align-min-}" ;;
	esac
}

# losses: a line "LOSS KIND ALIGN_MIN FILE" for each finding.
losses() {
	local trace name align_min stock zoned
	for trace in "$DIR"/*.cmatrace; do
		[[ -e $trace ]] || continue
		name=$(basename "$trace" .cmatrace)
		align_min=$(align_min_of "$name")
		options_of "$trace" "$align_min"
		stock=$(failures "$trace" first-fit "${OPTIONS[@]}")
		zoned=$(failures "$trace" zoned "${OPTIONS[@]}")
		name=${name%-strict}
		printf '%s %s %s %s\n' $((zoned - stock)) \
			"${name%-align-min-*}" "$align_min" "$trace"
	done
}

# worst: the findings to be kept, the worst first: of each kind one, of both
# alignments as many.
worst() {
	losses | sort -k 1,1nr -k 2,3 | awk -v each="$NR_KEPT_EACH" \
		'!kinds[$2] && nr[$3] < each { kinds[$2] = 1; nr[$3]++; print }'
}

keep() {
	local nr=0 kept trace name
	kept=$(worst)
	[[ $(wc -l <<<"$kept") -eq $((2 * NR_KEPT_EACH)) ]] ||
		die "$EXIT_BAD" "expected findings of $((2 * NR_KEPT_EACH)) kinds in" \
			"$DIR; search.sh run finds more"
	while read -r _ _ _ trace; do
		nr=$((nr + 1))
		name=$KEPT/adversary-$(printf '%02d' "$nr").cmatrace
		unfinished=$name.new
		cp "$trace" "$unfinished"
		mv "$unfinished" "$name"
	done <<<"$kept"
	measure
}

# figures: the text of adversary.tsv.
figures() {
	local trace name align_min stock zoned
	printf '# The worst that benchmarks/placement/adversary has found; '
	printf 'search.sh measure\n# there writes this file.\n'
	printf '# trace\tpages\talign_min\tfirst_fit_failed\tzoned_failed\n'
	for trace in "$KEPT"/adversary-*.cmatrace; do
		name=$(sed -n 's/^# source adversary \([^,]*\),.*/\1/p' "$trace")
		[[ $name ]] ||
			die "$EXIT_BAD" "$trace: expected a line '# source adversary'"
		align_min=$(align_min_of "$name")
		options_of "$trace" "$align_min"
		stock=$(failures "$trace" first-fit "${OPTIONS[@]}")
		zoned=$(failures "$trace" zoned "${OPTIONS[@]}")
		printf '%s\t%s\t%s\t%s\t%s\n' "${trace##*/}" "${OPTIONS[1]}" \
			"$align_min" "$stock" "$zoned"
	done
}

measure() {
	unfinished=$KEPT/adversary.tsv.new
	figures >"$unfinished"
	mv "$unfinished" "$KEPT/adversary.tsv"
}

case "${1-} $#" in
'run 2') run "$2" ;;
'keep 1') keep ;;
'measure 1') measure ;;
*) die "$EXIT_USAGE" "usage: search.sh run MINUTES | keep | measure" ;;
esac
