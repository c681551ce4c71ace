# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The project's own series on its base, with the base's own checkpatch,
# get_maintainer.pl, kernel-doc, get_abi.py and Sphinx. The git tree has only the
# part of the source that these and the series need: a whole one takes minutes to
# commit, and its size makes no difference. Sourced by ../export.sh.

REAL_PARTS=(Makefile MAINTAINERS scripts tools/docs tools/lib/python tools/net/ynl/pyynl
	Documentation/ABI Documentation/admin-guide Documentation/Makefile Documentation/conf.py
	Documentation/sphinx Documentation/sphinx-static Documentation/process mm include/linux
	include/trace kernel/dma drivers/dma-buf tools/testing/selftests/Makefile)

# real_patchctl ARGUMENT...: on the project, not on the toys.
real_patchctl() {
	env -u CMAKIT_SERIES_ROOT -u CMAKIT_BASES -u CMAKIT_CACHE CMAKIT_BUILD="$REAL_BUILD" \
		HOME="$REAL_HOME" "$PATCHCTL" "$@"
}

# real_prepare: $TMP/real, that tree.
real_prepare() {
	local base
	set -e
	base=$(sed -n 's/^Base: //p' "$ROOT/patches/upstream/upstream.cover")
	[[ -d $REAL_BUILD/src/$base ]] || real_patchctl fetch "$base"
	mkdir "$TMP/real"
	(cd "$REAL_BUILD/src/$base" && cp -a --parents "${REAL_PARTS[@]}" arch/*/Makefile "$TMP/real")
	git -C "$TMP/real" init -q
	git -C "$TMP/real" add --all --force
	git_quiet "$TMP/real" commit -q -m base
}

# real_export WHAT NUMBER: so many patches, and every check was made and passed.
real_export() {
	[[ -e $TMP/real/.git ]] || { cat "$TMP/real.log"; return 1; }
	expect 0 "MISSING_SIGN_OFF in $2 of $2 patches" real_patchctl export "$1" \
		--tree "$TMP/real" --out "$W/out" "${@:3}"
	grep -q "new files has a maintainer" "$W.said"
	grep -q "kernel-doc -none: .* files: nothing new" "$W.said"
	grep -q "git am of the mails on .*: the branch's files" "$W.said"
	not grep -q "NOT CHECKED" "$W.said"
	[[ $(find "$W/out" -name '*.patch' | wc -l) == $(($2 + 1)) ]]
	grep -q '^linux-mm@kvack.org$' "$W/out/cc"
	grep -q '<akpm@linux-foundation.org>$' "$W/out/to"
	not grep -rqi '^Signed-off-by:' "$W/out"
	[[ $(git -C "$TMP/real" rev-parse "$(sed -n 's/^Branch: //p' \
		"$ROOT/patches/upstream/$1.cover")~$2^{tree}") == \
		$(git -C "$TMP/real" rev-parse 'HEAD^{tree}') ]]
}

real_upstream() {
	real_export upstream "$(real_patchctl series \
		"$(sed -n 's/^Base: //p' "$ROOT/patches/upstream/upstream.cover")" | wc -l)" \
		--results "$ROOT/tests/results/emulated.json"
	grep -q "get_abi.py validate: nothing new" "$W.said"
	grep -q "htmldocs: nothing to say of what the series touches" "$W.said"
	# After the last patch the new files are those of kernel/ and selftests/.
	git -C "$TMP/real" show b4/cma-place:mm/cma_place.c | cmp - "$ROOT/kernel/mm/cma_place.c"
	git -C "$TMP/real" show b4/cma-place:mm/tests/.kunitconfig | cmp - "$ROOT/kernel/mm/tests/.kunitconfig"
}

real_first() {
	real_export first "$(find "$ROOT/patches/first" -name '*.patch' | wc -l)"
}
