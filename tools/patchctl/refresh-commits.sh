# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# refresh, first part: what the commits are, and which patches they were.
#
# Out: arrays with an element for each commit, the first one first:
#	C_SHA      the commit
#	C_KIND     added, changed or hunks: the patch's kind
#	C_SUBJECT  the message's first line
#	C_OLD      the stored patch it stands for, relative to patches/, or ""
#	C_NAME     NNNN-SLUG, its name from now on

# commits_read DIR BEGIN: Out: C_SHA, C_KIND, C_SUBJECT.
commits_read() {
	local dir=$1 sha status file
	local -A own=()
	C_SHA=() C_KIND=() C_SUBJECT=()
	[[ -z $(git -C "$dir" rev-list --merges "$2..HEAD") ]] ||
		refuse "$dir: merges since $2; a series is a line of commits"
	while IFS= read -r sha; do
		C_SHA+=("$sha")
		C_SUBJECT+=("$(git -C "$dir" log -1 --format=%s "$sha")")
		git -C "$dir" diff-tree -r --no-commit-id --no-renames --name-status \
			"$sha" >"$SCRATCH/status"
		commit_kind "${sha:0:12} (${C_SUBJECT[-1]})"
		while IFS=$'\t' read -r status file; do
			[[ $status != A ]] || own[$file]=1
		done <"$SCRATCH/status"
	done < <(git -C "$dir" rev-list --reverse "$2..HEAD")
	[[ ${#C_SHA[@]} -gt 0 ]] || refuse "$dir: no commits since $2"
}

# commit_kind NAME: of the commit whose files are in $SCRATCH/status; own of
# the caller holds the files that earlier commits added. Out: C_KIND.
commit_kind() {
	local status file kind kinds=()
	: >"$SCRATCH/kinds"
	while IFS=$'\t' read -r status file; do
		case $status:${own[$file]:-} in
		A:*) kind=added ;;
		M:1) kind=changed ;;
		D:1) refuse "$1: removes $file, which the series itself adds;" \
			"leave it out of the commit that adds it" ;;
		M:* | D:*) kind=hunks ;;
		*) refuse "$1: $file: changes of type $status cannot be kept" ;;
		esac
		printf '%-8s %s\n' "$kind" "$file" >>"$SCRATCH/kinds"
	done <"$SCRATCH/status"
	mapfile -t kinds < <(cut -d ' ' -f 1 "$SCRATCH/kinds" | sort -u)
	case ${#kinds[@]} in
	0) refuse "$1: changes nothing" ;;
	1) C_KIND+=("${kinds[0]}") ;;
	*) refuse_list "$1 mixes kinds of change. A commit either adds files (added), or \
changes files that the series added (changed), or changes the kernel's own \
(hunks). Split it with git rebase -i: edit, git reset HEAD^, one commit a kind" \
		<"$SCRATCH/kinds" ;;
	esac
}

# folder_kind PATCH: the kind that its folder stands for.
folder_kind() {
	case $1 in
	added/* | changed/*) echo "${1%%/*}" ;;
	*) echo hunks ;;
	esac
}

# stored_read BASE: Out: STORED, the base's patches; OTHERS, bases with another
# series; PATCH_WITH[base|kind|subject] and, for any base,
# PATCH_WITH[|kind|subject].
stored_read() {
	local series other patch subject
	declare -gA PATCH_WITH=()
	STORED=() OTHERS=()
	for series in "$SERIES_ROOT"/patches/series-*; do
		[[ -f $series ]] || continue
		other=${series##*/series-}
		series_load "$other"
		if [[ $other == "$1" ]]; then
			STORED=("${PATCHES[@]}")
		else
			OTHERS+=("$other")
		fi
		for patch in "${PATCHES[@]}"; do
			subject_read "$patch"
			subject=$(folder_kind "$patch")\|${SUBJECT_OF[$patch]}
			PATCH_WITH[$other\|$subject]=$patch
			PATCH_WITH[\|$subject]=$patch
		done
	done
}

# commits_match BASE: which stored patch a commit stands for: the one with its
# subject; where the subject was reworded, the one at the same place in a
# series of the same length. Out: C_OLD.
commits_match() {
	local i key old
	local -A taken=()
	C_OLD=()
	for i in "${!C_SHA[@]}"; do
		key="|${C_KIND[i]}|${C_SUBJECT[i]}"
		old=${PATCH_WITH[$1$key]:-${PATCH_WITH[$key]:-}}
		[[ -z $old || -n ${taken[$old]:-} ]] && old=
		C_OLD[i]=$old
		[[ -z $old ]] || taken[$old]=1
	done
	[[ ${#STORED[@]} == "${#C_SHA[@]}" ]] || return 0
	for i in "${!C_SHA[@]}"; do
		old=${STORED[i]}
		if [[ -z ${C_OLD[i]} && -z ${taken[$old]:-} &&
			$(folder_kind "$old") == "${C_KIND[i]}" ]]; then
			C_OLD[i]=$old
		fi
	done
}

# commits_name: numbers are places in the series. While the commits are those
# of the stored series, in its order, the numbers it has are kept; and so are, in
# a base that has no series yet, those that other bases have. Out: C_NAME.
commits_name() {
	local dir=$1 i keep=1 number slug
	C_NAME=()
	[[ ${#STORED[@]} == "${#C_SHA[@]}" ]] || keep=
	for i in "${!C_SHA[@]}"; do
		[[ -n $keep && ${C_OLD[i]} == "${STORED[i]}" ]] || keep=
	done
	for i in "${!C_SHA[@]}"; do
		printf -v number %04d $((i + 1))
		if [[ -n $keep || (${#STORED[@]} == 0 && -n ${C_OLD[i]}) ]]; then
			number=${C_OLD[i]##*/}
			number=${number%%-*}
		fi
		slug=$(git -C "$dir" log -1 --format=%f "${C_SHA[i]}" | cut -c 1-52)
		# shellcheck disable=SC2034 # for the other parts
		C_NAME[i]=$number-${slug%%[-.]}
	done
}
