# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What this machine can execute. Sourced, not run.

# runs_here PROGRAM: it does, and is told apart from a machine whose kernel has no 32-bit
# programs. By bash itself: env and timeout would take such a file for a shell script.
runs_here() {
	local status=0
	("$1" -h) >/dev/null 2>&1 || status=$?
	[[ $status != 126 ]]
}
