# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The source of a base that no package has: a copy of the user's own tree.

# fetch_tree_locate BASE DIR: a tree to copy. Out: ARCHIVE, its path; STAMP, its
# commit, or what its files are. DIR may be "". Fails without a tree; ends the
# program where it is not one to copy.
fetch_tree_locate() {
	local commit
	if [[ -z $2 ]]; then
		base_fetched "$1" ||
			say "$1: no package has its source; name your tree, once:" \
				"patchctl fetch $1 --tree DIR"
		return 1
	fi
	[[ -d $2 ]] || refuse "no such folder: $2"
	ARCHIVE=$(realpath "$2")
	tree_require_kernel "$1" "$ARCHIVE"
	if tree_is_git "$ARCHIVE"; then
		commit=$(fetch_tree_commit "$1" "$ARCHIVE") ||
			refuse "$ARCHIVE has no commit yet"
		[[ -z $(git -C "$ARCHIVE" status --porcelain --untracked-files=no) ]] ||
			say "$ARCHIVE: what is not committed is left out"
		STAMP="git $commit Linux $(kernel_version "$ARCHIVE")"
		return 0
	fi
	fetch_tree_unpatched "$ARCHIVE"
	say "$1: sums of $ARCHIVE"
	STAMP="tree sha256:$(fetch_manifest "$ARCHIVE" | sha256sum | cut -d ' ' -f 1)"
	STAMP+=" Linux $(kernel_version "$ARCHIVE")"
}

# fetch_tree_commit BASE DIR: the commit to copy: the one below the series.
fetch_tree_commit() {
	git_ref "$2" "refs/cmakit/$1" || git_ref "$2" HEAD
}

# fetch_tree_unpatched DIR: a tree without git is as it was unpacked, as far as
# can be told.
fetch_tree_unpatched() {
	if [[ -s $1/.pc/applied-patches ]] || quilt_folder "$1" >/dev/null; then
		refuse "$1 has quilt patches; take them off first (patchctl unapply)"
	fi
	[[ ! -e $1/.config && ! -e $1/include/config ]] ||
		refuse "$1 was built in; run make mrproper in it, or keep it in git"
}

# fetch_tree_copy BASE INTO: the tree ARCHIVE.
fetch_tree_copy() {
	if tree_is_git "$ARCHIVE"; then
		git -C "$ARCHIVE" -c core.autocrlf=false -c tar.umask=0022 archive --format=tar \
			"$(fetch_tree_commit "$1" "$ARCHIVE")" | tar -x -C "$2"
	else
		cp -a --reflink=auto "$ARCHIVE/." "$2/"
	fi
}
