# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# check, third part: each patch compiles on top of those before it, with W=1 and
# sparse, and brings no warning.
#
# There is a tree for each build of a base, in build/check/tree. The patches are
# put on it one by one, and make compiles what they changed: only files that a
# patch touches get a new time stamp. In the tree are
#
#	.check-key      what the tree and its configuration were made of
#	.check-applied  the patches that are on it, as build_plan calls them
#	.check-touched  the files that they touch
#	.check-dirty    while a patch is being put on and compiled
#	.check-stock    the objects that were compiled without the series, and
#	.check-stock.log  what was said about them
#
# What comes of a patch depends on the tree's key and the patches up to it; where
# that has passed, check_is_done knows it.

# Counted up when something is looked for that was not before.
BUILD_RULES=2

# build_rows: the table of builds without comments and empty lines.
build_rows() {
	[[ -r $BUILDS_FILE ]] || die "$EXIT_BAD" "no table of builds: $BUILDS_FILE"
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$BUILDS_FILE"
}

# build_place KERNEL ARM: FILE:LINE of the table.
build_place() {
	awk -v kernel="$1" -v arm="$2" '
		{ sub(/#.*/, "") }
		$1 == kernel && $2 == arm { print FILENAME ":" FNR; exit }' "$BUILDS_FILE"
}

# build_is_code FILE: it can make a difference to an object.
build_is_code() {
	case $1 in
	Documentation/* | tools/* | LICENSES/* | MAINTAINERS | *.rst) return 1 ;;
	esac
}

# build_plan BASE SET: the patches, one a line: a sum of it and all before it; the
# same of those that change code, or "-" where it does not; and the patch, relative
# to patches/. Messages do not count.
build_plan() {
	local patch file files chain=none code=none mine
	while IFS= read -r patch; do
		files=$(touched_files "$SERIES_ROOT/patches/$patch")
		chain=$(build_chain "$chain" "$patch") mine=-
		while IFS= read -r file; do
			! build_is_code "$file" || mine=
		done <<<"$files"
		[[ -n $mine ]] || mine=$(build_chain "$code" "$patch") code=$mine
		echo "$chain $mine $patch"
	done < <(check_patches "$1" "$2")
}

# build_chain SUM PATCH: the sum of those before, and this one's diff.
build_chain() {
	{
		echo "$1"
		sed -n '/^diff --git /,$p' "$SERIES_ROOT/patches/$2"
	} | sha256sum | cut -c 1-32
}

# build_is_done I: patch number I has passed, or there is nothing to compile.
build_is_done() {
	[[ ${CODE[$1]} == - ]] || check_is_done "$KEY/${CODE[$1]}"
}

# build_key BASE KERNEL ARM: what the tree is made of.
build_key() {
	local fragments
	mapfile -t fragments < <(kernel_fragments "$@")
	{
		echo "$BUILD_RULES $2"
		kernel_source_key "$1"
		cat "${fragments[@]}"
		arch_of "$2"
		"${ARCH_CROSS}gcc" --version
		sparse --version
		build_checker_flags "$(base_source "$1")"
	} | sha256sum | cut -c 1-32
}

# build_warnings LOG: warnings and errors in it, without the line numbers.
build_warnings() {
	grep -E '(: |^)(fatal )?(warning|error): ' "$1" |
		sed -E 's/:[0-9]+(:[0-9]+)?: /: /' | sort -u
}

# build_restore DIR BASE: the series off the tree. The files get a new time stamp,
# and the pristine source, which they were links to, keeps its own.
build_restore() {
	local file source
	source=$(base_source "$2")
	while IFS= read -r file; do
		rm -f "${1:?}/$file"
		[[ ! -e $source/$file ]] || {
			cp "$source/$file" "$1/$file" &&
				chmod --reference="$source/$file" "$1/$file"
		} || return 1
	done < <(sort -u "$1/.check-touched" 2>/dev/null)
	: >"$1/.check-applied"
	rm -f "$1/.check-touched" "$1/.check-dirty"
}

# build_tree BASE KERNEL ARM: DIR with no other patches on it than those before
# number FIRST of CHAINS. Out: APPLIED, how many these are.
build_tree() {
	local applied i
	if [[ $(cat "$DIR/.check-key" 2>/dev/null) != "$KEY" ]]; then
		rm -rf "$DIR"
		cp -al "$(base_source "$1")" "$DIR" || return 1
		: >"$DIR/.check-applied"
		echo "$KEY" >"$DIR/.check-key"
	fi
	mapfile -t applied <"$DIR/.check-applied"
	APPLIED=${#applied[@]}
	for ((i = 0; i < APPLIED; i++)); do
		[[ ${applied[i]} == "${CHAINS[i]:-}" ]] || break
	done
	if [[ -e $DIR/.check-dirty || $i -lt $APPLIED || $APPLIED -gt $FIRST ]]; then
		build_restore "$DIR" "$1" || return 1
		APPLIED=0
	fi
	build_forget
	kernel_config_make "$DIR" "$@" || return 1
	[[ $APPLIED != 0 ]] || build_stock "$2"
}

# build_stock KERNEL: what is said about the files without the series. An object
# that is there already would say nothing.
build_stock() {
	build_objects "$DIR" <"$SCRATCH/sources"
	[[ ${OBJECTS[*]} != "$(cat "$DIR/.check-stock" 2>/dev/null)" ]] || return 0
	rm -f "$DIR/.check-stock"
	(cd "$DIR" && rm -f "${OBJECTS[@]#* }")
	build_make "$DIR" "$1" "$DIR/.check-stock.log" || {
		cat "$DIR/.check-stock.log"
		return 1
	}
	echo "${OBJECTS[*]}" >"$DIR/.check-stock"
}

# build_compile KERNEL LOG: what the last patches changed. Fails with LOG saying why.
build_compile() {
	build_objects "$DIR" <"$SCRATCH/sources"
	build_make "$DIR" "$1" "$2" || return 1
	build_warnings "$2" | comm -13 "$SCRATCH/stock" - >"$SCRATCH/new"
	[[ -s $SCRATCH/new ]] || return 0
	{
		echo "new:"
		cat "$SCRATCH/new"
	} >>"$2"
	# They are this patch's, not a later one's.
	sort -u -o "$SCRATCH/stock" "$SCRATCH/stock" "$SCRATCH/new"
	return 1
}

# build_step BASE KERNEL ARM I LOG: put patch number I on, and compile. With the
# last one all the options are there.
build_step() {
	local patch=$SERIES_ROOT/patches/${STEPS[$4]}
	touch "$DIR/.check-dirty"
	touched_files "$patch" >"$SCRATCH/touched"
	cat "$SCRATCH/touched" >>"$DIR/.check-touched"
	run_patch "$DIR" "$patch" || {
		cp "$SCRATCH/patch.log" "$5"
		return 2
	}
	! grep -q 'Kconfig[^/]*$' "$SCRATCH/touched" || RECONFIGURE=1
	! grep -q 'Makefile$' "$SCRATCH/touched" || build_relist
	! grep -qE '^(Makefile|arch/.*/Makefile|scripts/.*)$' "$SCRATCH/touched" || build_forget
	! build_is_done "$4" || return 0
	if [[ -n $RECONFIGURE ]]; then
		build_forget
		kernel_config_make "$DIR" "${@:1:3}" >"$5" 2>&1 || return 1
		RECONFIGURE=
	fi
	# What the makefiles at the top generate is looked at with the last one.
	[[ ${CODE[$4]} != "$LAST" ]] || build_forget
	build_compile "$2" "$5" || return 1
	[[ $SET != series || ${CODE[$4]} != "$LAST" ]] ||
		kernel_config_hold "$DIR" >"$5" 2>&1 || return 1
	rm -f "$5"
	check_done "$KEY/${CODE[$4]}"
}

# build_name KERNEL ARM SET: its row. What is not the series has rows of its own.
build_name() {
	[[ $3 == series ]] && echo "$1-$2" || echo "$1-$2-$3"
}

# build_job BASE KERNEL ARM SET: all of a build, for jobs_run.
build_job() {
	local SET=$4 NAME DIR KEY FIRST='' APPLIED RECONFIGURE='' LAST
	local -a CHAINS CODE STEPS
	local lock i failed=0 log status
	NAME=$(build_name "${@:2}")
	DIR=$BUILD/check/tree/$1-$NAME
	KEY=$(build_key "${@:1:3}")
	mapfile -t CHAINS < <(cut -d ' ' -f 1 "$CHECK_PLANS/$1-$4")
	mapfile -t CODE < <(cut -d ' ' -f 2 "$CHECK_PLANS/$1-$4")
	mapfile -t STEPS < <(cut -d ' ' -f 3 "$CHECK_PLANS/$1-$4")
	LAST=$(printf '%s\n' "${CODE[@]}" | grep -v '^-$' | tail -n 1)
	for i in "${!STEPS[@]}"; do
		if [[ -z $FIRST ]] && ! build_is_done "$i"; then
			FIRST=$i
		fi
	done
	if [[ -z $FIRST ]]; then
		for i in "${!STEPS[@]}"; do
			check_report "$1" "$NAME" "${STEPS[i]}" ok -
		done
		return 0
	fi

	mkdir -p "$BUILD/check/tree"
	exec {lock}>"$DIR.lock"
	flock "$lock"
	say "$1 $NAME: compiling, from patch $((FIRST + 1)) of ${#STEPS[@]}"
	touched_files "${STEPS[@]/#/$SERIES_ROOT/patches/}" | grep '\.c$' >"$SCRATCH/sources"
	log=$CHECK_LOG/$1-$NAME.log
	if ! build_tree "${@:1:3}" >"$log" 2>&1; then
		check_report "$1" "$NAME" "without a patch" FAILED "$log"
		say "$1 $NAME: FAILED without a patch: $log"
		tail -n 5 "$log" | sed 's/^/  /' >&2
		return 0
	fi
	rm -f "$log"
	build_warnings "$DIR/.check-stock.log" >"$SCRATCH/stock"
	for i in "${!STEPS[@]}"; do
		log=$CHECK_LOG/$1-$NAME-${STEPS[i]//\//-}.log status=0
		if [[ $i -ge $APPLIED ]]; then
			build_step "${@:1:3}" "$i" "$log" || status=$?
		fi
		if [[ $status == 0 ]]; then
			check_report "$1" "$NAME" "${STEPS[i]}" ok -
		else
			failed=$((failed + 1))
			check_report "$1" "$NAME" "${STEPS[i]}" FAILED "$log"
			say "$1 $NAME: FAILED: ${STEPS[i]}: $log"
			tail -n 5 "$log" | sed 's/^/  /' >&2
			[[ $status != 2 ]] || return 0
		fi
		if [[ $i -ge $APPLIED ]]; then
			echo "${CHAINS[i]}" >>"$DIR/.check-applied"
			rm -f "$DIR/.check-dirty"
		fi
	done
	[[ $failed != 0 ]] || say "$1 $NAME: ${#STEPS[@]} patches compile, no new warning"
}
