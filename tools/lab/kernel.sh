# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Kernels for the lab: BASE x KERNEL x ARM, built in $BUILD/kernel/BASE-KERNEL-ARM.
# KERNEL is an architecture, or one and what its configuration is for: arm64-imx.
#
# Each is built inside its own tree, so that every path the compiler sees is
# relative and its cache serves all trees. A tree's sources are hard links to
# the pristine ones; patchctl and quilt replace a file and never write into it.
#
# ARM: stock    the base as it is
#      patched  with the series
#      debug    with the series and the checkers of config/debug.config
#      kcsan    with the series and the one of config/kcsan.config, which will not
#               have the others beside it
#      bare, full, no-debugfs, no-sysfs, sparse  with the series and the fragment of
#               that name: what "patchctl check" compiles for
#      bsp      with the series, and without what i.MX's configuration leaves out
#      undiagnosed  with the series up to where it begins to tell of failures

# The first patch that tells of failures: its file's name, without the number.
FIRST_DIAGNOSTIC=mm-cma-add-a-file-that-finds-out-why-an-allocation-h.patch

# kernel_dir BASE KERNEL ARM: where that kernel is built.
kernel_dir() { printf '%s/kernel/%s-%s-%s\n' "$BUILD" "$1" "$2" "$3"; }

# kernel_make KERNEL ARGUMENT...: make with what all kernel builds share. The
# time stamp, user and host are fixed: two builds of one source are equal.
kernel_make() {
	arch_of "$1"
	shift
	PATH=$ROOT/tools/lab/compiler:$PATH \
		make -s -j"$(nproc)" ARCH="$ARCH_NAME" CROSS_COMPILE="$ARCH_CROSS" \
		CC="ccache-depend ${ARCH_CROSS}gcc" HOSTCC="ccache gcc" \
		KBUILD_BUILD_TIMESTAMP=1970-01-01 KBUILD_BUILD_USER=cmakit \
		KBUILD_BUILD_HOST=cmakit KBUILD_BUILD_VERSION=1 "$@"
}

# kernel_fragments BASE KERNEL ARM: the configuration fragments, in order; what a
# later one says of an option holds.
kernel_fragments() {
	local dir=$ROOT/tools/lab/config name
	printf '%s\n' "$dir/common.config" "$dir/${2%%-*}.config"
	[[ $2 != *-* ]] || printf '%s\n' "$dir/$2.config"
	for name in "base-$1" "base-$1-${2%%-*}" "base-$1-$2"; do
		[[ ! -f $dir/$name.config ]] || printf '%s\n' "$dir/$name.config"
	done | uniq
	[[ $3 == stock ]] || printf '%s\n' "$dir/patched.config"
	case $3 in
	stock | patched | undiagnosed) ;;
	*) printf '%s\n' "$dir/$3.config" ;;
	esac
	[[ ! -f $dir/base-$1-$3.config ]] || printf '%s\n' "$dir/base-$1-$3.config"
}

# kernel_require STATUS WHERE BASE KERNEL ARM: ends the program where a fragment of that
# kernel is not there; WHERE named it.
kernel_require() {
	local file
	while IFS= read -r file; do
		[[ -r $file ]] ||
			die "$1" "$2: no kernel '$4 $5' of $3: expected ${file#"$ROOT/"}"
	done <<<"$(kernel_fragments "${@:3}")"
}

# series_patches BASE: the series' patches in order, relative to patches/.
series_patches() { "$ROOT/tools/patchctl/patchctl" series "$1"; }

# series_hash BASE: what the series of a base consists of.
series_hash() {
	local patches
	patches=$(series_patches "$1")
	(
		cd "$ROOT/patches" || exit
		{
			echo "$patches"
			xargs cat -- <<<"$patches"
		} | sha256sum | cut -c 1-16
	)
}

# series_code_key BASE: changes when what the patches do does; messages do not count.
series_code_key() {
	series_patches "$1" | (
		cd "$ROOT/patches" || exit
		# shellcheck disable=SC2016 # sed's
		xargs sed -s -n '/^diff --git /,$p' --
	) | sha256sum
}

# kernel_source_key BASE: changes when the base's source does.
kernel_source_key() { sha256sum <"$BUILD/src/$1.manifest"; }

# kernel_key BASE KERNEL ARM: changes when the kernel would, or its device trees.
kernel_key() {
	local base=$1 arm=$3
	local -a fragments
	mapfile -t fragments < <(kernel_fragments "$@")
	arch_of "$2"
	{
		kernel_source_key "$base"
		[[ $arm == stock ]] || series_code_key "$base"
		cat "${fragments[@]}"
		"${ARCH_CROSS}gcc" --version | head -n 1
		kernel_dtbs "$2"
	} | sha256sum | cut -c 1-16
}

# kernel_dtbs KERNEL: the device trees of the machines that boot it, by name.
kernel_dtbs() {
	machine_table | awk -F '\t' -v kernel="$1" '
		$2 == "kernel" { ours = $3 == kernel }
		$2 == "dtb" && ours { print $3 }' | sort -u
}

# kernel_dtb DIR KERNEL DTB: that device tree in the kernel's tree DIR, as its
# makefiles call it; what folder it is in has changed between kernels.
kernel_dtb() {
	local dts=$1/arch/${2%%-*}/boot/dts file
	file=$(find "$dts" -name "$3.dts" | head -n 1)
	[[ -n $file ]] || die "$EXIT_BAD" "no $3.dts below $dts"
	file=${file#"$dts/"}
	printf '%s\n' "${file%.dts}.dtb"
}

# kernel_targets DIR KERNEL: what is built there.
kernel_targets() {
	local name
	arch_of "$2"
	printf '%s\n' "${ARCH_IMAGE##*/}"
	for name in $(kernel_dtbs "$2"); do kernel_dtb "$1" "$2" "$name"; done
}

# kernel_configure DIR BASE KERNEL ARM: allnoconfig and the fragments, in the tree
# DIR; an option that they ask for and Kconfig refuses is an error.
kernel_configure() {
	kernel_config_make "$@" && kernel_config_hold "$1"
}

# kernel_config_make DIR BASE KERNEL ARM: the configuration itself.
kernel_config_make() {
	local dir=$1
	kernel_fragments "${@:2}" | xargs cat >"$dir/.lab-fragments"
	kernel_make "$3" -C "$dir" KCONFIG_ALLCONFIG=.lab-fragments allnoconfig \
		>"$dir/.lab-config.log" 2>&1 || {
		cat "$dir/.lab-config.log" >&2
		return 1
	}
}

# kernel_config_hold DIR: the configuration there is what was asked for. An option
# that is to be off may as well not exist.
kernel_config_hold() {
	local dir=$1 line name
	while read -r line; do
		if [[ $line == '#'* ]]; then
			name=${line#\# } name=${name% is not set}
			grep -q "^$name=" "$dir/.config" || continue
			say "$dir: asked for no $name, Kconfig says" \
				"$(grep "^$name=" "$dir/.config")"
			return 1
		elif ! grep -qxF -- "$line" "$dir/.config"; then
			name=${line%%=*}
			say "$dir: asked for $line, Kconfig says" \
				"$(grep "^$name=\|^# $name is" "$dir/.config" ||
					echo "no $name here")"
			return 1
		fi
	done < <(awk -F '=| is not set$' '
		/^(# )?CONFIG_/ { name = $1; sub(/^# /, "", name); last[name] = $0 }
		END { for (name in last) print last[name] }
	' "$dir/.lab-fragments")
}

# kernel_lay_out BASE KERNEL DIR: a new tree of the base's sources. What the stock
# kernel's build has compiled, if it was built, comes along, so that a make there
# compiles only what is different.
kernel_lay_out() {
	local base=$1 kernel=$2 dir=$3 stock
	rm -rf "$dir.new"
	cp -al "$BUILD/src/$base" "$dir.new"
	kernel_source_key "$base" >"$dir.new/.lab-source"
	stock=$(kernel_dir "$base" "$kernel" stock)
	if [[ $dir != "$stock" && -f $stock/.lab-built ]] &&
		cmp -s "$stock/.lab-source" "$dir.new/.lab-source"; then
		(cd "$stock" && find . -type f -links 1 ! -name '.lab-*' -print0 |
			cpio -0 -pdm --quiet "$dir.new")
	fi
	mv "$dir.new" "$dir"
}

# kernel_tree BASE KERNEL ARM: lay out or bring up to date the tree's sources.
# Files that the series touches get a new time stamp, since make goes by that.
kernel_tree() {
	local base=$1 kernel=$2 arm=$3 dir
	dir=$(kernel_dir "$@")
	# Laid out from a source that has been replaced since: all of it is old.
	if [[ $(cat "$dir/.lab-source" 2>/dev/null) != "$(kernel_source_key "$base")" ]]; then
		rm -rf "$dir"
	fi
	# A tree that the series cannot be taken off again is made anew.
	if [[ $arm != stock && -d $dir/.pc ]]; then
		"$ROOT/tools/patchctl/patchctl" unapply "$base" --tree "$dir" ||
			rm -rf "$dir"
	fi
	[[ -d $dir ]] || kernel_lay_out "$base" "$kernel" "$dir"
	[[ $arm != stock ]] || return 0
	"$ROOT/tools/patchctl/patchctl" apply "$base" --tree "$dir"
	[[ $arm != undiagnosed ]] || kernel_pop_diagnostics "$base" "$dir"
	sed -n 's,^+++ b/\([^\t]*\).*,\1,p' "$ROOT"/patches/*/*.patch | sort -u |
		(cd "$dir" && xargs touch -c)
}

# kernel_pop_diagnostics BASE DIR: take them, and what follows them, off a patched tree.
kernel_pop_diagnostics() {
	local before
	before=$(series_patches "$1" | sed -n "/-$FIRST_DIAGNOSTIC\$/q;p" | tail -n 1)
	[[ $(series_patches "$1" | tail -n 1) != "$before" ]] ||
		die "$EXIT_BAD" "no patch *-$FIRST_DIAGNOSTIC in the series of $1"
	(cd "$2" && quilt --quiltrc=- pop -q "$before" >/dev/null)
}

# kernel_build BASE KERNEL ARM: build unless what is there is what would be built.
# Log in the tree's .lab-build.log. In a subshell, which holds a lock on the
# tree: two who want the same kernel wait for one build.
kernel_build() (
	dir=$(kernel_dir "$@")
	arch_of "$2"
	kernel_require "$EXIT_USAGE" build "$@"
	image=$ARCH_IMAGE
	"$ROOT/tools/patchctl/patchctl" fetch "$1"
	mkdir -p "$BUILD/kernel"
	exec 9>"$dir.lock"
	flock 9
	key=$(kernel_key "$@")
	if [[ -f $dir/$image && $(cat "$dir/.lab-built" 2>/dev/null) == "$key" ]]; then
		exit 0
	fi
	say "building $*"
	rm -f "$dir/.lab-built"
	kernel_tree "$@"
	kernel_configure "$dir" "$@"
	targets=$(kernel_targets "$dir" "$2")
	mapfile -t targets <<<"$targets"
	if ! kernel_make "$2" -C "$dir" "${targets[@]}" \
		>"$dir/.lab-build.log" 2>&1; then
		tail -n 40 "$dir/.lab-build.log" >&2
		die "$EXIT_NO" "$* does not build: $dir/.lab-build.log"
	fi
	printf '%s\n' "$key" >"$dir/.lab-built"
)
