# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# check, first part: the series as a whole, on copies of the files it touches.

# The rows of the report that it makes.
# shellcheck disable=SC2034 # for cmd-check.sh
CHECK_SERIES_ROWS=("what it lacks" messages applies "owned files" quilt git)

# check_series BASE: a row of the report for each of what help_check lists, up to
# the first that fails. Its caller tests it, so no failure ends it, or what it
# calls, by itself.
check_series() {
	local base=$1 source work offsets
	series_load "$base"
	series_paths
	source=$(base_source "$base")
	work=$SCRATCH/check.$base
	check_row "$base" "what it lacks" check_needless "$base" &&
		check_row "$base" messages check_messages "$base" &&
		check_row "$base" applies check_applies "$base" "$source" "$work" &&
		check_row "$base" "owned files" check_owned "$base" "$work/patched" &&
		check_row "$base" quilt check_quilt "$base" "$source" "$work" &&
		check_row "$base" git check_git "$base" "$source" "$work" || return 1
	offsets=$(grep -c . <<<"$TRIAL_NOTES" || true)
	[[ $offsets == 0 ]] && offsets="no offset" || offsets+=" hunks at an offset"
	say "$base: ${#PATCHES[@]} patches, $(wc -l <"$SCRATCH/touched") files, no fuzz," \
		"$offsets, quilt and git round trips byte-identical"
}

# check_row BASE ROW COMMAND...
check_row() {
	local base=$1 row=$2
	shift 2
	if "$@"; then
		check_report "$base" "$row" - ok -
	else
		check_report "$base" "$row" - FAILED -
		return 1
	fi
}

# check_needless BASE: what it lacks, it does not need. matrix_read reads other
# series, too.
check_needless() {
	local PATCHES
	matrix_read
	needless_read
	needless_wrong "$1" >"$SCRATCH/needless"
	sed "s/^/$1: FAILED: /" "$SCRATCH/needless" >&2
	[[ ! -s $SCRATCH/needless ]]
}

# check_messages BASE: of the patches in PATHS.
check_messages() {
	local patch
	for patch in "${PATHS[@]}"; do
		lint_patch "$patch"
	done >"$SCRATCH/lint"
	cat "$SCRATCH/lint" >&2
	[[ ! -s $SCRATCH/lint ]] || { say "$1: FAILED: messages"; return 1; }
}

# check_applies BASE SOURCE WORK: PATHS, with no fuzz. Out: WORK/patched; TRIAL_NOTES;
# $SCRATCH/touched and $SCRATCH/created.
check_applies() {
	if ! { touched_files "${PATHS[@]}" >"$SCRATCH/touched" &&
		created_files "${PATHS[@]}" >"$SCRATCH/created"; }; then
		say "$1: FAILED: patches that git cannot read"
		return 1
	elif ! trial_apply "$2" "$3/patched" "${PATHS[@]}"; then
		printf '%s\n' "$TRIAL_NOTES" >&2
		say "$1: FAILED: $TRIAL_PATCH does not apply"
		return 1
	fi
	[[ -z $TRIAL_NOTES ]] || printf '%s\n' "$1: ${TRIAL_NOTES//$'\n'/$'\n'$1: }" >&2
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
