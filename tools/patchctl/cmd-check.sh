# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

for part in lint jobs check-series check-style check-make check-build; do
	# shellcheck source=/dev/null
	source "$HERE/$part.sh"
done
for part in arch kernel; do
	# shellcheck source=/dev/null
	source "$HERE/../lab/$part.sh"
done
unset part

help_check() {
	cat <<'END'
usage: patchctl check [BASE...] [--build | --only KERNEL-ARM | --all]

Proves the series of the bases (default: all that have one, except those whose
source is a tree of yours that was not fetched): patches, kernel/ and
selftests/ agree; a patch that others have is there, or patches/not-needed says
why; messages; it applies with no fuzz and gives the files of kernel/ and
selftests/; quilt and git am give the same, and take it off again to the byte;
the base's own checkpatch --strict.

  --build             each patch compiles on those before it, with W=1 and
                      sparse, and brings no warning: the first of the kernels
                      in tools/patchctl/builds
  --only KERNEL-ARM   that one of them, as arm-bare
  --all               all of them

What passed is not done again: results, trees and logs are in build/check, and
report.tsv there has a line each. Ends with a matrix. Exit 1 where one fails.
END
}

# check_options ARGUMENT...: Out: BASES, all known; BUILDS, lines "KERNEL ARM".
check_options() {
	local base
	options_read "base= build only= all" "$@"
	BASES=("${ARGS[@]}") BUILDS=()
	[[ -z ${OPTION[base]+set} ]] || BASES+=("${OPTION[base]}")
	for base in "${BASES[@]}"; do
		base_require "$base"
	done
	if [[ -n ${OPTION[only]+set} ]]; then
		mapfile -t BUILDS < <(build_rows | awk -v only="${OPTION[only]}" \
			'$1 "-" $2 == only { print $1, $2 }')
		[[ ${#BUILDS[@]} -gt 0 ]] || usage "--only: no build ${OPTION[only]}; builds:" \
			"$(build_rows | awk '{ print $1 "-" $2 }' | xargs)"
	elif [[ -n ${OPTION[all]:-}${OPTION[build]:-} ]]; then
		mapfile -t BUILDS < <(build_rows | awk '{ print $1, $2 }')
		[[ -n ${OPTION[all]:-} ]] || BUILDS=("${BUILDS[0]}")
	fi
	[[ ${#BASES[@]} == 0 ]] || return 0
	for base in $(base_names); do
		[[ -f $(base_series "$base") ]] || continue
		if base_at_hand "$base"; then
			BASES+=("$base")
		else
			say "$base: not checked: its source is a tree of yours;" \
				"patchctl fetch $base --tree DIR"
		fi
	done
	[[ ${#BASES[@]} -gt 0 ]] || die "$EXIT_BAD" "no base has a series"
}

cmd_check() {
	local base BASES BUILDS sound=()
	check_options "$@"
	check_begin
	drift_find
	if [[ ${#DRIFT[@]} -gt 0 ]]; then
		printf '%s\n' "${DRIFT[@]}" >&2
		say "patches, kernel and selftests do not agree"
		check_report all agree - FAILED -
	fi
	for base in "${BASES[@]}"; do
		fetch_missing "$base"
		! check_series "$base" || sound+=("$base")
	done
	for base in "${BASES[@]}"; do
		style_lines "$base"
	done >"$SCRATCH/lines"
	sed 's/ /\tcheckpatch\t/' "$SCRATCH/lines" >"$SCRATCH/planned"
	jobs_run "$(nproc)" style_one <"$SCRATCH/lines"
	check_missing PATCH
	[[ ${#BUILDS[@]} == 0 || ${#sound[@]} == 0 ]] || check_builds "${sound[@]}"
	check_matrix "${BASES[@]}"
	# shellcheck disable=SC2153 # env.sh's
	mv "$CHECK_REPORT" "$BUILD/check/report.tsv"
	! grep -q $'\tFAILED\t' "$BUILD/check/report.tsv" || exit "$EXIT_NO"
}

# check_begin: one at a time. Out: CHECK_LOG, CHECK_PLANS and CHECK_REPORT.
check_begin() {
	local lock
	CHECK_LOG=$BUILD/check/log CHECK_PLANS=$SCRATCH/plans
	CHECK_REPORT=$BUILD/check/.report.tsv
	mkdir -p "$CHECK_LOG" "$CHECK_PLANS"
	exec {lock}>"$BUILD/check/.lock"
	flock --nonblock "$lock" || {
		say "waiting for another check"
		flock "$lock"
	}
	at_exit rm -f "$CHECK_REPORT"
	: >"$CHECK_REPORT"
}

# check_report BASE ROW PATCH ok|FAILED LOG: a line of the report.
check_report() {
	(IFS=$'\t' && printf '%s\n' "$*") >>"$CHECK_REPORT"
}

# check_missing PATCH|ROW: a line of the report for each "BASE ROW PATCH" in
# $SCRATCH/planned that has none, as the job that was to write it died. A job was for one
# of them, or for a row; where it went no further after a failure, that is what the
# row says.
check_missing() {
	local base row patch
	awk -F '\t' -v job="$1" '
		NR == FNR { there[$1, $2, $3]; if (job == "ROW" && $4 != "ok") bad[$1, $2]; next }
		!(($1, $2, $3) in there) && !(($1, $2) in bad)
	' "$CHECK_REPORT" "$SCRATCH/planned" >"$SCRATCH/missing"
	while IFS=$'\t' read -r base row patch; do
		check_report "$base" "$row" "$patch" FAILED -
		say "$base: FAILED: $row: $patch: not looked at, as the job died"
	done <"$SCRATCH/missing"
}

# check_is_done KEY, check_done KEY: what passed, by all that it depends on.
check_is_done() {
	[[ -e $BUILD/check/done/$1 ]]
}
check_done() {
	mkdir -p "$BUILD/check/done/${1%/*}"
	: >"$BUILD/check/done/$1"
}

# check_patches BASE SET: patches in order, relative to patches/: the "series", or
# those that could go upstream "first", which are for the newest base.
check_patches() {
	local PATCHES base newest
	if [[ $2 == series ]]; then
		series_load "$1"
		printf '%s\n' "${PATCHES[@]}"
		return 0
	fi
	for base in $(base_names); do
		[[ ! -f $(base_series "$base") ]] || newest=$base
	done
	[[ $newest != "$1" || ! -d $SERIES_ROOT/patches/first ]] ||
		(cd "$SERIES_ROOT/patches" && find first -name '*.patch' | sort)
}

# check_builds BASE...: BUILDS of these, side by side. Most steps compile a file or two,
# so one more job than there are processors keeps them busy; a job's make may use them
# all, for the time when it is the last.
check_builds() {
	local base build groups kernel arm set
	# shellcheck disable=SC2034 # for check-make.sh
	BUILD_PARALLEL=$(nproc)
	for build in "${BUILDS[@]}"; do
		read -r kernel arm <<<"$build"
		for base; do
			kernel_require "$EXIT_BAD" "$(build_place "$kernel" "$arm")" \
				"$base" "$kernel" "$arm"
		done
	done
	mapfile -t groups < <(printf 'kernel-%s\n' "${BUILDS[@]%% *}" | sort -u)
	"$HERE/../env/install" check kernel "${groups[@]}" ||
		die "$EXIT_BAD" "cannot compile: packages are missing"
	for base; do
		build_plan "$base" series >"$CHECK_PLANS/$base-series"
		build_plan "$base" first >"$CHECK_PLANS/$base-first"
	done
	for build in "${BUILDS[@]}"; do
		for base; do
			echo "$base $build series"
			[[ $build != "${BUILDS[0]}" || ! -s $CHECK_PLANS/$base-first ]] ||
				echo "$base $build first"
		done
	done >"$SCRATCH/lines"
	while read -r base kernel arm set; do
		sed "s/.* /$base\t$(build_name "$kernel" "$arm" "$set")\t/" \
			"$CHECK_PLANS/$base-$set"
	done <"$SCRATCH/lines" >"$SCRATCH/planned"
	jobs_run "$(($(nproc) + 1))" build_job <"$SCRATCH/lines"
	check_missing ROW
}

# check_rows: what a row can be called, in order.
check_rows() {
	printf '%s\n' agree "${CHECK_SERIES_ROWS[@]}" checkpatch
	build_rows | awk '{ print $1 "-" $2; print $1 "-" $2 "-first" }'
}

# check_matrix BASE...: the report as a table.
check_matrix() {
	awk -F '\t' -v bases="$*" '
		NR == FNR { row[NR] = $1; next }
		{ seen[$2] = 1 }
		{ all[$1, $2]++; if ($4 != "ok") bad[$1, $2]++ }
		END {
			n = split(bases, base, " ")
			printf "%-22s", ""
			for (b = 1; b <= n; b++) printf "%-12s", base[b]
			print ""
			for (r = 1; r in row; r++) {
				if (!(row[r] in seen)) continue
				printf "%-22s", row[r]
				for (b = 1; b <= n; b++) {
					key = base[b] SUBSEP row[r]
					if (("all", row[r]) in all) key = "all" SUBSEP row[r]
					printf "%-12s", !(key in all) ? "-" : \
						bad[key] ? bad[key] " FAILED" : "ok"
				}
				print ""
			}
		}
	' <(check_rows) "$CHECK_REPORT" | sed 's/ *$//'
}
