# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The tree that apply and unapply work on: which one, and one at a time.

# target_options ARGUMENT...: Out: BASE, a known one; DIR, the tree that was
# named, or ""; MODE, quilt, git or "".
# shellcheck disable=SC2034 # they are the caller's
target_options() {
	BASE='' DIR='' MODE=''
	while [[ $# -gt 0 ]]; do
		case $1 in
		--tree) [[ $# -gt 1 ]] || usage "--tree needs a folder"; DIR=$2; shift ;;
		--tree=*) DIR=${1#*=} ;;
		--quilt | --git) MODE=${1#--} ;;
		-*) usage "unexpected: $1" ;;
		*) [[ -z $BASE ]] || usage "one base at a time"; BASE=$1 ;;
		esac
		shift
	done
	base_require "$BASE"
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
