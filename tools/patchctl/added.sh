# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The patches that only add files. kernel/ and selftests/ hold the final text;
# patches/added/NNNN-NAME.files holds a patch's message and lists its files:
#
#	From: CMAkit <cmakit@cmakit.invalid>
#	Subject: [PATCH] mm/cma: ...
#
#	Why.
#
#	Assisted-by: ...
#	---
#	Upstream-Status: Pending
#
#	Files:
#	mm/cma_place.c
#
# Its text of a file is the final one with the patches of patches/changed/ taken
# back out, the last one first.

SELFTESTS=tools/testing/selftests/cma

# owner_path FILE: where the project keeps a file that the series adds.
owner_path() {
	case $1 in
	"$SELFTESTS"/*) echo "selftests/${1#"$SELFTESTS"/}" ;;
	*) echo "kernel/$1" ;;
	esac
}

# added_lists ROOT: the .files files of all patches, in order.
added_lists() {
	find "$1/patches/added" -maxdepth 1 -name '*.files' 2>/dev/null | sort
}

# added_files LIST...: the files that patches add, at their kernel paths.
added_files() {
	local list
	for list; do
		sed '1,/^Files:$/d' "$list"
	done | sed '/^[[:space:]]*$/d'
}

# added_patch_of LIST: the patch made from it.
added_patch_of() {
	echo "${1%.files}.patch"
}

# drift TEXT: note that two places do not agree. Out: DRIFT, lines.
drift() {
	DRIFT+=("$*")
}

# owned_files: every file in kernel/ and selftests/, at its kernel path. What
# git is told to ignore (programs built in place, say) does not count.
owned_files() {
	(
		cd "$SERIES_ROOT" || exit
		find kernel selftests -type f 2>/dev/null | sort >"$SCRATCH/owned"
		git check-ignore --stdin <"$SCRATCH/owned" >"$SCRATCH/ignored" 2>/dev/null || true
		grep -vxF -f "$SCRATCH/ignored" "$SCRATCH/owned" || true
	) | sed -e 's|^kernel/||' -e "s|^selftests/|$SELFTESTS/|"
}

# added_check_lists: every listed file is there once, every owned file listed.
# Out: DRIFT.
added_check_lists() {
	local list file
	local -A lister=()
	while IFS= read -r list; do
		grep -qx 'Files:' "$list" ||
			drift "${list#"$SERIES_ROOT"/}: expected a line \"Files:\" and the files after it"
		while IFS= read -r file; do
			[[ $file != /* && /$file/ != */../* ]] ||
				die "$EXIT_BAD" "$list: expected a path inside the kernel, got $file"
			[[ -z ${lister[$file]:-} ]] ||
				drift "${list#"$SERIES_ROOT"/}: lists $file, which ${lister[$file]} has already"
			lister[$file]=${list##*/}
			[[ -f $SERIES_ROOT/$(owner_path "$file") ]] ||
				drift "${list#"$SERIES_ROOT"/}: lists $file, but $(owner_path "$file") does not exist"
		done < <(added_files "$list")
	done < <(added_lists "$SERIES_ROOT")
	while IFS= read -r file; do
		[[ -n ${lister[$file]:-} ]] ||
			drift "$(owner_path "$file"): in no list of patches/added"
	done < <(owned_files)
}

# added_stage INTO: the listed files at their kernel paths, as they are when
# they are added. Out: DRIFT, where a patch of changed/ does not come out.
added_stage() {
	local file owner patch
	while IFS= read -r file; do
		owner=$SERIES_ROOT/$(owner_path "$file")
		[[ -f $owner ]] || continue
		mkdir -p "$1/$(dirname "$file")"
		cp "$owner" "$1/$file"
		chmod --reference="$owner" "$1/$file"
	done < <(added_lists "$SERIES_ROOT" | xargs -r -d '\n' sed -s '1,/^Files:$/d' | sed '/^[[:space:]]*$/d')

	while IFS= read -r patch; do
		run_patch "$1" "$patch" --reverse && continue
		drift "$(patch_short "$patch"): does not come out of the files in kernel/" \
			"and selftests/; make it anew with \"patchctl refresh\""
		while IFS= read -r file; do
			drift "$file"
		done < <(patch_notes "  $(patch_short "$patch")")
		return 0
	done < <(find "$SERIES_ROOT/patches/changed" -name '*.patch' 2>/dev/null | sort -r)
}

# added_make INTO: the patches of patches/added/, made anew. Out: DRIFT.
added_make() {
	local tree empty list files
	scratch_new added
	tree=$NEW
	added_stage "$tree"
	local -x GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	git -C "$tree" init -q
	git -C "$tree" config core.autocrlf false
	git -C "$tree" add --all --force .
	empty=$(git -C "$tree" hash-object -t tree /dev/null)
	while IFS= read -r list; do
		mapfile -t files < <(added_files "$list")
		[[ ${#files[@]} -gt 0 ]] || continue
		message_head "$list" >"$SCRATCH/head"
		message_under "$list" >"$SCRATCH/under"
		git -C "$tree" --literal-pathspecs diff --cached "${DIFF_OPTIONS[@]}" \
			"$empty" -- "${files[@]}" >"$SCRATCH/diff"
		message_patch "$SCRATCH/head" "$SCRATCH/under" "$SCRATCH/diff" \
			>"$1/$(basename "$list" .files).patch"
	done < <(added_lists "$SERIES_ROOT")
	rm -rf "$tree"
}

# added_compare MADE: patches/added/ holds what added_make made, and no other
# patch. Out: DRIFT.
added_compare() {
	local patch name
	for patch in "$1"/*.patch "$SERIES_ROOT"/patches/added/*.patch; do
		name=${patch##*/}
		if [[ $name == '*.patch' ]]; then
			continue
		elif [[ ! -f $1/$name ]]; then
			drift "patches/added/$name: has no list ${name%.patch}.files"
		elif [[ $patch == "$1"/* ]]; then
			if [[ ! -f $SERIES_ROOT/patches/added/$name ]]; then
				drift "patches/added/$name: missing"
			elif ! cmp -s "$patch" "$SERIES_ROOT/patches/added/$name"; then
				drift "patches/added/$name: not what kernel/ and selftests/ give:"
				while IFS= read -r name; do
					drift "  $name"
				done < <(added_difference "$SERIES_ROOT/patches/added/$name" "$patch")
			fi
		fi
	done
}

# added_difference STORED MADE: which files' parts of the patch differ, with
# the number of lines.
added_difference() {
	diff -U 1000000 "$1" "$2" | awk '
		NR <= 2 { next }
		/^.diff --git a\// { file = substr($4, 3) }
		/^[-+]/ && !/^.index / { count[file == "" ? "the message" : file]++ }
		END { for (f in count) print f ": " count[f] " lines differ" }
	' | sort
}

# series_cover: every series exists as written, and together they use every
# patch; the patches of added/ and changed/ belong to all of them, because all
# end with the files in kernel/. Out: DRIFT.
series_cover() {
	local series patch short PATCHES
	local -A used=()
	for series in "$SERIES_ROOT"/patches/series-*; do
		[[ -f $series ]] || continue
		series_read "$series"
		for patch in "${PATCHES[@]}"; do
			used[$patch]=1
			[[ -f $SERIES_ROOT/patches/$patch ]] ||
				drift "patches/${series##*/}: names $patch, which does not exist"
		done
		for patch in "$SERIES_ROOT"/patches/{added,changed}/*.patch; do
			[[ -f $patch ]] || continue
			short=$(patch_short "$patch")
			[[ " ${PATCHES[*]} " == *" $short "* ]] ||
				drift "patches/${series##*/}: lacks $short, which every base has"
		done
	done
	for patch in "$SERIES_ROOT"/patches/from-*/*.patch; do
		short=$(patch_short "$patch")
		[[ ! -f $patch || -n ${used[$short]:-} ]] || drift "patches/$short: in no series"
	done
}

# drift_find: all of the above. Out: DRIFT, empty where everything agrees.
drift_find() {
	local made
	DRIFT=()
	added_check_lists
	scratch_new made
	made=$NEW
	added_make "$made"
	added_compare "$made"
	series_cover
	rm -rf "$made"
}
