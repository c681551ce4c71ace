# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_fetch() {
	cat <<'EOF'
usage: patchctl fetch BASE [--tree DIR]

Gets the kernel source of a base and unpacks it. Nothing is done where it is
there already in the newest version.

  --tree DIR   for a base that "patchctl bases" calls (your tree): a copy of DIR
               is the base's source from now on, in place of an older one. Of a
               git work tree it is HEAD, or the commit below the series if that
               is on it. A tree without git must be unpatched and not built in.

  build/src/BASE/           the source, unchanged
  build/src/BASE.manifest   first line: package and version, or the commit; then
                            the SHA-256 of every file, as sha256sum -c reads it

A package is verified by apt and kept in $CMAKIT_CACHE/debs; a kept one is
used where its SHA-256 is the one in apt's lists.
EOF
}

cmd_fetch() {
	local BASE DIR
	options_base "" "$@"
	[[ -z $DIR ]] || base_is_tree "$BASE" ||
		usage "the source of $BASE is a package's; --tree is for others"
	fetch_base "$BASE" "$DIR"
	say "$BASE: $(base_stamp "$BASE")"
}
