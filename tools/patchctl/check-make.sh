# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# check, of its third part: which objects are asked of a tree in the making, and how.
#
# The kernel's makefile at the top tries some sixty of the compiler's options whenever
# it is read, which takes longer than to compile what a patch has changed. So it is
# read once for a configuration, and what it hands on is kept in $SCRATCH/environment,
# with NULs between: with that, scripts/Makefile.build compiles the files of a folder.
# Headers that the makefiles at the top generate stay as they were; build_forget has
# them made anew.

declare -A LISTED=() # a folder, and the objects that its makefile asks for, relative to it
OBJECTS=()           # what build_objects found, as "FOLDER OBJECT"

# build_listed DIR FOLDER: out: LISTED of it, in this configuration.
build_listed() {
	[[ -z ${LISTED[$2]+set} ]] || return 0
	LISTED[$2]=
	[[ -f $1/$2/Makefile ]] || return 0
	LISTED[$2]=$(
		make -s -C "$1" -f - 2>/dev/null <<-MAKEFILE | xargs
			include .config
			srctree := .
			src := $2
			obj := $2
			include $2/Makefile
			parts = \$(foreach o,\$1,\$o \$(call parts,\$(\$(o:.o=-y)) \$(\$(o:.o=-objs))))
			\$(foreach o,\$(call parts,\$(obj-y) \$(obj-m) \$(lib-y)),\$(info \$o))
			.DEFAULT_GOAL := none
			none: ;
		MAKEFILE
	)
}

# build_objects DIR: of the .c files named on standard input, the objects of those
# that are there and compiled in this configuration. Out: OBJECTS.
build_objects() {
	local file folder
	OBJECTS=()
	while IFS= read -r file; do
		[[ -f $1/$file ]] || continue
		# Its folder's makefile, or the one above, which has it as tests/x.o. Not
		# the kernel's own at the top: it would configure the tree anew, for this
		# machine's architecture.
		for folder in "${file%/*}" "$(dirname "${file%/*}")"; do
			[[ $folder != . ]] || continue
			build_listed "$1" "$folder"
			if [[ " ${LISTED[$folder]} " == *" ${file:${#folder}+1:-2}.o "* ]]; then
				OBJECTS+=("$folder ${file%.c}.o")
				break
			fi
		done
	done
}

# build_relist: makefiles of folders have changed.
build_relist() { LISTED=(); }

# build_forget: the configuration has, or the makefiles at the top.
build_forget() {
	build_relist
	rm -f "$SCRATCH/environment"
}

# build_make DIR KERNEL LOG: compile what is not up to date of OBJECTS.
build_make() {
	local dir=$1 kernel=$2 log=$3 folder status=0
	local -a environment objects
	: >"$log"
	[[ ${#OBJECTS[@]} != 0 ]] || return 0
	if [[ ! -s $SCRATCH/environment ]]; then
		kernel_make "$kernel" -C "$dir" -j"$BUILD_PARALLEL" W=1 C=1 \
			CF="$(build_checker_flags "$dir")" "${OBJECTS[@]#* }" \
			>"$log" 2>&1 || return 1
		build_environment "$dir" "$kernel" "${OBJECTS[0]#* }" ||
			say "$dir: scripts/Makefile.build cannot be called by itself"
		return 0
	fi
	mapfile -d '' -t environment <"$SCRATCH/environment"
	while IFS= read -r folder; do
		mapfile -t objects < <(printf '%s\n' "${OBJECTS[@]}" | sed -n "s|^$folder ||p")
		(cd "$dir" && env -i "${environment[@]}" make -s -j"$BUILD_PARALLEL" \
			-f scripts/Makefile.build obj="$folder" "${objects[@]}") \
			</dev/null >>"$log" 2>&1 || status=1
	done < <(printf '%s\n' "${OBJECTS[@]% *}" | sort -u)
	return "$status"
}

# build_checker_flags DIR: what sparse has to be told for that kernel, quoted for a shell. 7.3
# does without one that does not know __typeof_unqual__, as 0.6.4. With the qualifiers left
# it serves: what it says of them it says of stock too. Nor does 0.6.4 know the length of a
# literal for a constant, which every module_param() of 7.3 wants.
build_checker_flags() {
	local try=$1/scripts/checker-valid.sh
	[[ ! -x $try || $("$try" sparse) == 1 ]] ||
		echo "-D__typeof_unqual__=__typeof__ '-D__builtin_strlen(s)=(sizeof(s)-1)'"
}

# build_environment DIR KERNEL OBJECT: keep what the makefile at the top hands on, which a
# checker gets to see. Fails where it did not; build_make goes by the makefile at the
# top then.
build_environment() {
	local file=$SCRATCH/environment
	rm -f "$file.seen"
	# 7.3 tries the checker first, and this one has nothing to say against it.
	cat >"$SCRATCH/checker" <<-END
		#!/bin/sh
		[ -z "\${KBUILD_CFLAGS:-}" ] || env -0 >'$file.seen'
	END
	chmod +x "$SCRATCH/checker"
	kernel_make "$2" -C "$1" W=1 C=2 CHECK="$SCRATCH/checker" \
		CF="$(build_checker_flags "$1")" "$3" >/dev/null 2>&1
	[[ -s $file.seen && -f $1/scripts/Makefile.build ]] || return 1
	{
		grep -zvE '^(MAKE[A-Z_]*|MFLAGS|CHECK|KBUILD_CHECKSRC|C|PWD|OLDPWD|SHLVL|_)=' \
			"$file.seen"
		printf '%s\0' KBUILD_CHECKSRC=1 CHECK=sparse \
			"MAKEFLAGS=rR --no-print-directory --include-dir=$1"
	} >"$file.kept"
	mv "$file.kept" "$file"
}
