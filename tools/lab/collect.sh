# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# results.json from cmabench's JSON lines, of the lab's boots or of a board.

# collect_lines ARM FILE: the lines of one run, each with its arm and, from the
# meta line before it, its scenario and which run it is of.
collect_lines() {
	grep -v '^#' "$2" | jq -c -n --arg arm "$1" --arg file "$2" '
		foreach inputs as $line ({nr: 0};
			if $line.type == "meta" then {scenario: $line.scenario, nr: (.nr + 1)}
			else . end;
			$line + {arm: $arm, scenario: .scenario, run: "\($file) \(.nr)"})'
}

# collect_results MANIFEST: the lines on standard input, pooled; the manifest is
# a file.
collect_results() {
	jq -n -f "$ROOT/tools/lab/collect.jq" --slurpfile manifest "$1"
}

# collect ARM FILE...: results.json, on standard output, of runs on a board. A run
# without its last line, the summary, was cut short: it is named in the manifest
# and counts in no figure.
collect() {
	local arm=$1 file work
	shift
	case $arm in stock | patched) ;; *)
		die "$EXIT_USAGE" "collect: '$arm': expected stock or patched"
		;;
	esac
	[[ $# -gt 0 ]] || die "$EXIT_USAGE" "collect: no file, see 'lab help'"
	work=$(mktemp -d)
	# shellcheck disable=SC2064 # this folder
	trap "rm -rf '$work'" EXIT
	: >"$work/lines"
	: >"$work/incomplete"
	for file; do
		if ! collect_lines "$arm" "$file" >"$work/run" 2>"$work/why"; then
			die "$EXIT_BAD" "$file: expected cmabench's JSON lines:" \
				"$(cat "$work/why")"
		fi
		if [[ $(tail -n 1 "$work/run" | jq -r .type) == summary ]]; then
			cat "$work/run" >>"$work/lines"
		else
			printf '%s: no summary\n' "$file" >>"$work/incomplete"
		fi
	done
	jq -s --rawfile incomplete "$work/incomplete" '
		map(select(.type == "meta")) |
		{machine: (map(.model) | unique | join(", ")),
		 time_source: "hardware",
		 kernels: (map({key: .arm, value: {release: .kernel}}) | from_entries),
		 scenarios: (map(.scenario) | unique), seeds: (map(.seed) | unique),
		 incomplete: ($incomplete | split("\n") | map(select(. != "")))}' \
		<"$work/lines" >"$work/manifest"
	collect_results "$work/manifest" <"$work/lines"
}
