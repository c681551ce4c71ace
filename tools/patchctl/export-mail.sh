# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The mails as git format-patch makes them, and whom they go to as the base's
# own scripts/get_maintainer.pl says.

# What nobody's configuration of git shall put into them.
MAIL_OPTIONS=(--no-signoff --no-to --no-cc --no-add-header --no-attach --no-notes
	--no-signature --no-from --no-progress --quiet)

# mail_make INTO: of the commits of the patches.
mail_make() {
	local branch identity=() revision=()
	git_identity "$DIR" || identity=(-c user.name=CMAkit -c user.email=cmakit@cmakit.invalid)
	[[ $COVER_REVISION == 1 ]] || revision=(-v "$COVER_REVISION")
	# The letter is what git takes for the description of the branch.
	printf '%s\n\n' "$COVER_SUBJECT" | cat - "$SCRATCH/cover" >"$SCRATCH/description"
	branch=cmakit-export-$$
	at_exit git -C "$DIR" update-ref -d "refs/heads/$branch"
	git -C "$DIR" update-ref "refs/heads/$branch" "$BRANCH_PLAIN"
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="branch.$branch.description" \
		GIT_CONFIG_VALUE_0=$(<"$SCRATCH/description") \
		git -C "$WORK" "${identity[@]}" format-patch "${MAIL_OPTIONS[@]}" \
		--cover-letter --cover-from-description=subject --thread=shallow --numbered \
		--subject-prefix="$COVER_PREFIX" "${revision[@]}" --base="$ONTO" \
		--patch --stat=72 --no-renames --abbrev=12 -o "$1" "$ONTO..$branch" ||
		refuse "git format-patch failed"
	[[ $(find "$1" -name '*.patch' | wc -l) == $((${#PATHS[@]} + 1)) ]] ||
		refuse "git format-patch made other mails than a cover letter and ${#PATHS[@]} patches"
}

# mail_patches MAILS: those with a patch, in order.
mail_patches() {
	find "$1" -name '*.patch' ! -name '*-cover-letter.patch' | sort
}

# mail_maintainers OPTION... FILE...: addresses, a line each. The tree is not whole,
# and its history not the kernel's.
mail_maintainers() {
	(
		cd "$WORK" || exit
		perl scripts/get_maintainer.pl --no-tree --no-git --no-git-fallback \
			--no-git-chief-penguins --no-rolestats --no-roles "$@"
	)
}

# mail_recipients MAILS: to, the maintainers; cc, reviewers and lists.
mail_recipients() {
	local patches
	[[ -f $WORK/scripts/get_maintainer.pl ]] ||
		refuse "$DIR has no scripts/get_maintainer.pl at ${ONTO:0:12}"
	mapfile -t patches < <(mail_patches "$1")
	{
		mail_maintainers --nol --nor "${patches[@]}" >"$1/to" &&
			mail_maintainers --nom "${patches[@]}" >"$SCRATCH/cc"
	} || refuse "scripts/get_maintainer.pl of $DIR failed"
	# Nobody gets it twice.
	grep -vxF -f "$1/to" "$SCRATCH/cc" >"$1/cc" || true
	[[ -s $1/to && -s $1/cc ]] ||
		refuse "scripts/get_maintainer.pl of $DIR names nobody to send the series to"
}
