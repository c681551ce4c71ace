# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What runs in the guest: a library folder for its architecture, the static
# programs, and the initramfs that holds them.

# debian_arch ARCH: Debian's name of the kernel's architecture.
debian_arch() {
	case $1 in
	arm64) echo arm64 ;;
	x86_64) echo amd64 ;;
	*) die "$EXIT_USAGE" "no architecture '$1': expected arm64 or x86_64" ;;
	esac
}

# guest_cross ARCH: prefix of the compiler for it.
guest_cross() {
	case $1 in
	arm64) echo aarch64-linux-gnu- ;;
	x86_64) echo x86_64-linux-gnu- ;;
	esac
}

# guest_sysroot ARCH: unpack Debian's static libraries and busybox for ARCH.
# Out: SYSROOT.
guest_sysroot() {
	local arch=$1 debian new package
	local -a debs=()
	local -a packages=(libjson-c-dev libtraceevent-dev libtracefs-dev
		busybox-static)
	SYSROOT=$BUILD/sysroot/$arch
	debian=$(debian_arch "$arch")
	for package in "${packages[@]}"; do
		fetch_deb "$debian" native "$package"
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

# guest_programs ARCH BASE: cmabench, killed-write and the kselftests, static, in
# $BUILD/bin/ARCH.
guest_programs() {
	local arch=$1 base=$2 cross out=$BUILD/bin/$1
	guest_sysroot "$arch"
	cross=$(guest_cross "$arch")
	mkdir -p "$out"
	make -s -C "$ROOT/benchmarks" OUT="$out" CROSS_COMPILE="$cross" \
		SYSROOT="$SYSROOT"
	"${cross}gcc" -std=gnu11 -O2 -Wall -Wextra -Werror -static \
		-o "$out/killed-write" "$ROOT/tools/lab/killed-write.c" -lrt
	guest_kselftest "$arch" "$base"
}

# guest_kselftest ARCH BASE: built by the kernel's own selftest makefiles, inside
# BASE's patched tree, which holds it where the series puts it.
guest_kselftest() {
	local arch=$1 out=$BUILD/bin/$1/kselftest tree
	tree=$(kernel_dir "$2" "$1" patched)
	mkdir -p "$out"
	make -s -C "$tree/tools/testing/selftests/cma" ARCH="$arch" \
		CROSS_COMPILE="$(guest_cross "$arch")" OUTPUT="$out" \
		LDFLAGS=-static CC="$(guest_cross "$arch")gcc"
}

# guest_initramfs ARCH BASE: build the programs and pack it all. Out: INITRAMFS.
guest_initramfs() {
	INITRAMFS=$BUILD/lab/initramfs-$1.cpio.gz
	guest_programs "$1" "$2"
	mkdir -p "$BUILD/lab"
	guest_pack "$1" >"$INITRAMFS.new"
	mv "$INITRAMFS.new" "$INITRAMFS"
}

# guest_pack ARCH: the archive on standard output. Equal contents make equal
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
	find "$programs/kselftest" -maxdepth 1 -type f -executable \
		-exec cp {} "$tree/kselftest/" \;
	chmod 755 "$tree/init" "$tree"/bin/*
	find "$tree" -exec touch -hd @0 {} +
	cd "$tree" || exit
	find . -mindepth 1 | LC_ALL=C sort |
		cpio -o -H newc -R 0:0 --reproducible --quiet | gzip -n
)
