# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What runs in the guest: a library folder for its architecture, the static
# programs, and the initramfs that holds them.

# guest_sysroot ARCH: unpack Debian's static libraries and busybox for ARCH.
# Out: SYSROOT.
guest_sysroot() {
	local arch=$1 new package
	local -a debs=()
	local -a packages=(libjson-c-dev libtraceevent-dev libtracefs-dev
		busybox-static)
	SYSROOT=$BUILD/sysroot/$arch
	arch_of "$arch"
	for package in "${packages[@]}"; do
		fetch_deb "$ARCH_DEBIAN" native "$package"
		debs+=("$DEB")
	done
	[[ $(cat "$SYSROOT/.debs" 2>/dev/null) != "${debs[*]}" ]] || return 0
	new=$SYSROOT.new
	rm -rf "$new"
	mkdir -p "$new"
	for package in "${debs[@]}"; do dpkg -x "$package" "$new"; done
	echo "${debs[*]}" >"$new/.debs"
	rm -rf "$SYSROOT"
	mv "$new" "$SYSROOT"
}

# guest_programs KERNEL BASE: cmabench and killed-write, static, in $BUILD/bin/ARCH, and
# the kselftests.
guest_programs() {
	local arch=${1%%-*}
	local out=$BUILD/bin/$arch
	guest_sysroot "$arch"
	mkdir -p "$out"
	make -s -C "$ROOT/benchmarks" OUT="$out" CROSS_COMPILE="$ARCH_CROSS" \
		SYSROOT="$SYSROOT"
	"${ARCH_CROSS}gcc" -std=gnu11 -O2 -Wall -Wextra -Werror -static \
		-o "$out/killed-write" "$ROOT/tools/lab/killed-write.c" -lrt
	guest_kselftest "$@"
}

# guest_kselftest KERNEL BASE: built by the kernel's own selftest makefiles, inside
# BASE's patched tree, which holds it where the series puts it; static, in
# $BUILD/bin/ARCH/kselftest-BASE.
guest_kselftest() {
	local out=$BUILD/bin/${1%%-*}/kselftest-$2 tree
	tree=$(kernel_dir "$2" "$1" patched)
	arch_of "$1"
	mkdir -p "$out"
	make -s -C "$tree/tools/testing/selftests/cma" ARCH="$ARCH_NAME" \
		CROSS_COMPILE="$ARCH_CROSS" OUTPUT="$out" \
		LDFLAGS=-static CC="${ARCH_CROSS}gcc"
}

# guest_initramfs KERNEL BASE: build the programs and pack it all, one at a time. Out:
# INITRAMFS.
guest_initramfs() {
	local arch=${1%%-*} lock
	INITRAMFS=$(boot_initramfs "$arch" "$2")
	mkdir -p "$BUILD/lab"
	exec {lock}>"$BUILD/lab/.initramfs-$arch.lock"
	flock "$lock"
	guest_programs "$@"
	guest_pack "$arch" "$2" >"$INITRAMFS.new"
	mv "$INITRAMFS.new" "$INITRAMFS"
	exec {lock}>&-
}

# guest_pack ARCH BASE: the archive on standard output. Equal contents make equal
# archives: names sorted, owners and times fixed. In a subshell, which takes the
# work folder away however it ends.
guest_pack() (
	programs=$BUILD/bin/$1
	tree=$(mktemp -d "$BUILD/lab/.initramfs.XXXXXX")
	trap 'rm -rf "$tree"' EXIT
	mkdir -p "$tree"/{bin,dev,proc,sys,tmp,scenarios,kselftest}
	cp "$BUILD/sysroot/$1/bin/busybox" "$programs"/{cmabench,killed-write} \
		"$tree/bin/"
	cp "$ROOT/tools/lab/init" "$tree/init"
	cp "$ROOT"/benchmarks/scenarios/*.scenario "$tree/scenarios/"
	find "$programs/kselftest-$2" -maxdepth 1 -type f -executable \
		-exec cp {} "$tree/kselftest/" \;
	chmod 755 "$tree/init" "$tree"/bin/*
	find "$tree" -exec touch -hd @0 {} +
	cd "$tree" || exit
	find . -mindepth 1 | LC_ALL=C sort |
		cpio -o -H newc -R 0:0 --reproducible --quiet | gzip -n
)
