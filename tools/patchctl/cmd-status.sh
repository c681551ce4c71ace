# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_status() {
	cat <<'EOF'
usage: patchctl status [--json]

A matrix: a line for each patch, in the order of the series, a column for each
base.

  common   the file that every base has (patches/added, patches/changed)
  own      a file of this base's own, or one that no older base uses
  =BASE    the same file as that older base
  -        not needed: patches/not-needed says why, and it is printed below
  ?        missing without a reason; exit 1

Below it, how much is there more than once. Counted are the lines with + or -
in the hunks of the files called own, the empty ones not. "repeated" are those
that another base's own file of the same subject has too, sign and all; a line
that is there three times and in the other file twice counts twice. "again" are
those that an older base's file has.

  --json   the same as {"bases","patches":[{"subject","files","not_needed"}],
           "lines":[{"base","own","repeated","again"}],"total","wrong"}
EOF
}

cmd_status() {
	options_read json "$@"
	[[ ${#ARGS[@]} == 0 ]] || usage "status takes no base: ${ARGS[*]}"
	[[ -z ${OPTION[json]:-} ]] || need_tool jq jq
	matrix_read
	needless_read
	status_lines >"$SCRATCH/lines"
	needless_wrong >"$SCRATCH/wrong"
	if [[ -n ${OPTION[json]:-} ]]; then
		status_json
	else
		status_matrix
		status_reasons
		status_repeated
		cat "$SCRATCH/wrong" >&2
	fi
	[[ ! -s $SCRATCH/wrong ]] || exit "$EXIT_NO"
}

# status_cell BASE SUBJECT: what stands in the matrix.
status_cell() {
	local patch=${CELL[$1|$2]:-} first
	case $patch in
	"") [[ -n ${NEEDLESS[$1|$2]:-} ]] && echo - || echo '?' ;;
	from-*)
		first=$(matrix_first "$1" "$2")
		[[ $first == "$1" ]] && echo own || echo "=$first"
		;;
	*) echo common ;;
	esac
}

status_matrix() {
	local base subject
	printf '%-10s' "${MATRIX_BASES[@]}"
	echo patch
	for subject in "${ROWS[@]}"; do
		for base in "${MATRIX_BASES[@]}"; do
			printf '%-10s' "$(status_cell "$base" "$subject")"
		done
		echo "$subject"
	done
}

# status_reasons: why, in the order of the matrix.
status_reasons() {
	local base subject key why
	local -A bases
	[[ ${#NEEDLESS[@]} -gt 0 ]] || return 0
	printf '\nnot needed:\n'
	for subject in "${ROWS[@]}"; do
		bases=()
		for base in "${MATRIX_BASES[@]}"; do
			key="$base|$subject"
			why=${NEEDLESS[$key]:-}
			[[ -z $why ]] || bases[$why]+="$base "
		done
		for why in "${!bases[@]}"; do
			printf '  %s, %s:\n    %s\n' "${bases[$why]% }" "$subject" "$why"
		done
	done
}

# status_changed PATCH: the lines that it adds and removes.
status_changed() {
	awk '
		/^diff --git / { hunk = 0; next }
		/^@@ / { hunk = 1; next }
		hunk && /^[-+]/ && /^.*[^-+ \t]/ { print }
	' "$SERIES_ROOT/patches/$1"
}

# status_lines: BASE, and how many lines of its own files there are, are
# repeated, and are there again; by tabs.
status_lines() {
	local base subject
	for subject in "${ROWS[@]}"; do
		for base in "${MATRIX_BASES[@]}"; do
			[[ $(status_cell "$base" "$subject") == own ]] || continue
			status_changed "${CELL[$base|$subject]}" |
				sed "s/^/$base\t/"
		done
		echo
	done | awk -F '\t' -v bases="${MATRIX_BASES[*]}" '
		function less(a, b) { return a < b ? a : b }
		# The most that one of the bases from..to has of a line, other than b.
		function most(line, b, from, to,   o, n) {
			for (o = from; o <= to; o++)
				if (o != b && count[o, line] > n)
					n = count[o, line]
			return n + 0
		}
		BEGIN { bases_nr = split(bases, name, " ") }
		BEGIN { for (b in name) number[name[b]] = b }
		NF {
			b = number[$1]
			line = substr($0, length($1) + 2)
			own[b]++
			count[b, line]++
			seen[b, line] = line
			next
		}
		# The end of a subject.
		{
			for (key in seen) {
				split(key, part, SUBSEP)
				b = part[1] + 0
				n = count[key]
				repeated[b] += less(n, most(seen[key], b, 1, bases_nr))
				again[b] += less(n, most(seen[key], b, 1, b - 1))
			}
			delete count
			delete seen
		}
		END {
			for (b = 1; b <= bases_nr; b++)
				printf "%s\t%d\t%d\t%d\n", name[b], own[b], repeated[b], again[b]
		}'
}

# status_total FIELD: the sum of a column of status_lines.
status_total() {
	awk -F '\t' -v field="$1" '{ n += $field } END { print n + 0 }' "$SCRATCH/lines"
}

status_repeated() {
	printf '\nlines of hunks that are there more than once:\n'
	{
		printf 'base\town\trepeated\tagain\n'
		cat "$SCRATCH/lines"
		printf 'total\t%d\t%d\t%d\n' "$(status_total 2)" "$(status_total 3)" "$(status_total 4)"
	} | awk -F '\t' '{ printf "  %-10s %8s %8s %8s\n", $1, $2, $3, $4 }'
}

status_json() {
	local subject base key
	for subject in "${ROWS[@]}"; do
		for base in "${MATRIX_BASES[@]}"; do
			key="$base|$subject"
			printf '%s\t%s\t%s\t%s\n' "$subject" "$base" "${CELL[$key]:-}" \
				"${NEEDLESS[$key]:-}"
		done
	done | jq -R -s --arg bases "${MATRIX_BASES[*]}" \
		--rawfile lines "$SCRATCH/lines" --rawfile wrong "$SCRATCH/wrong" '
		def rows: split("\n") | map(select(. != "") | split("\t"));
		($lines | rows | map({base: .[0], own: (.[1] | tonumber),
			repeated: (.[2] | tonumber), again: (.[3] | tonumber)})) as $lines |
		{
			bases: ($bases | split(" ")),
			patches: (rows | reduce .[] as $r ([];
				(if length > 0 and .[-1].subject == $r[0] then .
				 else . + [{subject: $r[0], files: {}, not_needed: {}}] end) |
				if $r[2] != "" then .[-1].files[$r[1]] = $r[2] else . end |
				if $r[3] != "" then .[-1].not_needed[$r[1]] = $r[3] else . end)),
			lines: $lines,
			total: {own: ($lines | map(.own) | add),
				repeated: ($lines | map(.repeated) | add),
				again: ($lines | map(.again) | add)},
			wrong: ($wrong | split("\n") | map(select(. != "")))
		}'
}
