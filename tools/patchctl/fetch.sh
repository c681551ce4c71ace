# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A base's source, in build/src: from a Debian package, which apt verifies, or
# from a tree of the user's (fetch-tree.sh).

# fetch_locate BASE DIR: find or download what holds the source; DIR is the
# user's tree, or "". Out: ARCHIVE, a file or a tree; STAMP, its package and
# version. Fails, saying why, where it cannot be had.
fetch_locate() {
	local suite package version
	suite=$(base_field "$1" suite)
	if [[ $suite == tree ]]; then
		fetch_tree_locate "$1" "$2"
		return
	fi
	package=$(base_field "$1" package)
	version=$(base_field "$1" version)
	if [[ $suite == local ]]; then
		ARCHIVE=$(base_field "$1" tarball)
		[[ -r $ARCHIVE ]] || {
			say "$BASES_FILE: base $1: no such file: $ARCHIVE"
			return 1
		}
		STAMP="${ARCHIVE##*/} sha256:$(sha256sum <"$ARCHIVE" | cut -d ' ' -f 1)"
		return 0
	fi
	# The tarball is the same for every architecture; amd64's list names it.
	fetch_deb amd64 "$suite" "$package" "$version" || return 1
	ARCHIVE=$DEB
	STAMP="$package $(dpkg-deb --field "$DEB" Version)"
}

# fetch_unpack BASE INTO: the tree, or the archive's tarball without its top
# folder.
fetch_unpack() {
	local tarball
	if [[ -d $ARCHIVE ]]; then
		fetch_tree_copy "$1" "$2"
		return
	fi
	tarball=$(base_field "$1" tarball)
	if [[ $ARCHIVE == *.deb ]]; then
		dpkg-deb --fsys-tarfile "$ARCHIVE" | tar -xO "./$tarball"
	else
		cat "$ARCHIVE"
	fi | case $tarball in
	*.xz) xz -dc -T0 ;;
	*.gz) gzip -dc ;;
	*) cat ;;
	esac | tar -xv -C "$2" --strip-components=1 | awk -v name="$1" '
		NR % 20000 == 0 {
			print "patchctl: " name ": " NR " files unpacked"
			fflush()
		}' >&2
}

# fetch_manifest DIR: SHA-256 of every file, sorted by name.
fetch_manifest() {
	(cd "$1" && find . -type f -printf '%P\0' |
		xargs -0 -P "$(nproc)" -n 1000 sha256sum) | sort -k 2
}

# fetch_abandon: on exit. Only what this process was unpacking; another one may
# be at work by now.
fetch_abandon() {
	[[ -z ${FETCH_PARTIAL:-} ]] || rm -rf "$FETCH_PARTIAL" "$FETCH_PARTIAL.manifest"
}

# fetch_base BASE [DIR]: make build/src/BASE and its manifest, unless they are there
# in the newest version. What an earlier, interrupted run left is removed.
# Where no newer version can be asked for, the source that is there will do.
fetch_base() {
	local base=$1 dir=$BUILD/src partial lock
	partial=$dir/.$base.partial
	mkdir -p "$dir"
	exec {lock}>"$dir/.$base.lock"
	flock "$lock"
	if ! fetch_locate "$base" "${2:-}"; then
		base_fetched "$base" || die "$EXIT_BAD" "cannot fetch base $base"
		say "$base: using what is there: $(base_stamp "$base")"
	elif ! base_fetched "$base" || [[ $(base_stamp "$base") != "$STAMP" ]]; then
		say "$base: unpacking $STAMP (a minute or so)"
		rm -rf "$partial" "$partial.manifest"
		FETCH_PARTIAL=$partial
		at_exit fetch_abandon
		mkdir "$partial"
		fetch_unpack "$base" "$partial" ||
			die "$EXIT_BAD" "$ARCHIVE: cannot unpack or copy it"
		kernel_version "$partial" >/dev/null ||
			die "$EXIT_BAD" "$ARCHIVE: holds no kernel source"
		say "$base: sums"
		{
			echo "# $STAMP"
			fetch_manifest "$partial"
		} >"$partial.manifest"
		rm -f "$dir/$base.manifest"
		rm -rf "${dir:?}/$base"
		mv "$partial" "$dir/$base"
		mv "$partial.manifest" "$dir/$base.manifest"
		FETCH_PARTIAL=
		say "$base: ready in $dir/$base"
	fi
	exec {lock}>&-
}

# fetch_missing BASE: fetch only where nothing is there.
fetch_missing() {
	base_fetched "$1" || fetch_base "$1"
}
