#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
usage: naive-failures.py TRACE PAGES ALIGN_MIN|- PLACEMENT

Print how many allocations of a trace (order_per_bit 0) fail on an area of PAGES,
by the definitions of naive_placement.py.
"""
import sys

# Nothing is written into the tree.
sys.dont_write_bytecode = True
from naive_placement import Placer


def failures(lines, pages, align_min, placement):
    used = bytearray(pages)
    placer = Placer(placement, used, 0)
    wanted, where, failed = {}, {}, 0
    for line in lines:
        if line.startswith("#"):
            continue
        _, event, ident, *fields = line.split()
        if event == "F":
            if ident in where:
                start = where.pop(ident)
                used[start:start + wanted[ident]] = bytes(wanted[ident])
                placer.free(wanted[ident])
            continue
        wanted[ident], align = int(fields[0]), int(fields[1])
        need = align
        if align_min is not None:
            least = int(fields[3]) if len(fields) > 3 else 0
            need = min(align, max(align_min, least))
        start = placer.find(wanted[ident], wanted[ident], 2 ** need, 2 ** align)
        if start is None:
            failed += 1
            continue
        where[ident] = start
        used[start:start + wanted[ident]] = b"\1" * wanted[ident]
        placer.take(wanted[ident], start, wanted[ident], need)
    return failed


def main(argv):
    if len(argv) != 5:
        sys.exit(__doc__)
    with open(argv[1], encoding="ascii") as trace:
        print(failures(trace, int(argv[2]),
                       None if argv[3] == "-" else int(argv[3]), argv[4]))


if __name__ == "__main__":
    main(sys.argv)
