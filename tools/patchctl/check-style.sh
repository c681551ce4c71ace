# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# check, second part: checkpatch --strict, the base's own.

# A human who sends the series signs it off; Assisted-by is newer than the
# bases' checkpatch; the MAINTAINERS entry is for upstream, and older bases go without.
STYLE_IGNORE=MISSING_SIGN_OFF,NO_AUTHOR_SIGN_OFF,BAD_SIGN_OFF,FILE_PATH_CHANGES

# style_ignore BASE PATCHFILE: what checkpatch is not asked for. The macros of an
# event end lines with "(", and are not aligned to it; and a line that 7.3 prints in
# pieces is mended with the means that it has. 6.1's checkpatch does not know
# ALLOW_ERROR_INJECTION(), nor 5.15's early_param(), which stand right behind their
# functions. 5.10's takes names that are quoted for repeated words, and wants a
# comment at a lock that later kernels have without one; what KUnit and pages get of
# later kernels is called and written as there.
style_ignore() {
	local ignore=$STYLE_IGNORE
	[[ $1 != 5.10 ]] || ignore+=,REPEATED_WORD,UNCOMMENTED_DEFINITION
	! grep -qE '^\+(#define KUNIT_|FOLIO_FLAG)' "$2" || ignore+=,MACRO_ARG_REUSE,CAMELCASE
	! grep -q '^+TRACE_EVENT' "$2" || ignore+=,PARENTHESIS_ALIGNMENT,OPEN_ENDED_LINE
	! grep -q '^-.*pr_cont' "$2" || ignore+=,LOGGING_CONTINUATION
	! grep -qE '^\+(ALLOW_ERROR_INJECTION|early_param)' "$2" || ignore+=,LINE_SPACING
	echo "$ignore"
}

# style_one BASE PATCH: PATCH is relative to patches/. By standard input: a file
# that git tracks is not taken for a patch.
style_one() {
	local file=$SERIES_ROOT/patches/$2 scripts key ignore log
	scripts=$(base_source "$1")/scripts
	log=$CHECK_LOG/style-$1-${2//\//-}.log
	ignore=$(style_ignore "$1" "$file")
	key=$({
		echo "$ignore"
		sha256sum <"$file"
		cat "$scripts/checkpatch.pl" "$scripts"/*.{txt,checkpatch} 2>/dev/null | sha256sum
	} | sha256sum | cut -c 1-32)
	if ! check_is_done "style/$key"; then
		# In a folder of its own: it leaves files behind.
		if ! (cd "$SCRATCH" && perl "$scripts/checkpatch.pl" --strict --no-tree -q \
			--ignore "$ignore" - <"$file") >"$log" 2>&1; then
			check_report "$1" checkpatch "$2" FAILED "$log"
			say "$1: FAILED: checkpatch --strict: $2: $log"
			return 0
		fi
		rm -f "$log"
		check_done "style/$key"
	fi
	check_report "$1" checkpatch "$2" ok -
}

# style_lines BASE: the work, for jobs_run.
style_lines() {
	check_patches "$1" series | sed "s/^/$1 /"
	check_patches "$1" first | sed "s/^/$1 /"
}
