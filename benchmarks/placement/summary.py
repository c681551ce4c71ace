# SPDX-License-Identifier: GPL-2.0
"""
The table: a row for each alignment, kind and placement, a total over the kinds for
each alignment and placement, and where zoned loses.

Failures of a row are summed over seeds and sizes. Its ratio is to stock, which is
first-fit with the alignment that was asked for; the halves keep it defined where
nothing fails. Smallest areas are compared with stock's on the same trace.
"""
import math

import bootstrap
from axes import ALIGNMENTS, STOCK, SUBJECT
from measured import REASONS

HALF = 0.5
DIGITS = 6


def _mean(values):
    return sum(values) / len(values)


class Figures:
    """Figures of `measured` with their confidence intervals."""

    def __init__(self, measured):
        self.measured = measured
        axes = measured.axes
        self.kinds, self.nr_seeds = axes.kinds, len(axes.seeds)
        self.draws = bootstrap.draws(axes.kinds, self.nr_seeds)

    def _figure(self, value, resampled):
        low, high = bootstrap.interval(resampled)
        known = self.nr_seeds > 1
        return {"value": round(value, DIGITS),
                "low": round(low, DIGITS) if known else None,
                "high": round(high, DIGITS) if known else None}

    def ratio(self, row, other):
        """Of a kind's failures in two rows: (figure, value, its resamples)."""
        drawn = self.draws[row[1]]
        mine, its = self.measured.failed(*row), self.measured.failed(*other)
        value = (sum(mine) + HALF) / (sum(its) + HALF)
        resampled = [(a + HALF) / (b + HALF) for a, b in
                     zip(bootstrap.sums(mine, drawn), bootstrap.sums(its, drawn))]
        return self._figure(value, resampled), value, resampled

    def area_ratio(self, row):
        """Of a kind's smallest areas, the same: geometric mean over seeds."""
        logs = self.measured.area_logs(*row)
        resampled = [math.exp(total / self.nr_seeds) for total in
                     bootstrap.sums(logs, self.draws[row[1]])]
        value = math.exp(_mean(logs))
        return self._figure(value, resampled), value, resampled

    def geometric_mean(self, values, resamples):
        """The figure for all kinds, of each kind's value and resamples."""
        means = [math.exp(_mean([math.log(value) for value in of_kinds]))
                 for of_kinds in [values, *zip(*resamples)]]
        return self._figure(means[0], means[1:])


def _preferred(measured, rows):
    return {key: sum(measured.total(key, *row) for row in rows)
            for key in ("preferred_wanted", "preferred_got")}


def _row(figures, align_min, kind, placement):
    """(the row, its ratio, its ratio of areas), the latter as Figures has them."""
    measured, row = figures.measured, (align_min, kind, placement)
    ratio = figures.ratio(row, (None, kind, STOCK))
    area_ratio = figures.area_ratio(row)
    return {
        "align_min": align_min,
        "kind": kind,
        "placement": placement,
        "failed": measured.total("failed", *row),
        "failed_by_size": measured.failed_by_size(*row),
    } | {
        "failed_" + reason: measured.total("failed_" + reason, *row)
        for reason in REASONS
    } | {
        "ratio": ratio[0],
        "area_ratio": area_ratio[0],
    } | _preferred(measured, [row]), ratio, area_ratio


def _total(figures, align_min, placement, made):
    """Of what _row() made for all kinds."""
    rows, ratios, area_ratios = zip(*made)
    worst = max(rows, key=lambda row: row["ratio"]["value"])
    return {
        "align_min": align_min,
        "placement": placement,
        "failed": sum(row["failed"] for row in rows),
        "ratio": figures.geometric_mean(*list(zip(*ratios))[1:]),
        "worst": {"kind": worst["kind"], "ratio": worst["ratio"]},
        "area_ratio": figures.geometric_mean(*list(zip(*area_ratios))[1:]),
    } | _preferred(figures.measured,
                   [(align_min, kind, placement) for kind in figures.kinds])


def _losing(figures):
    """Kinds on which zoned fails more often than first-fit; where it needs less
    alignment, than first-fit with less, and than stock."""
    found = []
    for align_min in ALIGNMENTS:
        for other_min in dict.fromkeys([align_min, None]):
            for kind in figures.kinds:
                row, other = (align_min, kind, SUBJECT), (other_min, kind, STOCK)
                failed = figures.measured.total("failed", *row)
                its = figures.measured.total("failed", *other)
                if failed > its:
                    found.append({"kind": kind, "align_min": align_min,
                                  "first_fit_align_min": other_min,
                                  "failed": failed, "first_fit_failed": its,
                                  "ratio": figures.ratio(row, other)[0]})
    return found


def _losing_areas(rows):
    """Kinds for which zoned needs more than first-fit with the same alignment."""
    area = {(row["align_min"], row["kind"], row["placement"]): row["area_ratio"]
            for row in rows}
    return [{"kind": kind, "align_min": align_min, "area_ratio": mine,
             "first_fit_area_ratio": area[align_min, kind, STOCK]}
            for (align_min, kind, placement), mine in area.items()
            if placement == SUBJECT and
            mine["value"] > area[align_min, kind, STOCK]["value"]]


def _compared(measured):
    """How zoned and first-fit compare on single areas, for each alignment."""
    found = []
    for align_min in ALIGNMENTS:
        sums = {"fewer": 0, "same": 0, "more": 0}
        for kind in measured.axes.kinds:
            counts = measured.compared((align_min, kind, SUBJECT),
                                       (align_min, kind, STOCK))
            sums = {key: n + counts[key] for key, n in sums.items()}
        found.append({"align_min": align_min} | sums)
    return found


def summarize(measured):
    """The table, made of what JSON has."""
    figures = Figures(measured)
    rows, totals = [], []
    for align_min in ALIGNMENTS:
        for placement in measured.axes.placements:
            made = [_row(figures, align_min, kind, placement)
                    for kind in figures.kinds]
            rows += [row for row, _, _ in made]
            totals.append(_total(figures, align_min, placement, made))
    return {
        "totals": totals,
        "rows": rows,
        "losing": _losing(figures),
        "losing_areas": _losing_areas(rows),
        "compared": _compared(measured),
        "areas_below_peak": measured.nr_below_peak(),
    }
