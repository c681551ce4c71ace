# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Patches by what they do: the subject is the same in every base, whichever file
# a base has it from.

declare -A SUBJECT_OF=()

# subject_read PATCH...: relative to patches/. Out: SUBJECT_OF[PATCH].
subject_read() {
	local patch
	for patch; do
		[[ -n ${SUBJECT_OF[$patch]:-} ]] || SUBJECT_OF[$patch]=$(
			message_subject "$SERIES_ROOT/patches/$patch")
		[[ -n ${SUBJECT_OF[$patch]} ]] ||
			die "$EXIT_BAD" "patches/$patch: expected a line \"Subject: [PATCH] ...\""
	done
}

# matrix_read: all series. Out: MATRIX_BASES, the bases that have one, the oldest
# first; ROWS, all subjects, each base's in the order of its series; and
# CELL[BASE|SUBJECT], the patch, relative to patches/.
matrix_read() {
	local base patch subject at
	local -A place=()
	declare -gA CELL=()
	MATRIX_BASES=() ROWS=()
	for base in $(base_names); do
		[[ -f $(base_series "$base") ]] || continue
		MATRIX_BASES+=("$base")
		series_load "$base"
		subject_read "${PATCHES[@]}"
		# A subject that no base before had comes behind the one it follows.
		at=0
		for patch in "${PATCHES[@]}"; do
			subject=${SUBJECT_OF[$patch]}
			[[ -z ${CELL[$base|$subject]:-} ]] || die "$EXIT_BAD" \
				"patches/series-$base: $patch has the subject of ${CELL[$base|$subject]}"
			CELL[$base\|$subject]=$patch
			if [[ -n ${place[$subject]+set} ]]; then
				at=$(matrix_row "$subject")
			else
				ROWS=("${ROWS[@]:0:at}" "$subject" "${ROWS[@]:at}")
				place[$subject]=1
			fi
			at=$((at + 1))
		done
	done
	[[ ${#MATRIX_BASES[@]} -gt 0 ]] || die "$EXIT_BAD" "no base has a series"
}

# matrix_row SUBJECT: its index in ROWS.
matrix_row() {
	local n
	for n in "${!ROWS[@]}"; do
		[[ ${ROWS[n]} != "$1" ]] || { echo "$n"; return; }
	done
}

# matrix_first BASE SUBJECT: the oldest base with the same file for it.
matrix_first() {
	local base
	for base in "${MATRIX_BASES[@]}"; do
		[[ ${CELL[$base|$2]:-} != "${CELL[$1|$2]}" ]] || { echo "$base"; return; }
	done
}

# needless_file: BASES, SUBJECT and the reason, by tabs: why bases go without a
# patch that another one has.
needless_file() { echo "$SERIES_ROOT/patches/not-needed"; }

# needless_read: Out: NEEDLESS[BASE|SUBJECT], the reason. Ends the program where
# a line is not well formed.
needless_read() {
	local file number=0 line base bases subject why
	declare -gA NEEDLESS=()
	file=$(needless_file)
	[[ -f $file ]] || return 0
	while IFS= read -r line || [[ -n $line ]]; do
		number=$((number + 1))
		[[ -n $line && $line != '#'* ]] || continue
		[[ $line =~ ^([^$'\t']+)$'\t'([^$'\t']+)$'\t'([^$'\t']+)$ ]] ||
			die "$EXIT_BAD" "$file:$number: expected BASE..., SUBJECT and the reason" \
				"with a tab between them; got: $line"
		read -ra bases <<<"${BASH_REMATCH[1]}"
		subject=${BASH_REMATCH[2]} why=${BASH_REMATCH[3]}
		for base in "${bases[@]}"; do
			base_known "$base" ||
				die "$EXIT_BAD" "$file:$number: expected one of the bases" \
					"$(base_names | xargs), got $base"
			[[ -z ${NEEDLESS[$base|$subject]:-} ]] ||
				die "$EXIT_BAD" "$file:$number: a second reason for the same patch"
			NEEDLESS[$base\|$subject]=$why
		done
	done <"$file"
}

# needless_wrong [BASE]: prints what is wrong with the reasons (of that base): a
# patch that is missing without one, one whose patch is not missing.
needless_wrong() {
	local base subject key
	local -A known=()
	for subject in "${ROWS[@]}"; do
		known[$subject]=1
	done
	for base in "${MATRIX_BASES[@]}"; do
		[[ -z ${1:-} || $1 == "$base" ]] || continue
		for subject in "${ROWS[@]}"; do
			[[ -n ${CELL[$base|$subject]:-}${NEEDLESS[$base|$subject]:-} ]] ||
				echo "series-$base lacks \"$subject\", and patches/not-needed has no reason"
		done
	done
	for key in "${!NEEDLESS[@]}"; do
		base=${key%%|*} subject=${key#*|}
		[[ -z ${1:-} || $1 == "$base" ]] || continue
		if [[ ! -f $(base_series "$base") ]]; then
			echo "patches/not-needed: $base has no series"
		elif [[ -n ${CELL[$key]:-} ]]; then
			echo "patches/not-needed: series-$base does have \"$subject\""
		elif [[ -z ${known[$subject]:-} ]]; then
			echo "patches/not-needed: $base: no base has \"$subject\""
		fi
	done | sort
}
