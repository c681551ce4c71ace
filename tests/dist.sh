#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# A release: the same bytes wherever it is made, whole, and enough to build, install
# and package from, without git.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tools/dist/tree.sh
. tools/dist/tree.sh

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
VERSION=$(tools/env/version)
NAME=cmakit-$VERSION
TARBALL=build/dist/$NAME.tar.xz
unset CMAKIT_BUILD MAKEFLAGS MAKELEVEL SOURCE_DATE_EPOCH
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
# Where make must do without git.
mkdir "$TMP/no-git"
printf '#!/bin/sh\nexit 127\n' >"$TMP/no-git/git"
chmod +x "$TMP/no-git/git"

# is NAME EXPECTED ACTUAL
is() {
	printf 'expected %s\ngot      %s\n' "$2" "$3" >"$TMP/is"
	if [[ $2 == "$3" ]]; then ok "$1"; else not_ok "$1" "$TMP/is"; fi
}

# ends STATUS TEXT COMMAND...: it does, and says TEXT.
ends() {
	local status=0
	"${@:3}" >"$TMP/ends" 2>&1 || status=$?
	cat "$TMP/ends"
	[[ $status == "$1" ]] && grep -qF -- "$2" "$TMP/ends"
}

# without_git COMMAND...
without_git() { PATH=$TMP/no-git:$PATH "$@"; }

# checkout DIR: the tree as a commit, the same one each time. Files have the umask's
# modes and the time of now.
checkout() {
	mkdir "$1"
	tree_files_now | tar --create --no-recursion --verbatim-files-from --files-from=- |
		tar -C "$1" --extract --touch --no-same-owner --no-same-permissions
	git -C "$1" init -q
	git -C "$1" add --all --force
	GIT_AUTHOR_DATE='1700000000 +0100' GIT_COMMITTER_DATE='1700000000 +0100' \
		git -C "$1" -c user.name=a -c user.email=a@b.c commit -q -m release
}

# --- the same bytes -----------------------------------------------------------------
FIRST=$TMP/first
SECOND="$TMP/another place, of a longer name"
first() {
	checkout "$FIRST" && make -s -C "$FIRST" dist
}
check "make dist makes a tarball of a checkout" first
[[ -s $FIRST/$TARBALL ]] || done_testing
second() (
	umask 077
	checkout "$SECOND"
	find "$SECOND" -name .git -prune -o -type f -exec touch -d '1999-01-01 UTC' {} +
	export LC_ALL=C.UTF-8 TZ=Asia/Tokyo
	"$SECOND/tools/dist/dist" &&
		cmp "$FIRST/$TARBALL" "$SECOND/$TARBALL"
)
check "the same bytes elsewhere, with other times, umask, locale and time zone" second

mkdir "$TMP/unpacked"
tar -C "$TMP/unpacked" -xf "$FIRST/$TARBALL"
UNPACKED=$TMP/unpacked/$NAME
third() {
	without_git make -s -C "$UNPACKED" dist &&
		cmp "$FIRST/$TARBALL" "$UNPACKED/$TARBALL"
}
check "the same bytes from the unpacked tarball, without git" third
is "its time is the commit's" "1700000000" \
	"$(find "$UNPACKED" -name build -prune -o -type f -printf '%Ts\n' | sort -u)"
is "nobody's name, two modes, one top folder" "-rw-r--r-- 0/0 $NAME
-rwxr-xr-x 0/0 $NAME
drwxr-xr-x 0/0 $NAME
lrwxr-xr-x 0/0 $NAME" "$(LC_ALL=C tar --numeric-owner -tvf "$FIRST/$TARBALL" |
	awk '{ sub("/.*", "", $6); print $1, $2, $6 }' | LC_ALL=C sort -u)"

# --- whole --------------------------------------------------------------------------
sums() {
	(cd "$FIRST/build/dist" && sha256sum --check --strict SHA256SUMS) &&
		(cd "$UNPACKED" && sha256sum --check --strict --quiet SHA256SUMS)
}
check "the checksums beside it and inside are right" sums
is "every file has a checksum" "$(cd "$UNPACKED" &&
	find . -name build -prune -o ! -type d ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort)" \
	"$(sed 1d "$UNPACKED/SHA256SUMS" | cut -c 67-)"
is "the tree is in it, and what is made of it" "$(tree_files_now | LC_ALL=C sort)" \
	"$(sed 1d "$UNPACKED/SHA256SUMS" | cut -c 67- | grep -vE '^(series|meta-cmakit)/')"
is "a series for every base" "$(find patches -name 'series-*' -printf '%f\n' | sed 's/^series-//' | LC_ALL=C sort)" \
	"$(find "$UNPACKED/series" -mindepth 1 -maxdepth 1 -printf '%f\n' | LC_ALL=C sort)"
# same_series BASE: its patches in order are those of patchctl. (check keeps set -e
# from looking at what it runs, hence && all along, here and elsewhere.)
same_series() {
	tools/patchctl/patchctl series "$1" | sed 's|^|patches/|' | xargs cat >"$TMP/ours" &&
		(cd "$UNPACKED/series/$1" && xargs cat <series) >"$TMP/theirs" &&
		cmp "$TMP/ours" "$TMP/theirs" && [[ -s $TMP/ours ]] &&
		[[ $(find "$UNPACKED/series/$1" -name '*.patch' | wc -l) == \
			"$(wc -l <"$UNPACKED/series/$1/series")" ]]
}
# pushes BASE: quilt puts it all on the files of the base that it touches.
pushes() {
	local file into=$TMP/push-$1
	mkdir "$into" &&
		git -C "$TMP" apply --numstat "$UNPACKED/series/$1"/*.patch | cut -f 3- | sort -u |
		while IFS= read -r file; do
			[[ ! -f $BUILD/src/$1/$file ]] || echo "$file"
		done | tar -C "$BUILD/src/$1" -c --files-from=- | tar -C "$into" -x &&
		(cd "$into" && QUILT_PATCHES=$UNPACKED/series/$1 quilt --quiltrc=- push -aq --fuzz=0) &&
		cmp "$into/mm/cma_place.c" kernel/mm/cma_place.c
}
for base in $(cd "$UNPACKED/series" && echo *); do
	check "series/$base: the patches of patchctl series" same_series "$base"
	if [[ -d $BUILD/src/$base/mm ]]; then
		check "series/$base: quilt push -a" pushes "$base"
	else
		skip "series/$base: quilt push -a" "no source in $BUILD/src/$base"
	fi
done

# --- not as committed, not as released ----------------------------------------------
echo >>"$FIRST/README.md"
check "a change that is not committed: refused by name" \
	ends 4 ' M README.md' "$FIRST/tools/dist/dist"
check "with DIRTY=1 it is a warning" ends 0 WARNING \
	env SOURCE_DATE_EPOCH=1234567890 make -s -C "$FIRST" dist DIRTY=1
is "and in the tarball" 'commit ID-dirty' \
	"$(tar -xOf "$FIRST/$TARBALL" "$NAME/SHA256SUMS" |
		sed -nE '1s/.*(commit )[0-9a-f]{40}(-dirty),.*/\1ID\2/p')"
is "SOURCE_DATE_EPOCH is the time, where it is set" "2009-02-13 23:31:30" \
	"$(TZ=UTC tar --full-time -tvf "$FIRST/$TARBALL" | awk '{ print $4, $5 }' | sort -u)"
cp "$UNPACKED/README.md" "$TMP/README.md"
echo >>"$UNPACKED/README.md"
check "a change that is not released: refused by name" \
	ends 4 'README.md' "$UNPACKED/tools/dist/dist"
cp "$TMP/README.md" "$UNPACKED/README.md"
mkdir "$TMP/bare"
cp -r tools debian "$TMP/bare/"
check "neither a checkout nor a release" ends 4 'expected a git checkout, or SHA256SUMS' \
	"$TMP/bare/tools/dist/dist"
check "a changelog without a version is said so" ends 4 'debian/changelog:1: expected' \
	bash -c "sed -i 1d '$TMP/bare/debian/changelog'; '$TMP/bare/tools/env/version'"
check "an unknown option" ends 2 'unexpected: --frob' "$UNPACKED/tools/dist/dist" --frob
is "no folder is left behind" "" "$(find "$FIRST/build/dist" "$UNPACKED/build/dist" -name '.*')"

# --- make install -------------------------------------------------------------------
INTO=$TMP/into
installs() (
	umask 077
	without_git make -s -C "$UNPACKED" install DESTDIR="$INTO" PREFIX=/opt/cma
)
check "make install, from the tarball without git, umask 077" installs
is "everybody can read it" "" "$(find "$INTO/opt" ! -type l ! -perm -a=r)"
is "nothing elsewhere" "$INTO/opt
$INTO/opt/cma" "$(find "$INTO" -mindepth 1 -maxdepth 2)"
share=$INTO/opt/cma/share
bin=$INTO/opt/cma/bin
cd "$TMP/bare"
is "cmakit explains a log" alignment \
	"$("$bin/cmakit" explain --json "$ROOT/tests/logs/reference-456.txt" |
		jq -r '.failures[0].reason')"
is "the version" "cmakit $VERSION cmabench $VERSION" \
	"$("$bin/cmakit" --version) $("$bin/cmabench" --version)"
is "cmabench finds its scenarios" \
	"$("$bin/cmabench" plan "$ROOT/benchmarks/scenarios/imx6-vpu.scenario" | sha256sum)" \
	"$("$bin/cmabench" plan imx6-vpu | sha256sum)"
export CMAKIT_CACHE=$TMP/cache
is "patchctl has its series" "$("$ROOT/tools/patchctl/patchctl" series 6.12)" \
	"$("$bin/patchctl" series 6.12)"
mkdir "$TMP/tree"
check "patchctl finds it in step with kernel/ and selftests/" \
	ends 4 'is not a kernel tree' "$bin/patchctl" apply 6.12 --tree "$TMP/tree"
check "patchctl does not write to it" ends 4 'is installed: copy it' "$bin/patchctl" sync
check "patchctl says so of a copy" ends 0 'patches, kernel and selftests agree' \
	env CMAKIT_SERIES_ROOT="$share/cmakit" "$bin/patchctl" sync --check
# Each sources what it needs, of tools/lab too.
verbs_help() {
	local verb verbs
	verbs=$("$bin/patchctl" help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p') &&
		grep -qx new-base <<<"$verbs" || return 1
	for verb in $verbs; do
		"$bin/patchctl" "$verb" --help >"$TMP/help" &&
			grep "^usage: patchctl $verb\>" "$TMP/help" || return 1
	done
}
check "patchctl VERB --help, of every verb" verbs_help
is "patchctl check has the configurations of what it builds" \
	"$(find "$ROOT/tools/lab/config" -type f -printf '%f\n' | LC_ALL=C sort)" \
	"$(find "$share/cmakit/tools/lab/config" -type f -printf '%f\n' | LC_ALL=C sort)"
check "nor does anything else" test ! -e "$share/cmakit/build"

for page in cmakit cmabench patchctl; do
	# shellcheck disable=SC2317 # by check
	clean_page() { ! man --warnings -l "$share/man/man1/$page.1" 2>&1 >/dev/null | grep .; }
	check "$page.1 is clean" clean_page
done
is "cmabench.1 has the options of its help text" \
	"$("$bin/cmabench" --help | grep -oE -e '--[a-z-]+' | sort -u)" \
	"$(sed -nE 's/^\.It Fl -([a-z-]+).*/--\1/p' "$share/man/man1/cmabench.1" | sort -u)"

is "patchctl.1 has the verbs and the environment of its help text" \
	"$("$bin/patchctl" help | grep -oE '^  [a-z-]+|CMAKIT_[A-Z_]+' | tr -d ' ' | sort -u)" \
	"$(sed -nE 's/^\.It (Cm|Ev) ([A-Za-z_-]+)$/\2/p' "$share/man/man1/patchctl.1" | sort -u)"

# completes WORD...: what bash offers for the last word.
completes() {
	bash -c '. "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_cmakit_complete "$1"; echo "${COMPREPLY[@]}"' - \
		"$share/bash-completion/completions/cmakit" "$@"
}
is "completion: verbs of cmakit" "simulate size" "$(completes "$bin/cmakit" s)"
is "completion: options of a verb" "--request --root" "$(completes "$bin/cmakit" map --r)"
is "completion: verbs of cmabench" "plan" "$(completes "$bin/cmabench" p)"
is "completion: scenarios" "imx6-vpu" "$(completes "$bin/cmabench" plan imx)"
is "completion: verbs of patchctl" "sync" "$(completes "$bin/patchctl" sy)"
is "completion: a verb with a hyphen" "new-base" "$(completes "$bin/patchctl" new)"
is "completion: what can be exported" "upstream first yocto" \
	"$(completes "$bin/patchctl" export "")"
is "completion: bases" "6.12" "$(completes "$bin/patchctl" apply 6.12)"

cd "$ROOT"
without_git make -s -C "$UNPACKED" uninstall DESTDIR="$INTO" PREFIX=/opt/cma
is "make uninstall leaves no file" "" "$(find "$INTO" ! -type d)"

# --- Debian packages ----------------------------------------------------------------
# debs: built from the tarball, and nothing for lintian to say.
debs() { without_git "$UNPACKED/tools/dist/deb"; }
if command -v lintian >/dev/null && command -v dh >/dev/null; then
	check "Debian packages build, and lintian is content" debs
	out=$UNPACKED/build/deb/$(dpkg --print-architecture)
	is "the packages" "cmabench cmabench-dbgsym cmakit cmakit-dbgsym cmakit-kit" \
		"$(find "$out" -name '*.deb' -exec dpkg -f {} Package \; | sort | xargs)"
	for deb in "$out"/*.deb; do
		[[ $deb == *dbgsym* || ! -f $deb ]] || dpkg -x "$deb" "$TMP/debs"
	done
	is "cmakit of the package explains a log" alignment \
		"$("$TMP/debs/usr/bin/cmakit" explain --json tests/logs/reference-456.txt |
			jq -r '.failures[0].reason')"
	is "cmabench of the package is static, and has its scenarios" "0 no" \
		"$("$TMP/debs/usr/bin/cmabench" plan mixed >/dev/null; echo $?) $(
		readelf -d "$TMP/debs/usr/bin/cmabench" | grep -q NEEDED && echo yes || echo no)"
	is "patchctl of the package has its series" \
		"$(tools/patchctl/patchctl series 6.1 | wc -l)" \
		"$("$TMP/debs/usr/bin/patchctl" series 6.1 | wc -l)"
else
	skip "Debian packages" "no lintian or debhelper"
fi

done_testing
