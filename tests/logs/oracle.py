#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""oracle.py LOG N ALIGN: free pages, largest run, and most pages of a run from an
aligned start, of the N-th list of free pages in LOG, page by page.

Slow and simple on purpose: what cmakit explain computes is checked against it.
"""
import re
import sys


def pages_of_dump(text, number):
    """The area as a list, one entry a page, True where it is free."""
    dumps = re.findall(r"number of available pages:(.*?)=>\s*\d+\s+free of\s+(\d+)",
                       text, re.DOTALL)
    runs, total = dumps[number - 1]
    free = [False] * int(total)
    for pages, first in re.findall(r"(\d+)@(\d+)", re.sub(r"\s", "", runs)):
        for page in range(int(first), int(first) + int(pages)):
            assert not free[page], f"page {page} is free twice"
            free[page] = True
    return free


def longest(free, step):
    """Most free pages in a row from a multiple of `step`."""
    best = 0
    length = 0
    for page in reversed(range(len(free))):
        length = length + 1 if free[page] else 0
        if page % step == 0:
            best = max(best, length)
    return best


def main():
    log, number, align = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(log, encoding="utf-8") as f:
        free = pages_of_dump(f.read(), number)
    print(sum(free), longest(free, 1), longest(free, 1 << align))


if __name__ == "__main__":
    main()
