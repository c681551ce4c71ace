# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Where things are, and how the project's shell tools speak. Sourced, not run.
#
# Out: ROOT, the project; BUILD, what can be made again (CMAKIT_BUILD); CACHE,
# downloads and compiler cache, which outlive BUILD (CMAKIT_CACHE); CCACHE_DIR;
# INSTALLED, set where ROOT is what make install has put there, which has no Makefile
# and is not written to.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE=${CMAKIT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cmakit}
INSTALLED=
[[ -f $ROOT/Makefile ]] || INSTALLED=1
if [[ $INSTALLED ]]; then
	BUILD=${CMAKIT_BUILD:-$CACHE/build}
else
	BUILD=${CMAKIT_BUILD:-$ROOT/build}
fi
export ROOT BUILD CACHE
export CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache}

# Exit status, the same in every tool.
# shellcheck disable=SC2034 # for those who source this
{
	EXIT_NO=1    # the answer is no: a check found a failure
	EXIT_USAGE=2 # wrong options or arguments
	EXIT_BAD=4   # bad input or environment
}

# say TEXT...: progress, on standard error so that output can be piped.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# die STATUS TEXT...
die() {
	local status=$1
	shift
	say "$*"
	exit "$status"
}
