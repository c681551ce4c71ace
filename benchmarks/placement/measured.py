# SPDX-License-Identifier: GPL-2.0
"""The records of all traces, by what is asked of them; lists are by seed."""
import math
from collections import defaultdict

from axes import ALIGNMENTS, STOCK
from bad_input import BadInput

REASONS = ("nospace", "fragmented", "alignment")


class Measured:
    """`records`, one for each trace of `axes`."""

    def __init__(self, axes, records):
        self.axes = axes
        self.records = records
        by_seed = {(record["kind"], record["seed"]): record for record in records}
        self.simulated = defaultdict(list)
        self.min_pages = defaultdict(list)
        for kind in axes.kinds:
            for seed in axes.seeds:
                self._add(by_seed[kind, seed])

    def _add(self, record):
        kind = record["kind"]
        of_seed = defaultdict(list)
        for found in record["simulated"]:
            of_seed[found["align_min"], kind, found["placement"]].append(found)
        for row, found in of_seed.items():
            self.simulated[row].append(found)
        for found in record["sized"]:
            row = found["align_min"], kind, found["placement"]
            self.min_pages[row].append(self._known(record, found))

    @staticmethod
    def _known(record, found):
        """A smallest area; cmakit size finds none where it would be too large."""
        if found["min_pages"] is None:
            raise BadInput(
                f"{record['kind']}-{record['seed']}: expected an area on which "
                f"{found['placement']} ({ALIGNMENTS[found['align_min']]}) does not "
                "fail, found none that can be simulated")
        return found["min_pages"]

    def failed(self, *row):
        """Failures of a row (align_min, kind, placement) on all sizes."""
        return [sum(found["failed"] for found in of_seed)
                for of_seed in self.simulated[row]]

    def total(self, key, *row):
        """The sum of what the objects of a row have as `key`."""
        return sum(found[key] for of_seed in self.simulated[row]
                   for found in of_seed)

    def failed_by_size(self, *row):
        """The sum of its failures, for each size."""
        sums = dict.fromkeys(self.axes.sizes, 0)
        for of_seed in self.simulated[row]:
            for found in of_seed:
                sums[found["size"]] += found["failed"]
        return sums

    def area_logs(self, align_min, kind, placement):
        """Logarithms of its smallest areas, as multiples of stock's."""
        stock = self.min_pages[None, kind, STOCK]
        return [math.log(mine / its) for mine, its in
                zip(self.min_pages[align_min, kind, placement], stock)]

    def compared(self, row, other):
        """On how many areas (trace and size) `row` has fewer failures than
        `other`, as many, and more."""
        fewer = same = more = 0
        for mine, its in zip(self.simulated[row], self.simulated[other]):
            for a, b in zip(mine, its):
                fewer += a["failed"] < b["failed"]
                same += a["failed"] == b["failed"]
                more += a["failed"] > b["failed"]
        return {"fewer": fewer, "same": same, "more": more}

    def nr_below_peak(self):
        """How many areas have fewer pages than are live at the peak."""
        return sum(found["pages"] < record["peak_live_pages"]
                   for record in self.records for found in record["simulated"]
                   if found["align_min"] is None and found["placement"] == STOCK)
