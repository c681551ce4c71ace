# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_apply() {
	cat <<'END'
usage: patchctl apply BASE [--tree DIR] [--quilt | --git]
       patchctl apply --base BASE [DIR] [--quilt | --git]

Puts the series on a kernel tree, with no fuzz. The whole series is tried on
copies of the files first; hunks that stand at an offset are shown.

  --tree DIR   the tree (default: build/tree/BASE, or build/tree/BASE-git with
               --git, made from the fetched source)
  --quilt      leave the tree as "quilt push -a" would (the default): patches
               in DIR/patches (DIR/patches-cmakit where there is a patches/
               already), quilt's records in DIR/.pc
  --git        DIR is a git work tree: make a commit of each patch, and
               remember the commit before as refs/cmakit/BASE

Refused, with the tree left as it was (exit 4): a tree of another version,
uncommitted or unknown changes in it, a half patched tree, files that the
series adds and that exist, a hunk that does not fit exactly. A tree that has
this very series already is left alone (exit 0). What git does not keep is
compared with the base's source, in the files that the series touches and only
if both are of the same sublevel; for other edits there is no check.
END
}

cmd_apply() {
	local own='' state BASE DIR MODE
	target_options "$@"
	[[ -n $MODE ]] || MODE=quilt
	series_load "$BASE"
	series_paths
	apply_require_sync
	if [[ -z $DIR ]]; then
		own=1
		default_tree "$BASE" "$MODE"
		DIR=$TREE
	fi
	target_open
	tree_require_kernel "$BASE" "$DIR"
	git_drop_stale "$BASE" "$DIR"
	touched_files "${PATHS[@]}" >"$SCRATCH/touched"
	created_files "${PATHS[@]}" >"$SCRATCH/created"

	state=$(quilt_state "$BASE" "$DIR")
	[[ $state != none ]] || state=$(git_state "$BASE" "$DIR")
	if [[ $state == same ]]; then
		apply_require_intact "$DIR"
		say "$DIR: the series of base $BASE (${#PATCHES[@]} patches) is applied already"
		return 0
	elif [[ $state == partial ]]; then
		refuse "$DIR is half patched: $(quilt_applied "$DIR") of ${#PATCHES[@]} patches" \
			"are on; quilt push -a or patchctl unapply"
	fi
	quilt_refuse_foreign "$DIR"
	if [[ $state == other && $MODE == quilt && -n $own ]]; then
		say "$DIR: taking off an older version of the series"
		quilt_pop "$DIR" || refuse "$DIR was edited; remove it or undo the edit"
		quilt_created "$DIR" | tree_remove_empty "$DIR"
		quilt_remove "$DIR"
	elif [[ $state == other ]]; then
		refuse "$DIR has another version of the series; patchctl unapply takes it off"
	fi
	apply_checked "$BASE" "$DIR" "$MODE"
}

# apply_require_sync: a series out of step with kernel/ would build the wrong
# thing without a word.
apply_require_sync() {
	drift_find
	[[ ${#DRIFT[@]} == 0 ]] || {
		printf '%s\n' "${DRIFT[@]}" >&2
		die "$EXIT_BAD" "patches are out of step with kernel/ and selftests/:" \
			"list new files in patches/added/*.files and run patchctl sync"
	}
}

# apply_require_intact DIR: the series is on, as quilt's or git's records have
# it; the files must say so too.
apply_require_intact() {
	if [[ $(quilt_applied "$1") == 0 ]]; then
		tree_refuse_uncommitted "$1"
		return 0
	fi
	quilt_unlike "$1" <"$SCRATCH/touched" >"$SCRATCH/unlike" || refuse_list \
		"$1 is half patched: quilt has the series as applied, but it gives other files than these" \
		<"$SCRATCH/unlike"
}

# apply_checked BASE DIR MODE: all the checks, the trial, and then the tree.
apply_checked() {
	local base=$1 dir=$2 mode=$3 trial
	[[ $mode != git ]] || tree_is_git "$dir" ||
		refuse "$dir is not the top of a git work tree; use --quilt"
	tree_refuse_half_patched "$base" "$dir" <"$SCRATCH/touched"
	tree_refuse_dirty "$base" "$dir" <"$SCRATCH/touched"
	tree_refuse_existing "$dir" <"$SCRATCH/created"

	trial=$SCRATCH/trial
	if ! trial_apply "$dir" "$trial" "${PATHS[@]}"; then
		refuse_list "$TRIAL_PATCH does not fit $dir exactly" <<<"$TRIAL_NOTES"
	fi
	[[ -z $TRIAL_NOTES ]] || printf '%s\n' "$TRIAL_NOTES" >&2

	undo_prepare "$base" "$dir" "$mode"
	if [[ $mode == quilt ]]; then
		quilt_push "$base" "$dir"
	else
		git_push "$base" "$dir" "${PATHS[@]}"
	fi || refuse "$dir: it failed after a good trial"
	same_files "$trial" "$dir" <"$SCRATCH/touched" >"$SCRATCH/unlike" || refuse_list \
		"$dir: these files came out unlike the trial" <"$SCRATCH/unlike"
	undo_forget
	say "$dir: ${#PATCHES[@]} patches applied ($mode)," \
		"$(wc -l <"$SCRATCH/touched") files, no fuzz"
}
