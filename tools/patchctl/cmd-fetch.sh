# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_fetch() {
	cat <<'END'
usage: patchctl fetch BASE

Gets the kernel source of a base and unpacks it. Nothing is done where it is
there already in the newest version.

  build/src/BASE/           the source, unchanged
  build/src/BASE.manifest   first line: package and version; then the SHA-256
                            of every file, as sha256sum -c reads it

The package is verified by apt and kept in $CMAKIT_CACHE/debs; a kept one is
used where its SHA-256 is the one in apt's lists.
END
}

cmd_fetch() {
	[[ $# == 1 ]] || usage "fetch takes one base: $(base_names | xargs)"
	base_require "$1"
	fetch_base "$1"
	say "$1: $(base_stamp "$1")"
}
