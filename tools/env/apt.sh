# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Packages of other architectures and suites, through an apt configuration of
# the build's own: the machine's sources, keys and proxy settings are read, its
# lists and its installed packages are left alone. apt verifies what it
# downloads against the archive's signature. Source env.sh first.
#
# SUITE is "native", the sources the machine itself uses, or a suite of Debian's
# archive (bullseye, trixie-backports, ...), taken from the machine's mirror.

DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# foreign_apt ARCH SUITE COMMAND...: apt-get (or apt-cache) with that
# configuration. The machine's pins are for its own sources; in a suite of
# another name the newest version is the one that apt takes.
foreign_apt() {
	local arch=$1 suite=$2 command=$3 dir=$BUILD/apt/$1-$2
	shift 3
	local -a options=(
		-o "APT::Architecture=$arch" -o "APT::Architectures=$arch"
		-o "Dir::State::lists=$dir/lists" -o "Dir::State::status=$dir/status"
		-o "Dir::Cache=$dir/cache" -o "APT::Sandbox::User=$(id -un)"
		-o "APT::Update::Post-Invoke-Success::="
		-o "Acquire::Languages=none" -q
	)
	[[ $suite == native ]] || options+=(
		-o "Dir::Etc::SourceList=$dir/sources.list"
		-o "Dir::Etc::SourceParts=/dev/null"
		-o "Dir::Etc::Preferences=/dev/null"
		-o "Dir::Etc::PreferencesParts=/dev/null"
	)
	"$command" "${options[@]}" "$@"
}

# debian_mirror ARCH: where the machine has Debian's packages from, as apt reads
# its sources; the archive's own word, which is signed, tells them from others.
debian_mirror() {
	# shellcheck disable=SC2016 # for apt-get
	foreign_apt "$1" native apt-get indextargets --format '$(REPO_URI)' \
		'Identifier: Packages' 'Origin: Debian' 'Label: Debian' \
		'Component: main' | sed -n 1p
}

# foreign_sources ARCH SUITE: write the suite's sources list. Where the mirror
# cannot be told, an older list does.
foreign_sources() {
	local list=$BUILD/apt/$1-$2/sources.list mirror
	foreign_update "$1" native || true
	mirror=$(debian_mirror "$1")
	if [[ -z $mirror ]]; then
		say "no mirror of Debian among this machine's apt sources"
		[[ -s $list ]]
		return
	fi
	printf 'deb [signed-by=%s] %s %s main\n' \
		"$DEBIAN_KEYRING" "$mirror" "$2" >"$list.new" || return 1
	mv "$list.new" "$list"
}

# foreign_update ARCH SUITE: bring the package lists up to date, once a day, one at a
# time. A list that could not be had counts as a failure, which apt by itself lets
# pass.
foreign_update() {
	local lock status=0
	[[ $2 =~ ^[a-z][a-z0-9.-]*$ ]] || die "$EXIT_USAGE" "no suite '$2': expected" \
		"native or the name of one of Debian's, as trixie-backports"
	mkdir -p "$BUILD/apt" || return 1
	exec {lock}>"$BUILD/apt/.$1-$2.lock" || return 1
	flock "$lock"
	foreign_update_locked "$@" || status=$?
	exec {lock}>&-
	return "$status"
}

# foreign_update_locked ARCH SUITE
foreign_update_locked() {
	local dir=$BUILD/apt/$1-$2
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" || return 1
	: >>"$dir/status" || return 1
	if [[ -n $(find "$dir/updated" -mmin -1440 2>/dev/null) ]]; then
		return 0
	fi
	[[ $2 == native ]] || foreign_sources "$1" "$2" || return 1
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

# deb_newest ARCH SUITE PACKAGE: the version that apt would install. Says so
# where the lists have others too, and fails where they have none.
deb_newest() {
	local version versions
	version=$(foreign_apt "$1" "$2" apt-cache show --no-all-versions "$3" |
		sed -n 's/^Version: //p' | sed -n 1p) || true
	[[ -n $version ]] || {
		say "no package $3 for $1 in suite $2"
		return 1
	}
	versions=$(foreign_apt "$1" "$2" apt-cache show "$3" |
		grep '^Version: ' | sort -u | wc -l)
	((versions < 2)) ||
		say "$3: $version, the newest of $versions versions in suite $2"
	echo "$version"
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
		version=$(deb_newest "$arch" "$suite" "$package") || return 1
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
