# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Trying patches on copies of the files they touch, never on a tree.

# copy_files FROM INTO: copy the files named on standard input that FROM has.
copy_files() {
	local file
	mkdir -p "$2" || die "$EXIT_BAD" "cannot make $2"
	while IFS= read -r file; do
		[[ -e $1/$file ]] || continue
		{ mkdir -p "$2/$(dirname "$file")" && cp -p "$1/$file" "$2/$file"; } ||
			die "$EXIT_BAD" "cannot copy $1/$file to $2"
	done
}

# run_patch DIR PATCH [OPTION...]: GNU patch without fuzz, questions or litter.
# Out: $SCRATCH/patch.log, what it said.
run_patch() {
	local dir=$1 patch=$2
	shift 2
	patch -d "$dir" -p1 --force --fuzz=0 --no-backup-if-mismatch \
		--reject-file=- -i "$patch" "$@" >"$SCRATCH/patch.log" 2>&1
}

# patch_notes NAME: what the last run_patch said about places, one line each:
# which patch, which file, which hunk.
patch_notes() {
	awk -v name="$1" '
		/^(patching|checking) file / { file = $3 }
		/^Hunk .*(offset|FAILED)/ {
			sub(/ -- saving rejects.*/, "")
			print name ": " file ": " $0
			seen = 1
		}
		/^The next patch would|previously applied|malformed|can.t find file|garbage/ {
			print name ": " $0
		}
	' "$SCRATCH/patch.log"
}

# patch_short FILE: FOLDER/NAME, as a series file has it.
patch_short() {
	local folder=${1%/*}
	echo "${folder##*/}/${1##*/}"
}

# trial_apply FROM INTO PATCHFILE...: copy what the patches touch from FROM to
# INTO and apply them all there, in order.
# Out: TRIAL_NOTES, one line for each hunk that was moved by an offset, or,
# with a result of 1, that failed; TRIAL_PATCH, the patch that failed.
trial_apply() {
	local from=$1 into=$2 patch
	shift 2
	TRIAL_NOTES='cannot copy the files that it touches' TRIAL_PATCH='the series'
	mkdir -p "$into" || return 1
	touched_files "$@" | copy_files "$from" "$into" || return 1
	TRIAL_NOTES='' TRIAL_PATCH=''
	: >"$SCRATCH/trial.notes"
	for patch; do
		if ! run_patch "$into" "$patch"; then
			TRIAL_PATCH=$(patch_short "$patch")
			TRIAL_NOTES=$(patch_notes "$TRIAL_PATCH" | grep -v ' succeeded at ') ||
				TRIAL_NOTES=$(sed "s|^|$TRIAL_PATCH: |" "$SCRATCH/patch.log")
			return 1
		fi
		patch_notes "$(patch_short "$patch")" >>"$SCRATCH/trial.notes"
	done
	# shellcheck disable=SC2034 # for the caller
	TRIAL_NOTES=$(<"$SCRATCH/trial.notes")
}

# same_files A B: the files named on standard input have the same bytes and
# the same executable bit in both folders, or are missing from both. Prints
# those that differ.
same_files() {
	local file status=0
	while IFS= read -r file; do
		if [[ ! -e $1/$file && ! -e $2/$file ]]; then
			continue
		elif [[ ! -e $1/$file || ! -e $2/$file ]] ||
			! cmp -s "$1/$file" "$2/$file" ||
			[[ -x $1/$file && ! -x $2/$file ]] ||
			[[ ! -x $1/$file && -x $2/$file ]]; then
			echo "$file"
			status=1
		fi
	done
	return "$status"
}
