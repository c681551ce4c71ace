# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Putting a tree back as it was, where the work on it did not come to its end.
#
# In: $SCRATCH/touched and $SCRATCH/created, the files that the series touches
# and those it adds. $SCRATCH/before holds the former, $SCRATCH/before.quilt our
# folder of patches with .pc, if they were there.

UNDO_DIR=

# undo_prepare BASE DIR MODE: before the work: remember the tree, and put it
# back on exit unless undo_forget is called.
undo_prepare() {
	local folder
	UNDO_BASE=$1 UNDO_MODE=$3 UNDO_HEAD=
	copy_files "$2" "$SCRATCH/before" <"$SCRATCH/touched"
	mkdir -p "$SCRATCH/before.quilt"
	if [[ $3 == git ]]; then
		UNDO_HEAD=$(git_ref "$2" HEAD) || refuse "$2 has no commit yet"
	elif folder=$(quilt_folder "$2"); then
		cp -a "$2/$folder" "$SCRATCH/before.quilt/"
		[[ ! -e $2/.pc ]] || cp -a "$2/.pc" "$SCRATCH/before.quilt/"
	fi
	UNDO_DIR=$2
	at_exit undo
}

# undo_forget: the work is done.
undo_forget() {
	UNDO_DIR=
}

# undo: on exit. Says that the tree is as it was only once it has looked.
undo() {
	[[ -n $UNDO_DIR ]] || return 0
	if [[ $UNDO_MODE == git ]]; then
		git_as "$UNDO_DIR" am --abort >/dev/null 2>&1
		git -C "$UNDO_DIR" reset --quiet --hard "$UNDO_HEAD"
		git_forget "$UNDO_BASE" "$UNDO_DIR"
	else
		quilt_remove "$UNDO_DIR"
		cp -a "$SCRATCH/before.quilt/." "$UNDO_DIR/"
	fi
	undo_files
	if undo_proved >"$SCRATCH/unlike"; then
		say "$UNDO_DIR: undone; the tree is as it was"
	else
		sed 's/^/  /' "$SCRATCH/unlike" >&2
		say "$UNDO_DIR: NOT as it was; its files from before are in $SCRATCH/before"
		# shellcheck disable=SC2034 # for scratch.sh
		SCRATCH_KEEP=1
	fi
}

# undo_files: each file is replaced as a whole: others may have links to it.
undo_files() {
	local file partial
	while IFS= read -r file; do
		if [[ ! -e $SCRATCH/before/$file ]]; then
			rm -f "$UNDO_DIR/$file"
		elif ! same_files "$SCRATCH/before" "$UNDO_DIR" <<<"$file" >/dev/null; then
			partial=$UNDO_DIR/$file.partial.$$
			mkdir -p "${partial%/*}"
			{
				cp -p "$SCRATCH/before/$file" "$partial" &&
					mv -f "$partial" "$UNDO_DIR/$file"
			} || rm -f "$partial"
		fi
	done <"$SCRATCH/touched"
	tree_remove_empty "$UNDO_DIR" <"$SCRATCH/created"
}

# undo_proved: the tree is as it was. Prints what is not.
undo_proved() {
	local name status=0
	same_files "$SCRATCH/before" "$UNDO_DIR" <"$SCRATCH/touched" || status=1
	if [[ $UNDO_MODE == git ]]; then
		[[ $(git_ref "$UNDO_DIR" HEAD) == "$UNDO_HEAD" ]] ||
			{ echo "HEAD, which was $UNDO_HEAD"; status=1; }
		git -C "$UNDO_DIR" status --porcelain --untracked-files=no \
			>"$SCRATCH/undo.status" 2>&1 || status=1
		cat "$SCRATCH/undo.status"
		[[ ! -s $SCRATCH/undo.status ]] || status=1
		return "$status"
	fi
	for name in .pc $(quilt_folder "$UNDO_DIR"); do
		[[ -e $SCRATCH/before.quilt/$name || -e $UNDO_DIR/$name ]] || continue
		diff -qr "$SCRATCH/before.quilt/$name" "$UNDO_DIR/$name" 2>&1 || status=1
	done
	return "$status"
}
