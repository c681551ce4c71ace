# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The series on a tree as quilt would have it: a folder of patches, .pc/, and
# every patch pushed. The folder is patches/, or patches-cmakit/ where the tree
# has a patches/ of its own; .pc/.quilt_patches tells quilt which. A file
# .cmakit in it marks it as ours. It holds the base's name, and then the SHA-256
# of the files that were put there: what else there is, or is not so any more, is
# somebody's work.

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

# quilt_base DIR: the base whose series our folder has.
quilt_base() {
	head -n 1 "$1/$(quilt_folder "$1")/.cmakit"
}

# quilt_refuse_foreign DIR: nothing in our folder is somebody else's.
quilt_refuse_foreign() {
	local folder
	folder=$(quilt_folder "$1") || return 0
	(cd "$1/$folder" && find . ! -type d ! -path ./.cmakit -printf '%P\n' | sort |
		xargs -r -d '\n' sha256sum) >"$SCRATCH/sums"
	sed 1d "$1/$folder/.cmakit" >"$SCRATCH/sums.ours"
	[[ -s $SCRATCH/sums.ours ]] || refuse "$1/$folder has no record of what was put there," \
		"so there may be patches of yours; quilt pop -a and remove it and .pc"
	grep -vxF -f "$SCRATCH/sums.ours" "$SCRATCH/sums" | cut -c 67- >"$SCRATCH/foreign" || true
	[[ ! -s $SCRATCH/foreign ]] || refuse_list \
		"$1/$folder: these are not what patchctl put there and would be lost; keep your patches elsewhere, and quilt pop and quilt delete them here" \
		<"$SCRATCH/foreign"
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
	if [[ $(quilt_base "$2") != "$1" ]] ||
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

# quilt_unlike DIR: compare the files of the series in PATHS, all of it applied,
# with what it gives of those that quilt kept. Prints those that differ, and
# fails. Files that the series touches on standard input.
quilt_unlike() {
	local file patch was
	scratch_new unlike
	was=$NEW
	cat >"$SCRATCH/unlike.files"
	while IFS= read -r file; do
		for patch in "${PATCHES[@]}"; do
			[[ -e $1/.pc/$patch/$file ]] || continue
			# An empty one stands for a file that was not there.
			[[ ! -s $1/.pc/$patch/$file ]] ||
				copy_files "$1/.pc/$patch" "$was" <<<"$file"
			break
		done
	done <"$SCRATCH/unlike.files"
	trial_apply "$was" "$was.patched" "${PATHS[@]}" || {
		printf '%s\n' "$TRIAL_NOTES"
		return 1
	}
	same_files "$was.patched" "$1" <"$SCRATCH/unlike.files"
}

# quilt_install BASE DIR: the folder of patches, nothing applied. A folder of
# ours that is there is replaced. Out: QUILT_FOLDER. Fails where DIR cannot be
# written; callers test for that, so every step has to.
quilt_install() {
	local partial patch
	quilt_remove "$2" || return 1
	QUILT_FOLDER=patches
	[[ ! -e $2/patches && ! -L $2/patches ]] || QUILT_FOLDER=patches-cmakit
	[[ ! -e $2/$QUILT_FOLDER ]] || refuse "$2/$QUILT_FOLDER is in the way"
	partial=$(mktemp -d "$2/.patches-cmakit.XXXXXX") || return 1
	chmod 755 "$partial" || return 1
	for patch in "${PATCHES[@]}"; do
		mkdir -p "$partial/${patch%/*}" || return 1
		cp "$SERIES_ROOT/patches/$patch" "$partial/$patch" || return 1
	done
	printf '%s\n' "${PATCHES[@]}" >"$partial/series" || return 1
	{
		echo "$1" && (cd "$partial" && sha256sum series "${PATCHES[@]}")
	} >"$partial/.cmakit" || return 1
	mv "$partial" "$2/$QUILT_FOLDER" || return 1
}

# quilt_remove DIR: our folder of patches and quilt's records. Only once no
# patch is applied.
quilt_remove() {
	local folder
	rm -rf "$1"/.patches-cmakit.?????? || return 1
	folder=$(quilt_folder "$1") || return 0
	rm -rf "${1:?}/$folder" "$1/.pc"
}

# quilt_push BASE DIR: install the series and push it all. Out: QUILT_FOLDER.
# Fails, with quilt's words shown, where a patch does not apply.
quilt_push() {
	quilt_install "$1" "$2" || return 1
	run_whole "$SCRATCH/quilt.log" quilt_run "$2" "$QUILT_FOLDER" push -a --fuzz=0 || {
		cat "$SCRATCH/quilt.log" >&2
		return 1
	}
}

# quilt_pop DIR: pop every patch. Fails, with quilt's words shown and the tree
# as it was, where a patched file was changed since: that is tried on a copy.
quilt_pop() {
	local folder trial
	folder=$(quilt_folder "$1") || return 1
	[[ $(quilt_applied "$1") != 0 ]] || return 0
	scratch_new pop
	trial=$NEW
	cp -a "$1/$folder" "$1/.pc" "$trial/" || return 1
	find "$1/$folder" -name '*.patch' -exec git -C "$SCRATCH" apply --numstat {} + |
		cut -f 3- | sort -u | copy_files "$1" "$trial" || return 1
	if ! quilt_run "$trial" "$folder" pop -a >"$SCRATCH/quilt.log" 2>&1; then
		cat "$SCRATCH/quilt.log" >&2
		return 1
	fi
	run_whole "$SCRATCH/quilt.log" quilt_run "$1" "$folder" pop -a || {
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
