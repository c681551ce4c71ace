# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The branch that b4 takes over: the commit it stands on, an empty commit whose
# message is the cover letter (b4's strategy "commit"), and a commit a patch. It
# is made in a work tree of its own, which has only the files that are needed, so
# nothing in the user's is touched.
#
# In: DIR, the git tree; PATHS; cover_read's. Out: ONTO, the commit; WORK, the
# work tree; BRANCH_PLAIN and BRANCH_HEAD, commits.

# What the base's own checks need to run, as far as it is there.
# shellcheck disable=SC2034 # for cmd-export.sh
WORK_TOOLS=(Makefile MAINTAINERS scripts tools/docs tools/lib/python tools/net/ynl/pyynl 'arch/*/Makefile'
	Documentation/ABI Documentation/Makefile Documentation/conf.py
	'Documentation/sphinx*' Documentation/process)

# branch_onto BASE: make ONTO a full name, of a kernel of the base's version.
branch_onto() {
	local commit
	[[ -n $ONTO ]] || ONTO=$(git_ref "$DIR" "refs/cmakit/$1" || echo HEAD)
	commit=$(git_ref "$DIR" "$ONTO") || refuse "$DIR has no commit $ONTO"
	ONTO=$commit
	git_export "$DIR" "$ONTO" "$SCRATCH/onto" <<<Makefile
	tree_require_kernel "$1" "$SCRATCH/onto"
}

# work_make REPOSITORY COMMIT [PATHSPEC...]: Out: WORK. Only the files in
# $SCRATCH/touched, the folders of touched texts, and PATHSPECs are there.
work_make() {
	local file repository=$1 commit=$2
	shift 2
	scratch_new work
	WORK=$NEW
	rmdir "$WORK"
	git -C "$repository" -c core.hooksPath=/dev/null worktree add --quiet --no-checkout \
		--detach "$WORK" "$commit" 2>"$SCRATCH/git.log" ||
		refuse_list "$repository: git cannot make a work tree" <"$SCRATCH/git.log"
	at_exit git -C "$repository" worktree remove --force "$WORK"
	git -C "$WORK" read-tree "$commit"
	{
		while IFS= read -r file; do
			printf ':(literal)%s\n' "$file"
			[[ $file != Documentation/*.rst ]] || printf ':(literal)%s/\n' "${file%/*}"
		done <"$SCRATCH/touched"
		[[ $# == 0 ]] || printf '%s\n' "$@"
	} | tr '\n' '\0' >"$SCRATCH/pathspecs"
	xargs -0 git -C "$WORK" ls-files -z -- <"$SCRATCH/pathspecs" | sort -zu >"$SCRATCH/there"
	git -C "$WORK" ls-files -z | sort -z | comm -z -13 "$SCRATCH/there" - |
		git -C "$WORK" update-index -z --skip-worktree --stdin
	git -C "$WORK" checkout-index --quiet -z --stdin <"$SCRATCH/there"
}

# branch_commit ARGUMENT...: a commit of nobody in particular, where git does
# not know who commits.
branch_commit() {
	local identity=()
	git_identity "$DIR" || identity=(-c user.name=CMAkit -c user.email=cmakit@cmakit.invalid)
	git -C "$WORK" -c core.hooksPath=/dev/null -c commit.gpgSign=false \
		"${identity[@]}" commit --quiet "$@"
}

# branch_make: Out: BRANCH_PLAIN, the last of the patches' commits on ONTO, of
# which the mails are made (an empty commit would be a mail, too), and BRANCH_HEAD,
# the same with the letter's below. Nothing points at them yet.
branch_make() {
	local commit
	git_am "$WORK" "${PATHS[@]}" || refuse "the patches do not fit ${ONTO:0:12} of $DIR"
	BRANCH_PLAIN=$(git_ref "$WORK" HEAD)
	git -C "$WORK" reset --quiet --soft "$ONTO"
	git -C "$WORK" read-tree "$ONTO"
	cover_commit | branch_commit --allow-empty --cleanup=verbatim -F -
	BRANCH_HEAD=$(git_ref "$WORK" HEAD)
	while IFS= read -r commit; do
		BRANCH_HEAD=$(git -C "$DIR" cat-file commit "$commit" |
			sed "0,/^parent /s/^parent .*/parent $BRANCH_HEAD/" |
			git -C "$DIR" hash-object -t commit -w --stdin)
	done < <(git -C "$DIR" rev-list --reverse "$ONTO..$BRANCH_PLAIN")
}

# branch_essence HEAD: what was committed since ONTO, by whom, but not when.
branch_essence() {
	git -C "$DIR" log --format='%T %an <%ae>%n%B' "$ONTO..$1"
}

# branch_keep: point COVER_BRANCH at BRANCH_HEAD. One that is there is kept if it
# is the same; if not, it may hold somebody's work.
branch_keep() {
	local ref=refs/heads/$COVER_BRANCH old
	if old=$(git_ref "$DIR" "$ref"); then
		! git -C "$DIR" merge-base --is-ancestor "$ONTO" "$old" ||
			[[ $(branch_essence "$old") != "$(branch_essence "$BRANCH_HEAD")" ]] || return 0
		[[ -n $FORCE ]] || refuse "$DIR has a branch $COVER_BRANCH already, and it differs;" \
			"--force replaces it"
		! git -C "$DIR" worktree list --porcelain | grep -qxF "branch $ref" ||
			refuse "$DIR: $COVER_BRANCH is checked out; switch to another branch first"
		say "$DIR: $COVER_BRANCH was $old"
	fi
	git -C "$DIR" update-ref -m "patchctl export" "$ref" "$BRANCH_HEAD"
}
