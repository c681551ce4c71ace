# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# refresh, third part: where a patch of the kernel's own files goes.
#
# One file serves every base that it fits, and stands in the folder of the
# oldest, in whose line numbers it is written. So a commit whose patch is the
# stored one, line numbers aside, leaves it alone; an amended one replaces it
# if the other bases that use it can take it, and gets a file of its own if not.
#
# Out: C_PATCH[I], relative to patches/; RENAMED[OLD]=NEW for stored patches
# that live on under another name.

# users_of PATCH: other bases whose series has it.
users_of() {
	local other
	[[ -n $1 ]] || return 0
	for other in "${OTHERS[@]}"; do
		SERIES_ROOT=$OLD_ROOT series_load "$other"
		[[ " ${PATCHES[*]} " != *" $1 "* ]] || echo "$other"
	done
}

# is_known_source BASE: its source is there to try patches on.
is_known_source() {
	base_known "$1" && base_fetched "$1"
}

# user_accepts OTHER OLD PATCHFILE: the other base's series still applies with
# PATCHFILE in OLD's place.
user_accepts() {
	local patch paths=()
	is_known_source "$1" || return 1
	SERIES_ROOT=$OLD_ROOT series_load "$1"
	for patch in "${PATCHES[@]}"; do
		case $patch in
		"$2") paths+=("$3") ;;
		from-*) paths+=("$(text_now "$patch")") ;;
		esac
	done
	scratch_new accepts
	trial_apply "$(base_source "$1")" "$NEW" "${paths[@]}"
}

# text_now PATCH: a stored patch's file, which may have been replaced already.
text_now() {
	if [[ -n ${RENAMED[$1]:-} ]]; then
		echo "$NEW_ROOT/patches/${RENAMED[$1]}"
	else
		echo "$OLD_ROOT/patches/$1"
	fi
}

# base_rank BASE: its place in the table, the oldest is 1; 0 if it has none.
base_rank() {
	base_names | awk -v base="$1" '$1 == base { n = NR } END { print n + 0 }'
}

# patch_home PATCH: the base that its folder names.
patch_home() {
	local folder=${1%%/*}
	echo "${folder#from-}"
}

# older_accepts OLDER I PATCHFILE: it fits an older base after the patches that
# come before it there: the base's own version of a patch, where it has one.
older_accepts() {
	local j patch paths=()
	is_known_source "$1" || return 1
	for ((j = 0; j < $2; j++)); do
		[[ ${C_KIND[j]} == hunks ]] || continue
		patch=${PATCH_WITH[$1|hunks|${C_SUBJECT[j]}]:-}
		if [[ -n $patch ]]; then
			paths+=("$(text_now "$patch")")
		elif [[ $(base_rank "$(patch_home "${C_PATCH[j]}")") -le $(base_rank "$1") ]]; then
			paths+=("$NEW_ROOT/patches/${C_PATCH[j]}")
		fi
	done
	scratch_new older
	trial_apply "$(base_source "$1")" "$NEW" "${paths[@]}" "$3"
}

# gives_commit DIR I PATCHFILE: it makes exactly the commit's files of its
# parent's.
gives_commit() {
	local files was now sha=${C_SHA[$2]}
	files=$(git -C "$1" diff-tree -r --no-commit-id --no-renames --name-only "$sha")
	scratch_new gives
	was=$NEW/was now=$NEW/now
	git_export "$1" "$sha^" "$was" <<<"$files"
	git_export "$1" "$sha" "$now" <<<"$files"
	trial_apply "$was" "$was.patched" "$3" &&
		same_files "$was.patched" "$now" <<<"$files" >/dev/null
}

# contexts_for OLD: numbers of context lines to try: the usual one, down to what
# was asked for with --context, and that of the stored patch.
contexts_for() {
	{
		# shellcheck disable=SC2153 # an option of the verb
		seq 3 -1 "$CONTEXT"
		[[ -z $1 ]] || patch_context "$OLD_ROOT/patches/$1"
	} | awk '$1 > 0 && !seen[$1]++'
}

# write_hunks DIR BASE I
write_hunks() {
	local candidate old=${C_OLD[$3]} to=
	HUNK=$SCRATCH/hunk.$3/${C_NAME[$3]}.patch
	mkdir -p "${HUNK%/*}"
	if ! hunks_united "$@"; then
		for candidate in $old $(twins_of "$3" "$HUNK"); do
			! hunks_unchanged "$@" "$candidate" || break
		done
		[[ -n $to || -z $old ]] || hunks_shared "$@"
	fi
	[[ -n $to ]] || hunks_apart "$@"
	C_PATCH[$3]=$to
	mkdir -p "$NEW_ROOT/patches/${to%/*}"
	cp "$HUNK" "$NEW_ROOT/patches/$to"
}

# is_own I: the stored patch that commit I stands for is in this base's series, and
# not only what a base that is new is compared with.
is_own() {
	[[ -n ${C_OLD[$1]} && " ${STORED[*]} " == *" ${C_OLD[$1]} "* ]]
}

# twins_of I CONTEXT-3-PATCHFILE: patches that other bases have apart from this
# one's, with the same subject and the same changed lines.
twins_of() {
	local other twin
	for other in "${OTHERS[@]}"; do
		twin=${PATCH_WITH[$other|hunks|${C_SUBJECT[$1]}]:-}
		[[ -n $twin ]] || continue
		[[ $twin != "${C_OLD[$1]}" ]] || ! is_own "$1" || continue
		! cmp -s <(patch_change "$2") <(patch_change "$OLD_ROOT/patches/$twin") ||
			echo "$twin"
	done | sort -u
}

# hunks_united DIR BASE I: bases that had a file each for the same change get
# one: as many of them as can be with some number of context lines. The others
# keep theirs.
hunks_united() {
	local context twin twins fits=() best=() most=0 home=$2
	commit_patch "$1" "$3" 3 "$HUNK"
	mapfile -t twins < <(twins_of "$3" "$HUNK")
	[[ ${#twins[@]} -gt 0 ]] || return 1
	# Others that have used this base's file so far follow it.
	if is_in_use "${C_OLD[$3]}" && stands_for "${C_OLD[$3]}" "$HUNK"; then
		twins+=("${C_OLD[$3]}")
	fi
	for context in $(contexts_for ''); do
		commit_patch "$1" "$3" "$context" "$HUNK"
		fits=()
		for twin in "${twins[@]}"; do
			! all_accept "$HUNK" "$twin" || fits+=("$twin")
		done
		[[ ${#fits[@]} -gt ${#best[@]} ]] || continue
		best=("${fits[@]}") most=$context
		[[ ${#best[@]} -lt ${#twins[@]} ]] || break
	done
	[[ ${#best[@]} -gt 0 ]] || return 1
	for twin in "${best[@]}"; do
		[[ $(base_rank "$(patch_home "$twin")") -ge $(base_rank "$home") ]] ||
			home=$(patch_home "$twin")
	done
	twin=from-$home/$(name_for "$3" "${best[0]}")
	! is_in_use "$twin" || [[ " ${best[*]} " == *" $twin "* ]] || return 1
	commit_patch "$1" "$3" "$most" "$HUNK"
	to=$twin
	for twin in "${best[@]}"; do
		RENAMED["$twin"]=$to
	done
}

# all_accept PATCHFILE OLD...: every other base that uses one of the old ones
# can take PATCHFILE in its place. Out: REFUSED, a base that cannot.
all_accept() {
	local patch=$1 old user
	shift
	REFUSED=
	for old; do
		for user in $(users_of "$old"); do
			user_accepts "$user" "$old" "$patch" || {
				REFUSED=$user
				return 1
			}
		done
	done
}

# hunks_unchanged DIR BASE I OLD: the stored patch OLD, line numbers aside. From
# the base it is numbered for, the numbers are brought up to date. Not where
# fewer context lines were asked for and the patch is this base's alone.
hunks_unchanged() {
	local context old=$4
	[[ $CONTEXT == 3 || $old != "from-$2/"* ]] || is_in_use "$old" || return 1
	for context in $(contexts_for "$old"); do
		commit_patch "$1" "$3" "$context" "$HUNK"
		cmp -s <(patch_essence "$HUNK") <(patch_essence "$OLD_ROOT/patches/$old") ||
			continue
		if [[ ${old%%/*} != "from-$2" ]] ||
			same_numbers "$HUNK" "$OLD_ROOT/patches/$old"; then
			cp "$OLD_ROOT/patches/$old" "$HUNK" || die "$EXIT_BAD" "cannot write $HUNK"
			gives_commit "$1" "$3" "$HUNK" || return 1
		fi
		to=$(folder_for "$2" "$old")/$(name_for "$3" "$old")
		RENAMED["$old"]=$to
		return 0
	done
	return 1
}

# folder_for BASE OLD: of the stored patch OLD, now that it is BASE's too: the
# older one's.
folder_for() {
	if [[ $(base_rank "$1") -lt $(base_rank "$(patch_home "$2")") ]]; then
		echo "from-$1"
	else
		echo "${2%%/*}"
	fi
}

# name_for I OLD: of the patch that commit number I shares with other bases. To a
# base that has no series yet its number means nothing, to the others it does.
name_for() {
	if [[ ${#STORED[@]} == 0 ]]; then
		echo "${2##*/}"
	else
		echo "${C_NAME[$1]}.patch"
	fi
}

# same_numbers A B: the hunks stand at the same lines.
same_numbers() {
	cmp -s <(grep '^@@ ' "$1") <(grep '^@@ ' "$2")
}

# stands_for OLD PATCHFILE: the stored patch is of this base's series, amended or
# not, or is the same change; else it is another patch of the same name.
stands_for() {
	[[ " ${STORED[*]} " == *" $1 "* ]] ||
		cmp -s <(patch_change "$2") <(patch_change "$OLD_ROOT/patches/$1")
}

# hunks_shared DIR BASE I: amended, and all other bases that use it accept it.
hunks_shared() {
	local context old=${C_OLD[$3]}
	is_in_use "$old" || return 0
	for context in $(contexts_for "$old"); do
		commit_patch "$1" "$3" "$context" "$HUNK"
		if ! stands_for "$old" "$HUNK"; then
			say "${C_NAME[$3]}: not the same as $old; kept apart"
			return 0
		fi
		if all_accept "$HUNK" "$old"; then
			to=$(folder_for "$2" "$old")/$(name_for "$3" "$old")
			RENAMED["$old"]=$to
			return 0
		fi
	done
	say "${C_NAME[$3]}: does not fit base $REFUSED, which keeps $old"
}

# hunks_apart DIR BASE I: a file of this base's, in the folder of the oldest
# base that it would fit.
hunks_apart() {
	local context older
	for context in $(contexts_for ''); do
		commit_patch "$1" "$3" "$context" "$HUNK"
		for older in $(base_names); do
			[[ $older != "$2" ]] || break
			to=from-$older/${C_NAME[$3]}.patch
			! is_in_use "$to" || continue
			! older_accepts "$older" "$3" "$HUNK" || return 0
		done
	done
	commit_patch "$1" "$3" 3 "$HUNK"
	to=from-$2/${C_NAME[$3]}.patch
	! is_in_use "$to" || die "$EXIT_BAD" "$to is another base's; reword one of the two subjects"
}

# is_in_use PATCH: another base's series has a patch there already.
is_in_use() {
	[[ -n $(users_of "$1") ]]
}
