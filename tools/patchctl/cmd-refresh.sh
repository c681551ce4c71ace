# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

for part in commits patches hunks series; do
	# shellcheck source=/dev/null
	source "$HERE/refresh-$part.sh"
done
unset part

help_refresh() {
	cat <<'END'
usage: patchctl refresh BASE [--tree DIR] [--since COMMIT] [--context N]
                             [--force]
       patchctl refresh --base BASE [DIR] ...

Makes the series of BASE from the commits of a git tree: patches/, series-BASE,
kernel/ and selftests/ are written anew, and the series of the other bases
follow. A commit does one of three things: it adds files (patches/added), it
changes files that the series added (patches/changed), or it changes files of
the kernel (patches/from-X, X the oldest base it fits).

  --tree DIR      the tree (default: build/tree/BASE-git, from apply --git)
  --since COMMIT  the commit before the series (default: refs/cmakit/BASE)
  --context N     fewest context lines (1 to 3) that a patch may have where that
                  lets it serve an older base too
  --force         overwrite files in kernel/ and selftests/ that were edited
                  since the last sync

A patch that bases share is rewritten only if more than line numbers changed.
Where another base cannot take the new text, it keeps the old one. Text under
"---" is taken from the commit message, or else kept.
END
}

cmd_refresh() {
	local base dir begin BASE DIR other
	refresh_options "$@"
	series_require_own
	base=$BASE
	refresh_tree "$base" "${DIR:-$BUILD/tree/$base-git}" "${OPTION[since]:-}"
	dir=$TREE begin=$BEGIN

	commits_read "$dir" "$begin"
	stored_read "$base"
	for other in $(base_names); do
		[[ $other == "$base" ]] || ! base_at_hand "$other" || fetch_missing "$other"
	done
	commits_match "$base"
	commits_name "$dir"

	scratch_new refresh
	OLD_ROOT=$SERIES_ROOT NEW_ROOT=$NEW
	refresh_write "$dir" "$base"
	SERIES_ROOT=$NEW_ROOT
	refresh_prove "$dir" "$base" "$begin"
	put_in_place
	SERIES_ROOT=$OLD_ROOT
	if [[ $(git_ref "$dir" "refs/cmakit/$base") == "$begin" ]]; then
		git -C "$dir" update-ref "refs/cmakit/$base-head" HEAD
	fi
	drift_find
	[[ ${#DRIFT[@]} == 0 ]] || printf 'note: %s\n' "${DRIFT[@]}" >&2
	say "base $base: ${#C_PATCH[@]} patches"
}

# refresh_options ARGUMENT...: Out: BASE and DIR, as options_base; OPTION[since];
# CONTEXT and FORCE, for refresh-hunks.sh and refresh-patches.sh.
# shellcheck disable=SC2034
refresh_options() {
	options_read "base= tree= since= context= force" "$@"
	[[ -z ${OPTION[base]:-} || ${#ARGS[@]} == 0 ]] || ! base_known "${ARGS[0]}" ||
		usage "--base names the base; where its series begins is --since" \
			"${OPTION[base]}"
	options_base "since= context= force" "$@"
	CONTEXT=${OPTION[context]:-3} FORCE=${OPTION[force]:-}
	[[ $CONTEXT =~ ^[123]$ ]] || usage "--context: expected 1, 2 or 3, got $CONTEXT"
}

# refresh_tree BASE DIR COMMIT: Out: TREE, the tree; BEGIN, the commit before
# the series.
refresh_tree() {
	[[ -d $2 ]] || refuse "no such folder: $2 (patchctl apply $1 --git makes one)"
	TREE=$(realpath "$2")
	tree_is_git "$TREE" || refuse "$TREE is not the top of a git work tree"
	tree_require_kernel "$1" "$TREE"
	tree_refuse_under_way "$TREE"
	tree_refuse_uncommitted "$TREE"
	BEGIN=$(git_ref "$TREE" "${3:-refs/cmakit/$1}") ||
		refuse "$TREE: no commit ${3:-refs/cmakit/$1} to begin at; name one with --since"
	git -C "$TREE" merge-base --is-ancestor "$BEGIN" HEAD ||
		refuse "$TREE: HEAD does not come after $BEGIN"
}

# refresh_write DIR BASE: all of the new series, below NEW_ROOT.
refresh_write() {
	local i other
	declare -gA RENAMED=()
	C_PATCH=()
	mkdir -p "$NEW_ROOT"/{kernel,selftests,patches/{added,changed}}
	for i in "${!C_SHA[@]}"; do
		case ${C_KIND[i]} in
		added) write_added "$1" "$i" ;;
		changed) write_changed "$1" "$i" ;;
		hunks) write_hunks "$1" "$2" "$i" ;;
		esac
		if [[ ${C_KIND[i]} != hunks && -n ${C_OLD[i]} ]]; then
			# shellcheck disable=SC2034 # for refresh-series.sh
			RENAMED["${C_OLD[i]}"]=${C_PATCH[i]}
		fi
	done
	write_owned "$1"
	series_write "$2"
	for other in "${OTHERS[@]}"; do
		series_follow "$other"
	done
	DRIFT=()
	SERIES_ROOT=$NEW_ROOT added_make "$NEW_ROOT/patches/added"
}

# refresh_prove DIR BASE BEGIN: nothing is put in place unless all of this holds.
refresh_prove() {
	local other
	drift_find
	[[ ${#DRIFT[@]} == 0 ]] || refuse_list "the refreshed series is out of step" \
		< <(printf '%s\n' "${DRIFT[@]}")
	prove_own "$1" "$2" "$3"
	for other in "${OTHERS[@]}"; do
		prove_other "$other"
	done
}
