#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Compare cmakit map with one that is as simple as can be: an area is an array of
pages, 0 (free) and 1 (used), and every page is looked at.

usage: naive-map.py CMAKIT COUNT SEED        COUNT random areas in debugfs: --json,
                                             and every cell of the picture
       naive-map.py --bitmap PAGES PAGES@FIRST...
                                             print a bitmap with these free runs
       naive-map.py --mutate CMAKIT FILE COUNT SEED
                                             damaged copies of FILE: exit 0, 1 or 4
Prints what differs; status 1 if anything does.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

# Nothing is written into the tree.
sys.dont_write_bytecode = True
from naive_placement import SMALL, places, ranked


def bitmap(bits):
    """The text of a debugfs bitmap."""
    bits = bits + [0] * (-len(bits) % 32)
    return " ".join(str(sum(bits[at + i] << i for i in range(32)))
                    for at in range(0, len(bits), 32)) + "\n"


def runs(pages):
    """[first, length] of every run of zeros."""
    found, first = [], None
    for at, used in enumerate(pages + [1]):
        if used and first is not None:
            found.append([first, at - first])
            first = None
        elif not used and first is None:
            first = at
    return found


class Range:
    def __init__(self, rng, order_per_bit, bits):
        self.base = rng.randrange(3000) << order_per_bit
        self.bits = []
        while len(self.bits) < bits:
            self.bits += [rng.randrange(2)] * rng.choice([1, 2, 5, 30, 90, 257])
        self.bits = self.bits[:bits]
        self.pages = [bit for bit in self.bits for _ in range(1 << order_per_bit)]

    def aligned(self, page, order, order_per_bit):
        """Whether an allocation of that order may begin there."""
        bit, base = page >> order_per_bit, self.base >> order_per_bit
        return (page % (1 << order_per_bit) == 0 and
                (bit + base) % (1 << max(0, order - order_per_bit)) == 0)


class Area:
    def __init__(self, rng):
        self.order_per_bit = rng.choice([0, 0, 0, 1, 3])
        nr = rng.choice([1, 1, 1, 2, 3])
        self.has_ranges = nr > 1 or rng.randrange(2)
        # The kernel does not tell the sizes of several ranges: whole words.
        self.ranges = [Range(rng, self.order_per_bit,
                             32 * rng.randrange(1, 60) if nr > 1 else
                             rng.randrange(1, 2000)) for _ in range(nr)]
        self.request = rng.choice([1, 7, 32, 33, 64, 200, 257, 512])
        self.align = rng.randrange(10)

    def save(self, root, rng):
        def put(path, text):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        folder = (f"{root}/sys/kernel/debug/cma/"
                  f"{'' if self.has_ranges else rng.choice(['', 'cma-'])}a")
        put(f"{folder}/count", f"{self.total()}\n")
        put(f"{folder}/order_per_bit", f"{self.order_per_bit}\n")
        for i, one in enumerate(self.ranges):
            inner = f"{folder}/ranges/{i}" if self.has_ranges else folder
            put(f"{inner}/base_pfn", f"{one.base}\n")
            put(f"{inner}/bitmap", bitmap(one.bits))

    def total(self):
        return sum(len(one.pages) for one in self.ranges)

    def usable(self, one, run, order):
        """The first aligned page of a run, and how many there are from it on."""
        first, length = run
        for page in range(first, first + length):
            if one.aligned(page, order, self.order_per_bit):
                return page, first + length - page
        return None, 0

    def most(self, order):
        return max((self.usable(one, run, order)[1] for one in self.ranges
                    for run in runs(one.pages)), default=0)

    def reason(self):
        free = sum(one.pages.count(0) for one in self.ranges)
        if free < self.request:
            return "nospace"
        if max(run[1] for one in self.ranges
               for run in runs(one.pages)) < self.request:
            return "fragmented"
        return None if self.most(self.align) >= self.request else "alignment"

    def place(self, one, zoned):
        """The first page in that range, None if there is no room."""
        step = 1 << max(0, self.align - self.order_per_bit)
        bits = -(-self.request >> self.order_per_bit)
        # Used bits down to a boundary make alignment a matter of the index.
        below = (one.base >> self.order_per_bit) % step
        used = bytearray([1] * below + one.bits)
        found = places(used, bits, step)
        if not found:
            return None
        if not zoned:
            start = found[0]
        elif self.request <= SMALL:
            start = found[-1]
        else:
            start = ranked(used, bits, step, step)
        return (start - below) << self.order_per_bit

    def first_place(self, zoned):
        order = list(enumerate(self.ranges))
        if zoned and self.request <= SMALL:
            order.reverse()
        for i, one in order:
            first = self.place(one, zoned)
            if first is not None:
                return {"range": i, "first": first}
        return None

    def expected(self):
        def of_run(one, run):
            first, usable = self.usable(one, run, self.align)
            return {"first": run[0], "pages": run[1], "usable_pages": usable,
                    "aligned_first": first,
                    "missing_pages": max(0, self.request - usable)}
        return {
            "area": "a", "pages": self.total(),
            "free_pages": sum(one.pages.count(0) for one in self.ranges),
            "unplaced_free_pages": 0, "is_complete": True,
            "order_per_bit": self.order_per_bit,
            "largest_run": max((run[1] for one in self.ranges
                                for run in runs(one.pages)), default=0),
            "largest_by_align": [self.most(order) for order in range(11)],
            "request": {"pages": self.request, "align": self.align,
                        "reason": self.reason(),
                        "first_fit": self.first_place(False),
                        "zoned": self.first_place(True)},
            "ranges": [{"base_pfn": one.base, "pages": len(one.pages),
                        "free_pages": one.pages.count(0),
                        "runs": [of_run(one, run) for run in runs(one.pages)]}
                       for one in self.ranges],
        }

    def picture(self, cell):
        """The characters of all cells, range by range."""
        places_of = [self.first_place(zoned) for zoned in (False, True)]
        text = []
        for i, one in enumerate(self.ranges):
            kind = ["#"] * len(one.pages)
            for run in runs(one.pages):
                usable = self.usable(one, run, self.align)[1]
                name = ("." if usable >= self.request else
                        "/" if run[1] >= self.request else "-")
                kind[run[0]:run[0] + run[1]] = name * run[1]
            for at in range(0, len(kind), cell):
                here = kind[at:at + cell]
                taken = [place is not None and place["range"] == i and
                         place["first"] < at + cell and
                         at < place["first"] + self.request
                         for place in places_of]
                if any(taken):
                    text.append("B" if all(taken) else "F" if taken[0] else "Z")
                elif set(here) == {"."}:
                    text.append(".")
                elif "." in here:
                    text.append("+")
                else:
                    text.append("/" if "/" in here else
                                "-" if "-" in here else "#")
        return "".join(text)


def run_map(cmakit, root, area, *options):
    return subprocess.run(
        [cmakit, "map", "--root", root, "--request",
         f"{area.request}:{area.align}", *options, "a"],
        capture_output=True, text=True, env={"LC_ALL": "C"}, check=False)


def json_differs(cmakit, root, area):
    got = run_map(cmakit, root, area, "--json")
    expected = area.expected()
    status = 1 if area.reason() else 0
    if got.returncode != status:
        return f"status {got.returncode}, not {status}: {got.stderr}"
    found = json.loads(got.stdout)
    del found["source"]
    for one in found["ranges"]:
        for run in one["runs"]:
            # Behind the run it is not said where.
            if not run["usable_pages"]:
                run["aligned_first"] = None
    if found != expected:
        return f"expected {json.dumps(expected)}\ngot      {json.dumps(found)}"
    return None


def picture_differs(cmakit, root, area, width):
    text = run_map(cmakit, root, area, "--width", str(width)).stdout
    rows = re.findall(r"^ *(\d+) ([-#+./BFZ]+)$", text, re.M)
    cell = int(re.search(r"^a cell is (\d+) page", text, re.M)[1])
    got = "".join(row[1] for row in rows)
    expected = area.picture(cell)
    if got != expected:
        return f"cells of {cell}: expected {expected}\ngot {got}"
    if len(rows) > 24:
        return f"{len(rows)} rows"
    if any(len(row[1]) + 1 > width for row in rows):
        return f"wider than {width}"
    if len(area.ranges) == 1 and [int(row[0]) for row in rows] != [
            i * cell * len(rows[0][1]) for i in range(len(rows))]:
        return "rows do not begin where they say"
    return None


def compare(cmakit, count, seed):
    bad = False
    for i in range(count):
        rng = random.Random(f"{seed} {i}")
        area = Area(rng)
        with tempfile.TemporaryDirectory() as root:
            area.save(root, rng)
            for what in (json_differs(cmakit, root, area),
                         picture_differs(cmakit, root, area,
                                         rng.choice([40, 57, 80, 133]))):
                if what:
                    print(f"area {seed} {i}: {what}")
                    bad = True
    return bad


def mutate(cmakit, path, count, seed):
    """Statuses of a sanitizer and of a signal are others."""
    bad = False
    with open(path, "rb") as file:
        original = file.read()
    pieces = [b"99999999999999999999999", b"4294967296", b"\0", b"\xff", b"@", b"+",
              b"\n", b"18446744073709551615", b"-1", b" ", b"# pages 1\n",
              b"=> 0 free of 1 total pages"]
    for i in range(count):
        rng = random.Random(f"{seed} {i}")
        data = bytearray(original)
        for _ in range(rng.randrange(1, 4)):
            at, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
            if rng.randrange(3):
                data[at:at + rng.randrange(3)] = rng.choice(pieces)
            elif rng.randrange(2):
                del data[at:min(end, at + 9)]
            else:
                del data[at:]
        got = subprocess.run([cmakit, "map", "--svg", "/dev/null", "-"],
                             input=bytes(data), capture_output=True, check=False)
        if got.returncode not in (0, 4) or (got.returncode and not got.stderr):
            print(f"copy {seed} {i}: status {got.returncode}: {got.stderr[-400:]}")
            bad = True
    return bad


def main(argv):
    if argv[1:2] == ["--bitmap"] and len(argv) > 2:
        used = [1] * int(argv[2])
        for run in argv[3:]:
            length, first = map(int, run.split("@"))
            used[first:first + length] = [0] * length
        print(bitmap(used), end="")
        return 0
    if argv[1:2] == ["--mutate"] and len(argv) == 6:
        return int(mutate(argv[2], argv[3], int(argv[4]), argv[5]))
    if len(argv) == 4:
        return int(compare(argv[1], int(argv[2]), argv[3]))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
