# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Packages of other architectures and suites, through an apt configuration of
# the build's own: the machine's sources, keys and proxy settings are read, its
# lists and its installed packages are left alone. apt verifies what it
# downloads against the archive's signature. Source env.sh first.

# foreign_apt ARCH SUITE COMMAND...: apt-get (or apt-cache) with that
# configuration. SUITE is "native", the sources the machine itself uses; there is
# no other yet.
foreign_apt() {
	local arch=$1 suite=$2 command=$3 dir=$BUILD/apt/$1-$2
	shift 3
	[[ $suite == native ]] || die "$EXIT_USAGE" "no suite '$suite': expected native"
	local -a options=(
		-o "APT::Architecture=$arch" -o "APT::Architectures=$arch"
		-o "Dir::State::lists=$dir/lists" -o "Dir::State::status=$dir/status"
		-o "Dir::Cache=$dir/cache" -o "APT::Sandbox::User=$(id -un)"
		-o "APT::Update::Post-Invoke-Success::="
		-o "Acquire::Languages=none" -q
	)
	"$command" "${options[@]}" "$@"
}

# foreign_update ARCH SUITE: bring the package lists up to date, once a day. A
# list that could not be had counts as a failure, which apt by itself lets pass.
foreign_update() {
	local dir=$BUILD/apt/$1-$2
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" || return 1
	: >>"$dir/status" || return 1
	if [[ -n $(find "$dir/updated" -mmin -1440 2>/dev/null) ]]; then
		return 0
	fi
	foreign_apt "$1" "$2" apt-get update -o APT::Update::Error-Mode=any \
		>"$dir/update.log" 2>&1 || {
		cat "$dir/update.log" >&2
		return 1
	}
	touch "$dir/updated"
}

# deb_verified ARCH SUITE PACKAGE VERSION FILE: the file has a SHA-256 that the
# lists, which apt verified, have for that version.
deb_verified() {
	foreign_apt "$1" "$2" apt-cache show "$3=$4" | sed -n 's/^SHA256: //p' |
		grep -xF -- "$(sha256sum <"$5" | cut -d ' ' -f 1)" >/dev/null
}

# fetch_deb ARCH SUITE PACKAGE [VERSION]: download a package into the cache.
# Out: DEB, the file. A file already there is used when its version is the
# one wanted (the newest in the lists where none is named) and its SHA-256 is
# that of the lists. Where these cannot be brought up to date, older ones do.
fetch_deb() {
	local arch=$1 suite=$2 package=$3 version=${4:-}
	local dir=$CACHE/debs/$arch-$suite partial
	foreign_update "$arch" "$suite" ||
		say "WARNING: no new package lists for $arch; using those that are there"
	if [[ -z $version ]]; then
		version=$(foreign_apt "$arch" "$suite" apt-cache \
			show --no-all-versions "$package" |
			sed -n 's/^Version: //p' | head -n 1)
		[[ -n $version ]] || {
			say "no package $package for $arch in suite $suite"
			return 1
		}
	fi
	mkdir -p "$dir" || return 1
	DEB=$(find "$dir" -maxdepth 1 -name "${package}_${version//:/%3a}_*.deb" | head -n 1)
	if [[ -n $DEB ]]; then
		! deb_verified "$arch" "$suite" "$package" "$version" "$DEB" || return 0
		say "$DEB is not what apt's lists have; downloading it again"
	fi

	partial=$(mktemp -d "$dir/.partial.XXXXXX") || return 1
	if ! (cd "$partial" && foreign_apt "$arch" "$suite" apt-get \
		download "$package=$version" >log 2>&1); then
		cat "$partial/log" >&2
		rm -rf "$partial"
		return 1
	fi
	find "$dir" -maxdepth 1 -name "${package}_*.deb" -delete
	mv "$partial"/*.deb "$dir/" || return 1
	rm -rf "$partial"
	# shellcheck disable=SC2034 # for the caller
	DEB=$(find "$dir" -maxdepth 1 -name "${package}_*.deb" | head -n 1)
}
