# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Which files the tree has, and which state they are of: from git in a checkout, from
# SHA256SUMS in an unpacked release. The first line of SHA256SUMS says where the
# release is from, `# cmakit VERSION, commit ID, SOURCE_DATE_EPOCH=SECONDS`. Source
# env.sh first.

# What a release adds to the tree, which is made anew from the rest.
TREE_MADE='^(series|meta-cmakit)/'

# tree_is_checkout: git keeps this very folder.
tree_is_checkout() {
	[[ -e $ROOT/.git ]]
}

# tree_require: ends the program where neither can tell.
tree_require() {
	tree_is_checkout || [[ -s $ROOT/SHA256SUMS ]] ||
		die "$EXIT_BAD" "$ROOT: expected a git checkout, or SHA256SUMS of a release"
}

# tree_files: all of them, relative to ROOT, sorted by bytes.
tree_files() {
	tree_require
	if tree_is_checkout; then
		git -C "$ROOT" -c core.quotePath=off ls-files
	else
		tree_summed
	fi | LC_ALL=C sort
}

# tree_files_now: all that are there, with those that are not in git yet but are not
# ignored either.
tree_files_now() {
	local file
	if tree_is_checkout; then
		git -C "$ROOT" -c core.quotePath=off ls-files --cached --others --exclude-standard
	else
		tree_files
	fi | while IFS= read -r file; do
		[[ ! -e $ROOT/$file && ! -L $ROOT/$file ]] || echo "$file"
	done
}

# tree_files_in NAME...: those that are one of these, or in one of these folders.
tree_files_in() {
	local names
	names=$(IFS='|' && echo "$*")
	tree_files | { grep -E "^($names)(/|\$)" || true; }
}

# tree_summed: the files of the tree that SHA256SUMS lists.
tree_summed() {
	sed -n 's/^[0-9a-f]\{64\}  //p' "$ROOT/SHA256SUMS" | grep -vE "$TREE_MADE"
}

# tree_changed: the files that are not as committed or as released, a line each.
tree_changed() {
	tree_require
	if tree_is_checkout; then
		git -C "$ROOT" status --porcelain --untracked-files=no
	else
		(cd "$ROOT" && sha256sum --check --quiet SHA256SUMS 2>/dev/null) || true
	fi
}

# tree_commit: the commit that the tree is of.
tree_commit() {
	if tree_is_checkout; then
		git -C "$ROOT" rev-parse HEAD
	else
		tree_header 'commit \([^,]*\),'
	fi
}

# tree_epoch: when that was made, in seconds since 1970.
tree_epoch() {
	if tree_is_checkout; then
		git -C "$ROOT" log -1 --format=%ct
	else
		tree_header 'SOURCE_DATE_EPOCH=\([0-9]*\)'
	fi
}

# tree_header EXPRESSION: what the group in it stands for in the first line.
tree_header() {
	local value
	value=$(sed -n "1s/^# cmakit .*$1.*/\\1/p" "$ROOT/SHA256SUMS")
	[[ $value ]] || die "$EXIT_BAD" "$ROOT/SHA256SUMS:1: expected" \
		"# cmakit VERSION, commit ID, SOURCE_DATE_EPOCH=SECONDS"
	echo "$value"
}
