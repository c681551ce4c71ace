#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The series under the kernel's checkers: KASAN, UBSAN, lockdep and errors that are
# injected, with either placement; and page_owner, debug_pagealloc and poisoning too. A kernel
# and three long boots of its own, hence not in boot.sh.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" checkers

check "6.12 debug builds" "$lab" build 6.12 arm64 debug
check "6.12 patched builds, which has the kselftest" "$lab" build 6.12 arm64 patched
check "the initramfs builds" "$lab" initramfs arm64 6.12
start zoned 6.12 debug kselftest kunit.enable=1
start first-fit 6.12 debug kselftest cma_place=first-fit
start pages 6.12 debug idle kunit.enable=1 page_owner=on debug_pagealloc=on page_poison=1
wait_for_all

for name in zoned first-fit; do
	check "$name: kselftest runs" state_is $name "done"
	kselftest_cases $name $name
	check "$name: errors were injected" none_skipped $name
done
for name in zoned pages; do
	check "$name: KUnit suites pass" kunit_passed $name
done
for name in zoned first-fit pages; do
	check "$name: the checkers have nothing to say" log_is_quiet $name
done

done_testing
