#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Compare the placement grid's table with one made in the plainest way: cmakit runs
for one placement at a time, sums and means by hand, and instead of drawing seeds
at random, every draw there is.

usage: naive-grid.py CMAKIT TABLE_JSON TABLE_CSV
Few seeds and kinds only: each draw has to be as likely as one in 20 at least, so
that the ends of the middle 95 % are the least and the greatest. Prints what
differs, and how many rows lose; status 1 if anything differs.
"""
import csv
import itertools
import json
import subprocess
import sys
from statistics import geometric_mean

ALIGNMENTS = [None, 4]


class Naive:
    """Figures of the grid that `manifest` describes."""

    def __init__(self, cmakit, manifest):
        self.cmakit = cmakit
        self.kinds, self.seeds = manifest["kinds"], manifest["seeds"]
        self.sizes, self.placements = manifest["sizes"], manifest["placements"]
        self.allocs = str(manifest["allocs"])
        self.replays, self.least = {}, {}
        for kind, seed in itertools.product(self.kinds, self.seeds):
            self.measure(kind, seed)

    def run(self, *arguments, trace=None):
        return subprocess.run([self.cmakit, *arguments], input=trace, check=True,
                              capture_output=True).stdout

    def measure(self, kind, seed):
        trace = self.run("generate", kind, "--seed", str(seed),
                         "--allocs", self.allocs)
        for align_min, placement in itertools.product(ALIGNMENTS,
                                                      self.placements):
            options = ["--json", "-"]
            if align_min is not None:
                options += ["--align-min", str(align_min)]
            one = self.run("size", "--placement", placement, *options, trace=trace)
            self.least[align_min, kind, placement, seed] = \
                json.loads(one)["min_pages"]
            for size in self.sizes:
                on_size = ["simulate", "--pages", size, *options]
                one = json.loads(self.run(*on_size, "--placement", placement,
                                          trace=trace))
                compared, = json.loads(self.run(
                    *on_size, f"--compare={placement}", trace=trace))
                one |= {key: compared[key] for key in
                        ("preferred_wanted", "preferred_got")}
                self.replays[align_min, kind, placement, seed, size] = one

    def total(self, key, row, seeds=None, sizes=None):
        return sum(self.replays[(*row, seed, size)][key]
                   for seed in seeds or self.seeds
                   for size in sizes or self.sizes)

    def ratio(self, row, other, seeds):
        return ((self.total("failed", row, seeds) + 0.5) /
                (self.total("failed", other, seeds) + 0.5))

    def area_ratio(self, row, seeds):
        return geometric_mean(self.least[(*row, seed)] /
                              self.least[None, row[1], "first-fit", seed]
                              for seed in seeds)

    def figure(self, of_kind, kinds):
        """The geometric mean of of_kind(kind, seeds), and its least and greatest
        over all draws of the seeds."""
        each = list(itertools.product(self.seeds, repeat=len(self.seeds)))
        draws = list(itertools.product(each, repeat=len(kinds)))
        assert len(draws) <= 20
        means = [geometric_mean(map(of_kind, kinds, drawn)) for drawn in draws]
        return {"value": geometric_mean(of_kind(kind, self.seeds)
                                        for kind in kinds),
                "low": min(means), "high": max(means)}

    def figures(self, align_min, placement, kinds):
        return {
            "ratio": self.figure(lambda kind, seeds: self.ratio(
                (align_min, kind, placement), (None, kind, "first-fit"), seeds),
                kinds),
            "area_ratio": self.figure(lambda kind, seeds: self.area_ratio(
                (align_min, kind, placement), seeds), kinds),
        } | {key: sum(self.total(key, (align_min, kind, placement))
                      for kind in kinds)
             for key in ("failed", "preferred_wanted", "preferred_got")}

    def row(self, align_min, placement, kind):
        row = align_min, kind, placement
        return {
            "align_min": align_min, "kind": kind, "placement": placement,
            "failed_by_size": {size: self.total("failed", row, None, [size])
                               for size in self.sizes},
        } | {
            key: self.total(key, row) for key in
            ("failed_nospace", "failed_fragmented", "failed_alignment")
        } | self.figures(align_min, placement, [kind])

    def sum(self, align_min, placement):
        rows = [self.row(align_min, placement, kind) for kind in self.kinds]
        worst = max(rows, key=lambda row: row["ratio"]["value"])
        return {"align_min": align_min, "placement": placement,
                "worst": {key: worst[key] for key in ("kind", "ratio")}} | \
            self.figures(align_min, placement, self.kinds)

    def losing(self):
        for mine, its in (None, None), (4, 4), (4, None):
            for kind in self.kinds:
                row, other = (mine, kind, "zoned"), (its, kind, "first-fit")
                failed, other_failed = (self.total("failed", of)
                                        for of in (row, other))
                if failed > other_failed:
                    yield {"kind": kind, "align_min": mine, "failed": failed,
                           "first_fit_align_min": its,
                           "first_fit_failed": other_failed,
                           "ratio": self.figure(
                               lambda kind, seeds, row=row, other=other:
                               self.ratio(row, other, seeds), [kind])}

    def losing_areas(self):
        for align_min, kind in itertools.product(ALIGNMENTS, self.kinds):
            mine, its = (self.row(align_min, placement, kind)["area_ratio"]
                         for placement in ("zoned", "first-fit"))
            if mine["value"] > its["value"] + 1e-6:
                yield {"kind": kind, "align_min": align_min, "area_ratio": mine,
                       "first_fit_area_ratio": its}

    def compared(self, align_min):
        signs = [(a > b) - (a < b) for a, b in (
            [self.replays[align_min, kind, placement, seed, size]["failed"]
             for placement in ("zoned", "first-fit")]
            for kind in self.kinds for seed in self.seeds for size in self.sizes)]
        return {"align_min": align_min, "fewer": signs.count(-1),
                "same": signs.count(0), "more": signs.count(1)}

    def table(self):
        both = list(itertools.product(ALIGNMENTS, self.placements))
        return {
            "totals": [self.sum(*row) for row in both],
            "rows": [self.row(*row, kind) for row in both for kind in self.kinds],
            "losing": list(self.losing()),
            "losing_areas": list(self.losing_areas()),
            "compared": [self.compared(align_min) for align_min in ALIGNMENTS],
            "areas_below_peak": sum(
                replay["pages"] < replay["peak_live_pages"]
                for row, replay in self.replays.items()
                if row[0] is None and row[2] == "first-fit"),
        }


def differences(where, expected, got):
    """What is not the same, to six decimals; the order of keys does not matter."""
    if isinstance(expected, dict) and isinstance(got, dict):
        if set(expected) != set(got):
            yield f"{where}: expected keys {sorted(expected)}, got {sorted(got)}"
            return
        for key, value in expected.items():
            yield from differences(f"{where}.{key}", value, got[key])
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield f"{where}: expected {len(expected)} of them, got {len(got)}"
            return
        for number, value in enumerate(expected):
            yield from differences(f"{where}[{number}]", value, got[number])
    elif isinstance(expected, float) and isinstance(got, (int, float)):
        if abs(expected - got) > 1e-6:
            yield f"{where}: expected {expected}, got {got}"
    elif expected != got:
        yield f"{where}: expected {expected}, got {got}"


def csv_lines(rows):
    """The rows as lines of the CSV: dictionaries of strings."""
    for row in rows:
        line = {}
        for key, value in row.items():
            if key in ("ratio", "area_ratio"):
                line |= {key: value["value"], key + "_low": value["low"],
                         key + "_high": value["high"]}
            elif key == "failed_by_size":
                line |= {f"failed_{size}": n for size, n in value.items()}
            else:
                line[key] = value
        yield {key: "" if value is None else str(value)
               for key, value in line.items()}


def main(argv):
    if len(argv) != 4:
        sys.exit(__doc__)
    with open(argv[2], encoding="utf-8") as file:
        table = json.load(file)
    naive = Naive(argv[1], table.pop("manifest"))
    with open(argv[3], encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    found = list(differences("table", naive.table(), table))
    found += differences("csv", list(csv_lines(table["rows"])), lines)
    print("\n".join(found[:20]))
    failed = sum(row["failed"] for row in table["rows"])
    print(f"{len(naive.replays)} replays, {failed} failures in them, "
          f"{len(table['losing'])} losing rows, {len(found)} differences")
    sys.exit(1 if found or not failed else 0)


if __name__ == "__main__":
    main(sys.argv)
