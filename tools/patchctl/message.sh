# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The parts of a patch file: the mail's head (headers and message), what stands
# under its "---" and is not part of the commit, and the diff.

# message_head FILE: up to "---", without the "From 0000..." line.
message_head() {
	awk '/^---$/ { exit } NR == 1 && /^From [0-9a-f]+ / { next } { print }' "$1"
}

# message_under FILE: from "---" to the diffstat, the diff or the list of files,
# without empty lines at either end.
message_under() {
	awk '
		under && (/^ [^ ].* \| / || /^diff --git / || /^Files:$/) { exit }
		under && (text != "" || /[^ ]/) { text = text $0 "\n" }
		/^---$/ { under = 1 }
		END { sub(/[ \n]+$/, "", text); if (text != "") print text }
	' "$1"
}

# message_subject FILE: decoded, unfolded, without [PATCH].
message_subject() {
	git -C "$SCRATCH" mailinfo /dev/null /dev/null <"$1" | sed -n 's/^Subject: //p'
}

# message_patch HEAD UNDER DIFF: a patch file of three files. DIFF begins with
# its diffstat.
message_patch() {
	echo "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001"
	cat "$1"
	echo ---
	[[ ! -s $2 ]] || { cat "$2"; echo; }
	cat "$3"
}

# git_diff ARGUMENT...: options of a git command that make a diff the same
# whatever the user's configuration says. Out: DIFF_OPTIONS.
# shellcheck disable=SC2034 # for those who source this
DIFF_OPTIONS=(--patch --stat=72 --summary --no-renames --abbrev=12 --no-color
	--no-ext-diff --no-textconv --src-prefix=a/ --dst-prefix=b/
	--diff-algorithm=myers --no-indent-heuristic --inter-hunk-context=0
	--no-relative)

# patch_essence FILE: what makes two patches the same one: everything but the
# date, line numbers, names of functions beside them, and blob names.
patch_essence() {
	awk '
		!body && /^$/ { body = 1 }
		!body && (/^From [0-9a-f]+ / || /^Date: /) { next }
		/^index [0-9a-f]+\.\./ { next }
		/^@@ -/ { print "@@"; next }
		{ print }
	' "$1"
}

# patch_change FILE: the same, and without context: message and changed lines.
patch_change() {
	patch_essence "$1" | awk '
		/^diff --git / { diff = 1 }
		diff && (/^@@$/ || /^ /) { next }
		{ print }
	'
}

# patch_context FILE: the largest number of context lines before or after the
# changes of a hunk.
patch_context() {
	awk '
		function best(n) { if (n > most) most = n }
		/^diff --git / { best(run); hunk = run = 0; next }
		/^@@ / { if (hunk) best(run); hunk = lead = 1; run = 0; next }
		hunk && /^ / { run++; next }
		hunk && /^[-+]/ { if (lead) best(run); lead = run = 0 }
		END { best(run); print most + 0 }
	' "$1"
}
