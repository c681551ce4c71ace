# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What differs between architectures, by the kernel's names of them.

# arch_of KERNEL: the architecture of one of the lab's kernels, ARCH or ARCH-MORE.
# Out: ARCH_NAME, the kernel's word; ARCH_DEBIAN, Debian's name of it; ARCH_CROSS, the prefix of its
# compiler; ARCH_IMAGE, the bootable image, relative to the kernel's tree.
# shellcheck disable=SC2034 # for the caller
arch_of() {
	ARCH_NAME=${1%%-*}
	case $ARCH_NAME in
	arm)
		ARCH_DEBIAN=armhf
		ARCH_CROSS=arm-linux-gnueabihf-
		ARCH_IMAGE=arch/arm/boot/zImage
		;;
	arm64)
		ARCH_DEBIAN=arm64
		ARCH_CROSS=aarch64-linux-gnu-
		ARCH_IMAGE=arch/arm64/boot/Image
		;;
	x86_64)
		ARCH_DEBIAN=amd64
		ARCH_CROSS=x86_64-linux-gnu-
		ARCH_IMAGE=arch/x86/boot/bzImage
		;;
	*) die "$EXIT_USAGE" "no architecture '$ARCH_NAME': expected arm, arm64 or x86_64" ;;
	esac
}
