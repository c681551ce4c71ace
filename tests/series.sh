#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The series as a maintainer would look at it, on every base: patchctl's own
# check, checkpatch --strict with the base's checkpatch, and each patch on top of
# the ones before it compiles with W=1 and is sparse clean. With names of bases as
# arguments, on those; without, the bases in WHOLE_ONLY are compiled at the series'
# end only.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tools/lab/kernel.sh
. tools/lab/kernel.sh

# A human who sends the series signs it off; Assisted-by is newer than the
# bases' checkpatch; the series has no MAINTAINERS entry yet.
IGNORE=MISSING_SIGN_OFF,NO_AUTHOR_SIGN_OFF,BAD_SIGN_OFF,FILE_PATH_CHANGES

WHOLE_ONLY=' 5.10 '

check "patches agree with kernel/ and selftests/" \
	tools/patchctl/patchctl sync --check

# style BASE PATCH. By standard input: a file that git tracks is not taken for a patch.
# The macros of an event end lines with "(", and are not aligned to it; and a line that
# 7.3 prints in pieces is mended with the means that it has. 6.1's checkpatch does not
# know ALLOW_ERROR_INJECTION(), which stands right behind its function. 5.10's does
# not know early_param() either, takes names that are quoted for repeated words, and
# wants a comment at a lock that later kernels have without one; what its KUnit and
# its pages get of later kernels is called and written as there.
style() {
	local ignore=$IGNORE
	[[ $1 != 5.10 ]] || ignore+=,LINE_SPACING,REPEATED_WORD,UNCOMMENTED_DEFINITION
	! grep -qE '^\+(#define KUNIT_|FOLIO_FLAG)' "patches/$2" || ignore+=,MACRO_ARG_REUSE,CAMELCASE
	! grep -q '^+TRACE_EVENT' "patches/$2" || ignore+=,PARENTHESIS_ALIGNMENT,OPEN_ENDED_LINE
	! grep -q '^-.*pr_cont' "patches/$2" || ignore+=,LOGGING_CONTINUATION
	! grep -q '^+ALLOW_ERROR_INJECTION' "patches/$2" || ignore+=,LINE_SPACING
	perl "$BUILD/src/$1/scripts/checkpatch.pl" --strict --no-tree -q \
		--ignore "$ignore" - <"patches/$2"
}

# Those of the kernel's files that the series changes in which W=1 and sparse find
# something to say in stock. They take long, too.
LARGE=(mm/page_alloc mm/page_isolation)

# objects TREE: what the series touches, as far as it is there yet.
objects() {
	local file object
	for file in "$1"/mm/cma*.c "$1"/mm/tests/{cma,alloc_contig}*_kunit.c "$1"/kernel/dma/contiguous.c \
		"$1"/drivers/dma-buf/heaps/cma_heap.c; do
		[[ -f $file ]] || continue
		object=${file#"$1/"} object=${object%.c}
		[[ $object != mm/cma_debug ]] ||
			grep -q '^CONFIG_CMA_DEBUGFS=y' "$1/.config" || continue
		[[ $object != mm/cma_sysfs ]] ||
			grep -q '^CONFIG_CMA_SYSFS=y' "$1/.config" || continue
		echo "$object.o"
	done
}

# large PATCH...: of the large ones, what they change.
large() {
	local object
	for object in "${LARGE[@]}"; do
		! grep -q "^+++ b/$object\.c" "$@" || echo "$object.o"
	done
}

# new_warnings LOG STOCK: warnings in LOG that STOCK does not have, wherever in the
# file they are.
new_warnings() {
	comm -13 <(sed 's/:[0-9]*:[0-9]*: /: /' "$2" | sort) \
		<(sed 's/:[0-9]*:[0-9]*: /: /' "$1" | sort)
}

# compile TREE [OBJECT...]: W=1 and sparse, of OBJECTs too; output that names one
# of the series' files, and that stock does not have, is a failure.
compile() {
	local tree=$1 log
	local -a list
	shift
	mapfile -t list < <(objects "$tree")
	list+=("$@")
	log=$tree/.lab-step.log
	(cd "$tree" && touch -c mm/cma*.c mm/tests/*.c kernel/dma/contiguous.c \
		drivers/dma-buf/heaps/cma_heap.c "${@/%.o/.c}")
	if ! kernel_make arm64 -C "$tree" olddefconfig >"$log" 2>&1 ||
		! kernel_make arm64 -C "$tree" W=1 C=2 "${list[@]}" \
			>>"$log" 2>&1; then
		cat "$log"
		return 1
	fi
	! new_warnings "$log" "$tree/.lab-stock.log" | grep -E '(mm/(cma[a-z_]*|page_alloc|page_isolation|internal|tests/[a-z_]*)|dma/contiguous|linux/(cma|page-isolation)|events/cma|heaps/cma_heap)\.[ch]:'
}

mapfile -t bases < <(tools/patchctl/patchctl bases | awk '$1 ~ /^[0-9]/ { print $1 }')
[[ ${#bases[@]} -ge 2 ]] || die "$EXIT_BAD" "patchctl bases names ${#bases[@]} bases"
if [[ $# -gt 0 ]]; then
	bases=("$@")
	WHOLE_ONLY=
fi
for base in "${bases[@]}"; do
	check "patchctl check $base" tools/patchctl/patchctl check "$base"
	while read -r patch; do
		check "$base $patch: checkpatch --strict" style "$base" "$patch"
	done < <(series_patches "$base")

	tree=$(kernel_dir "$base" arm64 step)
	rm -rf "$tree"
	mkdir -p "$BUILD/kernel"
	kernel_lay_out "$base" arm64 "$tree"
	check "$base: the lab's configuration" kernel_configure "$tree" "$base" arm64 stock
	kernel_make arm64 -C "$tree" W=1 C=2 "${LARGE[@]/%/.o}" \
		>"$tree/.lab-stock.log" 2>&1 || true
	# Those that could go upstream before the series apply to stock, and go again.
	if [[ $base == 7.3 ]]; then
		for patch in patches/first/*.patch; do
			check "$base ${patch#patches/}: checkpatch --strict" \
				style "$base" "${patch#patches/}"
			check "$base ${patch#patches/}: applies to stock" \
				patch -d "$tree" -p1 --fuzz=0 -s -i "$ROOT/$patch"
			check "$base ${patch#patches/}: compiles with W=1 and sparse, no warning" \
				compile "$tree"
		done
		for patch in $(printf '%s\n' patches/first/*.patch | sort -r); do
			patch -d "$tree" -p1 -R -s <"$patch"
		done
	fi
	while read -r patch; do
		patch -d "$tree" -p1 --fuzz=0 -s <"patches/$patch"
		for option in CONFIG_CMA_PLACE_KUNIT_TEST CONFIG_ALLOC_CONTIG_KUNIT_TEST; do
			grep -q "$option" "$tree/.config" || echo "$option=y" >>"$tree/.config"
		done
		mapfile -t changed < <(large "patches/$patch")
		[[ $WHOLE_ONLY != *" $base "* ]] || continue
		check "$base $patch: compiles with W=1 and sparse, no warning" \
			compile "$tree" "${changed[@]}"
	done < <(series_patches "$base")
	if [[ $WHOLE_ONLY == *" $base "* ]]; then
		mapfile -t changed < <(printf '%s.o\n' "${LARGE[@]}")
		check "$base, the whole series: compiles with W=1 and sparse, no warning" \
			compile "$tree" "${changed[@]}"
	fi
	# The run-time switch is gone then, the parameter stays.
	sed -i 's/^CONFIG_CMA_DEBUGFS=y/# CONFIG_CMA_DEBUGFS is not set/' "$tree/.config"
	check "$base: compiles without CMA_DEBUGFS, no warning" compile "$tree"
	rm -rf "$tree"
done

done_testing
