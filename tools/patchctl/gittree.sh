# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The series on a git work tree, as commits.
#
#	refs/cmakit/BASE        the commit the series stands on
#	refs/cmakit/BASE-head   the last commit that apply or refresh knew of

# git_ref DIR REF: the commit's name; fails where there is none.
git_ref() {
	git -C "$1" rev-parse --verify --quiet "$2^{commit}"
}

# git_export DIR COMMIT INTO: the files named on standard input, as they are in
# that commit.
git_export() {
	local file dir
	dir=$(realpath "$1")
	mkdir -p "$3" || die "$EXIT_BAD" "cannot make $3"
	while IFS= read -r file; do
		git -C "$dir" cat-file -e "$2:$file" 2>/dev/null || continue
		{
			mkdir -p "$3/$(dirname "$file")" &&
				git -C "$dir" cat-file blob "$2:$file" >"$3/$file"
		} || die "$EXIT_BAD" "cannot write $3/$file"
		[[ $(git -C "$dir" ls-tree "$2" -- "$file") != 100755* ]] ||
			chmod +x "$3/$file"
	done
}

# git_identity DIR: git can tell who commits.
git_identity() {
	[[ -n ${GIT_COMMITTER_EMAIL:-} ]] ||
		git -C "$1" config user.email >/dev/null
}

# git_as DIR ARGUMENT...: git in DIR, with a committer where the user has none.
git_as() {
	local dir=$1 identity=()
	shift
	git_identity "$dir" || identity=(env GIT_COMMITTER_NAME=CMAkit
		GIT_COMMITTER_EMAIL=cmakit@cmakit.invalid)
	"${identity[@]}" git -C "$dir" -c core.hooksPath=/dev/null \
		-c commit.gpgSign=false -c gc.auto=0 "$@"
}

# git_am DIR PATCHFILE...: commit each patch, whatever the user's hooks, signing
# and mail options are. git allows no fuzz. Fails with git's words shown.
git_am() {
	local dir=$1
	shift
	run_whole "$SCRATCH/am.log" git_as "$dir" -c advice.detachedHead=false \
		am --quiet --no-3way --no-scissors --no-keep-cr --no-signoff \
		--whitespace=nowarn --no-ignore-whitespace "$@" || {
		cat "$SCRATCH/am.log" >&2
		return 1
	}
}

# git_push BASE DIR PATCHFILE...: git_am, and remember where it began and ended.
git_push() {
	local base=$1 dir=$2
	shift 2
	git -C "$dir" update-ref "refs/cmakit/$base" HEAD || return 1
	git_am "$dir" "$@" || return 1
	git -C "$dir" update-ref "refs/cmakit/$base-head" HEAD
}

# git_forget BASE DIR: drop the refs.
git_forget() {
	git -C "$2" update-ref -d "refs/cmakit/$1"
	git -C "$2" update-ref -d "refs/cmakit/$1-head"
}

# git_drop_stale BASE DIR: drop the refs of a series that is gone: after a
# git reset, say, HEAD has neither its last commit nor a file that it adds.
git_drop_stale() {
	local begin head file
	tree_is_git "$2" || return 0
	begin=$(git_ref "$2" "refs/cmakit/$1") || return 0
	if head=$(git_ref "$2" "refs/cmakit/$1-head"); then
		! git -C "$2" merge-base --is-ancestor "$head" HEAD || return 0
		git -C "$2" diff --name-only --no-renames --diff-filter=A \
			"$begin" "$head" >"$SCRATCH/stale"
		while IFS= read -r file; do
			! git -C "$2" cat-file -e "HEAD:$file" 2>/dev/null || return 0
		done <"$SCRATCH/stale"
	else
		# git am never came to its end.
		git -C "$2" merge-base --is-ancestor HEAD "$begin" || return 0
	fi
	git_forget "$1" "$2"
	say "$2: the series that stood on refs/cmakit/$1 (${begin:0:12}) is gone;" \
		"its refs are dropped"
}

# git_state BASE DIR: as quilt_state. "same" means: HEAD has as many commits
# since the base as PATCHES, and they give the same files.
git_state() {
	local begin paths=() was now
	tree_is_git "$2" || { echo none; return; }
	begin=$(git_ref "$2" "refs/cmakit/$1") || { echo none; return; }
	[[ $(git -C "$2" rev-list --count "$begin..HEAD") == "${#PATCHES[@]}" ]] || {
		echo other
		return
	}
	paths=("${PATCHES[@]/#/$SERIES_ROOT/patches/}")
	was=$SCRATCH/state-was now=$SCRATCH/state-now
	rm -rf "$was" "$now"
	touched_files "${paths[@]}" | git_export "$2" "$begin" "$was"
	{
		touched_files "${paths[@]}"
		git -C "$2" diff --name-only --no-renames "$begin" HEAD
	} | sort -u >"$SCRATCH/state-files"
	git_export "$2" HEAD "$now" <"$SCRATCH/state-files"
	if trial_apply "$was" "$was/series" "${paths[@]}" &&
		same_files "$was/series" "$now" <"$SCRATCH/state-files" >/dev/null; then
		echo same
	else
		echo other
	fi
}
