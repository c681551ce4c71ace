# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The table of bases, and where things of a base are.

# base_rows: the table without comments and empty lines.
base_rows() {
	[[ -r $BASES_FILE ]] || die "$EXIT_BAD" "no table of bases: $BASES_FILE"
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$BASES_FILE"
}

# base_names: the bases, the oldest first.
base_names() {
	base_rows | awk '{ print $1 }'
}

base_known() {
	base_names | grep -qxF -- "$1"
}

# base_require NAME: ends the program where there is no such base.
base_require() {
	[[ -n $1 ]] || usage "which base? One of: $(base_names | xargs)"
	base_known "$1" || usage "no base named $1; bases: $(base_names | xargs)"
}

# base_field NAME suite|package|version|tarball: version is empty where the table
# names none.
base_field() {
	base_rows | awk -v base="$1" -v field="$2" '$1 == base {
		split($3, package, "=")
		if (field == "suite") print $2
		if (field == "package") print package[1]
		if (field == "version") print package[2]
		if (field == "tarball") print $4
	}'
}

# base_is_tree NAME: its source is a tree of the user's.
base_is_tree() {
	[[ $(base_field "$1" suite) == tree ]]
}

# base_at_hand NAME: its source is there, or can be had without the user.
base_at_hand() {
	base_fetched "$1" || ! base_is_tree "$1"
}

base_source() { echo "$BUILD/src/$1"; }
base_manifest() { echo "$BUILD/src/$1.manifest"; }
base_series() { echo "$SERIES_ROOT/patches/series-$1"; }

# base_fetched NAME: the manifest is written last, so it proves the rest.
base_fetched() {
	[[ -d $BUILD/src/$1 && -s $BUILD/src/$1.manifest ]]
}

# base_stamp NAME: package and version of the source that is there.
base_stamp() {
	sed -n '1s/^# //p' "$(base_manifest "$1")"
}

# base_kernel NAME: the kernel version it stands for, "6.12" for imx-6.12.
base_kernel() {
	echo "${1##*-}"
}

# kernel_version DIR: VERSION.PATCHLEVEL.SUBLEVEL and EXTRAVERSION of a tree;
# fails where DIR is none.
kernel_version() {
	[[ -r $1/Makefile ]] || return 1
	awk -F ' *= *' '
		NR > 12 { exit }
		$1 == "VERSION" { v = $2 }
		$1 == "PATCHLEVEL" { p = $2 }
		$1 == "SUBLEVEL" { s = $2 }
		$1 == "EXTRAVERSION" { e = $2 }
		END { if (v == "" || p == "") exit 1; print v "." p "." s + 0 e }
	' "$1/Makefile"
}
