# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The cover letter: patches/upstream/NAME.cover, with figures in place of its
# line @FIGURES@. The file begins with headers, as mails do:
#
#	Base: 7.3                    the base whose series it is
#	Branch: b4/NAME              what the branch is called
#	Prefix: RFC PATCH            of the subjects
#	Revision: 1
#	Change-Id: DATE-NAME-HEX     b4's name of the series in all its revisions
#	Subject: mm/cma: ...

# cover_read FILE: Out: COVER_BASE, COVER_BRANCH, COVER_PREFIX, COVER_REVISION,
# COVER_CHANGE_ID, COVER_SUBJECT; $SCRATCH/cover, the text.
cover_read() {
	local line number=0 name pattern
	local -A want=(
		[Base]='^[A-Za-z0-9.-]+$' [Branch]='^b4/[a-z0-9-]+$'
		[Prefix]='^(RFC )?PATCH$' [Revision]='^[1-9][0-9]*$'
		[Change-Id]='^[0-9]{8}-[a-z0-9-]+-[0-9a-f]{12}$' [Subject]='^[^ ].{3,74}$')
	[[ -r $1 ]] || die "$EXIT_BAD" "no cover letter: $1"
	while IFS= read -r line; do
		number=$((number + 1))
		[[ -n $line ]] || break
		name=${line%%: *}
		pattern=${want[$name]:-}
		[[ -n $pattern && $line == *": "* ]] || die "$EXIT_BAD" \
			"$1:$number: expected one header of each: ${!want[*]}; got: $line"
		[[ ${line#*: } =~ $pattern ]] || die "$EXIT_BAD" \
			"$1:$number: $name: expected $pattern; got: ${line#*: }"
		unset "want[$name]"
		printf -v "COVER_$(tr a-z- A-Z_ <<<"$name")" %s "${line#*: }"
	done <"$1"
	[[ ${#want[@]} == 0 ]] || die "$EXIT_BAD" "$1: no header ${!want[*]}"
	sed "1,${number}d" "$1" >"$SCRATCH/cover"
	line=$(awk 'length > 75 { print FNR ": " $0; exit }' "$SCRATCH/cover")
	[[ -z $line ]] || die "$EXIT_BAD" \
		"$1:$((number + ${line%%:*})): expected at most 75 columns; got:${line#*:}"
}

# cover_figures RESULTS: in place of the line @FIGURES@ of $SCRATCH/cover, the
# table and the losing rows of a results.json.
cover_figures() {
	local cmakit=${CMAKIT:-$BUILD/cmakit}
	grep -qx '@FIGURES@' "$SCRATCH/cover" || return 0
	[[ -r $1 ]] || die "$EXIT_BAD" "no figures for the cover letter: $1 is not there;" \
		"\"make bench\" makes it, or name another with --results"
	need_tool jq jq
	[[ -x $cmakit ]] || make -s -C "$ROOT/tools/cmakit" OUT="$BUILD" >&2 ||
		die "$EXIT_BAD" "cannot build cmakit, which compares the results: run \"make tools\""
	"$cmakit" compare --json "$1" >"$SCRATCH/compared" || die "$EXIT_BAD" "$1: see above"
	jq -r --slurpfile results "$1" -f "$HERE/export-figures.jq" "$SCRATCH/compared" \
		>"$SCRATCH/figures" || die "$EXIT_BAD" "$1: expected results of both arms, as make bench makes them"
	sed -i -e "/^@FIGURES@\$/{r $SCRATCH/figures" -e 'd}' "$SCRATCH/cover"
}

# cover_commit: the message of the empty commit in which b4 keeps it.
cover_commit() {
	printf '%s\n\n' "$COVER_SUBJECT"
	cat "$SCRATCH/cover"
	printf '\n--- b4-submit-tracking ---\n'
	printf '# This section is used internally by b4 prep for tracking purposes.\n'
	printf '{\n  "series": {\n    "revision": %s,\n    "change-id": "%s",\n' \
		"$COVER_REVISION" "$COVER_CHANGE_ID"
	printf '    "prefixes": [%s]\n  }\n}\n' \
		"$([[ $COVER_PREFIX == PATCH ]] || printf '"%s"' "${COVER_PREFIX% PATCH}")"
}
