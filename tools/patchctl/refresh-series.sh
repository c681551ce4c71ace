# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# refresh, fourth part: the series files, proving them, and putting them in
# place.

# series_comment FILE: the comment at its top.
series_comment() {
	[[ ! -f $1 ]] || sed -n '/^#/!q; p' "$1"
}

# series_write BASE: the refreshed base's.
series_write() {
	{
		series_comment "$OLD_ROOT/patches/series-$1"
		printf '%s\n' "${C_PATCH[@]}"
	} >"$NEW_ROOT/patches/series-$1"
}

# series_follow OTHER: another base's series keeps its order. Patches that were
# renamed are renamed in it; those of added/ and changed/ that are gone go, and
# new ones come in after the patch they follow.
series_follow() {
	local line patch i at lines=()
	while IFS= read -r line || [[ -n $line ]]; do
		patch=${line%%[[:space:]#]*}
		case $patch in
		"") lines+=("$line") ;;
		*)
			if [[ -n ${RENAMED[$patch]:-} ]]; then
				lines+=("${RENAMED[$patch]}${line#"$patch"}")
			elif [[ $patch == from-* ]]; then
				lines+=("$line")
				mkdir -p "$NEW_ROOT/patches/${patch%/*}"
				cp "$OLD_ROOT/patches/$patch" "$NEW_ROOT/patches/$patch"
			else
				say "base $1: $patch is gone from its series"
			fi
			;;
		esac
	done <"$OLD_ROOT/patches/series-$1"

	for i in "${!C_PATCH[@]}"; do
		[[ ${C_KIND[i]} != hunks ]] || continue
		[[ -z $(line_of "${C_PATCH[i]}") ]] || continue
		at=$(line_before "$i")
		lines=("${lines[@]:0:at}" "${C_PATCH[i]}" "${lines[@]:at}")
		say "base $1: ${C_PATCH[i]} is new in its series"
	done
	printf '%s\n' "${lines[@]}" >"$NEW_ROOT/patches/series-$1"
}

# line_of PATCH: its index in the caller's lines, if it is there.
line_of() {
	local n
	for n in "${!lines[@]}"; do
		[[ ${lines[n]%%[[:space:]#]*} != "$1" ]] || echo "$n"
	done
}

# line_before I: the index after the nearest earlier commit's patch; without
# one, after the comment at the top.
line_before() {
	local j n
	for ((j = $1 - 1; j >= 0; j--)); do
		n=$(line_of "${C_PATCH[j]}")
		[[ -z $n ]] || { echo $((n + 1)); return; }
	done
	for ((n = 0; n < ${#lines[@]}; n++)); do
		[[ ${lines[n]} == '#'* ]] || break
	done
	echo "$n"
}

# prove_own DIR BASE BEGIN: the new series gives HEAD, byte for byte.
prove_own() {
	local files
	series_load "$2"
	series_paths
	files=$(
		{
			touched_files "${PATHS[@]}"
			git -C "$1" diff --name-only --no-renames "$3" HEAD
		} | sort -u
	)
	git_export "$1" "$3" "$SCRATCH/own" <<<"$files"
	git_export "$1" HEAD "$SCRATCH/own.head" <<<"$files"
	trial_apply "$SCRATCH/own" "$SCRATCH/own.patched" "${PATHS[@]}" ||
		refuse_list "the refreshed series does not apply to base $2" <<<"$TRIAL_NOTES"
	same_files "$SCRATCH/own.patched" "$SCRATCH/own.head" <<<"$files" >"$SCRATCH/unlike" ||
		refuse_list "the refreshed series does not give $1" <"$SCRATCH/unlike"
}

# prove_other BASE: its series still applies, if its source is there to try.
prove_other() {
	is_known_source "$1" || { say "base $1: no source to try its series on"; return 0; }
	series_load "$1"
	series_paths
	trial_apply "$(base_source "$1")" "$SCRATCH/other.$1" "${PATHS[@]}" ||
		refuse_list "base $1's series would not apply any more; refresh it first, or make the change there as well" \
			<<<"$TRIAL_NOTES"
}

# put_in_place: what NEW_ROOT holds replaces what OLD_ROOT has. Files that no
# patch lists are nobody's here, and stay.
put_in_place() {
	local file lists
	mapfile -t lists < <(added_lists "$OLD_ROOT")
	{
		(cd "$OLD_ROOT" && find patches/added patches/changed patches/from-* \
			-type f 2>/dev/null) || true
		[[ ${#lists[@]} == 0 ]] || added_files "${lists[@]}" | while IFS= read -r file; do
			owner_path "$file"
		done
	} | sort -u >"$SCRATCH/was"
	while IFS= read -r file; do
		if [[ ! -e $NEW_ROOT/$file && -e $OLD_ROOT/$file ]]; then
			rm "$OLD_ROOT/$file"
			say "removed $file"
		fi
	done <"$SCRATCH/was"
	while IFS= read -r file; do
		if ! echo "$file" | same_files "$NEW_ROOT" "$OLD_ROOT" >/dev/null; then
			install_file "$NEW_ROOT/$file" "$OLD_ROOT/$file"
			say "wrote $file"
		fi
	done < <(cd "$NEW_ROOT" && find . -type f -printf '%P\n' | sort)
	find "$OLD_ROOT/patches" -mindepth 1 -type d -empty -delete
}
