# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The series' KUnit suites as a kernel's maintainers run them: by kunit.py of the tree
# itself, on User Mode Linux or in QEMU. The other boots of the lab run the same suites
# in the kernels of the lab.

# kunit BASE ARCH [ARGUMENT...]: build and run them; ARCH is um, or one that the lab
# knows. ARGUMENTs are kunit.py's. Out: what it prints; its status. No two at a time
# with one base. Other machines than User Mode Linux take the kunit.py of 6.1 or later;
# that of 5.10 takes no ARCH.
kunit() (
	base=$1 arch=$2 tree=$(kernel_dir "$1" kunit patched) cross=
	shift 2
	arguments=(--kunitconfig=mm/tests/.kunitconfig # the series' own
		--arch="$arch" --build_dir="$BUILD/kunit/$base-$arch" --jobs="$(nproc)")
	if [[ $arch != um ]]; then
		arch_of "$arch"
		cross=$ARCH_CROSS
		# An area, and other CPUs, without which half of the cases are skipped.
		arguments+=(--cross_compile="$cross" --kernel_args=cma=64M --qemu_args='-smp 4'
			--kconfig_add=CONFIG_DMA_CMA=y --kconfig_add=CONFIG_SMP=y)
	fi
	"$ROOT/tools/patchctl/patchctl" fetch "$base"
	mkdir -p "$BUILD/kernel" "$BUILD/kunit"
	exec 9>"$tree.lock"
	flock 9
	kernel_tree "$base" kunit patched
	cd "$tree" || exit
	PATH=$ROOT/tools/lab/compiler:$PATH tools/testing/kunit/kunit.py run "${arguments[@]}" \
		--make_options="CC=ccache-depend ${cross}gcc" "$@"
)
