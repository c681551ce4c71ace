# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of check: its matrix, checkpatch and builds. Sourced by ../patchctl.sh.

# own_builds: a series, sources and builds of its own.
own_builds() {
	own_root
	export CMAKIT_BUILD=$W/build CMAKIT_BUILDS=$W/builds
	mkdir -p "$W/build/src"
	cp -a "$TMP"/build/src/6.1{,2}{,.manifest} "$W/build/src/"
	printf '%s\n' "# kernel arm" "x86_64 patched" "x86_64 bare" >"$W/builds"
	COMPILED=$W/build/check/tree/6.12-x86_64-patched/.compiled
}

# building STATUS TEXT: check one build of 6.12.
building() {
	expect "$1" "$2" "$PATCHCTL" check 6.12 --only x86_64-patched
}

# compiled [OBJECT...]: these have been since it was last asked, and no other.
compiled() {
	same compiled "$(sort "$COMPILED" 2>/dev/null | xargs)" "$*"
	rm -f "$COMPILED"
}

# edit_patch PLACE SED: the patch whose path below patches/ begins so.
edit_patch() {
	local files=("$W/root/patches/$1"*.patch)
	sed -i "$2" "${files[@]}"
}

check_shows() {
	own_builds
	expect 0 "6.1 x86_64-bare: 5 patches compile" "$PATCHCTL" check --all
	same matrix "$(sed -n '/^  *6.1 /,$p' "$W.said")" "                      6.1         6.12
what it lacks         ok          ok
messages              ok          ok
applies               ok          ok
owned files           ok          ok
quilt                 ok          ok
git                   ok          ok
checkpatch            ok          ok
x86_64-patched        ok          ok
x86_64-bare           ok          ok"
	same report "$(grep -c $'^6.12\tx86_64-bare\t.*\tok\t-$' "$W/build/check/report.tsv")" 5
	# Where the series does not apply, nothing is built.
	edit_patch 'from-6.12/0004-' 's/^ static int line_153/ static int other/'
	expect 1 "0004.*FAILED" "$PATCHCTL" check --all
	same matrix "$(sed -n '/^applies/,$p' "$W.said")" "applies               ok          1 FAILED
owned files           ok          -
quilt                 ok          -
git                   ok          -
checkpatch            ok          ok
x86_64-patched        ok          -
x86_64-bare           ok          -"
	expect 0 "^x86_64-patched        ok$" "$PATCHCTL" check 6.1 --build
	not grep bare "$W.said"
	echo "x86_64 bares" >>"$W/builds"
	expect 4 "builds:4: no kernel 'x86_64 bares' of 6.1: expected tools/lab/config/bares.config" \
		"$PATCHCTL" check 6.1 --all
	sed -i '$d' "$W/builds"
	expect 2 "no build x; builds: x86_64-patched x86_64-bare" "$PATCHCTL" check --only x
}

check_style() {
	own_builds
	edit_patch 'from-6.1/0005-' 's/= 80;/= 80; \/* UGLY *\//'
	expect 1 "^checkpatch  *1 FAILED  *1 FAILED" "$PATCHCTL" check
	grep "6.12: FAILED: checkpatch --strict: from-6.1/0005-.*: .*/style-6.12-" "$W.said"
	grep -r "CHECK: that is ugly" "$W/build/check/log"
	expect 1 "^checkpatch  *1 FAILED  *1 FAILED" "$PATCHCTL" check
	# What passed is not asked about again, unless checkpatch is another one.
	edit_patch 'from-6.1/0005-' 's/UGLY/pretty/'
	expect 0 "^checkpatch  *ok  *ok" "$PATCHCTL" check
	echo 'exit 1;' >"$W/build/src/6.12/scripts/checkpatch.pl"
	expect 1 "^checkpatch  *ok  *5 FAILED" "$PATCHCTL" check
}

# Of a patch, and only of what can change with it.
build_again() {
	own_builds
	building 0 "5 patches compile, no new warning"
	# Stock; cma.c and cma_place.h come with 0001 and 0002, cma_place.c with the
	# latter; 0003 is about it, 0004 and 0005 about cma.c.
	compiled mm/cma.o mm/cma.o mm/cma.o mm/cma.o mm/cma.o mm/cma_place.o mm/cma_place.o
	# The makefile at the top is asked for stock, and with the last patch.
	same alone "$(sort "$COMPILED-alone" | xargs)" \
		"mm/cma.o mm/cma.o mm/cma.o mm/cma_place.o mm/cma_place.o"
	building 0 "^x86_64-patched        ok$"
	compiled
	# A message.
	edit_patch 'from-6.12/0004-' 's/^The reason why/The only reason why/'
	building 0 "^x86_64-patched        ok$"
	compiled
	# The last patch but one: the series is put on anew, and compiled from there on.
	edit_patch 'from-6.12/0004-' 's/^+static int line_152 = 152/+static int line_152 = 153/'
	building 0 "compiling, from patch 4 of 5"
	compiled mm/cma.o mm/cma.o mm/cma_place.o
	same "pristine source" "$(sums "$TMP/build/src/6.12")" "$(sums "$W/build/src/6.12")"
	# The configuration: all of it.
	sed -i 's/patched/bare/; $d' "$W/builds"
	expect 0 "from patch 1 of 5" "$PATCHCTL" check 6.12 --all
}

build_says_no() {
	own_builds
	edit_patch 'from-6.12/0004-' 's/^+static int line_152 = 152;/&\n+#warning new/; s/^@@ -156,7 +156,7/@@ -156,7 +156,8/'
	building 1 "6.12 x86_64-patched: FAILED: from-6.12/0004-"
	grep "^x86_64-patched        1 FAILED$" "$W.said"
	grep "mm/cma.c: warning: #warning new" "$W.said"
	sed -n '/^new:/,$p' "$W/build/check/log"/*0004* >"$W/new"
	grep "#warning new" "$W/new"
	not grep "warning as in stock" "$W/new"
	# It stays so, though there is an object now.
	building 1 "^x86_64-patched        1 FAILED$"
	grep "from patch 4 of 5" "$W.said"
	edit_patch 'from-6.12/0004-' '/^+#warning/d; s/^@@ -156,7 +156,8/@@ -156,7 +156,7/'
	building 0 "^x86_64-patched        ok$"

	# The next patch mends it, but each has to do alone.
	edit_patch 'from-6.12/0004-' 's/^+static int line_152 = 152;/+static int line_152 = ;/'
	building 1 "^x86_64-patched        2 FAILED$"
	edit_patch 'from-6.12/0004-' 's/^+static int line_152 = ;/+static int line_152 = 152;/'
	building 0 "^x86_64-patched        ok$"

	# A kernel that does not have the options that were asked for.
	sed -i 's/ >.config$/ | grep -v CONFIG_CMA_SYSFS= &/' "$W/build/src/6.12/Makefile"
	sed -i '1s/$/+1/' "$W/build/src/6.12.manifest"
	building 1 "FAILED: from-6.1/0005"
	grep "asked for CONFIG_CMA_SYSFS=y, Kconfig says" "$W.said"
}

# gone PROCESS: it is, or will be at once.
gone() {
	local _
	for _ in {1..100}; do
		kill -0 "$1" 2>/dev/null || return 0
		sleep 0.05
	done
	echo "process $1 is still there"
	return 1
}

# Two at once: the second waits, and both tell of all.
check_two() {
	local first
	own_builds
	shim gcc <<END
touch $W/reached
until [[ -e $W/go ]]; do sleep 0.05; done
exec $(command -v gcc) "\$@"
END
	PATH=$W/bin:$PATH "$PATCHCTL" check 6.12 --build >"$W/first" 2>&1 &
	first=$!
	until [[ -e $W/reached ]]; do
		kill -0 "$first" || { cat "$W/first"; return 1; }
		sleep 0.05
	done
	"$PATCHCTL" check 6.12 >"$W/second" 2>&1 &
	until grep -q "waiting for another check" "$W/second"; do
		kill -0 "$!" || { cat "$W/second"; return 1; }
		sleep 0.05
	done
	touch "$W/go"
	wait "$first"
	grep "^x86_64-patched        ok$" "$W/first"
	wait "$!"
	grep "^checkpatch  *ok$" "$W/second"
}

# A job that is killed, as where memory is short, leaves no line behind.
job_killed() {
	own_builds
	shim gcc <<END
job=\$(awk '{ print \$4 }' /proc/\$PPID/stat) # PPID is make
[[ \$(wc -l <.compiled) != 4 ]] || kill -KILL "\$job"
exec $(command -v gcc) "\$@"
END
	PATH=$W/bin:$PATH building 1 "a job ended with status 137: 6.12 x86_64 patched series"
	grep "^x86_64-patched        [2-4] FAILED$" "$W.said"
	same report "$(grep -c $'^6.12\tx86_64-patched\t' "$W/build/check/report.tsv")" 5
	grep $'^6.12\tx86_64-patched\tfrom-6.1/0005-.*\tFAILED\t-$' "$W/build/check/report.tsv"
	building 0 "^x86_64-patched        ok$"
	# checkpatch's, too.
	rm -r "$W/build/check/done"
	shim perl <<END
job=\$(awk '{ print \$4 }' /proc/\$PPID/stat) # PPID is a subshell in the job's
kill -KILL "\$PPID" "\$job"
END
	PATH=$W/bin:$PATH expect 1 "^checkpatch  *5 FAILED$" "$PATCHCTL" check 6.12
}

# build_ended: by a signal, while a patch is compiled.
build_ended() {
	local pid status=0
	own_builds
	shim gcc <<END
[[ \$(wc -l <.compiled) != 4 ]] || { echo \$\$ >$W/reached; exec sleep 60; }
exec $(command -v gcc) "\$@"
END
	PATH=$W/bin:$PATH env --default-signal=INT,TERM "$PATCHCTL" \
		check 6.12 --only x86_64-patched >"$W.said" 2>&1 &
	pid=$!
	until [[ -s $W/reached ]]; do
		kill -0 "$pid" || { cat "$W.said"; return 1; }
		sleep 0.05
	done
	kill "$pid"
	wait "$pid" || status=$?
	same status "$status" 143
	# Nor is the compiler at work any more.
	gone "$(<"$W/reached")"
	[[ ! -e $W/build/check/.report.tsv ]]
	[[ ! -e $W/build/check/report.tsv ]]
	building 0 "5 patches compile"
	grep "from patch [2-4] of 5" "$W.said"
	building 0 "^x86_64-patched        ok$"
}

build_first() {
	own_builds
	mkdir "$W/root/patches/first"
	cp "$W/root"/patches/from-6.12/0004-* "$W/root/patches/first/0001-mm-cma-first.patch"
	expect 0 "6.12 x86_64-patched-first: 1 patches compile" "$PATCHCTL" check --build
	grep "^x86_64-patched-first *- *ok$" "$W.said"
	edit_patch first/0001- 's/= 152;/= UGLY;/'
	expect 1 "^x86_64-patched-first *- *1 FAILED$" "$PATCHCTL" check --build
	grep "^checkpatch  *ok  *1 FAILED" "$W.said"
}
