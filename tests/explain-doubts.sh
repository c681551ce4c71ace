#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# cmakit explain where a log seems to say more than it does: lines of other calls, of
# other areas, of another boot or another kernel. A wrong reason must not be high, and
# what is certain must stay so.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"
# shellcheck source=tests/cmakit.sh
. "$ROOT/tests/cmakit.sh"
# shellcheck source=tests/explained.sh
. "$ROOT/tests/explained.sh"

AREAS='[.failures[].area] | join(" ")'

# --- names

# Names of areas hold commas; a part of one would match no other line of the area.
is "names with a comma, of a tracepoint and of a debug line" "linux,cma linux,cma" \
	"$("$SANITIZED" explain --json - <<<"\
 v4l2-123 [000] ..... 100.000001: cma_alloc_start: name=linux,cma count=765 align=8
 v4l2-123 [000] ..... 100.000003: cma_alloc_finish: name=linux,cma pfn=0x0 page=0000000000000000 count=765 align=8 errorno=-16
cma: __cma_alloc(cma 00000000aaaaaaaa, name: linux,cma, count 64, align 6)
cma: __cma_alloc(): returned (null)" | jq -r "$AREAS")"

# --- lines of other calls

# 16 free pages are fewer than 512; the call that was busy ended ten minutes before.
explains "4.19: debug lines of long before are no evidence" \
	"nospace high 512 - -12 16 16 0" <<<"\
[    1.000000] Linux version 4.19.81 (x) #1 SMP
[   10.000000] cma: cma_alloc(cma 00000000aa, count 512, align 8)
[   10.100000] cma: cma_alloc(): memory range at 00000000aa11 is busy, retrying
[  600.000000] cma: cma_alloc: alloc failed, req-size: 512 pages, ret: -12
[  600.000000] cma: number of available pages: 16@48=> 16 free of 4096 total pages"
# From 6.15 on -16 alone is no place as well as busy, and nothing near tells.
explains "6.18: debug lines of long before are no evidence" \
	"unknown low 512 - -16 - - -" <<<"\
[    1.000000] Linux version 6.18.1 (x) #1 SMP
[    1.010000] cma: __cma_alloc(cma 00000000aa, name: linux,cma, count 512, align 8)
[    1.030000] cma: cma_range_alloc(): memory range at pfn 0x7c400 00000000aa11 is busy, retrying
[  500.040000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 512 pages, ret: -16"
# The busy line may be of either call, the failure is of linux,cma only.
explains "two calls of the same size, told apart by their areas" \
	"unknown low 512 8 -16 - - -" <<<"\
[    1.000000] Linux version 6.18.1 (x) #1 SMP
[    1.010000] cma: __cma_alloc(cma 00000000aa, name: linux,cma, count 512, align 8)
[    1.020000] cma: __cma_alloc(cma 00000000bb, name: vpu, count 512, align 8)
[    1.030000] cma: cma_range_alloc(): memory range at pfn 0x7c400 00000000aa11 is busy, retrying
[    1.040000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 512 pages, ret: -16
[    1.050000] cma: __cma_alloc(): returned 00000000fe11aa"
# Whose range was busy is open, so that busy is not certain.
explains "two calls of the same size and area" "busy medium 512 8 -16 - - -" <<<"\
[    1.000000] Linux version 6.18.1 (x) #1 SMP
[    1.010000] cma: __cma_alloc(cma 00000000aa, name: vpu, count 512, align 8)
[    1.020000] cma: __cma_alloc(cma 00000000aa, name: vpu, count 512, align 8)
[    1.030000] cma: cma_range_alloc(): memory range at pfn 0x7c400 00000000aa11 is busy, retrying
[    1.040000] cma: __cma_alloc: vpu: alloc failed, req-size: 512 pages, ret: -16"
# Each task has its own lines: the one that was busy failed.
explains "two calls of the same size, told apart by their tasks" \
	"busy high 512 8 -16 - - -" <<<"\
[    1.000000] Linux version 6.18.1 (x) #1 SMP
[    1.010000][  T100] cma: __cma_alloc(cma 00000000aa, name: vpu, count 512, align 8)
[    1.020000][  T200] cma: __cma_alloc(cma 00000000aa, name: vpu, count 512, align 8)
[    1.030000][  T100] cma: cma_range_alloc(): memory range at pfn 0x7c400 00000000aa11 is busy, retrying
[    1.040000][  T100] cma: __cma_alloc: vpu: alloc failed, req-size: 512 pages, ret: -16"
# The search was tried, and there are too few pages: one of both is of another call.
explains "busy ranges against a list of free pages" \
	"nospace medium 512 8 -12 16 16 0" <<<"\
[   10.000000] cma: cma_alloc(cma 00000000aa, count 512, align 8)
[   10.100000] cma: cma_alloc(): memory range at 00000000aa11 is busy, retrying
[   10.200000] cma: cma_alloc: alloc failed, req-size: 512 pages, ret: -12
[   10.200000] cma: number of available pages: 16@48=> 16 free of 4096 total pages"

done_testing
