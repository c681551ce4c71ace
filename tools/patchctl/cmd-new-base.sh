# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The state of one that is under way, in the git folder of the tree, in
# cmakit-new-base/:
#
#	base     NAME
#	begin    the commit before the series
#	todo     patches to come, relative to patches/; the first is at hand
#	head     the commit that the one at hand is to stand on
#	skipped  lines of patches/not-needed

# shellcheck source=/dev/null
source "$HERE/cmd-refresh.sh"

help_new_base() {
	cat <<'END'
usage: patchctl new-base NAME --from NEAREST [--tree DIR]
       patchctl new-base NAME [--tree DIR] --continue | --skip WHY | --abort

Carries the series to a base that has none yet, a line of tools/patchctl/bases:
commits the patches of the base NEAREST on a git tree, one by one, and makes the
new series of the commits, as refresh does. Where one does not apply it stops
(exit 1), with what fits of it in the tree and the rest in .rej files. Then

  --continue    the files are edited and the .rej files removed: commit all
                that was changed, with the patch's message, if you did not
                commit it yourself, and go on
  --skip WHY    the base does not need it; WHY goes into patches/not-needed
  --abort       give up: back to the commit before the series

  --tree DIR    the tree (default: build/tree/NAME-git, of the fetched source).
                Where NAME's source is a tree of yours and none was fetched,
                it is this one
END
}

cmd_new_base() {
	local BASE DIR STATE step
	options_base "from= continue skip= abort" "$@"
	step=${OPTION[from]+from}${OPTION[continue]+continue}${OPTION[skip]+skip}${OPTION[abort]+abort}
	case $step in
	from | continue | skip | abort) ;;
	*) usage "one of --from NEAREST, --continue, --skip WHY and --abort" ;;
	esac
	series_require_own
	if [[ -z $DIR && $step == from ]]; then
		default_tree "$BASE" git
		DIR=$TREE
	fi
	DIR=${DIR:-$BUILD/tree/$BASE-git}
	target_open
	tree_is_git "$DIR" || refuse "$DIR is not the top of a git work tree"
	tree_require_kernel "$BASE" "$DIR"
	STATE=$(cd "$DIR" && realpath -m "$(git rev-parse --git-path cmakit-new-base)")
	if [[ $step == from ]]; then
		new_base_begin "${OPTION[from]}"
	else
		[[ -f $STATE/base && $(<"$STATE/base") == "$BASE" ]] ||
			refuse "$DIR: no new-base $BASE is under way"
		"new_base_$step"
	fi
	[[ -d $STATE ]] || return 0
	new_base_apply
	new_base_end
}

# new_base_begin NEAREST
new_base_begin() {
	base_require "$1"
	[[ ! -e $STATE ]] || refuse "$DIR: new-base $(<"$STATE/base") is under way:" \
		"--continue, --skip or --abort"
	[[ ! -f $(base_series "$BASE") ]] ||
		refuse "base $BASE has a series; apply --git and refresh change it"
	tree_refuse_under_way "$DIR"
	tree_refuse_uncommitted "$DIR"
	! base_is_tree "$BASE" || base_fetched "$BASE" || fetch_base "$BASE" "$DIR"
	series_load "$1"
	# All of it or nothing is there: without all, neither step would have a way out.
	rm -rf "$STATE.new"
	mkdir "$STATE.new"
	git_ref "$DIR" HEAD >"$STATE.new/begin"
	cp "$STATE.new/begin" "$STATE.new/head"
	printf '%s\n' "${PATCHES[@]}" >"$STATE.new/todo"
	: >"$STATE.new/skipped"
	echo "$BASE" >"$STATE.new/base"
	git -C "$DIR" update-ref "refs/cmakit/$BASE" HEAD
	mv "$STATE.new" "$STATE"
}

# new_base_next: the patch at hand is done.
new_base_next() {
	git_ref "$DIR" HEAD >"$STATE/head"
	sed -i 1d "$STATE/todo"
}

# new_base_apply: commit what is to come. Ends the program where one stops.
new_base_apply() {
	local patch
	while patch=$(head -n 1 "$STATE/todo") && [[ -n $patch ]]; do
		say "$patch"
		if ! git_am "$DIR" "$SERIES_ROOT/patches/$patch" 2>"$SCRATCH/am"; then
			git_as "$DIR" am --abort >/dev/null 2>&1 || true
			git -C "$DIR" reset --quiet --hard "$(<"$STATE/head")"
			new_base_stop "$patch"
		fi
		new_base_next
	done
}

# new_base_stop PATCH: leave what fits of it in the tree, fuzz and all, and tell.
new_base_stop() {
	patch -d "$DIR" -p1 --force --no-backup-if-mismatch \
		-i "$SERIES_ROOT/patches/$1" >"$SCRATCH/patch.log" 2>&1 || true
	grep -E '^(patching|Hunk|can.t find|[0-9]+ out of)' "$SCRATCH/patch.log" |
		sed 's/^/  /' >&2
	say "$DIR: $1 does not apply. Look at every hunk named above: those FAILED"
	say "are in .rej files, those with fuzz may stand in the wrong place. Then"
	say "  patchctl new-base $BASE --tree $DIR --continue"
	say "or, where the base does not need it,"
	say "  patchctl new-base $BASE --tree $DIR --skip WHY"
	exit "$EXIT_NO"
}

# new_base_rejects: .rej files of the patch at hand.
new_base_rejects() {
	touched_files "$SERIES_ROOT/patches/$(head -n 1 "$STATE/todo")" |
		while IFS= read -r file; do
			[[ ! -e $DIR/$file.rej ]] || echo "$file.rej"
		done
}

new_base_continue() {
	local patch message=$SCRATCH/message info=$SCRATCH/info
	patch=$SERIES_ROOT/patches/$(head -n 1 "$STATE/todo")
	new_base_rejects >"$SCRATCH/rejects"
	[[ ! -s $SCRATCH/rejects ]] || refuse_list \
		"bring these hunks in and remove the files" <"$SCRATCH/rejects"
	if [[ $(git_ref "$DIR" HEAD) == "$(<"$STATE/head")" ]]; then
		touched_files "$patch" | while IFS= read -r file; do
			[[ ! -e $DIR/$file ]] || git -C "$DIR" add --force -- "$file"
		done
		git -C "$DIR" add --update
		! git -C "$DIR" diff --cached --quiet ||
			refuse "$DIR: nothing was changed; --skip WHY goes on without the patch"
		git -C "$SCRATCH" mailinfo "$message" /dev/null <"$patch" >"$info"
		{
			sed -n 's/^Subject: //p' "$info"
			echo
			cat "$message"
		} >"$SCRATCH/commit"
		new_base_commit "$(sed -n 's/^Author: //p' "$info")" \
			"$(sed -n 's/^Email: //p' "$info")" "$(sed -n 's/^Date: //p' "$info")"
	else
		tree_refuse_uncommitted "$DIR"
	fi
	new_base_next
}

# new_base_commit AUTHOR EMAIL DATE: what is in the index, with the message in
# $SCRATCH/commit.
new_base_commit() {
	git_as "$DIR" commit --quiet --author="$1 <$2>" ${3:+--date="$3"} --cleanup=verbatim \
		--file="$SCRATCH/commit"
}

new_base_skip() {
	local patch
	patch=$(head -n 1 "$STATE/todo")
	[[ ${OPTION[skip]} =~ ^[^$'\t\n']+$ ]] || usage "--skip: why is it not needed, on a line?"
	[[ $patch == from-* ]] || refuse "$patch belongs to every base; its files are one of kernel/ and selftests/"
	new_base_clean "$(<"$STATE/head")"
	subject_read "$patch"
	(IFS=$'\t' && echo "$BASE"$'\t'"${SUBJECT_OF[$patch]}"$'\t'"${OPTION[skip]}") \
		>>"$STATE/skipped"
	new_base_next
}

# new_base_clean COMMIT: back to it, without what the patch at hand left.
new_base_clean() {
	new_base_rejects >"$SCRATCH/rejects"
	while IFS= read -r file; do
		rm -f "$DIR/$file"
	done <"$SCRATCH/rejects"
	created_files "$SERIES_ROOT/patches/$(head -n 1 "$STATE/todo")" >"$SCRATCH/created"
	(cd "$DIR" && xargs -r -d '\n' rm -f <"$SCRATCH/created")
	tree_remove_empty "$DIR" <"$SCRATCH/created"
	git -C "$DIR" reset --quiet --hard "$1"
}

new_base_abort() {
	new_base_clean "$(<"$STATE/begin")"
	git_forget "$BASE" "$DIR"
	rm -r "$STATE"
	say "$DIR: back to the commit before the series"
}

# new_base_end: all commits are there.
new_base_end() {
	local reasons
	git -C "$DIR" update-ref "refs/cmakit/$BASE-head" HEAD
	reasons=$(needless_file)
	if [[ -s $STATE/skipped ]]; then
		{
			[[ ! -f $reasons ]] || cat "$reasons"
			cat "$STATE/skipped"
		} >"$SCRATCH/reasons"
		install_file "$SCRATCH/reasons" "$reasons"
	fi
	rm -r "$STATE"
	cmd_refresh "$BASE" --tree "$DIR"
}
