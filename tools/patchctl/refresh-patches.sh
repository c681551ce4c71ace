# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# refresh, second part: the patches of the commits, written below NEW_ROOT.
# OLD_ROOT holds the series as it was.

# commit_message DIR COMMIT OLD: Out: $SCRATCH/head and $SCRATCH/under, as
# message_head and message_under. git am drops what stands under "---", so it
# is taken from the commit's message where someone wrote it there, then from
# the stored patch.
commit_message() {
	git -C "$1" format-patch --stdout -1 --zero-commit --no-signature -N \
		--subject-prefix=PATCH --no-attach --no-thread --no-add-header --no-to \
		--no-cc --no-from --no-notes --no-base --no-cover-letter --no-signoff \
		--no-color --no-ext-diff "$2" >"$SCRATCH/mail" ||
		die "$EXIT_BAD" "$1: cannot write commit $2 as a patch"
	message_head "$SCRATCH/mail" | grep -v '^Upstream-Status:' >"$SCRATCH/head"
	git -C "$1" log -1 --format=%B "$2" >"$SCRATCH/body"
	{
		grep '^Upstream-Status:' "$SCRATCH/body" || true
		message_under "$SCRATCH/body" | grep -v '^Upstream-Status:' || true
	} >"$SCRATCH/under"
	if [[ ! -s $SCRATCH/under && -n $3 ]]; then
		message_under "$OLD_ROOT/patches/$3" >"$SCRATCH/under"
	fi
	[[ -s $SCRATCH/under ]] || echo "Upstream-Status: Pending" >"$SCRATCH/under"
}

# commit_patch DIR I CONTEXT TO: the patch file of commit number I. Ends the
# program where it cannot be written, for callers that are part of a test.
commit_patch() {
	commit_message "$1" "${C_SHA[$2]}" "${C_OLD[$2]}"
	{
		git -C "$1" diff-tree --no-commit-id "${DIFF_OPTIONS[@]}" \
			"--unified=$3" "${C_SHA[$2]}" >"$SCRATCH/diff" &&
			message_patch "$SCRATCH/head" "$SCRATCH/under" "$SCRATCH/diff" >"$4"
	} || die "$EXIT_BAD" "$1: cannot write commit ${C_SHA[$2]} to $4"
}

# write_added DIR I: the list of files with the message. Out: C_PATCH.
write_added() {
	local to=$NEW_ROOT/patches/added/${C_NAME[$2]}.files
	commit_message "$1" "${C_SHA[$2]}" "${C_OLD[$2]}"
	{
		cat "$SCRATCH/head"
		echo ---
		cat "$SCRATCH/under"
		echo
		echo Files:
		git -C "$1" diff-tree -r --no-commit-id --no-renames --name-only "${C_SHA[$2]}"
	} >"$to"
	C_PATCH[$2]=added/${C_NAME[$2]}.patch
	stored_date "$OLD_ROOT/patches/${C_OLD[$2]%.patch}.files" "$to"
}

# stored_date OLD NEW: where nothing but the date differs, the old file stays.
stored_date() {
	[[ -f $1 ]] || return 0
	if cmp -s <(patch_essence "$1") <(patch_essence "$2"); then
		cp "$1" "$2"
	fi
}

# write_changed DIR I: Out: C_PATCH.
write_changed() {
	C_PATCH[$2]=changed/${C_NAME[$2]}.patch
	commit_patch "$1" "$2" 3 "$NEW_ROOT/patches/${C_PATCH[$2]}"
	[[ -z ${C_OLD[$2]} ]] ||
		stored_date "$OLD_ROOT/patches/${C_OLD[$2]}" "$NEW_ROOT/patches/${C_PATCH[$2]}"
}

# write_owned DIR: the final text of every added file, from HEAD. A file that
# was edited in kernel/ or selftests/ since the series was made from it is not
# overwritten, unless FORCE is set.
write_owned() {
	local dir=$1 text file owner lists edited=()
	mapfile -t lists < <(added_lists "$NEW_ROOT")
	[[ ${#lists[@]} -gt 0 ]] || return 0
	scratch_new head
	text=$NEW
	added_files "${lists[@]}" | git_export "$dir" HEAD "$text"
	stored_text "$SCRATCH/stored"
	while IFS= read -r file; do
		owner=$(owner_path "$file")
		mkdir -p "$NEW_ROOT/$(dirname "$owner")"
		cp -p "$text/$file" "$NEW_ROOT/$owner"
		if [[ -f $OLD_ROOT/$owner ]] && ! cmp -s "$text/$file" "$OLD_ROOT/$owner" &&
			! cmp -s "$OLD_ROOT/$owner" "$SCRATCH/stored/$file"; then
			edited+=("$owner")
		fi
	done < <(added_files "${lists[@]}")
	[[ ${#edited[@]} == 0 || -n $FORCE ]] || refuse_list \
		"edited since the last sync, and not the same in $dir; run patchctl sync first and bring the edit into the commits, or lose it with --force" \
		< <(printf '%s\n' "${edited[@]}")
}

# stored_text INTO: the added files as the stored patches make them.
stored_text() {
	local -a paths
	mapfile -t paths < <(find "$OLD_ROOT/patches/added" "$OLD_ROOT/patches/changed" \
		-name '*.patch' 2>/dev/null | awk -F / '{ print $NF "\t" $0 }' | sort | cut -f 2)
	scratch_new nothing
	trial_apply "$NEW" "$1" "${paths[@]}" || true
}
