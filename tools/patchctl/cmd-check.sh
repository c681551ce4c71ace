# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

# shellcheck source=/dev/null
source "$HERE/lint.sh"

help_check() {
	cat <<'END'
usage: patchctl check [BASE...]

Proves the series of the bases (default: all that have one, except those whose
source is a tree of yours that was not fetched), on copies of the files they
touch; the source is fetched where it is missing.

  - patches, kernel/ and selftests/ agree, as sync --check has it
  - a patch that other bases have is there too, or patches/not-needed says why
  - every patch has a subject, an explanation, Assisted-by: and, under "---",
    Upstream-Status:, and no Signed-off-by
  - it applies with no fuzz (offsets are shown), and the files it adds are those
    in kernel/ and selftests/
  - real quilt, and git am, give the same files, and take them off again to the
    byte

Ends with a line for each base. Exit 1 where one of this fails.
END
}

cmd_check() {
	local base bases=("$@") failed=0
	for base in "${bases[@]}"; do
		base_require "$base"
	done
	if [[ $# == 0 ]]; then
		for base in $(base_names); do
			[[ -f $(base_series "$base") ]] || continue
			if base_at_hand "$base"; then
				bases+=("$base")
			else
				say "$base: not checked: its source is a tree of yours;" \
					"patchctl fetch $base --tree DIR"
			fi
		done
		[[ ${#bases[@]} -gt 0 ]] || die "$EXIT_BAD" "no base has a series"
	fi
	drift_find
	if [[ ${#DRIFT[@]} -gt 0 ]]; then
		printf '%s\n' "${DRIFT[@]}" >&2
		say "patches, kernel and selftests do not agree"
		failed=1
	fi
	for base in "${bases[@]}"; do
		fetch_missing "$base"
		check_base "$base" || failed=1
	done
	[[ $failed == 0 ]] || exit "$EXIT_NO"
}

# check_base BASE: prints its summary. 1 where something is wrong. Its caller
# tests it, so no failure ends it, or what it calls, by itself.
check_base() {
	local base=$1 source work offsets
	series_load "$base"
	series_paths
	source=$(base_source "$base")
	work=$SCRATCH/check.$base
	if ! { touched_files "${PATHS[@]}" >"$SCRATCH/touched" &&
		created_files "${PATHS[@]}" >"$SCRATCH/created"; }; then
		say "$base: FAILED: patches that git cannot read"
		return 1
	elif ! check_messages; then
		say "$base: FAILED: messages"
		return 1
	elif ! check_needless "$base"; then
		return 1
	elif ! trial_apply "$source" "$work/patched" "${PATHS[@]}"; then
		printf '%s\n' "$TRIAL_NOTES" >&2
		say "$base: FAILED: $TRIAL_PATCH does not apply"
		return 1
	fi
	[[ -z $TRIAL_NOTES ]] || printf '%s\n' "$base: ${TRIAL_NOTES//$'\n'/$'\n'$base: }" >&2
	offsets=$(grep -c . <<<"$TRIAL_NOTES" || true)
	check_owned "$base" "$work/patched" || return 1
	check_quilt "$base" "$source" "$work" || return 1
	check_git "$base" "$source" "$work" || return 1
	[[ $offsets == 0 ]] && offsets="no offset" || offsets+=" hunks at an offset"
	say "$base: ${#PATCHES[@]} patches, $(wc -l <"$SCRATCH/touched") files, no fuzz," \
		"$offsets, quilt and git round trips byte-identical"
}

# check_messages: of the patches in PATHS.
check_messages() {
	local patch
	for patch in "${PATHS[@]}"; do
		lint_patch "$patch"
	done >"$SCRATCH/lint"
	cat "$SCRATCH/lint" >&2
	[[ ! -s $SCRATCH/lint ]]
}

# check_needless BASE: what it lacks, it does not need. matrix_read reads other
# series, and the base's own anew.
check_needless() {
	local PATCHES
	matrix_read
	needless_read
	needless_wrong "$1" >"$SCRATCH/needless"
	sed "s/^/$1: FAILED: /" "$SCRATCH/needless" >&2
	[[ ! -s $SCRATCH/needless ]]
}

# check_owned BASE PATCHED: the files added are those in kernel/ and selftests/.
check_owned() {
	local file status=0
	while IFS= read -r file; do
		cmp -s "$2/$file" "$SERIES_ROOT/$(owner_path "$file")" || {
			say "$1: FAILED: $file is not $(owner_path "$file")"
			status=1
		}
	done <"$SCRATCH/created"
	return "$status"
}

# check_same BASE TEXT A B: the touched files are the same in both.
check_same() {
	same_files "$3" "$4" <"$SCRATCH/touched" >"$SCRATCH/unlike" && return 0
	sed 's/^/  /' "$SCRATCH/unlike" >&2
	say "$1: FAILED: $2"
	return 1
}

# check_quilt BASE SOURCE WORK: push and pop, with nothing left over.
check_quilt() {
	local tree=$3/quilt
	copy_files "$2" "$tree" <"$SCRATCH/touched"
	(cd "$tree" && find . -type f | sort) >"$SCRATCH/files"
	quilt_push "$1" "$tree" || { say "$1: FAILED: quilt push -a"; return 1; }
	check_same "$1" "quilt push -a gives other files" "$3/patched" "$tree" || return 1
	quilt_run "$tree" "$QUILT_FOLDER" pop -a >"$SCRATCH/quilt.log" 2>&1 || {
		cat "$SCRATCH/quilt.log" >&2
		say "$1: FAILED: quilt pop -a"
		return 1
	}
	check_same "$1" "quilt pop -a leaves other files" "$2" "$tree" || return 1
	quilt_remove "$tree"
	(cd "$tree" && find . -type f | sort) | cmp -s - "$SCRATCH/files" || {
		say "$1: FAILED: quilt pop -a leaves files behind"
		return 1
	}
}

# check_git BASE SOURCE WORK: git am and back.
check_git() {
	local tree=$3/git
	local -x GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	copy_files "$2" "$tree" <"$SCRATCH/touched"
	{
		git -C "$tree" init -q &&
			git -C "$tree" add --all --force . &&
			git -C "$tree" -c user.name=CMAkit -c user.email=cmakit@cmakit.invalid \
				commit -q --allow-empty -m base
	} || {
		say "$1: FAILED: git cannot keep the files"
		return 1
	}
	git_push "$1" "$tree" "${PATHS[@]}" || { say "$1: FAILED: git am"; return 1; }
	check_same "$1" "git am gives other files" "$3/patched" "$tree" || return 1
	git -C "$tree" reset --quiet --hard "refs/cmakit/$1"
	check_same "$1" "git reset leaves other files" "$2" "$tree" || return 1
	[[ -z $(git -C "$tree" status --porcelain --ignored) ]] || {
		say "$1: FAILED: git reset leaves files behind"
		return 1
	}
}
