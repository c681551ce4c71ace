# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_sync() {
	cat <<'END'
usage: patchctl sync [--check]

Makes the patches of patches/added/ from the files in kernel/ and selftests/.
patches/added/NNNN-NAME.files holds a patch's message and, after a line
"Files:", the kernel paths of the files it adds. To add a file: put it into
kernel/ at its kernel path (selftests/ for tools/testing/selftests/cma), list
it, and run sync.

  --check   write nothing; say what does not agree, and fail if anything does
            not: edited files or patches, files that no patch lists, listed
            files that do not exist, patches in no series

An edit that reaches into lines of a patch of patches/changed/ needs
"patchctl refresh" instead: sync says so.
END
}

cmd_sync() {
	local check='' made patch line
	for line; do
		[[ $line == --check ]] || usage "unexpected: $line"
		check=1
	done
	if [[ -z $check ]]; then
		series_require_own
		DRIFT=()
		scratch_new made
		made=$NEW
		added_make "$made"
		[[ ${#DRIFT[@]} == 0 ]] || sync_drift "cannot make the patches"
		for patch in "$made"/*.patch; do
			[[ -f $patch ]] || continue
			line=$SERIES_ROOT/patches/added/${patch##*/}
			cmp -s "$patch" "$line" && continue
			install_file "$patch" "$line"
			say "made patches/added/${patch##*/}"
		done
		for patch in "$SERIES_ROOT"/patches/added/*.patch; do
			[[ ! -f $patch || -f ${patch%.patch}.files ]] || {
				rm "$patch"
				say "removed patches/added/${patch##*/}"
			}
		done
	fi
	drift_find
	[[ ${#DRIFT[@]} == 0 ]] || sync_drift "out of step"
	say "patches, kernel and selftests agree"
}

# sync_drift TEXT: show the drift, and say no.
sync_drift() {
	printf '%s\n' "${DRIFT[@]}" >&2
	die "$EXIT_NO" "$1: see above"
}
