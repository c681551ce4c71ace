# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The tree that apply and unapply work on: how, and one at a time.

# target_options ARGUMENT...: Out: BASE and DIR, as options_base; MODE, quilt, git
# or "".
# shellcheck disable=SC2034 # they are the caller's
target_options() {
	options_base "quilt git" "$@"
	[[ -z ${OPTION[quilt]:-} || -z ${OPTION[git]:-} ]] ||
		usage "--quilt or --git, not both"
	MODE=${OPTION[quilt]:+quilt}${OPTION[git]:+git}
}

# target_open: make DIR a full path, and lock it.
target_open() {
	[[ -d $DIR ]] || refuse "no such folder: $DIR"
	DIR=$(realpath "$DIR")
	target_lock "$DIR"
}

# target_lock DIR: wait for whoever works on the tree. The lock is on the folder
# itself, so it leaves no file behind; it is held until the program ends, and by
# the programs it started. A folder that was made anew in the meantime is
# another one, to be locked again.
target_lock() {
	local lock
	while :; do
		exec {lock}<"$1" || refuse "cannot open $1"
		flock --nonblock "$lock" || {
			say "waiting for another patchctl that works on $1"
			flock "$lock"
		}
		[[ ! /proc/self/fd/$lock -ef $1 ]] || return 0
		exec {lock}<&-
	done
}
