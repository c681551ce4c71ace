# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Series files, and which files a patch touches.

# series_read FILE: Out: PATCHES, the lines, relative to patches/.
series_read() {
	local line number=0
	PATCHES=()
	while IFS= read -r line || [[ -n $line ]]; do
		number=$((number + 1))
		line=${line%%#*}
		line=${line%"${line##*[![:space:]]}"}
		[[ -n $line ]] || continue
		[[ $line =~ ^(added|changed|from-[^/ ]+)/[0-9]{4}-[A-Za-z0-9._+-]+\.patch$ ]] ||
			die "$EXIT_BAD" "$1:$number: expected FOLDER/NNNN-NAME.patch" \
				"with FOLDER one of added, changed, from-BASE; got: $line"
		PATCHES+=("$line")
	done <"$1"
}

# series_load BASE: Out: PATCHES; ends the program unless every one is there.
series_load() {
	local file patch
	file=$(base_series "$1")
	[[ -f $file ]] || die "$EXIT_BAD" "no series for base $1: expected $file"
	series_read "$file"
	[[ ${#PATCHES[@]} -gt 0 ]] || die "$EXIT_BAD" "$file: names no patch"
	for patch in "${PATCHES[@]}"; do
		[[ -f $SERIES_ROOT/patches/$patch ]] ||
			die "$EXIT_BAD" "$file: names a patch that is not there: $patch"
	done
}

# series_paths: the patches in PATCHES as files. Out: PATHS.
series_paths() {
	# shellcheck disable=SC2034 # for the caller
	PATHS=("${PATCHES[@]/#/$SERIES_ROOT/patches/}")
}

# touched_files PATCH...: every file that the patches change or add.
touched_files() {
	git -C "$SCRATCH" apply --numstat "$@" | cut -f 3- | sort -u
}

# created_files PATCH...: the files they add.
created_files() {
	git -C "$SCRATCH" apply --summary "$@" |
		sed -n 's/^ create mode [0-7]* //p' | sort -u
}
