# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_apply() {
	cat <<'END'
usage: patchctl apply BASE [--tree DIR] [--quilt | --git]

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
this very series already is left alone (exit 0).
END
}

cmd_apply() {
	local base='' dir='' mode=quilt own='' state
	while [[ $# -gt 0 ]]; do
		case $1 in
		--tree) [[ $# -gt 1 ]] || usage "--tree needs a folder"; dir=$2; shift ;;
		--tree=*) dir=${1#*=} ;;
		--quilt | --git) mode=${1#--} ;;
		-*) usage "unexpected: $1" ;;
		*) [[ -z $base ]] || usage "one base at a time"; base=$1 ;;
		esac
		shift
	done
	base_require "$base"
	series_load "$base"
	apply_require_sync
	if [[ -z $dir ]]; then
		own=1
		default_tree "$base" "$mode"
		dir=$TREE
	fi
	[[ -d $dir ]] || refuse "no such folder: $dir"
	dir=$(realpath "$dir")

	tree_require_kernel "$base" "$dir"
	state=$(quilt_state "$base" "$dir")
	[[ $state != none ]] || state=$(git_state "$base" "$dir")
	if [[ $state == same ]]; then
		say "$dir: the series of base $base (${#PATCHES[@]} patches) is applied already"
		return 0
	elif [[ $state == partial ]]; then
		refuse "$dir is half patched: $(quilt_applied "$dir") of ${#PATCHES[@]} patches" \
			"are on; quilt push -a or patchctl unapply"
	elif [[ $state == other && $mode == quilt && -n $own ]]; then
		say "$dir: taking off an older version of the series"
		quilt_pop "$dir" || refuse "$dir was edited; remove it or undo the edit"
		quilt_created "$dir" | tree_remove_empty "$dir"
		quilt_remove "$dir"
	elif [[ $state == other ]]; then
		refuse "$dir has another version of the series; patchctl unapply takes it off"
	fi
	apply_checked "$base" "$dir" "$mode"
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

# apply_checked BASE DIR MODE: all the checks, the trial, and then the tree.
apply_checked() {
	local base=$1 dir=$2 mode=$3 trial
	series_paths
	touched_files "${PATHS[@]}" >"$SCRATCH/touched"
	created_files "${PATHS[@]}" >"$SCRATCH/created"
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

	copy_files "$dir" "$SCRATCH/before" <"$SCRATCH/touched"
	APPLY_BASE=$base APPLY_DIR=$dir APPLY_MODE=$mode
	at_exit apply_undo
	if [[ $mode == quilt ]]; then
		quilt_push "$base" "$dir"
	else
		git_push "$base" "$dir" "${PATHS[@]}"
	fi || refuse "$dir: it failed after a good trial; the tree is as it was"
	same_files "$trial" "$dir" <"$SCRATCH/touched" >"$SCRATCH/unlike" || refuse_list \
		"$dir: these files came out unlike the trial; the tree is as it was" \
		<"$SCRATCH/unlike"
	APPLY_DIR=
	say "$dir: ${#PATCHES[@]} patches applied ($mode)," \
		"$(wc -l <"$SCRATCH/touched") files, no fuzz"
}

# apply_undo: on exit, where the work on a tree did not come to its end.
apply_undo() {
	local file
	[[ -n $APPLY_DIR ]] || return 0
	if [[ $APPLY_MODE == git ]]; then
		git -C "$APPLY_DIR" am --abort >/dev/null 2>&1
		git_back "$APPLY_BASE" "$APPLY_DIR"
		return 0
	fi
	while IFS= read -r file; do
		if [[ ! -e $SCRATCH/before/$file ]]; then
			rm -f "$APPLY_DIR/$file"
		elif ! cmp -s "$SCRATCH/before/$file" "$APPLY_DIR/$file"; then
			cp -p --remove-destination "$SCRATCH/before/$file" "$APPLY_DIR/$file"
		fi
	done <"$SCRATCH/touched"
	tree_remove_empty "$APPLY_DIR" <"$SCRATCH/created"
	quilt_remove "$APPLY_DIR"
}
