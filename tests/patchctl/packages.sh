# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of tools/env/apt.sh, with an archive of one package. Sourced by
# ../patchctl.sh.

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
