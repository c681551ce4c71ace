#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# tools/lab/compiler/ccache-depend: what is compiled again comes from the cache, and never
# what would be another object now: a header has changed, or a file that the assembler
# takes in.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
export CCACHE_DIR=$TMP/cache
cd "$TMP"

# compiled FILE: its object's bytes, hashed.
compiled() {
	"$ROOT/tools/lab/compiler/ccache-depend" gcc -Wp,-MMD,object.d -c -o object.o "$1" &&
		objcopy -O binary -j .data object.o data && sha256sum <data
}
# hits: of the cache, so far.
hits() { ccache --print-stats | awk '$1 ~ /^(direct|preprocessed)_cache_hit$/ { n += $2 } END { print n + 0 }'; }

# differs FILE CHANGED: another object once CHANGED is another, and the same again after.
differs() {
	local before after
	made "$2" 1 && before=$(compiled "$1") || return 1
	made "$2" 2 && after=$(compiled "$1") || return 1
	echo "before $before, after $after"
	[[ $before != "$after" ]] && made "$2" 1 && [[ $(compiled "$1") == "$before" ]]
}
# made FILE NUMBER
made() {
	case $1 in
	*.h) echo "#define NUMBER $2" >"$1" ;;
	*) echo "$2" >"$1" ;;
	esac
}
printf '#include "number.h"\nint number = NUMBER;\n' >number.c
printf '.data\n.incbin "taken"\n' >takes.S
printf '#include "number.h"\n.data\n.long NUMBER\n' >number.S

check "a header of C has changed: compiled anew" differs number.c number.h
check "and what was known came from the cache" test "$(hits)" -gt 0
check "what .incbin takes in has changed: assembled anew" differs takes.S taken
check "a header of the assembler's has: assembled anew" differs number.S number.h

done_testing
