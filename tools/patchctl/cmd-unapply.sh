# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_unapply() {
	cat <<'END'
usage: patchctl unapply BASE [--tree DIR] [--quilt | --git]

Takes the series off a tree again.

  --tree DIR   the tree (default: build/tree/BASE, or build/tree/BASE-git
               with --git)

How it was applied is read from the tree. With quilt: every patch is popped,
and the folder of patches and .pc are removed. With git: back to
refs/cmakit/BASE, only if HEAD is still the series' last commit and nothing is
uncommitted. Otherwise refused, with the tree left as it was (exit 4).
END
}

cmd_unapply() {
	local base='' dir='' mode=''
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
	[[ -n $dir ]] || dir=$BUILD/tree/$base$([[ $mode != git ]] || echo -git)
	[[ -d $dir ]] || refuse "no such folder: $dir"
	dir=$(realpath "$dir")
	if quilt_folder "$dir" >/dev/null && [[ $mode != git ]]; then
		unapply_quilt "$base" "$dir"
	elif tree_is_git "$dir" && git_ref "$dir" "refs/cmakit/$base" >/dev/null &&
		[[ $mode != quilt ]]; then
		unapply_git "$base" "$dir"
	else
		refuse "$dir: the series of base $base is not on it"
	fi
	say "$dir: the series of base $base is off"
}

unapply_quilt() {
	local base=$1 dir=$2 folder
	folder=$(quilt_folder "$dir")
	[[ $(<"$dir/$folder/.cmakit") == "$base" ]] ||
		refuse "$dir has the series of base $(<"$dir/$folder/.cmakit"), not of $base"
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
	git -C "$dir" status --porcelain --untracked-files=no >"$SCRATCH/dirty"
	[[ ! -s $SCRATCH/dirty ]] || refuse_list \
		"$dir has changes that are not committed" <"$SCRATCH/dirty"
	git_back "$base" "$dir"
}
