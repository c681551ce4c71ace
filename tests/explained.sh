# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the tests of cmakit explain have in common. Sourced, after cmakit.sh.

NUMBERS='.failures[] | [.reason, .confidence, .pages, .align, .ret, .free_pages,
	.largest_run, .largest_aligned_run] | map(. // (if . == null then "-" else . end))
	| map(tostring) | join(" ")'

# explain ARGUMENT...: one line a failure: reason, confidence, pages, align, ret,
# free pages, largest run, largest aligned run; - where null.
explain() { "$SANITIZED" explain --json "$@" | jq -r "$NUMBERS"; }

# explains NAME EXPECTED ARGUMENT...: what explain says of standard input.
explains() { is "$1" "$2" "$(explain "${@:3}" - | paste -sd ';')"; }

# advises NAME WORDS: explain advises WORDS about standard input.
advises() { check "$1" grep -q -e "$2" <("$SANITIZED" explain -); }
