# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The series on a tree as quilt would have it: a folder of patches, .pc/, and
# every patch pushed. The folder is patches/, or patches-cmakit/ where the tree
# has a patches/ of its own; .pc/.quilt_patches tells quilt which. A file
# .cmakit in it, holding the base's name, marks it as ours.

# quilt_folder DIR: the name of our folder in the tree; fails without one.
quilt_folder() {
	local name
	for name in patches patches-cmakit; do
		if [[ -f $1/$name/.cmakit ]]; then
			echo "$name"
			return 0
		fi
	done
	return 1
}

# quilt_run DIR FOLDER ARGUMENT...: the real quilt, without the user's ~/.quiltrc.
quilt_run() {
	(
		cd "$1" || exit
		QUILT_PATCHES=$2 QUILT_SERIES=series quilt --quiltrc=- "${@:3}"
	)
}

# quilt_applied DIR: number of patches that are on the tree.
quilt_applied() {
	if [[ -f $1/.pc/applied-patches ]]; then
		wc -l <"$1/.pc/applied-patches"
	else
		echo 0
	fi
}

# quilt_state BASE DIR: how much of the series in PATCHES is on the tree:
# none; same (all of this very series); partial (some of it); other (another
# version of the series, or another base's).
quilt_state() {
	local folder applied patch
	folder=$(quilt_folder "$2") || { echo none; return; }
	applied=$(quilt_applied "$2")
	if [[ $applied == 0 ]]; then
		echo none
		return
	fi
	if [[ $(<"$2/$folder/.cmakit") != "$1" ]] ||
		! printf '%s\n' "${PATCHES[@]}" | cmp -s - "$2/$folder/series"; then
		echo other
		return
	fi
	for patch in "${PATCHES[@]}"; do
		cmp -s "$SERIES_ROOT/patches/$patch" "$2/$folder/$patch" || {
			echo other
			return
		}
	done
	if [[ $applied == "${#PATCHES[@]}" ]]; then
		echo same
	else
		echo partial
	fi
}

# quilt_install BASE DIR: the folder of patches, nothing applied. A folder of
# ours that is there is replaced. Out: QUILT_FOLDER.
quilt_install() {
	local partial patch
	quilt_remove "$2"
	QUILT_FOLDER=patches
	[[ ! -e $2/patches && ! -L $2/patches ]] || QUILT_FOLDER=patches-cmakit
	[[ ! -e $2/$QUILT_FOLDER ]] || refuse "$2/$QUILT_FOLDER is in the way"
	partial=$(mktemp -d "$2/.patches-cmakit.XXXXXX")
	chmod 755 "$partial"
	for patch in "${PATCHES[@]}"; do
		mkdir -p "$partial/${patch%/*}"
		cp "$SERIES_ROOT/patches/$patch" "$partial/$patch"
	done
	printf '%s\n' "${PATCHES[@]}" >"$partial/series"
	echo "$1" >"$partial/.cmakit"
	mv "$partial" "$2/$QUILT_FOLDER"
}

# quilt_remove DIR: our folder of patches and quilt's records. Only once no
# patch is applied.
quilt_remove() {
	local folder
	rm -rf "$1"/.patches-cmakit.??????
	folder=$(quilt_folder "$1") || return 0
	rm -rf "${1:?}/$folder" "$1/.pc"
}

# quilt_push BASE DIR: install the series and push it all. Out: QUILT_FOLDER.
# Fails, with quilt's words shown, where a patch does not apply.
quilt_push() {
	quilt_install "$1" "$2"
	quilt_run "$2" "$QUILT_FOLDER" push -a --fuzz=0 >"$SCRATCH/quilt.log" 2>&1 || {
		cat "$SCRATCH/quilt.log" >&2
		return 1
	}
}

# quilt_pop DIR: pop every patch. Fails, with quilt's words shown and the tree
# as it was, where a patched file was changed since: that is tried on a copy.
quilt_pop() {
	local folder trial
	folder=$(quilt_folder "$1")
	[[ $(quilt_applied "$1") != 0 ]] || return 0
	scratch_new pop
	trial=$NEW
	cp -a "$1/$folder" "$1/.pc" "$trial/"
	find "$1/$folder" -name '*.patch' -exec git -C "$SCRATCH" apply --numstat {} + |
		cut -f 3- | sort -u | copy_files "$1" "$trial"
	if ! quilt_run "$trial" "$folder" pop -a >"$SCRATCH/quilt.log" 2>&1; then
		cat "$SCRATCH/quilt.log" >&2
		return 1
	fi
	quilt_run "$1" "$folder" pop -a >"$SCRATCH/quilt.log" 2>&1 || {
		cat "$SCRATCH/quilt.log" >&2
		return 1
	}
}

# quilt_created DIR: the files that the series on the tree adds.
quilt_created() {
	find "$1/$(quilt_folder "$1")" -name '*.patch' \
		-exec git -C "$SCRATCH" apply --summary {} + |
		sed -n 's/^ create mode [0-7]* //p' | sort -u
}
