# SPDX-License-Identifier: GPL-2.0
"""
A trace as boxes to be packed: what presolve makes of it, and what can be said of
the smallest area without a solver.

Time counts in moments, between which nothing but allocations happens: what is
live at a moment is all live at once, and no set of allocations that is live at
some time is more than what is live at one of the moments.
"""
from dataclasses import dataclass


@dataclass
class Box:
    """
    An allocation: live at the moments `first` .. `after_last` - 1, `pages` long,
    at a multiple of `align` pages. `number` is its place among the trace's.
    """
    number: int
    pages: int
    align: int
    first: int
    after_last: int | None = None

    def overlaps(self, other):
        """Whether the two are live at the same time."""
        return self.first < other.after_last and other.first < self.after_last


def _align(words, align_min):
    """The alignment in pages that an A line's fields need."""
    order = int(words[4])
    if align_min is not None:
        least = int(words[6]) if len(words) > 6 else 0
        order = min(order, max(align_min, least))
    return 2 ** order


def of_trace(trace, align_min):
    """The boxes of a cmatrace (bytes) of order_per_bit 0, and how many moments."""
    boxes, live = [], {}
    moment, is_growing = 0, False
    for line in trace.decode().splitlines():
        words = line.split()
        if words[0] == "#":
            continue
        if words[1] == "A":
            is_growing = True
            live[words[2]] = Box(len(boxes), int(words[3]),
                                 _align(words, align_min), moment)
            boxes.append(live[words[2]])
            continue
        # What was allocated since the last F is now live for this moment.
        if is_growing:
            moment, is_growing = moment + 1, False
        live.pop(words[2]).after_last = moment
    moment += is_growing
    for box in live.values():
        box.after_last = moment
    return boxes, moment


def live_at(boxes, moment):
    """Those that are live then."""
    return [box for box in boxes if box.first <= moment < box.after_last]


def least_area(boxes):
    """
    A bound for boxes that are all live at once. Of those aligned to a pages or
    more, each begins at a multiple of a, so the next one begins at least its pages,
    rounded up to a, behind it; what rounding adds to the highest is not needed.
    """
    best = 0
    for align in {box.align for box in boxes}:
        rounded = [(-(-box.pages // align) * align, box.pages)
                   for box in boxes if box.align >= align]
        best = max(best, sum(up for up, _ in rounded) -
                   max(up - pages for up, pages in rounded))
    return best


def tightest_moments(boxes, nr_moments):
    """(bound, moment) of each moment, the highest bound first."""
    return sorted(((least_area(live_at(boxes, moment)), moment)
                   for moment in range(nr_moments)), reverse=True)


def alike(boxes):
    """
    Pairs (i, j) of boxes that may change places, whatever the rest: of the same
    size and alignment, live at the same time, and overlapping the same others.
    """
    overlapping = [frozenset(j for j, other in enumerate(boxes)
                             if box.overlaps(other)) for box in boxes]
    last, pairs = {}, []
    for i, box in enumerate(boxes):
        key = box.pages, box.align, overlapping[i]
        if key in last:
            pairs.append((last[key], i))
        last[key] = i
    return pairs
