# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_unapply() {
	cat <<'END'
usage: patchctl unapply BASE [--tree DIR] [--quilt | --git]
       patchctl unapply --base BASE [DIR] [--quilt | --git]

Takes the series off a tree again.

  --tree DIR   the tree (default: build/tree/BASE, or build/tree/BASE-git
               with --git)

How it was applied is read from the tree. With quilt: every patch is popped,
and the folder of patches and .pc are removed, unless there are patches of
yours among them or you edited one. With git: back to refs/cmakit/BASE, only if
HEAD is still the series' last commit and nothing is uncommitted. Otherwise
refused, with the tree left as it was (exit 4).
END
}

cmd_unapply() {
	local BASE DIR MODE
	target_options "$@"
	[[ -n $DIR ]] || DIR=$BUILD/tree/$BASE$([[ $MODE != git ]] || echo -git)
	target_open
	git_drop_stale "$BASE" "$DIR"
	if quilt_folder "$DIR" >/dev/null && [[ $MODE != git ]]; then
		unapply_quilt "$BASE" "$DIR"
	elif tree_is_git "$DIR" && git_ref "$DIR" "refs/cmakit/$BASE" >/dev/null &&
		[[ $MODE != quilt ]]; then
		unapply_git "$BASE" "$DIR"
	else
		refuse "$DIR: the series of base $BASE is not on it"
	fi
	say "$DIR: the series of base $BASE is off"
}

unapply_quilt() {
	local base=$1 dir=$2
	[[ $(quilt_base "$dir") == "$base" ]] ||
		refuse "$dir has the series of base $(quilt_base "$dir"), not of $base"
	quilt_refuse_foreign "$dir"
	quilt_pop "$dir" ||
		refuse "$dir: a patched file was changed since; undo that, or pop by hand"
	quilt_created "$dir" | tree_remove_empty "$dir"
	quilt_remove "$dir"
}

unapply_git() {
	local base=$1 dir=$2
	[[ $(git_ref "$dir" HEAD) == "$(git_ref "$dir" "refs/cmakit/$base-head")" ]] ||
		refuse "$dir: HEAD is not the last commit of the series;" \
			"git reset --hard refs/cmakit/$base would lose the others"
	tree_refuse_uncommitted "$dir"
	git -C "$dir" reset --quiet --hard "refs/cmakit/$base"
	git_forget "$base" "$dir"
}
