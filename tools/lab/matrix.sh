# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The tables of bases and machines: what `lab run` has recorded here, put between
# the markers of a document. A pair that is not recorded in this build folder keeps
# the row that it has there, which an earlier `lab matrix` wrote.

MATRIX_BEGIN='<!-- lab matrix: begin -->'
MATRIX_END='<!-- lab matrix: end -->'

# matrix_row FILE: the row of one outcome.json.
matrix_row() {
	local good=fails
	! outcome_is_good "$1" || good=passed
	jq -r --arg good "$good" '
		def how: if .state == "done" or .state == "failed" then "" else .state + ", " end;
		def cases: if . == null then "not run" else "\(how)\(.passed)/\(.failed)/\(.skipped)" end;
		def failures: if . == null then "not run" elif .allocs == null then .state
			else "\(how)\(.failed)" end;
		.boots as $boots |
		($boots | keys | map(select(endswith("-patched")) | sub("-patched$"; ""))) as $scenarios |
		[.base, .machine, $good, .release,
		 ($boots.kunit | cases), ($boots.kselftest | cases),
		 ($scenarios | map("\(.) \($boots[. + "-stock"] | failures) → \($boots[. + "-patched"] | failures)") | join(", ")),
		 ($boots | map(.warnings) | add), ($boots | map(.date) | max), .series,
		 "\(.qemu | capture("version (?<v>[0-9.]+)").v), \(.time) time"] |
		"| " + (map(tostring) | join(" | ")) + " |"' "$1"
}

# matrix_rows FILE: all rows, those recorded here in place of FILE's.
matrix_rows() {
	local outcome
	{
		for outcome in "$BUILD"/lab/machines/*/outcome.json; do
			[[ ! -f $outcome ]] || matrix_row "$outcome"
		done
		awk -v begin="$MATRIX_BEGIN" -v end="$MATRIX_END" '
			$0 == begin { inside = 1 }
			$0 == end { inside = 0 }
			inside && /^\|.*\|.*\| (passed|fails) \|/' "$1"
	} | awk -F ' *[|] *' '!seen[$2, $3]++'
}

# matrix FILE
matrix() {
	local file=$1 work bases
	[[ -f $file ]] || die "$EXIT_BAD" "no file $file"
	[[ $(grep -cxF -e "$MATRIX_BEGIN" -e "$MATRIX_END" "$file") -eq 2 ]] ||
		die "$EXIT_BAD" "$file: expected one line $MATRIX_BEGIN and one $MATRIX_END"
	work=$(mktemp -d)
	# shellcheck disable=SC2064 # this folder
	trap "rm -rf '$work'" EXIT
	matrix_rows "$file" >"$work/rows"
	bases=$("$ROOT/tools/patchctl/patchctl" bases | awk '$1 ~ /^[a-z0-9.-]+$/ && $1 ~ /[0-9]/ { print $1 }')
	matrix_tables "$work/rows" "$bases" "$(machine_names)" >"$work/tables"
	awk -v begin="$MATRIX_BEGIN" -v end="$MATRIX_END" -v tables="$work/tables" '
		$0 == end { inside = 0 }
		!inside
		$0 == begin {
			inside = 1
			while ((getline line <tables) > 0) print line
		}' "$file" >"$file.new"
	mv "$file.new" "$file"
}

# matrix_tables ROWS BASES MACHINES: the two tables.
matrix_tables() {
	awk -F ' *[|] *' -v bases="$(xargs <<<"$2")" -v machines="$3" '
	{ state[$2, $3] = $4; row[$2, $3] = $0 }
	END {
		nr_bases = split(bases, base, " ")
		nr_machines = split(machines, machine, " ")
		line = "| base |"
		rule = "|---|"
		for (m = 1; m <= nr_machines; m++) {
			line = line " " machine[m] " |"
			rule = rule "---|"
		}
		print ""
		print line
		print rule
		for (b = 1; b <= nr_bases; b++) {
			line = "| " base[b] " |"
			for (m = 1; m <= nr_machines; m++) {
				cell = state[base[b], machine[m]]
				line = line " " (cell == "" ? "not run" : cell) " |"
			}
			print line
		}
		print ""
		print "| base | machine | | kernel | KUnit | kselftest | allocations that failed, stock → patched | warnings | when | series | QEMU |"
		print "|---|---|---|---|---|---|---|---|---|---|---|"
		for (b = 1; b <= nr_bases; b++)
			for (m = 1; m <= nr_machines; m++)
				if ((base[b], machine[m]) in row) print row[base[b], machine[m]]
		print ""
	}' "$1"
}
