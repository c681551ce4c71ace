# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A temporary folder, and what has to be undone when a verb does not end well.
#
# Out: SCRATCH, removed on every exit.

AT_EXIT=()
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
	at_exit rm -rf "$SCRATCH"
	export GIT_CEILING_DIRECTORIES=${SCRATCH%/*}
}

# scratch_new NAME: an empty folder. Out: NEW, its path.
scratch_new() {
	# shellcheck disable=SC2034 # for the caller
	NEW=$(mktemp -d "$SCRATCH/$1.XXXXXX")
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
