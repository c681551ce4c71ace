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

# Others' allocations fail with the same words.
explains "other allocators are not CMA" "" <<<"\
mydrv: gfx_alloc failed, req-size: 40 pages
vmalloc: alloc failed, req-size: 12 pages, ret: -12"

# --- lines of other calls

# A damaged stamp is no time, let alone one without end; found by fuzzing.
explains "a stamp beyond all numbers, of a call that begins with a busy range" \
	"" <<<"\
[ 2054.3100e976867] cma: dma_alloc_from_contiguous(): memory range at c07e7000 is busy, retrying"

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
# The list is the failure's own; the busy ranges, a second before, need not be.
explains "lines of busy ranges against a list of free pages" \
	"nospace medium 512 - -16 156 100 0" <<<"\
[   30.000000] alloc_contig_range: [7c400, 7c600) PFNs busy
[   30.001000] alloc_contig_range: [7c500, 7c700) PFNs busy
[   31.000000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 512 pages, ret: -16
[   31.000000] cma: number of available pages: 
[   31.000000] cma: range 0: 100@156+56@456
[   31.000000] cma: 
[   31.000000] => 156 free of 16384 total pages"
# Nothing of the only range was tried, whatever there is free.
explains "7.x: a range that was left out is not busy" \
	"unknown low 262144 - -16 524288 524288 524288" <<<"\
[   50.000000] cma: cma_range_alloc: hugetlb0: skipping incompatible area [0x100000-0x13ffff]
[   50.000000] cma: __cma_alloc_frozen: hugetlb0: alloc failed, req-size: 262144 pages, ret: -16
[   50.000000] cma: number of available pages: 
[   50.000000] cma: range 0: 524288@0
[   50.000000] cma: 
[   50.000000] => 524288 free of 524288 total pages"
# -12 comes of moving pages only; that the list has no place is of a moment later.
explains "7.x: -12 is want of memory whatever the list has" \
	"nomem medium 600 - -12 511 511 256" <<<"\
cma: __cma_alloc_frozen: cma_heap: alloc failed, req-size: 600 pages, ret: -12
cma: number of available pages: 
cma: range 0: 511@1
cma: 
cma: => 511 free of 16384 total pages"

# --- lists of other failures, of kernels that name no area

# The lists are of two areas, and nothing says which failure asked which.
explains "two nameless areas, mixed" \
	"nospace medium 3000 - -12 16 16 0;nomem medium 20 - -12 3100 3100 3069" <<<"\
[   10.100000] cma: cma_alloc: alloc failed, req-size: 3000 pages, ret: -12
[   10.100100] cma: cma_alloc: alloc failed, req-size: 20 pages, ret: -12
[   10.100200] cma: number of available pages: 16@48=> 16 free of 4096 total pages
[   10.100300] cma: number of available pages: 3100@1=> 3100 free of 16384 total pages"
# Both lists are of an area of 4096 pages: whichever it is of, there is no space.
explains "one nameless area, mixed" \
	"nospace high 300 - -12 16 16 0;nospace high 20 - -12 15 15 0" <<<"\
[   10.100000] cma: cma_alloc: alloc failed, req-size: 300 pages, ret: -12
[   10.100100] cma: cma_alloc: alloc failed, req-size: 20 pages, ret: -12
[   10.100200] cma: number of available pages: 16@48=> 16 free of 4096 total pages
[   10.100300] cma: number of available pages: 15@48=> 15 free of 4096 total pages"
explains "a nameless area's list is not lent" \
	"nospace high 20 - -12 16 16 0;unknown low 3000 - -12 - - -" <<<"\
[   10.100000] cma: cma_alloc: alloc failed, req-size: 20 pages, ret: -12
[   10.100200] cma: number of available pages: 16@48=> 16 free of 4096 total pages
[   10.200100] cma: cma_alloc: alloc failed, req-size: 3000 pages, ret: -12"

# --- which kernel it is

# Those may have 6.15's code, in which -16 says nothing; 6.14 and its -rc do not.
for release in 6.14.0-rc5-next-20250305 6.14.0-12345-g1a2b3c4d5e6f 6.14.0-rc7-mm1 \
	6.12.0-124.8.1.el10_1.aarch64; do
	explains "-16 may mean nothing: $release" "unknown low 2032 - -16 - - -" <<<"\
[    0.000000] Linux version $release (u@h) #1 SMP
[   10.000000] cma: __cma_alloc: reserved: alloc failed, req-size: 2032 pages, ret: -16"
done
for release in 6.14.0-rc5 6.12.30-g1a2b3c4d5e6f 6.14.3-1-elastic; do
	explains "-16 means busy: $release" "busy high 2032 - -16 - - -" <<<"\
[    0.000000] Linux version $release (u@h) #1 SMP
[   10.000000] cma: __cma_alloc: reserved: alloc failed, req-size: 2032 pages, ret: -16"
done
# Each failure is of the boot it stands in: with 6.18 -16 is open, with 6.6 it is busy.
explains "two boots with a kernel each" \
	"unknown low 512 - -16 - - -;busy high 512 - -16 - - -" <<<"\
[    0.000000] Linux version 6.18.3 (x) #1 SMP
[   50.000000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 512 pages, ret: -16
[    0.000000] Linux version 6.6.23 (x) #1 SMP
[   70.000000] cma: cma_alloc: linux,cma: alloc failed, req-size: 512 pages, ret: -16"
# The second boot's kernel says nothing about the first one's.
explains "the next boot's kernel" "unknown low 512 - -16 - - -" <<<"\
[   50.000000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 512 pages, ret: -16
[    0.000000] Linux version 6.12.3 (x) #1 SMP"
# __cma_alloc came with 6.12, so this failure cannot be of the kernel in the prose.
for line in "On Linux version 6.6 everything is fine, but today:" \
	"Linux version 6.6.23 (x) #1 SMP"; do
	explains "not this failure's kernel: $line" "unknown low 4097 - -16 - - -" <<<"$line
[   50.000000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 4097 pages, ret: -16"
done

# --- facts of other areas

# The pool that is known is not the area that failed, whose size is open.
explains "a pool's size is not that of linux,cma" "unknown low 8192 - -12 - - -" <<<"\
Reserved memory: created CMA memory pool at 0x00000000b8000000, size 16 MiB
OF: reserved mem: initialized node vpu-pool@b8000000, compatible id shared-dma-pool
cma: cma_alloc: linux,cma: alloc failed, req-size: 8192 pages, ret: -12"
explains "the default area's size is not that of hugetlb's" \
	"unknown low 262144 - -12 - - -" <<<"\
cma: Reserved 64 MiB at 0x00000000f8000000 on node -1
cma: cma_alloc: hugetlb1: alloc failed, req-size: 262144 pages, ret: -12"
# The line has no name, but the only area there is will be the default one.
explains "the only area there is may be meant" "nospace medium 20000 - -12 - - -" <<<"\
cma: Reserved 64 MiB at 0x00000000f8000000 on node -1
cma: cma_alloc: reserved: alloc failed, req-size: 20000 pages, ret: -12"
explains "the area's own size" "nospace high 20000 - -12 - - -" <<<"\
Reserved memory: created CMA memory pool at 0x00000000b8000000, size 16 MiB
OF: reserved mem: initialized node vpu-pool@b8000000, compatible id shared-dma-pool
cma: cma_alloc: vpu-pool@b8000000: alloc failed, req-size: 20000 pages, ret: -12"
# cma= is of the default area, and debugfs' folder has the area's name.
explains "the command line is not about a pool" "unknown low 20000 - -12 - - -" <<<"\
Kernel command line: console=ttyS0 cma=64M root=/dev/mmcblk0
cma: cma_alloc: vpu_pool: alloc failed, req-size: 20000 pages, ret: -12"
explains "debugfs' files of another area" "unknown low 2000 - -12 - - -" <<<"\
cma: cma_alloc: vpu_pool: alloc failed, req-size: 2000 pages, ret: -12
/sys/kernel/debug/cma/reserved/count:4096
/sys/kernel/debug/cma/reserved/used:4000"
explains "debugfs' bitmap of another area" "unknown low 40 - -12 - - -" <<<"\
cma: cma_alloc: vpu_pool: alloc failed, req-size: 40 pages, ret: -12
# cat /sys/kernel/debug/cma/reserved/bitmap
4294967295 0 4294967295 65535 4294967295"
explains "debugfs' files of both areas" "nospace medium 2000 - -12 196 - -" <<<"\
cma: cma_alloc: vpu_pool: alloc failed, req-size: 2000 pages, ret: -12
/sys/kernel/debug/cma/vpu_pool/count:4196
/sys/kernel/debug/cma/vpu_pool/used:4000
/sys/kernel/debug/cma/reserved/count:4096
/sys/kernel/debug/cma/reserved/used:0"

# --- where an area begins, and what its bits are

# one_run AREA PAGES ALIGN RUN FREE TOTAL: a failure of 6.18 and later, told its
# alignment, with one free run.
one_run() {
	printf 'cma: %s\n' \
		"__cma_alloc(cma 00000000abcdef01, name: $1, count $2, align $3)" \
		"__cma_alloc: $1: alloc failed, req-size: $2 pages, ret: -16" \
		"number of available pages: " "range 0: $4" "" \
		"=> $5 free of $6 total pages"
}
# A bit is a huge page of 512 pages: the run begins with page 512, and has the place
# at 262144; where the area begins is open.
explains "hugetlb's bits are huge pages" \
	"busy medium 262144 18 -16 523776 523776 262144" \
	< <(one_run hugetlb0 262144 18 523776@1 523776 524288)
# The run is pages [64, 464), without a place, or with bits of 4 pages [256, 656).
explains "a bit that may be several pages" "alignment medium 256 8 -16 400 400 208" \
	< <(one_run kvm_cma 256 8 400@64 400 8192)
explains "in the default area a bit is a page" \
	"alignment high 256 8 -16 400 400 208" \
	< <(one_run reserved 256 8 400@64 400 8192)
explains "debugfs tells the bits" "busy high 256 8 -16 400 400 400" <<<"\
$(one_run kvm_cma 256 8 400@64 400 8192)
/sys/kernel/debug/cma/kvm_cma/order_per_bit:4"
# Gigantic pages are aligned to their size: from page 262144 the run [131072, 431104)
# has 168960.
explains "the alignment of gigantic pages" \
	"alignment medium 262144 - -16 300032 300032 168960" \
	< <(one_run hugetlb0 262144 18 300032@256 300032 1048576 | sed 1d)
# pfn 0x3b800 + 2048 = 0x3c000 is a multiple of 4096, so that the run has a place.
explains "an area that begins with half an alignment" \
	"busy high 4096 12 -16 4096 4096 4096" <<<"\
cma: Reserved 64 MiB at 0x3b800000
$(one_run reserved 4096 12 4096@2048 4096 16384)"
# By the area's pages it is without a place; where the area begins may change that.
explains "an area that begins anywhere" "alignment medium 4096 12 -16 4096 4096 2048" \
	< <(one_run reserved 4096 12 4096@2048 4096 16384)
explains "a run that has a place wherever the area begins" \
	"busy high 4096 12 -16 8192 8192 6144" \
	< <(one_run reserved 4096 12 8192@2048 8192 16384)

# --- wrapped

# The run of 511 has 256 pages from page 59136 on, fewer than 456.
explains "a range's head, wrapped" "alignment medium 456 - -16 766 511 256" <<<"\
[   50.000000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 456 pages, ret: -16
[   50.000000] cma: number of available pages: 
[   50.000000] cma: range
0: 255@58369+511@58881
[   50.000000] cma: 
[   50.000000] => 766 free of 286720 total pages"

# --- advice

# 512 MiB are 8192 pages of 64 KiB; 640 more are 40 MiB.
advises "a size in pages of 64 KiB" 'by 640 pages or more, to 552 MiB (cma=552M' <<<"\
cma: Reserved 512 MiB at 0x00000000e0000000
cma: cma_alloc: reserved: alloc failed, req-size: 640 pages, ret: -12
cma: number of available pages: 500@100+500@2000=> 1000 free of 8192 total pages"
# Neither is set with cma=.
advises "hugetlb's setting" '(hugetlb_cma=)' <<<"\
cma: __cma_alloc: hugetlb0: alloc failed, req-size: 262144 pages, ret: -12
cma: number of available pages: => 0 free of 524288 total pages"
advises "a pool's setting" 'MiB with pages of 4 KiB (its size in the device tree)' <<<"\
cma: cma_alloc: vpu_pool: alloc failed, req-size: 640 pages, ret: -12
cma: number of available pages: => 0 free of 8192 total pages"

done_testing
