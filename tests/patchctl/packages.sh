# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of tools/env/apt.sh, with archives of one package: a made-up apt, and the
# real one on an archive in a folder. Sourced by ../patchctl.sh.

# fake_apt: apt-get and apt-cache in $W/bin. The archive is $W/archive.deb; a
# file $W/offline makes it unreachable. As apt does, update lets that pass
# unless it is told not to. $W/downloads counts.
fake_apt() {
	: >"$W/downloads"
	echo text >"$W/archive.deb"
	shim apt-get <<END
case " \$* " in
*" update "*) [[ ! -e $W/offline || " \$* " != *APT::Update::Error-Mode=any* ]] ;;
*" download "*)
	[[ ! -e $W/offline ]] || exit 1
	echo x >>$W/downloads
	cp $W/archive.deb thing_1.0_amd64.deb ;;
esac
END
	shim apt-cache <<END
echo "Version: 1.0"
echo "SHA256: \$(sha256sum <$W/archive.deb | cut -d ' ' -f 1)"
END
}

# fetch_thing: prints what fetch_deb found.
fetch_thing() {
	# shellcheck disable=SC2016 # for the shell that is started
	CMAKIT_BUILD=$W/build CMAKIT_CACHE=$W/cache PATH=$W/bin:$PATH bash -c '
		set -euo pipefail
		. "$0/../tools/env/env.sh"
		. "$0/../tools/env/apt.sh"
		fetch_deb amd64 native thing
		cat "$DEB"' "$HERE"
}

downloads() {
	wc -l <"$W/downloads"
}

deb_kept() {
	fake_apt
	same package "$(fetch_thing)" text
	same package "$(fetch_thing)" text
	same downloads "$(downloads)" 1
	echo junk >"$W/cache/debs/amd64-native/thing_1.0_amd64.deb"
	expect 0 "not what apt's lists have" fetch_thing
	grep -q '^text' "$W.said"
	same downloads "$(downloads)" 2
}

deb_offline() {
	local updated=$W/build/apt/amd64-native/updated
	fake_apt
	touch "$W/offline"
	expect 1 "WARNING: no new package lists" fetch_thing
	[[ ! -e $updated ]]
	rm "$W/offline"
	same package "$(fetch_thing)" text
	[[ -e $updated ]]
	rm "$updated"
	touch "$W/offline"
	expect 0 "WARNING: no new package lists" fetch_thing
	grep -q '^text' "$W.said"
	same downloads "$(downloads)" 1
}

# real_archive SUITE VERSION...: a signed archive of Debian's shape at $W/archive,
# whose suite has "thing" in these versions; its text is the version. Keys:
# $W/key.gpg.
real_archive() {
	local suite=$1 dir=$W/archive/dists/$1 version
	local -x GNUPGHOME=$W/gnupg
	shift
	mkdir -p "$dir/main/binary-amd64"
	[[ -e $W/key.gpg ]] || {
		mkdir -m 700 "$GNUPGHOME"
		gpg -q --batch --passphrase '' --quick-generate-key test ed25519 sign never
		gpg -q --export >"$W/key.gpg"
	}
	for version; do
		echo "$version" >"$W/archive/thing_$version.deb"
		cat <<END
Package: thing
Version: $version
Architecture: amd64
Filename: thing_$version.deb
Size: $(stat -c %s "$W/archive/thing_$version.deb")
SHA256: $(sha256sum <"$W/archive/thing_$version.deb" | cut -d ' ' -f 1)

END
	done >"$dir/main/binary-amd64/Packages"
	cat >"$dir/Release" <<END
Origin: Debian
Label: Debian
Suite: $suite
Codename: $suite
Architectures: amd64
Components: main
Date: $(date -uR)
SHA256:
 $(sha256sum <"$dir/main/binary-amd64/Packages" | cut -d ' ' -f 1) $(stat -c %s "$dir/main/binary-amd64/Packages") main/binary-amd64/Packages
END
	gpg -q --batch --clearsign -o "$dir/InRelease" "$dir/Release"
	gpgconf --kill all
}

# real_machine deb822|one-line: an apt configuration of a machine that has the
# archive's suite "stable". Out: APT_CONFIG.
real_machine() {
	export APT_CONFIG=$W/apt.conf
	rm -rf "$W/parts"
	mkdir "$W/parts"
	printf 'Dir::Etc::SourceList "/dev/null";\nDir::Etc::SourceParts "%s";\n' \
		"$W/parts" >"$APT_CONFIG"
	if [[ $1 == deb822 ]]; then
		printf 'Types: deb\nURIs: file:%s\nSuites: stable\nComponents: main\nSigned-By: %s\n' \
			"$W/archive" "$W/key.gpg" >"$W/parts/machine.sources"
	else
		echo "deb [signed-by=$W/key.gpg] file:$W/archive stable main" >"$W/parts/machine.list"
	fi
}

# fetch_real SUITE KEYRING [VERSION]: prints what fetch_deb found.
fetch_real() {
	# shellcheck disable=SC2016 # for the shell that is started
	CMAKIT_BUILD=$W/build CMAKIT_CACHE=$W/cache bash -c '
		set -euo pipefail
		. "$0/../tools/env/env.sh"
		. "$0/../tools/env/apt.sh"
		DEBIAN_KEYRING=$2
		fetch_deb amd64 "$1" thing ${3:-}
		cat "$DEB"' "$HERE" "$@"
}

# The machine's mirror, however its sources are written, serves another suite; the
# package is kept apart from the machine's own.
deb_suite() {
	local format
	real_archive stable 1.0
	real_archive next 2.0
	for format in deb822 one-line; do
		rm -rf "$W/build" "$W/cache"
		real_machine "$format"
		same "$format" "$(fetch_real native "$W/key.gpg")" 1.0
		same "$format" "$(fetch_real next "$W/key.gpg")" 2.0
		same "$format" "$(fetch_real native "$W/key.gpg")" 1.0
	done
	expect 2 "no suite 'next/../x'" fetch_real next/../x "$W/key.gpg"
}

# A suite is verified with Debian's keys, not with those the machine has for a
# source of its own.
deb_suite_verified() {
	local keyring
	keyring=$(bash -c '. "$0/../tools/env/apt.sh"; echo "$DEBIAN_KEYRING"' "$HERE")
	[[ $keyring == /usr/share/keyrings/debian-archive-keyring.gpg && -s $keyring ]]
	real_archive stable 1.0
	real_archive next 2.0
	real_machine deb822
	expect 1 "NO_PUBKEY" fetch_real next "$keyring"
	grep -q "no package thing for amd64 in suite next" "$W.said"
	# And what is signed must be what the list says.
	echo forged >"$W/archive/thing_2.0.deb"
	expect 1 "Hash Sum mismatch\|unexpected size" fetch_real next "$W/key.gpg"
}

# Debian's order, in which 1.10 is newer than 1.9 and 1.10~rc1 is older than 1.10.
deb_versions() {
	real_archive stable 1.0
	real_archive next 1.9 1.10 1.10~rc1
	real_machine deb822
	expect 0 "thing: 1.10, the newest of 3 versions in suite next" \
		fetch_real next "$W/key.gpg"
	same named "$(fetch_real next "$W/key.gpg" 1.9)" 1.9
	same newest "$(fetch_real next "$W/key.gpg" 2>/dev/null)" 1.10
	expect 1 "1.11" fetch_real next "$W/key.gpg" 1.11
}
