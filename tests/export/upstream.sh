# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of "export upstream" and "export first". Sourced by ../export.sh.
#
# The toy kernel's scripts: checkpatch.pl misses a sign-off and, in added lines,
# minds the word "ugly"; get_maintainer.pl knows everything but files with
# "orphan" in their name; kernel-doc minds "undocumented" with its line.

# upstream_fixture: $TMP/tree, a git tree of 6.12 with these scripts; the series'
# cover letters; patches/first.
upstream_fixture() {
	local upstream=$CMAKIT_SERIES_ROOT/patches/upstream tree=$TMP/tree file
	cp -a "$TMP/make/linux-6.12" "$tree"
	mkdir "$tree/scripts"
	cat >"$tree/scripts/checkpatch.pl" <<'END'
my @lines = <STDIN>;
print "ERROR:MISSING_SIGN_OFF: Missing Signed-off-by: line(s)\n" unless grep /^Signed-off-by:/, @lines;
print "WARNING:FILE_PATH_CHANGES: does MAINTAINERS need updating?\n" if grep /^new file mode/, @lines;
print "WARNING:UGLY: this is ugly\n" if grep /^\+.*ugly/, @lines;
exit 1;
END
	cat >"$tree/scripts/get_maintainer.pl" <<'END'
my %o = map { $_ => 1 } grep /^--/, @ARGV;
if (!$o{"--roles"}) {
	print "A Maintainer <a\@example.org>\n" unless $o{"--nom"};
	print "A Reviewer <r\@example.org>\nlist\@example.org\n" unless $o{"--nol"};
} elsif ($ARGV[-1] !~ /orphan/) {
	print "A Maintainer <a\@example.org> (maintainer:CMA)\n";
}
print "linux-kernel\@example.org (open list)\n" if $o{"--roles"};
END
	printf '#!/bin/sh\nshift\ngrep -Hn undocumented "$@" | sed "s/:\\([0-9]*\\):/:\\1 /;s/^/Warning: /"\n' >"$tree/scripts/kernel-doc"
	chmod +x "$tree/scripts/kernel-doc"
	git -C "$tree" init -q
	commit "$tree" base

	mkdir -p "$upstream" "$CMAKIT_SERIES_ROOT/patches/first"
	for file in upstream first; do
		printf '%s\n' "Base: 6.12" "Branch: b4/toy-$file" "Prefix: RFC PATCH" "Revision: 1" \
			"Change-Id: 20261129-toy-$file-0123456789ab" "Subject: mm/cma: a toy, $file" "" \
			"Why it is." >"$upstream/$file.cover"
	done
	printf '\n@FIGURES@\n\nv1: first.\n' >>"$upstream/upstream.cover"
	cp -a "$tree" "$TMP/first"
	sed -i 's/^static int line_90;/static int line_90 = 90;/' "$TMP/first/mm/cma.c"
	commit "$TMP/first" "mm/cma: one before"
	sed -i 's/^static int line_95;/static int line_95 = 95;/' "$TMP/first/mm/cma.c"
	commit "$TMP/first" "mm/cma: two before"
	git -C "$TMP/first" format-patch -q --zero-commit --no-signature -N -2 \
		-o "$CMAKIT_SERIES_ROOT/patches/first"
}

# upstream_tree: copies for the case: $W/tree, and the series.
upstream_tree() {
	cp -a "$TMP/tree" "$W/tree"
	cp -a "$CMAKIT_SERIES_ROOT" "$W/root"
	export CMAKIT_SERIES_ROOT=$W/root
}

# export_to OUT [ARGUMENT...]: the toy's series.
export_to() {
	"$PATCHCTL" export upstream --tree "$W/tree" --out "$1" \
		--results "$ROOT/tests/results/emulated.json" "${@:2}"
}

upstream_whole() {
	upstream_tree
	expect 0 "MISSING_SIGN_OFF in 5 of 5 patches, which you add" export_to "$W/out"
	same mails "$(cd "$W/out" && ls -A)" ".cmakit-export
0000-cover-letter.patch
0001-mm-cma-add-the-search.patch
0002-mm-cma-use-the-search.patch
0003-mm-cma-zones.patch
0004-mm-cma-lock-differently.patch
0005-mm-cma-tell-more.patch
cc
to"
	same to "$(<"$W/out/to")" "A Maintainer <a@example.org>"
	same cc "$(<"$W/out/cc")" "A Reviewer <r@example.org>
list@example.org"
	grep -q '^Subject: \[RFC PATCH 0/5\] mm/cma: a toy, upstream$' "$W/out"/0000-*
	grep -q '^Subject: \[RFC PATCH 3/5\] mm/cma: zones$' "$W/out"/0003-*
	grep -qx "base-commit: $(git -C "$W/tree" rev-parse HEAD)" "$W/out"/0000-*
	not grep -q '^prerequisite-patch-id' "$W/out"/0000-*
	grep -qi "^In-Reply-To: $(sed -n 's/^Message-I[dD]: //p' "$W/out"/0000-*)" "$W/out"/0005-*
	not grep -rq '^Signed-off-by' "$W/out"
	# The branch: the letter below, then the patches, with the authors they had.
	same branch "$(git -C "$W/tree" log --reverse --format='%an %s' HEAD..b4/toy-upstream)" \
"CMAkit mm/cma: a toy, upstream
CMAkit mm/cma: add the search
CMAkit mm/cma: use the search
CMAkit mm/cma: zones
CMAkit mm/cma: lock differently
CMAkit mm/cma: tell more"
}

# What a tree is, with all that git keeps of it, but for what the export adds.
tree_state() {
	git -C "$1" for-each-ref | grep -v refs/heads/b4/
	cat "$1/.git/HEAD" "$1/.git/config"
	git -C "$1" status --porcelain
	git -C "$1" worktree list
	sums "$1"
}

upstream_untouched() {
	local before
	upstream_tree
	echo "int mine;" >>"$W/tree/mm/cma.c"
	echo x >"$W/tree/mm/untracked"
	before=$(tree_state "$W/tree")
	export_to "$W/out"
	same tree "$before" "$(tree_state "$W/tree")"
	# Where it fails, too.
	git -C "$W/tree" branch -q -D b4/toy-upstream
	change_patch from-6.1/0005 's/^+static int line_80 = 80;/+static int ugly_80 = 80;/'
	expect 1 UGLY export_to "$W/out"
	same tree "$before" "$(tree_state "$W/tree")"
	change_patch from-6.1/0005 's/^ static int line_79;/ static int other;/'
	expect 4 "the patches do not fit" export_to "$W/out"
	same tree "$before" "$(tree_state "$W/tree")"
	not git -C "$W/tree" show-ref -q b4/toy-upstream
}

upstream_am() {
	upstream_tree
	export_to "$W/out"
	cp -a "$TMP/tree" "$W/mails"
	git_quiet "$W/mails" am -q "$W/out"/000[1-5]-*.patch
	cp -a "$TMP/tree" "$W/applied"
	"$PATCHCTL" apply 6.12 --tree "$W/applied" --git
	same files "$(git -C "$W/mails" rev-parse 'HEAD^{tree}')" \
		"$(git -C "$W/applied" rev-parse 'HEAD^{tree}')"
	same files "$(git -C "$W/tree" rev-parse 'b4/toy-upstream^{tree}')" \
		"$(git -C "$W/applied" rev-parse 'HEAD^{tree}')"
}

upstream_figures() {
	upstream_tree
	export_to "$W/out"
	# Checked by hand against tests/results/emulated.txt.
	same table "$(sed -n '/^scenario/,/^v1/p' "$W/out"/0000-*)" \
"scenario                   requests  failed  migrated      p50       p99
small-residents-64m stock       292       4      1240     17.2      5301
                    patched     292       0       310      8.6      5301
mixed               stock      1000      10         -        -         -
                    patched     500       5         -        -         -

Where the series loses, stock -> patched (counts are compared per request):
  mixed
    p50 of the whole call, us: 30 -> 60 (2x)
    max of the whole call, us: 0 -> 10

v1: first."
	grep -q '^Emulated in QEMU' "$W/out"/0000-*
	[[ $(sed -n '/^Why/,/^v1/p' "$W/out"/0000-* | wc -L) -le 76 ]]
	# Where nothing loses, it says so; boots that went wrong are told.
	jq '.runs |= .[:2] | .manifest.incomplete = ["mixed-2: hung"]' \
		"$ROOT/tests/results/emulated.json" >"$W/good.json"
	"$PATCHCTL" export upstream --tree "$W/tree" --out "$W/good" --results "$W/good.json" --force
	grep -q "^None of the figures measured is worse" "$W/good"/0000-*
	grep -q "^  mixed-2: hung" "$W/good"/0000-*
	not grep -q "^Where the series loses" "$W/good"/0000-*
}

upstream_no_figures() {
	upstream_tree
	export CMAKIT_BUILD=$W/build
	expect 4 "bench/results.json is not there; \"make bench\" makes it" \
		"$PATCHCTL" export upstream --tree "$W/tree" --out "$W/out"
	[[ ! -e $W/out ]]
	jq 'del(.runs[] | select(.arm == "stock"))' "$ROOT/tests/results/emulated.json" >"$W/one.json"
	expect 4 "one.json" "$PATCHCTL" export upstream --tree "$W/tree" --out "$W/out" \
		--results "$W/one.json"
	[[ ! -e $W/out ]]
}

upstream_b4() {
	local cover
	command -v b4 >/dev/null || { echo "b4 is not installed"; return 1; }
	upstream_tree
	export_to "$W/out"
	export HOME=$W GIT_CONFIG_COUNT=2
	export GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0=Nobody
	export GIT_CONFIG_KEY_1=user.email GIT_CONFIG_VALUE_1=nobody@example.org
	git -C "$W/tree" checkout -q b4/toy-upstream
	cd "$W/tree" || exit
	b4 --offline-mode prep --show-info >"$W/info"
	grep -qx "cover-subject: mm/cma: a toy, upstream" "$W/info"
	grep -qx "prefixes: RFC" "$W/info"
	grep -qx "change-id: 20261129-toy-upstream-0123456789ab" "$W/info"
	grep -qx "base-commit: $(git -C "$TMP/tree" rev-parse HEAD)" "$W/info"
	[[ $(grep -c '^commit-' "$W/info") == 5 ]]
	b4 --offline-mode prep --format-patch "$W/b4"
	[[ $(find "$W/b4" -type f | wc -l) == 6 ]]
	# The guide's step "Sign off": all patches, not the letter.
	cover=$(git log --format=%H --grep='^--- b4-submit-tracking ---$' -1)
	git rebase -q --signoff --exec 'git commit -q --amend --no-edit --reset-author' "$cover"
	[[ $(git log --format=%b "$cover.." | grep -cx "Signed-off-by: Nobody <nobody@example.org>") == 5 ]]
	[[ $(git log --format=%ae "$cover.." | sort -u) == nobody@example.org ]]
	same letter "$cover" "$(git rev-parse HEAD~5)"
	b4 --offline-mode prep --show-info >"$W/info"
	grep -qx "cover-subject: mm/cma: a toy, upstream" "$W/info"
}

upstream_again() {
	local head
	upstream_tree
	export_to "$W/out"
	head=$(git -C "$W/tree" rev-parse b4/toy-upstream)
	export_to "$W/out"
	same branch "$head" "$(git -C "$W/tree" rev-parse b4/toy-upstream)"
	# Somebody has signed it off.
	git -C "$W/tree" checkout -q b4/toy-upstream
	git_quiet "$W/tree" commit -q --amend --no-edit --signoff
	git -C "$W/tree" checkout -q -
	head=$(git -C "$W/tree" rev-parse b4/toy-upstream)
	rm -rf "$W/out"
	expect 4 "has a branch b4/toy-upstream already, and it differs" export_to "$W/out"
	same branch "$head" "$(git -C "$W/tree" rev-parse b4/toy-upstream)"
	[[ ! -e $W/out ]]
	expect 0 "b4/toy-upstream was $head" export_to "$W/out" --force
	git -C "$W/tree" log b4/toy-upstream >"$W/log"
	not grep -q Signed-off-by "$W/log"
	git -C "$W/tree" checkout -q b4/toy-upstream
	git_quiet "$W/tree" commit -q --amend --no-edit --signoff
	expect 4 "is checked out" export_to "$W/out" --force --onto "$(git -C "$TMP/tree" rev-parse HEAD)"
}

upstream_onto() {
	upstream_tree
	git -C "$W/tree" tag v6.12
	sed -i 's/^PATCHLEVEL = 12/PATCHLEVEL = 13/' "$W/tree/Makefile"
	commit "$W/tree" later
	expect 4 "is Linux 6.13.7, but the series of base 6.12" export_to "$W/out"
	expect 4 "has no commit nowhere" export_to "$W/out" --onto nowhere
	export_to "$W/out" --onto v6.12
	grep -qx "base-commit: $(git -C "$W/tree" rev-parse v6.12)" "$W/out"/0000-*
	expect 2 "--onto needs --tree" "$PATCHCTL" export upstream --onto v6.12
}

# change_patch FOLDER/NNNN SED: in the copy of the series.
change_patch() {
	sed -i "$2" "$W/root/patches/$1"-*.patch
}

upstream_style() {
	upstream_tree
	change_patch from-6.1/0005 's/^+static int line_80 = 80;/+static int ugly_80 = 80;/'
	expect 1 "FAILED: checkpatch --strict: UGLY in \"mm/cma: tell more\"" export_to "$W/out"
	[[ ! -e $W/out ]]
	not git -C "$W/tree" show-ref -q b4/toy-upstream
	printf '# known\nUGLY | ^mm/cma: zones$ | no\n' >"$W/root/patches/upstream/complaints"
	expect 1 "UGLY in \"mm/cma: tell more\"" export_to "$W/out"
	echo 'UGLY | ^mm/cma: tell more$ | it is meant to be' >>"$W/root/patches/upstream/complaints"
	expect 0 "known: UGLY in \"mm/cma: tell more\": it is meant to be" export_to "$W/out"
	echo 'UGLY' >"$W/root/patches/upstream/complaints"
	expect 4 "complaints:1: expected TYPE | SUBJECT | WHY; got: UGLY" export_to "$W/out" --force
}

upstream_signed() {
	upstream_tree
	change_patch from-6.1/0005 's/^Assisted-by: nobody/&\nSigned-off-by: Nobody <n@example.org>/'
	expect 1 "FAILED: 1 patches have a Signed-off-by" export_to "$W/out"
	[[ ! -e $W/out ]]
}

upstream_uncovered() {
	upstream_tree
	echo "int orphan;" >"$W/root/kernel/mm/orphan.c"
	echo mm/orphan.c >>"$(echo "$W/root"/patches/added/0001-*.files)"
	"$PATCHCTL" sync
	expect 1 "MAINTAINERS names nobody for new files" export_to "$W/out"
	grep -qx "  mm/orphan.c" "$W.said"
	not grep -q cma_place "$W.said"
}

upstream_kernel_doc() {
	upstream_tree
	# What stock has been told already does not count.
	echo "/* undocumented */" >>"$W/tree/mm/cma.c"
	commit "$W/tree" base
	export_to "$W/out"
	change_patch from-6.1/0005 's/^+static int line_80 = 80;/+static int undocumented_80 = 80;/'
	expect 1 "kernel-doc -none: .*: new complaints" export_to "$W/new"
	grep -q "undocumented_80" "$W.said"
}

# bad_cover SED STATUS TEXT: of the cover letter.
bad_cover() {
	local file=$W/root/patches/upstream/upstream.cover
	cp "$TMP/root/patches/upstream/upstream.cover" "$file"
	sed -i "$1" "$file"
	expect "$2" "$3" export_to "$W/out"
	[[ ! -e $W/out ]]
}

upstream_cover() {
	upstream_tree
	bad_cover '/^Base/d' 4 "upstream.cover: no header Base"
	bad_cover 's/^Base: .*/Base: 9.9/' 4 "Base: no base named 9.9"
	bad_cover 's/^Revision: 1/Revision: one/' 4 "upstream.cover:4: Revision: expected"
	bad_cover '2s/^/Colour: red\n/' 4 "upstream.cover:2: expected one header of each.*Colour"
	bad_cover '2s/^/Base: 6.12\n/' 4 "upstream.cover:2: expected one header of each.*Base: 6.12"
	bad_cover '8s/$/'"$(printf '%080d' 0)"'/' 4 "upstream.cover:8: expected at most 75 columns"
	rm "$W/root/patches/upstream/upstream.cover"
	expect 4 "no cover letter" export_to "$W/out"
}

upstream_folder() {
	upstream_tree
	mkdir "$W/out"
	echo mine >"$W/out/mine"
	expect 4 "no export made them" export_to "$W/out"
	same mine "$(<"$W/out/mine")" mine
	rm "$W/out/mine"
	export_to "$W/out"
	# An earlier one is replaced as a whole.
	echo old >"$W/out/0009-old.patch"
	export_to "$W/out"
	[[ ! -e $W/out/0009-old.patch && ! -e $W/out.old && ! -e $W/out.partial ]]
	echo old >"$W/out/0009-old.patch"
	export_to "$W/out/"
	same left "$(find "$W/out/" -name '.partial' -o -name '.old' -o -name '*-old.patch')" ""
	expect 4 "$W.said/out: cannot make the folder" export_to "$W.said/out/"
	# Two do not get in each other's way.
	flock "$W" sh -c "touch $W/locked; until [ -e $W/go ]; do sleep 0.05; done" &
	until [[ -e $W/locked ]]; do sleep 0.05; done
	rm -r "$W/out"
	export_to "$W/out" &
	until grep -q "^[0-9]*: -> FLOCK .*:$(stat -c %i "$W") " /proc/locks; do
		kill -0 "$!"
		[[ ! -e $W/out ]]
		sleep 0.05
	done
	touch "$W/go"
	wait
	[[ -e $W/out/to ]]
}

upstream_first() {
	upstream_tree
	"$PATCHCTL" export first --tree "$W/tree" --out "$W/out"
	[[ $(find "$W/out" -name '*.patch' | wc -l) == 3 ]]
	grep -q '^Subject: \[RFC PATCH 2/2\] mm/cma: two before$' "$W/out"/0002-*
	[[ $(git -C "$W/tree" rev-list --count HEAD..b4/toy-first) == 3 ]]
	expect 2 "unexpected: --results" "$PATCHCTL" export first --results x
	rm "$W/root"/patches/first/*
	expect 4 "no patch in patches/first" "$PATCHCTL" export first --tree "$W/tree" --out "$W/out"
}

export_usage() {
	expect 2 "export what" "$PATCHCTL" export
	expect 2 "cannot export 'moon'; one of: upstream first yocto" "$PATCHCTL" export moon
	expect 2 "needs a value" "$PATCHCTL" export upstream --out
	expect 2 "unexpected: --tree" "$PATCHCTL" export yocto --tree x
	expect 2 "unexpected: --bitbake" "$PATCHCTL" export first --bitbake x
	expect 2 "writes nothing" "$PATCHCTL" export yocto --check x --out y
	expect 0 usage: "$PATCHCTL" export --help
	[[ $(wc -l <"$W.said") -le 24 && $(wc -L <"$W.said") -le 80 ]]
}
