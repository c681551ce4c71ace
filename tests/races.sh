#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The series in a kernel with the data race detector in its strict form: KUnit, and 16
# threads that allocate. A kernel and two long boots of its own, hence not in boot.sh.
set -euo pipefail
# shellcheck source=tests/boots.sh
. "$(dirname "$0")/boots.sh" races

# no_race_of_ours NAME: the detector was at work, and what it may have found is in
# other parts of the kernel: strict as it is, it finds some in stock's.
no_race_of_ours() {
	local log=$boots/$1/console.log
	grep -q 'kcsan: enabled' "$log" || return 1
	! grep 'BUG: KCSAN' "$log" | grep -E 'cma|alloc_contig|take_(free|isolated)_range|prep_contig|put_back_free|free_contig'
}

check "6.12 kcsan builds" "$lab" build 6.12 arm64 kcsan
check "6.12 patched builds, which has the kselftest" "$lab" build 6.12 arm64 patched
check "the initramfs builds" "$lab" initramfs arm64 6.12
start kunit 6.12 kcsan idle kunit.enable=1
start threads 6.12 kcsan scenario:parallel-16:1
wait_for_all
check "KUnit suites pass" kunit_passed kunit
check "16 threads allocate to the end" state_is threads "done"
for name in kunit threads; do
	check "$name: no race in what the series adds" no_race_of_ours $name
done

done_testing
