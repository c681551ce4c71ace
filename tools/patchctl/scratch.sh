# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A temporary folder, and what has to be undone when a verb does not end well.
#
# Out: SCRATCH, removed on every exit.

AT_EXIT=()
SCRATCH_KEEP= # set where the folder holds what is nowhere else
INSTALLING= # the half written copy of install_file

# at_exit COMMAND ARGUMENT...: run it on exit, the last one first.
at_exit() {
	AT_EXIT=("$(printf '%q ' "$@")" "${AT_EXIT[@]}")
}

scratch_end() {
	local status=$? command
	trap '' INT TERM HUP
	set +e
	cd /
	[[ -z $INSTALLING ]] || rm -f "$INSTALLING"
	for command in "${AT_EXIT[@]}"; do
		eval "$command"
	done
	exit "$status"
}

# scratch_make: once, before the verb starts. git looks for no repository
# above the folder, wherever TMPDIR points.
scratch_make() {
	SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/patchctl.XXXXXX")
	trap scratch_end EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	at_exit scratch_remove
	export GIT_CEILING_DIRECTORIES=${SCRATCH%/*}
}

scratch_remove() {
	[[ -n $SCRATCH_KEEP ]] || rm -rf "$SCRATCH"
}

# scratch_new NAME: an empty folder. Out: NEW, its path. Ends the program where
# it cannot be made, whatever the caller tests: nothing may work on "".
scratch_new() {
	# shellcheck disable=SC2034 # for the caller
	NEW=$(mktemp -d "$SCRATCH/$1.XXXXXX") || die "$EXIT_BAD" "cannot write to $SCRATCH"
}

# run_whole LOG COMMAND...: its output goes to LOG, and it is waited for with
# all that it started, even where a signal to the whole group ends it: nothing
# may be at work any more in a tree that is put back.
run_whole() {
	local log=$1
	shift
	"$@" 2>&1 | (trap '' INT TERM HUP && exec cat >"$log")
}

# install_file FROM TO: replace TO as a whole or not at all.
install_file() {
	local dir
	dir=$(dirname "$2")
	mkdir -p "$dir"
	INSTALLING=$dir/.partial.$$
	cp "$1" "$INSTALLING"
	chmod --reference="$1" "$INSTALLING"
	mv "$INSTALLING" "$2"
	INSTALLING=
}
