# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What a tree must be before the series is put on it. Every check ends the
# program, and none changes the tree.

# refuse TEXT...
refuse() {
	die "$EXIT_BAD" "refused: $*"
}

# refuse_list TEXT: the same, after the lines on standard input.
refuse_list() {
	sed 's/^/  /' >&2
	refuse "$1"
}

# tree_is_git DIR: DIR is the top of a git work tree, not a folder inside one.
# One that git will not read (another user's, say) is not taken for a plain one.
tree_is_git() {
	local top
	top=$(git -C "$1" rev-parse --show-toplevel 2>"$SCRATCH/git.log") || {
		[[ ! -e $1/.git ]] || refuse_list "git cannot read $1" <"$SCRATCH/git.log"
		return 1
	}
	[[ $top -ef $1 ]]
}

# tree_refuse_uncommitted DIR: a git work tree has nothing that git lacks.
tree_refuse_uncommitted() {
	git -C "$1" status --porcelain --untracked-files=no >"$SCRATCH/dirty"
	[[ ! -s $SCRATCH/dirty ]] || refuse_list \
		"$1 has changes that are not committed" <"$SCRATCH/dirty"
}

# tree_require_kernel BASE DIR: a kernel tree of the base's version.
tree_require_kernel() {
	local version want
	version=$(kernel_version "$2") || refuse "$2 is not a kernel tree:" \
		"expected a Makefile with VERSION and PATCHLEVEL"
	want=$(base_kernel "$1")
	[[ $version == "$want".* ]] ||
		refuse "$2 is Linux $version, but the series of base $1 is for Linux $want"
}

# tree_refuse_under_way DIR: no git am, rebase or merge in a git work tree waits
# to be finished.
tree_refuse_under_way() {
	local place
	for place in rebase-apply rebase-merge MERGE_HEAD CHERRY_PICK_HEAD; do
		[[ ! -e $(cd "$1" && git rev-parse --git-path "$place" |
			xargs -d '\n' realpath -m) ]] ||
			refuse "$1 is half patched: git has a $place under way;" \
				"finish or abort it"
	done
}

# tree_refuse_half_patched BASE DIR: nothing was begun and left.
# Files that the series touches on standard input.
tree_refuse_half_patched() {
	local base=$1 dir=$2 file rejects=()
	if [[ -s $dir/.pc/applied-patches ]]; then
		refuse "$dir has quilt patches applied already, the last one" \
			"$(tail -n 1 "$dir/.pc/applied-patches"); quilt pop -a takes them off"
	elif [[ -e $dir/.pc ]] && ! quilt_folder "$dir" >/dev/null; then
		refuse "$dir/.pc belongs to another quilt series;" \
			"remove it once that series is off, or use --git"
	fi
	if tree_is_git "$dir"; then
		tree_refuse_under_way "$dir"
		! git_ref "$dir" "refs/cmakit/$base" >/dev/null ||
			refuse "$dir has commits of the series (or a part of it) since" \
				"refs/cmakit/$base; patchctl unapply takes them off"
	fi
	while IFS= read -r file; do
		[[ ! -e $dir/$file.rej ]] || rejects+=("$file.rej")
	done
	[[ ${#rejects[@]} == 0 ]] || refuse_list \
		"$dir is half patched: rejected hunks lie beside the files to patch" \
		< <(printf '%s\n' "${rejects[@]}")
}

# tree_refuse_dirty BASE DIR: no edits that nobody has committed. A tree that
# git does not keep is compared with the manifest of the base's source, if it
# is of the same version. Files that the series touches on standard input.
tree_refuse_dirty() {
	local base=$1 dir=$2
	if tree_is_git "$dir"; then
		tree_refuse_uncommitted "$dir"
		return 0
	fi
	if ! base_fetched "$base"; then
		say "WARNING: cannot tell whether $dir is unchanged:" \
			"the source of base $base is not fetched"
	elif [[ $(kernel_version "$dir") == "$(kernel_version "$(base_source "$base")")" ]]; then
		awk 'NR == FNR { want[$0]; next }
			substr($0, 67) in want' - "$(base_manifest "$base")" >"$SCRATCH/sums"
		(cd "$dir" && sha256sum --check --quiet "$SCRATCH/sums" 2>/dev/null) |
			sed 's/: FAILED.*//' >"$SCRATCH/dirty" || true
		[[ ! -s $SCRATCH/dirty ]] || refuse_list \
			"$dir differs from $(base_stamp "$base"); keep your changes in git to apply the series over them" \
			<"$SCRATCH/dirty"
	else
		say "WARNING: cannot tell whether $dir is unchanged: it is Linux" \
			"$(kernel_version "$dir"), the source of base $base is Linux" \
			"$(kernel_version "$(base_source "$base")"); keep it in git to be sure"
	fi
}

# tree_refuse_existing DIR: what the series adds is not there yet. Files that
# it adds on standard input.
tree_refuse_existing() {
	local file there=()
	while IFS= read -r file; do
		[[ ! -e $1/$file && ! -L $1/$file ]] || there+=("$file")
	done
	[[ ${#there[@]} == 0 ]] || refuse_list \
		"$1 has files already that the series adds" \
		< <(printf '%s\n' "${there[@]}")
}

# tree_remove_empty DIR: remove the folders that held nothing but files of the
# series. Files that the series adds on standard input.
tree_remove_empty() {
	local file
	(
		cd "$1" || exit
		while IFS= read -r file; do
			[[ ! -d ${file%/*} ]] || rmdir -p --ignore-fail-on-non-empty "${file%/*}"
		done
	)
}
